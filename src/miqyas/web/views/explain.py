"""The explanation of a number: parts, weights, rules, marks and sources, down to what was observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.explain import explain as explained_score
from miqyas.analysis.inputs import FromInputs
from miqyas.analysis.world import Standing, World
from miqyas.index import Explanation, trace
from miqyas.methodology import indicators
from miqyas.methodology.model import Methodology
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import about_table
from miqyas.reports.findings import name_in
from miqyas.reports.standings import known_errors_of
from miqyas.web.components import Link
from miqyas.web.country_tables import explain_address
from miqyas.web.methods import NodeShown, name_of, rules_of, trees_of
from miqyas.web.pages import public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of


@dataclass(frozen=True, slots=True)
class PartExplained:
    """A node of the tree with its rules and sources: what it is worth, and what it adds to its parent."""

    method: NodeShown
    value: float | None
    raw: str
    adds: float | None
    standing: str
    state: str
    field: str
    is_absent: bool
    url: str
    children: tuple[PartExplained, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published value beside the one that was computed."""

    published: float | None
    computed: float
    difference: float | None
    is_declared: bool


@public_page
def explain(request: HttpRequest, country: str, edition: int, code: str) -> HttpResponseBase:
    """How a country's value of an index in an edition came about."""
    world = world_of(request)
    if country not in world.countries or edition not in world.editions:
        raise Http404
    method = world.methodology(edition)
    if code != code.upper() and code.upper() in method.nodes:
        return HttpResponseRedirect(explain_address(country, edition, code.upper()))
    if code not in method.nodes:
        raise Http404
    language = current_language()
    standing = world.standing(country, edition)
    explained = _Explained(world, standing, method)
    tree = explained.part(trace(world.scores(edition), country=country, code=code))
    value = standing.component(code) if code in PUBLISHED else tree.value
    inputs = explained_score(world, iso3=country, edition=edition, code=code).inputs
    context = {
        "iso3": country,
        "name": name_in(world, country, language),
        "edition": edition,
        "code": code,
        "index": name_of(code),
        "value": value,
        "tree": tree,
        "comparison": _comparison(world, standing, tree) if code == "EGDI" else None,
        "field": _field(world, edition, code),
        "inputs": inputs,
        "inputs_tree": explained.part(inputs.explanation) if isinstance(inputs, FromInputs) else None,
        "inputs_problem": inputs.render(language) if isinstance(inputs, AnalysisError) else "",
        "provisional": [
            (name_of(node.code), node.provisional.value)
            for node in method.nodes[code].walk()
            if node.provisional
        ],
        "errors": [
            error
            for error in known_errors_of(world, iso3=country, edition=edition)
            if code == "EGDI" or error.field == code
        ],
        "rules": rules_of(method) if code == "EGDI" else [],
        "about": about_table("survey_results"),
        "parent": _parent(method, country, code),
        "others": [
            Link(label=name_of(other), url=explain_address(country, edition, other), current=other == code)
            for other in PUBLISHED
            if standing.component(other) is not None
        ],
        "crumbs": _crumbs(world, standing, code),
    }
    return show(request, "web/explain.html", context, edition=edition)


def _crumbs(world: World, standing: Standing, code: str) -> list[Link]:
    iso3, edition = standing.iso3, standing.edition
    return [
        Link(label=say_here("shell.countries"), url=reverse("countries")),
        Link(label=name_in(world, iso3, current_language()), url=reverse("country", args=[iso3])),
        Link(
            label=say_here("country.survey", edition=edition),
            url=reverse("country_edition", args=[iso3, edition]),
        ),
        Link(label=name_of(code)),
    ]


def _parent(method: Methodology, iso3: str, code: str) -> Link | None:
    parent = method.parents.get(code)
    if parent is None:
        return None
    return Link(label=name_of(parent.code), url=explain_address(iso3, method.edition, parent.code))


def _comparison(world: World, standing: Standing, tree: PartExplained) -> Comparison | None:
    if tree.value is None:
        return None
    errors = known_errors_of(world, iso3=standing.iso3, edition=standing.edition)
    difference = None if standing.egdi is None else tree.value - standing.egdi
    declared = any("components" in error.affects for error in errors)
    return Comparison(standing.egdi, tree.value, difference, declared)


def _field(world: World, edition: int, code: str) -> str:
    """Lowest, median and highest of a published index."""
    if code not in PUBLISHED:
        return ""
    values = world.published(edition).values[code]
    present = values[~np.isnan(values)]
    low, median, high = (float(figure) for figure in np.quantile(present, [0, 0.5, 1]))
    return say_here("explain.field_line", low=low, median=median, high=high, count=int(present.size))


@dataclass(frozen=True)
class _Explained:
    """Turns explanations of one country and edition into what the page shows."""

    world: World
    standing: Standing
    method: Methodology

    def part(self, explanation: Explanation) -> PartExplained:
        """A node and all below it."""
        return _part(explanation, self, {shown.code: shown for shown in _nodes(trees_of(self.method))})


def _nodes(trees: tuple[NodeShown, ...]) -> Iterator[NodeShown]:
    for tree in trees:
        yield tree
        yield from _nodes(tree.children)


def _part(node: Explanation, of: _Explained, shown: Mapping[str, NodeShown]) -> PartExplained:
    is_absent = node.origin == "absent"
    unit = say_here(f"explain.unit.{indicators()[node.code].unit}")
    return PartExplained(
        method=shown[node.code],
        value=node.value,
        raw="" if node.raw in {None, node.value} else say_here("explain.raw", value=node.raw, unit=unit),
        adds=node.contribution,
        standing=_standing(node, of),
        state=_state(node),
        field=_field_used(node),
        is_absent=is_absent,
        url="" if is_absent else explain_address(of.standing.iso3, of.method.edition, node.code),
        children=tuple(_part(child, of, shown) for child in node.children),
    )


def _standing(node: Explanation, of: _Explained) -> str:
    if node.rank is None:
        return ""
    results = of.world.published(of.method.edition)
    values = results.values.get(node.code)
    count = results.ranked_count if values is None else int(np.sum(~np.isnan(values)))
    return say_here("explain.rank", rank=node.rank, count=count)


def _state(node: Explanation) -> str:
    if node.value is None and node.origin != "absent":
        return say_here(f"status.{node.status.name.lower()}")
    if node.origin == "given" and node.code not in PUBLISHED:
        return say_here("explain.origin.imported")
    return say_here(f"explain.origin.{node.origin}")


def _field_used(node: Explanation) -> str:
    field = node.field
    if field is None:
        return ""
    words: dict[str, Any] = {
        "low": field.low,
        "mean": field.mean,
        "high": field.high,
        "deviation": field.deviation,
        "count": field.count,
    }
    used = say_here("explain.field_used", **words)
    return f"{used} {say_here('explain.field_reference')}" if node.field_is_reference else used
