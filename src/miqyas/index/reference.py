"""The field where only its world figures are known: one country's inputs, the others held fixed.

A z-score needs the mean and deviation of each indicator, which are published. The min-max of the
composite needs its two ends, which are not; they follow from two points of the line from composite to
index. Both are linear, so any two known points give the ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from miqyas.index.compute import evaluate
from miqyas.index.errors import IndexComputationError
from miqyas.kernel.errors import Place
from miqyas.methodology.model import Node
from miqyas.observations.model import FieldStatistics, Observations


def composite_ends(known: Mapping[float, float]) -> tuple[float, float]:
    """Ends (low, high) of a composite from two points {composite: index} of its min-max line.

    index = (composite - low) / (high - low). Raises `IndexComputationError` when the points give no line.

    >>> composite_ends({0.0: 0.5, 1.0: 1.0})
    (-1.0, 1.0)
    """
    (first, first_index), (second, second_index) = sorted(known.items())
    if second <= first or second_index <= first_index:
        raise IndexComputationError("no_line")
    slope = (second_index - first_index) / (second - first)
    low = first - first_index / slope
    return low, low + 1 / slope


def best_possible(node: Node, *, statistics: Mapping[str, FieldStatistics]) -> float:
    """Composite of an imagined country that holds the best value of the field in every indicator.

    Where some country is at the cap or floor of every indicator at once, this is the upper end of the
    field. One number, in units of the composite before its min-max.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.raw import world_figures
    >>> round(best_possible(load_edition(2024).nodes["TII"], statistics=world_figures(2024)), 4)
    0.9809
    """
    inputs = {}
    for leaf in node.leaves:
        figures = _figures(leaf.code, statistics)
        inputs[leaf.code] = figures.low if node.falls_with(leaf.code) else figures.high
    return composite_of(node, inputs=inputs, statistics=statistics)


def composite_of(
    node: Node, *, inputs: Mapping[str, float], statistics: Mapping[str, FieldStatistics]
) -> float:
    """Composite of one country before the min-max, from its raw inputs by code.

    Raises `IndexComputationError` for an indicator without world figures, and for one that is not given.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.raw import world_figures
    >>> tii, world = load_edition(2024).nodes["TII"], world_figures(2024)
    >>> inputs = {leaf.code: world[leaf.code].mean for leaf in tii.leaves}
    >>> inputs["TII.IU"] += world["TII.IU"].deviation
    >>> round(composite_of(tii, inputs=inputs, statistics=world), 4)
    0.25
    """
    reference = {leaf.code: _figures(leaf.code, statistics) for leaf in node.leaves}
    return _evaluate(replace(node, normalise=None), inputs=inputs, reference=reference)


def world_mean(node: Node, *, statistics: Mapping[str, FieldStatistics]) -> float:
    """Composite of the field's mean: every indicator at its mean; exact, since the composite is linear.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.raw import world_figures
    >>> world_mean(load_edition(2024).nodes["TII"], statistics=world_figures(2024))
    0.0
    """
    inputs = {leaf.code: _figures(leaf.code, statistics).mean for leaf in node.leaves}
    return composite_of(node, inputs=inputs, statistics=statistics)


def field_of(
    node: Node, *, statistics: Mapping[str, FieldStatistics], anchors: Mapping[float, float]
) -> dict[str, FieldStatistics]:
    """Reference figures for `Observations`: the leaves as published, the composite from two anchors.

    `anchors` as for `composite_ends`. Raises `IndexComputationError` for missing world figures and for
    anchors that give no line.
    """
    low, high = composite_ends(anchors)
    published = _figures(node.code, statistics)
    composite = FieldStatistics(
        count=published.count,
        mean=low + published.mean * (high - low),
        deviation=published.deviation * (high - low),
        low=low,
        high=high,
    )
    leaves = {leaf.code: _figures(leaf.code, statistics) for leaf in node.leaves}
    return {**leaves, node.code: composite}


def value_alone(
    node: Node, *, inputs: Mapping[str, float], reference: Mapping[str, FieldStatistics]
) -> float:
    """One country's index of a component from its raw inputs by code, the other countries held fixed.

    `reference` comes from `field_of`. The result may leave 0 to 1 when the country passes the field's end.
    Raises `IndexComputationError` for an input that is not given.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.raw import world_figures
    >>> tii, world = load_edition(2024).nodes["TII"], world_figures(2024)
    >>> anchors = {0.0: world["TII"].mean, best_possible(tii, statistics=world): 1.0}
    >>> inputs = {"TII.IU": 100, "TII.MS": 120, "TII.AM": 100, "TII.AF.MOBILE": 1, "TII.AF.FIXED": 1}
    >>> reference = field_of(tii, statistics=world, anchors=anchors)
    >>> round(value_alone(tii, inputs=inputs, reference=reference), 3)
    0.956
    """
    return _evaluate(node, inputs=inputs, reference=reference)


def _evaluate(node: Node, *, inputs: Mapping[str, float], reference: Mapping[str, FieldStatistics]) -> float:
    values = {leaf.code: np.array([[inputs[leaf.code]]]) for leaf in node.leaves if leaf.code in inputs}
    observations = Observations(0, ("ONE",), values, reference=reference)
    return float(evaluate(node, observations)[0, 0])


def _figures(code: str, statistics: Mapping[str, FieldStatistics]) -> FieldStatistics:
    if code not in statistics:
        raise IndexComputationError("no_world_figures", place=Place(name=code), indicator=code)
    return statistics[code]
