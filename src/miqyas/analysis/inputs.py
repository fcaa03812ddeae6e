"""A component from its raw inputs: from a whole table, or one country's with the others held fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.index import Explanation, compute, trace
from miqyas.index.reference import best_possible, composite_of, field_of, world_mean
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology, Node, indicators
from miqyas.observations.model import FieldStatistics, Observations, Values
from miqyas.observations.raw import load_raw, world_figures
from miqyas.observations.results import PUBLISHED

ENOUGH_OF_THE_FIELD: Final = 0.9
"""Share of the listed states that a table must cover to stand for the field itself."""
WHOLE: Final = 100.0
"""The bound of a percentage."""
_MAKES_THE_VALUE: Final = frozenset({"component", "weight", "aggregate", "normalise", "cap"})


@dataclass(frozen=True)
class FromInputs:
    """A component computed from raw inputs beside the published value.

    `how` is "field" (the table covers the field: `covered` of `listed` states), "fixed" (others held
    fixed by the published world figures, the ends of the scale inferred) or "anchored" (the same, one end
    taken from the country's own published value, so that at these inputs the two agree by construction).
    `mark` is that of the weakest fact the value rests on, `unexplained` the largest known error of a
    provisional method.
    """

    code: str
    value: float
    published: float | None
    how: Literal["field", "fixed", "anchored"]
    mark: Mark
    covered: int
    listed: int
    unexplained: float | None
    explanation: Explanation

    @property
    def difference(self) -> float | None:
        """Computed minus published."""
        return None if self.published is None else self.value - self.published


def components_with_inputs(world: World, *, iso3: str, edition: int) -> tuple[str, ...]:
    """Components of the edition for which all raw inputs of the country are loaded.

    Raises `AnalysisError` for an unknown country or an edition without results.

    >>> from miqyas.analysis.world import load_world
    >>> components_with_inputs(load_world(), iso3="BHR", edition=2024)
    ()
    """
    place = world.position(iso3)
    cases = (_case(world, iso3, edition, node.code) for node in world.methodology(edition).components)
    return tuple(case.node.code for case in cases if not case.lacks(place))


@dataclass(frozen=True)
class _Case:
    """What one computation needs: country, component, the raw values of all and their coverage."""

    world: World
    methodology: Methodology
    node: Node
    iso3: str
    raw: Mapping[str, Values]
    covered: int
    listed: int

    @property
    def published(self) -> float | None:
        """The component as the edition printed it."""
        return self.world.standing(self.iso3, self.methodology.edition).component(self.node.code)

    def lacks(self, place: int) -> bool:
        """Whether the country at this place has not all inputs."""
        return any(
            leaf.code not in self.raw or np.isnan(self.raw[leaf.code][place]) for leaf in self.node.leaves
        )

    @property
    def inputs(self) -> dict[str, float]:
        """The country's own raw values."""
        place = self.world.position(self.iso3)
        return {leaf.code: float(self.raw[leaf.code][place]) for leaf in self.node.leaves}

    def error(self, detail: str, **params: object) -> AnalysisError:
        """An error placed at country, edition and component."""
        place = Place(name=f"{self.iso3} {self.methodology.edition} {self.node.code}")
        return AnalysisError(detail, place=place, **params)


def from_inputs(world: World, *, iso3: str, edition: int, code: str) -> FromInputs:
    r"""Compute a component of a country from the raw inputs that are loaded.

    An index within the component that the edition published itself (EPI within OSI) is taken as published.
    Raises `AnalysisError` when the edition has no such component, when inputs are missing, or when neither
    a table of the field nor world figures are at hand to scale them by.

    >>> from miqyas.analysis.world import load_world
    >>> from miqyas.kernel.datasets import ActiveSet, Dataset
    >>> inputs = {"TII.IU": 100, "TII.MS": 120, "TII.AM": 120, "TII.AF.MOBILE": 1.0, "TII.AF.FIXED": 1.0}
    >>> lines = [f"2024,BHR,{code},{value},observed" for code, value in inputs.items()]
    >>> table = "\n".join(["edition,iso3,code,value,status", *lines])
    >>> world = load_world(ActiveSet((Dataset("raw", "own.csv", table.encode()),)))
    >>> found = from_inputs(world, iso3="BHR", edition=2024, code="TII")
    >>> round(found.value, 6), found.how, found.published
    (1.0, 'fixed', 0.98773)
    """
    if code not in [node.code for node in world.methodology(edition).components]:
        known = ", ".join(node.code for node in world.methodology(edition).components)
        raise AnalysisError("unknown_component", place=Place(name=code), given=code, known=known)
    case = _case(world, iso3, edition, code)
    if case.lacks(world.position(iso3)):
        needed = ", ".join(leaf.code for leaf in case.node.leaves)
        raise case.error("inputs_missing", country=world.country(iso3).name, needed=needed)
    if case.covered >= ENOUGH_OF_THE_FIELD * case.listed:
        return _from_field(case)
    return _from_figures(case)


def _case(world: World, iso3: str, edition: int, code: str) -> _Case:
    methodology, results = world.methodology(edition), world.published(edition)
    node = with_published_inside(methodology.nodes[code])
    raw = {**load_raw(world.active, edition=edition), **results.values}
    listed = results.is_listed()
    absent = np.full(len(world.countries), np.nan)
    complete = np.logical_and.reduce([~np.isnan(raw.get(leaf.code, absent)) for leaf in node.leaves]) & listed
    return _Case(world, methodology, node, iso3, raw, int(complete.sum()), int(listed.sum()))


def with_published_inside(node: Node) -> Node:
    """The tree with indices inside that are published themselves as leaves, given as they are.

    >>> from miqyas.methodology import load_edition
    >>> [leaf.code for leaf in with_published_inside(load_edition(2024).nodes["OSI"]).leaves][-2:]
    ['OSI.TEC', 'EPI']
    """
    children = tuple(
        replace(child, children=(), aggregate=None, normalise=None)
        if child.code in PUBLISHED
        else with_published_inside(child)
        for child in node.children
    )
    return replace(node, children=children)


def _from_field(case: _Case) -> FromInputs:
    listed = case.world.published(case.methodology.edition).is_listed()
    values = {
        leaf.code: np.where(listed, case.raw[leaf.code], np.nan)[np.newaxis, :] for leaf in case.node.leaves
    }
    observations = Observations(case.methodology.edition, case.world.countries, values)
    marks = [
        basis.mark for node in case.node.walk() for name, _, basis in node.facts() if name in _MAKES_THE_VALUE
    ]
    if case.covered < case.listed:
        marks.append(Mark.INFERRED)
    return _answer(case, observations, "field", weakest(marks))


def _from_figures(case: _Case) -> FromInputs:
    figures = world_figures(case.methodology.edition)
    if not all(code in figures for code in (case.node.code, *(leaf.code for leaf in case.node.leaves))):
        raise case.error("field_incomplete", covered=case.covered, listed=case.listed)
    mean = world_mean(case.node, statistics=figures)
    how, second = _second_anchor(case, figures)
    reference = field_of(
        case.node, statistics=figures, anchors={mean: figures[case.node.code].mean, **second}
    )
    values = {code: np.array([[value]]) for code, value in case.inputs.items()}
    observations = Observations(case.methodology.edition, (case.iso3,), values, reference=reference)
    return _answer(case, observations, how, Mark.INFERRED)


def _second_anchor(
    case: _Case, figures: Mapping[str, FieldStatistics]
) -> tuple[Literal["fixed", "anchored"], dict[float, float]]:
    """A second point of the line from composite to index.

    Where every indicator stops counting at a bound that some state has reached, the first of the field
    is taken to stand at all of them. Elsewhere no state holds every best value, and the country's own
    published value serves.
    """
    if all(is_bounded(case.node, leaf, figures[leaf.code]) for leaf in case.node.leaves):
        return "fixed", {best_possible(case.node, statistics=figures): 1.0}
    if case.published is None:
        raise case.error("no_anchor", country=case.world.country(case.iso3).name)
    return "anchored", {composite_of(case.node, inputs=case.inputs, statistics=figures): case.published}


def is_bounded(node: Node, leaf: Node, figures: FieldStatistics) -> bool:
    """Whether the leaf stops counting on the side that raises the node, and some state stands there.

    >>> from miqyas.methodology import load_edition
    >>> tii, figures = load_edition(2024).nodes["TII"], world_figures(2024)
    >>> [is_bounded(tii, leaf, figures[leaf.code]) for leaf in tii.leaves]
    [True, True, True, True, True]
    """
    cap = leaf.cap.value if leaf.cap else None
    if node.falls_with(leaf.code):
        return cap is not None and cap.low == figures.low
    if cap is not None and cap.high == figures.high:
        return True
    return indicators()[leaf.code].unit == "percent" and figures.high == WHOLE


def _answer(
    case: _Case, observations: Observations, how: Literal["field", "fixed", "anchored"], mark: Mark
) -> FromInputs:
    alone = replace(case.methodology, root=case.node, indices=(), not_ranked=(), groups=None, classes=None)
    explanation = trace(compute(alone, observations), country=case.iso3)
    if explanation.value is None:
        raise case.error("field_incomplete", covered=case.covered, listed=case.listed)
    return FromInputs(
        code=case.node.code,
        value=explanation.value,
        published=case.published,
        how=how,
        mark=mark,
        covered=case.covered,
        listed=case.listed,
        unexplained=case.node.provisional.value if case.node.provisional else None,
        explanation=explanation,
    )
