"""How the edition was computed: trees and rules with marks and sources, and what changed since the last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from miqyas.analysis.profile import Position, headroom, positions
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology, Node, indicators
from miqyas.methodology.diff import diff, weight_text
from miqyas.methodology.model import Basis
from miqyas.methodology.sentences import change_sentence, describe, mark_shown, rules_of
from miqyas.observations.raw import STATISTICS_PREFIX, load_raw, world_figures
from miqyas.reports.briefs.sources import method_keys, results_of
from miqyas.reports.briefs.standing import unranked_words
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.briefs.worths import has_headroom_figure, headroom_words
from miqyas.reports.document import Block, Bullets, DataTable, Heading, Paragraph
from miqyas.reports.findings import short_name

INDENT: Final = "\N{EM SPACE}"


def parts_chapter(subject: Subject) -> tuple[Block, ...]:
    """The components as strengths and weaknesses, what is missing, and what each is made of."""
    told = (*_headroom(subject), *_readings(subject), *_inside_table(subject))
    nothing = Paragraph(unranked_words(subject), "lead", results_of(subject.world))
    return (Heading(subject.say("brief.chapter.parts")), *(told or (nothing,)))


def _headroom(subject: Subject) -> Iterator[Block]:
    if subject.standing.egdi is None:
        return
    sources = results_of(subject.world)
    yield Paragraph(f"{headroom_words(subject).rstrip('.')}.", "lead", sources)
    if has_headroom_figure(subject):
        yield subject.figure("country-headroom", params=subject.place, sources=sources)
        yield _headroom_table(subject)


def _headroom_table(subject: Subject) -> DataTable:
    """Component by component: weight, value, what it could still add, its share of all that is left."""
    methodology = subject.world.methodology(subject.edition)
    weights = {node.code: node.weight for node in methodology.components}
    columns = (
        subject.column("brief.column.part", share=2),
        subject.column("method.fact.weight"),
        subject.column("brief.column.value", "index"),
        subject.column("brief.column.could_add", "index3"),
        subject.column("brief.column.share", "percent"),
        subject.column("brief.column.mark", share=1.4),
    )
    rows = tuple(
        (
            short_name(part.code, subject.language),
            subject.latin(weight_text(weight.value)) if (weight := weights[part.code]) else "",
            part.value,
            part.gain,
            part.share,
            subject.mark(mark_shown(weight.basis, methodology)) if weight else "",
        )
        for part in headroom(subject.world, iso3=subject.iso3, edition=subject.edition)
    )
    bases = [weight.basis for weight in weights.values() if weight]
    return DataTable(
        subject.say("country.headroom.heading"),
        columns,
        rows,
        (*results_of(subject.world), *method_keys(bases)),
        note=subject.say("country.headroom.note"),
    )


def _readings(subject: Subject) -> Iterator[Bullets]:
    """Each index with its rank beside that of the whole, a sentence each."""
    found = positions(subject.world, iso3=subject.iso3, edition=subject.edition)
    if found:
        yield Bullets(tuple(f"{_reading(subject, one)}." for one in found))


def _reading(subject: Subject, one: Position) -> str:
    away = one.rank - (subject.standing.rank or 0)
    key = "first" if one.rank == 1 else "ahead" if away < 0 else "behind" if away > 0 else "same"
    name = short_name(one.code, subject.language)
    return subject.say(f"country.readings.{key}", n=abs(away), name=name, rank=one.rank)


def _inside_table(subject: Subject) -> Iterator[DataTable]:
    """What each component is made of: world figures of its parts, and the country's values where loaded."""
    figures = world_figures(subject.edition)
    nodes = [
        (node, node is component)
        for component in subject.world.methodology(subject.edition).components
        for node in component.walk()
        if node.code in figures
    ]
    if not nodes:
        return
    own = _own_values(subject)
    columns = (
        subject.column("brief.column.index_or_input", share=3),
        subject.column("brief.column.unit", share=1.9),
        subject.column("brief.column.own", "hundredths"),
        subject.column("brief.column.world_mean", "hundredths"),
        subject.column("brief.column.lowest", "raw"),
        subject.column("brief.column.highest", "raw"),
    )
    rows = tuple(
        (
            f"{'' if is_top else INDENT}{_name(subject, node.code)}",
            subject.say(f"unit.{indicators()[node.code].unit}"),
            own.get(node.code),
            figures[node.code].mean,
            figures[node.code].low,
            figures[node.code].high,
        )
        for node, is_top in nodes
    )
    is_known = any(node.code in own for node, is_top in nodes if not is_top)
    yield DataTable(
        subject.say("brief.table.inside"),
        columns,
        rows,
        (f"{STATISTICS_PREFIX}{subject.edition}", *results_of(subject.world)),
        note="" if is_known else subject.say("brief.table.inside_note"),
        strong=frozenset(at for at, (_, is_top) in enumerate(nodes) if is_top),
    )


def _own_values(subject: Subject) -> dict[str, float]:
    """The country's published indices, and its raw inputs where they are loaded."""
    raw = load_raw(subject.world.active, edition=subject.edition)
    at = subject.world.position(subject.iso3)
    loaded = {**raw, **subject.world.published(subject.edition).values}
    return {code: float(values[at]) for code, values in loaded.items() if not np.isnan(values[at])}


def method_chapter(subject: Subject) -> tuple[Block, ...]:
    """The method as a tree with marks, its rules, what changed, and what the marks mean."""
    methodology = subject.world.methodology(subject.edition)
    before = subject.world.previous(subject.edition)
    provisional = [node for node in methodology.nodes.values() if node.provisional]
    return (
        Heading(subject.say("methodology.edition", edition=subject.edition)),
        Paragraph(subject.say("brief.method.lead", edition=subject.edition), "lead"),
        *(
            Paragraph(subject.say("methodology.provisional", name=_name(subject, node.code)))
            for node in provisional
        ),
        _trees_table(subject, methodology),
        _rules_table(subject, methodology),
        *_changes(subject, methodology, before),
        Heading(subject.say("mark.legend"), 2),
        Bullets(
            tuple(
                subject.say(
                    "brief.mark_means", mark=subject.mark(mark), means=subject.say(f"mark.{mark.value}.means")
                )
                for mark in Mark
            )
        ),
    )


def _apart(methodology: Methodology) -> tuple[Node, ...]:
    """Indices that are no part of the whole."""
    inside = {node.code for node in methodology.root.walk()}
    return tuple(tree for tree in methodology.indices if tree.code not in inside)


def _trees_table(subject: Subject, methodology: Methodology) -> DataTable:
    """The index down to its inputs, then indices apart: weight, rules, the weakest mark of each line."""
    columns = (
        subject.column("brief.column.index_or_input", share=3.4),
        subject.column("method.fact.weight", share=0.8),
        subject.column("methodology.register.rule", share=2.8),
        subject.column("brief.column.mark", share=1.6),
    )
    trees = (methodology.root, *_apart(methodology))
    bases = [basis for tree in trees for node in tree.walk() for _, _, basis in node.facts()]
    rows = [list(_tree_rows(subject, methodology, tree, 0)) for tree in trees]
    tops = [sum(len(one) for one in rows[:at]) for at in range(len(rows))]
    return DataTable(
        subject.say("brief.table.trees", edition=subject.edition),
        columns,
        tuple(row for one in rows for row in one),
        method_keys(bases),
        note=subject.say("brief.table.tree_note"),
        strong=frozenset(tops),
    )


def _tree_rows(
    subject: Subject, methodology: Methodology, node: Node, depth: int
) -> Iterator[tuple[str, ...]]:
    marks = [mark_shown(basis, methodology) for _, _, basis in node.facts()]
    comma = subject.say("method.comma")
    yield (
        f"{INDENT * depth}{_name(subject, node.code)}",
        subject.latin(weight_text(node.weight.value)) if node.weight else "",
        comma.join(rules_of(node, language=subject.language)),
        subject.mark(weakest(marks)),
    )
    for child in node.children:
        yield from _tree_rows(subject, methodology, child, depth + 1)


def _rules_table(subject: Subject, methodology: Methodology) -> DataTable:
    """Rules of the whole edition."""
    facts = list(_rules(subject, methodology))
    columns = (
        subject.column("methodology.register.rule", share=1.5),
        subject.column("brief.column.says", share=4),
        subject.column("brief.column.mark", share=1.6),
    )
    rows = tuple(
        (subject.say(f"method.fact.{name}"), words, subject.mark(mark_shown(basis, methodology)))
        for name, words, basis in facts
    )
    return DataTable(
        subject.say("methodology.rules"), columns, rows, method_keys(basis for _, _, basis in facts)
    )


def _rules(subject: Subject, methodology: Methodology) -> Iterator[tuple[str, str, Basis]]:
    language = subject.language
    yield "ranking", subject.say("method.ranking"), methodology.ranking
    decimals = (
        subject.say("method.decimals", code=code, n=count)
        for code, count in methodology.precision.decimals.items()
    )
    yield "precision", subject.say("method.comma").join(decimals), methodology.precision.basis
    for rule in methodology.not_ranked:
        name = _name(subject, rule.component) if rule.component else ""
        yield "not_ranked", subject.say(f"method.not_ranked.{rule.when}", name=name), rule.basis
    if methodology.groups:
        groups = methodology.groups
        yield "groups", describe(groups.bands, language=language), groups.basis
        yield "border", subject.say(f"method.border.{groups.border.value}"), groups.border.basis
    if methodology.classes:
        classes = methodology.classes
        yield "classes", describe(classes.codes, language=language), classes.basis
        yield "cut", describe(classes.cut.value, language=language), classes.cut.basis


def _changes(subject: Subject, methodology: Methodology, before: int | None) -> Iterator[Block]:
    """What changed in the index since the edition before, a sentence each."""
    if before is None:
        return
    yield Heading(subject.say("methodology.what_changed", edition=before), 2)
    codes = {node.code for edition in (before, methodology.edition) for node in _of_index(subject, edition)}
    found = diff(subject.world.methodology(before), methodology)
    changes = [change for change in found if change.code in codes]
    if not changes:
        yield Paragraph(subject.say("methodology.diff_none"))
        return
    yield Bullets(tuple(change_sentence(change, language=subject.language) for change in changes))


def _of_index(subject: Subject, edition: int) -> Iterator[Node]:
    return subject.world.methodology(edition).root.walk()


def _name(subject: Subject, code: str) -> str:
    return indicators()[code].name.in_language(subject.language)
