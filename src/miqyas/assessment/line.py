"""The line from one feature to the national index, factor by factor, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from miqyas.assessment.bridge import Bridge
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology
from miqyas.methodology.model import Node

Name = Literal["feature", "bridge", "weight", "line", "scale"]


@dataclass(frozen=True)
class Reach:
    """How a component answers to a node whose scale hangs on the field: told by whoever knows the field."""

    component: str
    slope: float
    mark: Mark


@dataclass(frozen=True)
class Factor:
    """One step of the line: a unit of what stands before moves `node` by `factor`; `name` says by what rule.

    `source` is a row of the register of sources, None where there is none.
    """

    name: Name
    node: str
    factor: float
    mark: Mark
    source: str | None = None


@dataclass(frozen=True)
class Line:
    """From a whole feature of a node up to the index; the product of all factors is its worth there."""

    node: str
    factors: tuple[Factor, ...]

    @property
    def worth(self) -> float:
        """What a whole feature adds to the index."""
        return math.prod(factor.factor for factor in self.factors)

    @property
    def mark(self) -> Mark:
        """The weakest of what the line rests on."""
        return weakest(factor.mark for factor in self.factors)

    def at(self, node: str) -> float:
        """What a whole feature adds to a node on the way. Raises `KeyError` for a node that is not on it."""
        if node not in {factor.node for factor in self.factors}:
            raise KeyError(node)
        last = max(at for at, factor in enumerate(self.factors) if factor.node == node)
        return math.prod(factor.factor for factor in self.factors[: last + 1])

    def features_for(self, gain: float) -> float:
        """The way back: how many whole features of this node a gain of the index takes."""
        return gain / self.worth


def line_of(
    methodology: Methodology,
    node: str,
    *,
    bridge: Bridge,
    share: float,
    reaches: Mapping[str, Reach] | None = None,
) -> Line:
    """The line from one of `bridge.items` features of a node, where its share stands now, to the index.

    The bridge is taken at its middle and as steep as it is at this share. `reaches` has the nodes whose
    step to their component hangs on the field. Raises `AssessmentError` for a node that the edition has not,
    or from which no line leads without such a reach.

    >>> from miqyas.assessment.bridge import bridge_of
    >>> from miqyas.methodology import load_edition
    >>> found = line_of(
    ...     load_edition(2024), "OSI.SP", bridge=bridge_of("OSI.SP", items=60, points=83), share=0.5
    ... )
    >>> [(factor.name, factor.node, round(factor.factor, 4)) for factor in found.factors]
    [('feature', 'OSI.SP', 0.0167), ('bridge', 'OSI.SP', 1.0), ('weight', 'OSI', 0.45),
     ('line', 'OSI', 1.017), ('weight', 'EGDI', 0.3333)]
    >>> round(found.worth, 5), round(found.features_for(0.01), 1)
    (0.00254, 3.9)
    """
    if node not in methodology.nodes:
        raise AssessmentError("unknown_node", place=Place(name=node), node=node, edition=methodology.edition)
    first = Factor("feature", node, 1 / bridge.items, Mark.INFERRED)
    second = Factor("bridge", node, bridge.slope(share), bridge.mark)
    return Line(node, (first, second, *_upwards(methodology, node, reaches or {})))


def _upwards(methodology: Methodology, code: str, reaches: Mapping[str, Reach]) -> Iterator[Factor]:
    if code in reaches:
        reach = reaches[code]
        yield Factor("scale", reach.component, reach.slope, reach.mark)
        code = reach.component
    while (parent := methodology.parents.get(code)) is not None:
        yield from _step(methodology.nodes[code], parent)
        code = parent.code


def _step(node: Node, parent: Node) -> Iterator[Factor]:
    """From a node to the one above: its weight, then what brings the sum to the scale that is published."""
    if node.normalise and node.normalise.value.rule == "z_score":
        raise AssessmentError("no_line", place=Place(name=node.code), node=node.code)
    if node.weight:
        basis = node.weight.basis
        yield Factor("weight", parent.code, float(node.weight.value), basis.mark, basis.source)
    if parent.line:
        basis = parent.line.basis
        yield Factor("line", parent.code, parent.line.value.slope, basis.mark, basis.source)
    elif parent.normalise and parent.normalise.value.rule == "min_max":
        yield Factor("scale", parent.code, 1.0, Mark.INFERRED)
