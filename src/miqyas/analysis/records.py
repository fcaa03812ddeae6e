"""Answers as plain values for JSON: the same fields on the command line and in the interface for programs.

Names of fields are kept from version to version. Text is a map of languages; a value that is missing is
null, never 0. Codes of indices are upper case in values (EGDI), lower case as fields (egdi).
"""

from __future__ import annotations

from typing import Any

from miqyas.analysis.compare import Comparison, Series
from miqyas.analysis.decompose import Change, can_decompose, decompose
from miqyas.analysis.decompose.records import change_record
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.explain import Explained
from miqyas.analysis.inputs import FromInputs
from miqyas.analysis.profile import headroom, medians, rivals
from miqyas.analysis.world import Standing, World
from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.methodology import Methodology, Node, indicators
from miqyas.methodology.diff import MethodChange
from miqyas.methodology.model import Basis
from miqyas.methodology.sentences import change_sentence
from miqyas.observations.countries import Group

Record = dict[str, Any]


def standing_record(world: World, standing: Standing) -> Record:
    """A country in an edition.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> record = standing_record(world, world.standing("BHR", 2024))
    >>> record["rank"], record["egdi"], record["name"]["ar"]
    (18, 0.91958, 'البحرين')
    """
    return {
        "iso3": standing.iso3,
        "name": dict(world.country(standing.iso3).name),
        "edition": standing.edition,
        "is_member": standing.is_listed,
        "is_ranked": standing.rank is not None,
        "rank": standing.rank,
        "egdi": standing.egdi,
        "osi": standing.osi,
        "tii": standing.tii,
        "hci": standing.hci,
        "epi": standing.epi,
        "group": standing.group,
        "rating_class": standing.rating_class,
    }


def country_record(world: World, standing: Standing, *, since: int | None = None) -> Record:
    """A country at a glance: its standing, what changed, where headroom lies, its neighbours, its history.

    The change is the one since the edition before, or since the one asked for by `since`.
    """
    iso3, edition = standing.iso3, standing.edition
    change = last_change(world, standing) if since is None else change_since(world, standing, before=since)
    return {
        **standing_record(world, standing),
        "ranked_count": world.published(edition).ranked_count,
        "change": None if change is None else change_record(world, change),
        "headroom": [
            {"code": part.code, "gain": part.gain, "share": part.share}
            for part in headroom(world, iso3=iso3, edition=edition)
        ],
        "rivals": [
            {"iso3": rival.iso3, "rank": rival.rank, "egdi": rival.egdi, "gap": rival.gap}
            for rival in rivals(world, iso3=iso3, edition=edition)
        ],
        "history": [standing_record(world, past) for past in world.history(iso3)],
        "versions": world.versions(edition).as_dict(),
    }


def last_change(world: World, standing: Standing) -> Change | None:
    """What moved since the edition before; None where the country is not ranked in both."""
    before = world.previous(standing.edition)
    if before is None or not (
        can_decompose(standing) and can_decompose(world.standing(standing.iso3, before))
    ):
        return None
    return decompose(world, iso3=standing.iso3, before=before, after=standing.edition)


def change_since(world: World, standing: Standing, *, before: int) -> Change:
    """What moved since an earlier edition; raises `AnalysisError` where it is not earlier or lacks a rank."""
    if world.published(before).edition >= standing.edition:
        place = Place(name=str(before))
        raise AnalysisError("span", place=place, before=before, after=standing.edition)
    return decompose(world, iso3=standing.iso3, before=before, after=standing.edition)


def ranking_record(world: World, *, edition: int, group: Group) -> Record:
    """The ranked members of a group in the order of their ranks, each with its place within the group."""
    inside = [standing for standing in world.ranking(edition) if standing.iso3 in group.members]
    return {
        "edition": edition,
        "ranked_count": world.published(edition).ranked_count,
        "members": {"code": group.code, "name": dict(group.name), "count": len(group.members)},
        "countries": [
            {**standing_record(world, standing), "place": place}
            for place, standing in enumerate(inside, start=1)
        ],
        "versions": world.versions(edition).as_dict(),
    }


def comparison_record(world: World, comparison: Comparison) -> Record:
    """Countries and groups side by side; a group has medians and no rank."""
    return {
        "edition": comparison.edition,
        "subjects": [_subject_record(world, comparison.edition, series) for series in comparison.series],
        "versions": comparison.versions.as_dict(),
    }


def _subject_record(world: World, edition: int, series: Series) -> Record:
    subject = series.subject
    if subject.kind == "country":
        own = standing_record(world, world.standing(subject.code, edition))
    else:
        own = {"name": dict(subject.name), "edition": edition}
        own |= {code.lower(): by_edition[edition] for code, by_edition in series.values.items()}
    by_edition = {str(year): rank for year, rank in series.rank.items()}
    return {"kind": subject.kind, "code": subject.code, **own, "rank_by_edition": by_edition}


def history_record(world: World, iso3: str) -> Record:
    """A country in every edition, oldest first."""
    return {
        "iso3": iso3,
        "name": dict(world.country(iso3).name),
        "editions": [
            {**standing_record(world, past), "ranked_count": world.published(past.edition).ranked_count}
            for past in world.history(iso3)
        ],
        "versions": world.versions(world.latest).as_dict(),
    }


def edition_record(world: World, edition: int) -> Record:
    """An edition: how many states it ranks, the first of them, the median of the index."""
    return {
        "edition": edition,
        "ranked_count": world.published(edition).ranked_count,
        "first": standing_record(world, world.ranking(edition)[0]),
        "median": medians(world, members=world.countries, edition=edition)["EGDI"],
    }


def explanation_record(world: World, explained: Explained) -> Record:
    """A score and the tree of what it is made of; with raw inputs loaded, also how they made it."""
    tree, inputs = explained.tree, explained.inputs
    return {
        "iso3": tree.country,
        "name": dict(world.country(tree.country).name),
        "edition": tree.edition,
        "tree": tree.as_dict(),
        "inputs": _inputs_record(inputs) if isinstance(inputs, FromInputs) else None,
        "inputs_problem": (
            {language: inputs.render(language) for language in REQUIRED_LANGUAGES}
            if isinstance(inputs, AnalysisError)
            else None
        ),
        "versions": world.versions(tree.edition).as_dict(),
    }


def _inputs_record(inputs: FromInputs) -> Record:
    return {
        "how": inputs.how,
        "mark": inputs.mark.value,
        "published": inputs.published,
        "computed": inputs.value,
        "difference": inputs.difference,
        "covered": inputs.covered,
        "listed": inputs.listed,
    }


def method_record(methodology: Methodology) -> Record:
    """The method of an edition, with its trees."""
    groups, classes = methodology.groups, methodology.classes
    return {
        "edition": methodology.edition,
        "status": methodology.status,
        "inherits": methodology.inherits,
        "version": methodology.version,
        "root": _node_record(methodology.root),
        "indices": [_node_record(node) for node in methodology.indices],
        "groups": [{"code": band.code, "above": band.above} for band in groups.bands] if groups else None,
        "rating_classes": {code: list(four) for code, four in classes.codes.items()} if classes else None,
    }


def _node_record(node: Node) -> Record:
    return {
        "code": node.code,
        "name": dict(node.known_as or indicators()[node.code].name),
        "weight": str(node.weight.value) if node.weight else None,
        "facts": [
            {"name": name, "value": str(value), **_basis_record(basis)} for name, value, basis in node.facts()
        ],
        "children": [_node_record(child) for child in node.children],
    }


def _basis_record(basis: Basis) -> Record:
    return {"mark": basis.mark.value, "source": basis.source}


def method_change_record(change: MethodChange) -> Record:
    """One change between two methods, with its sentence in each language."""
    return {
        "kind": change.kind,
        "code": change.code,
        "aspect": change.aspect,
        "parent": change.parent,
        "before": None if change.before is None else str(change.before),
        "after": None if change.after is None else str(change.after),
        **_basis_record(change.basis),
        "words": _in_each_language(change),
    }


def _in_each_language(change: MethodChange) -> dict[str, str]:
    return {language: change_sentence(change, language=language) for language in REQUIRED_LANGUAGES}


def dataset_record(dataset: Dataset) -> Record:
    """A dataset laid over the release, without its content."""
    return {
        "sha256": dataset.sha256,
        "kind": dataset.kind,
        "name": dataset.name,
        "bytes": len(dataset.content),
        "origin": dict(dataset.origin),
    }
