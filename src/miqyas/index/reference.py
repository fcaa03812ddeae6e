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
    field. Shape: one number, in units of the composite before its min-max.
    """
    inputs = {}
    for leaf in node.leaves:
        figures = _figures(leaf.code, statistics)
        inputs[leaf.code] = figures.low if _counts_down(node, leaf) else figures.high
    return composite_of(node, inputs=inputs, statistics=statistics)


def composite_of(
    node: Node, *, inputs: Mapping[str, float], statistics: Mapping[str, FieldStatistics]
) -> float:
    """Composite of one country before the min-max, from its raw inputs by code.

    Raises `IndexComputationError` for an indicator without world figures.
    """
    reference = {leaf.code: _figures(leaf.code, statistics) for leaf in node.leaves}
    return _evaluate(replace(node, normalise=None), inputs=inputs, reference=reference)


def world_mean(node: Node, *, statistics: Mapping[str, FieldStatistics]) -> float:
    """Composite of the field's mean: every indicator at its mean; exact, since the composite is linear."""
    inputs = {leaf.code: _figures(leaf.code, statistics).mean for leaf in node.leaves}
    return composite_of(node, inputs=inputs, statistics=statistics)


def field_of(
    node: Node, *, statistics: Mapping[str, FieldStatistics], anchors: Mapping[float, float]
) -> dict[str, FieldStatistics]:
    """Reference figures for `Observations`: the leaves as published, the composite from two anchors."""
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


def _counts_down(node: Node, leaf: Node) -> bool:
    """Whether a higher raw value of the leaf lowers the index: an odd number of turned signs on the way."""
    if node.code == leaf.code:
        return node.sign < 0
    for child in node.children:
        if any(below.code == leaf.code for below in child.walk()):
            return _counts_down(child, leaf) != (node.sign < 0)
    return False
