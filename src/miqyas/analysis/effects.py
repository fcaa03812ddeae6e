"""What a change of any node of the method does to its component: slopes from raw input to OSI, TII or HCI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.inputs import ENOUGH_OF_THE_FIELD, is_bounded
from miqyas.analysis.world import World
from miqyas.index.reference import best_possible, composite_of, world_mean
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Node, indicators
from miqyas.observations.model import FieldStatistics
from miqyas.observations.raw import load_raw, world_figures

STANDARD_SCORES: Final = "score"
"""Unit of what is only a step on the way, such as the mean of two standardised prices."""
How = Literal["exact", "line", "fixed", "at_least", "average"]
_CERTAINTY: tuple[How, ...] = ("exact", "line", "fixed", "average", "at_least")


@dataclass(frozen=True)
class Effect:
    """How a component answers to a node: index units of `component` for each unit of the node.

    `unit` is the node's own (index, share, percent ...), `point` the size of one point of its published
    grid in that unit, None where it has none. `how` tells what the slope rests on: "exact" (the method
    alone), "line" (the published line from parts to index), "fixed" (others held at the published world
    figures, their mean and spread included), "average" (a point of the parts' average size), "at_least" (a
    lower bound from world figures, held likewise). `mark` is the weakest of what it rests on, `low` and
    `high` the node's own bounds.
    """

    node: str
    component: str
    slope: float
    unit: str
    point: float | None
    how: How
    mark: Mark
    low: float | None = None
    high: float | None = None

    @property
    def per_point(self) -> float | None:
        """Change of the component for one point; None where the node has no grid of points."""
        return None if self.point is None else self.slope * self.point


def effects(world: World, *, edition: int) -> Mapping[str, Effect]:
    """The effects of all nodes of an edition (or of the draft) for which they can be told, components first.

    Where the scale of a node cannot be told (no world figures, no field loaded), it is left out, and so is
    a mean of standard scores: it has no unit in which a change could be stated.

    >>> from miqyas.analysis.world import load_world
    >>> found = effects(load_world(), edition=2024)
    >>> found["OSI.SP"].component, round(found["OSI.SP"].per_point, 4), found["OSI.SP"].how
    ('OSI', 0.0055, 'line')
    >>> round(found["TII.IU"].slope * 10, 3), found["TII.IU"].unit
    (0.03, 'percent')
    """
    key = ("effects", edition)
    if key not in world.kept_answers:
        world.kept_answers[key] = _effects(world, edition)
    found: Mapping[str, Effect] = world.kept_answers[key]
    return found


def effect_of(world: World, *, edition: int, node: str) -> Effect:
    """The effect of one node. Raises `AnalysisError` for a node that the edition has not, or cannot scale.

    >>> from miqyas.analysis.world import load_world
    >>> effect_of(load_world(), edition=2020, node="OSI").per_point == 1 / 170
    True
    """
    found = effects(world, edition=edition)
    if node not in found:
        is_known = node in world.methodology(edition).nodes
        detail = "node_not_scaled" if is_known else "unknown_node"
        known = ", ".join(found)
        raise AnalysisError(detail, place=Place(name=node), given=node, edition=edition, known=known)
    return found[node]


def _effects(world: World, edition: int) -> dict[str, Effect]:
    methodology = world.methodology(edition)
    figures = _figures(world, edition)
    found: dict[str, Effect] = {}
    for component in methodology.components:
        top = _top(component)
        found[component.code] = top
        if not component.is_leaf:
            _descend(component, component.code, 1.0, "exact", [], figures, found)
    return found


def _top(node: Node) -> Effect:
    """The component itself: its slope is 1, its point that of its grid or the average of its parts'."""
    marks, point = [node.basis.mark], None
    how: How = "exact"
    grid = node.points or (node.children[0].points if len(node.children) == 1 else None)
    if grid:
        point = 1 / grid.value.span
        marks.append(grid.basis.mark)
    elif node.line and all(child.points for child in node.children):
        spans = [child.points.value.span for child in node.children if child.points]
        point, how = node.line.value.slope / sum(spans), "average"
        marks.append(Mark.INFERRED)
    return Effect(node.code, node.code, 1.0, "index", point, how, weakest(marks), 0.0, 1.0)


def _descend(
    node: Node,
    component: str,
    slope: float,
    how: How,
    marks: list[Mark],
    figures: Mapping[str, FieldStatistics],
    found: dict[str, Effect],
) -> None:
    scale = _scale_of(node, figures)
    if scale is None or node.aggregate is None or node.aggregate.value != "arithmetic":
        return
    factor, own_how, own_marks = scale
    for child in node.children:
        weight = child.weight
        assert weight is not None
        below = slope * factor * float(weight.value) * child.sign
        chain = [*marks, *own_marks, weight.basis.mark, child.basis.mark]
        worst = max(how, own_how, key=_CERTAINTY.index)
        effect = _effect(child, component, below, worst, chain, figures)
        if effect is not None and effect.unit != STANDARD_SCORES:
            found[child.code] = effect
        if not child.is_leaf:
            _descend(child, component, below, worst, chain, figures, found)


def _effect(
    node: Node,
    component: str,
    slope: float,
    how: How,
    marks: list[Mark],
    figures: Mapping[str, FieldStatistics],
) -> Effect | None:
    unit = indicators()[node.code].unit
    own = _own_scale(node, figures)
    if own is None:
        return None
    slope /= own[0]
    how = max(how, own[1], key=_CERTAINTY.index)
    point = 1 / node.points.value.span if node.points else None
    cap = node.cap.value if node.cap else None
    known = figures.get(node.code)
    low = cap.low if cap and cap.low is not None else (0.0 if known or node.points else None)
    high = cap.high if cap and cap.high is not None else (1.0 if point else known.high if known else None)
    return Effect(node.code, component, slope, unit, point, how, weakest(marks), low, high)


def _own_scale(node: Node, figures: Mapping[str, FieldStatistics]) -> tuple[float, How] | None:
    """Raw units of an input for one unit of its scale, and what that rests on; None where it is not known."""
    if not (node.is_leaf and node.normalise):
        return 1.0, "exact"
    rule, known = node.normalise.value, figures.get(node.code)
    if rule.rule == "goalposts" and rule.low is not None and rule.high is not None:
        return rule.high - rule.low, "exact"
    if rule.rule == "z_score":
        return (known.deviation, "fixed") if known else None
    if rule.rule == "distance_to_frontier":
        return (known.high, "fixed") if known else None
    return 1.0, "exact"


def _scale_of(node: Node, figures: Mapping[str, FieldStatistics]) -> tuple[float, How, list[Mark]] | None:
    """Index units of a node for one unit of its composite, what that rests on, and the marks of it."""
    if node.line:
        return node.line.value.slope, "line", [node.line.basis.mark]
    if node.normalise is None or node.normalise.value.rule == "none":
        return 1.0, "exact", []
    if node.normalise.value.rule != "min_max" or node.code not in figures:
        return None
    if not all(leaf.code in figures for leaf in node.leaves):
        return None
    mean, published = world_mean(node, statistics=figures), figures[node.code]
    best = best_possible(node, statistics=figures)
    if all(is_bounded(node, leaf, figures[leaf.code]) for leaf in node.leaves):
        return (1 - published.mean) / (best - mean), "fixed", [Mark.INFERRED]
    worst = _worst_possible(node, figures)
    bounds = ((1 - published.mean) / (best - mean), published.mean / (mean - worst))
    return max(bounds), "at_least", [Mark.INFERRED]


def _worst_possible(node: Node, figures: Mapping[str, FieldStatistics]) -> float:
    inputs = {
        leaf.code: figures[leaf.code].high if node.falls_with(leaf.code) else figures[leaf.code].low
        for leaf in node.leaves
    }
    return composite_of(node, inputs=inputs, statistics=figures)


def _figures(world: World, edition: int) -> Mapping[str, FieldStatistics]:
    """World figures by code: those of a loaded field, else the published ones.

    An edition that inherits its method, as one just imported, inherits the figures of that edition too
    until it has its own.
    """
    at = edition if edition in world.results else world.latest
    figures = dict(world_figures(at) or world_figures(world.methodology(at).inherits or at))
    listed = world.published(at).is_listed()
    for code, values in load_raw(world.active, edition=at).items():
        present = values[listed & ~np.isnan(values)]
        if present.size >= ENOUGH_OF_THE_FIELD * listed.sum():
            figures[code] = FieldStatistics(
                int(present.size),
                float(present.mean()),
                float(present.std()),
                float(present.min()),
                float(present.max()),
            )
    return figures
