"""From catalogue shares to published sub-indices: a model with bias and spread, wide until calibrated.

level(published) = level(share) + bias + error, on softened log-odds (`index.levels`). Bias and spread of a
sub-index have a normal-inverse-gamma prior (`bridge.yaml`); pairs of a share and the sub-index published for
the same edition update it, so that a new error is Student-t. With prior bias m0 worth k0 pairs, spread s0^2
worth v0 pairs, and n pairs with differences d of mean D and sum of squares S around it::

    k = k0 + n        v = v0 + n        m = (k0 m0 + n D) / k
    s^2 = (v0 s0^2 + S + k0 n / k (D - m0)^2) / v
    a new difference:  m + sqrt(s^2 (k + 1) / k) t_v

This is the conjugate updating of any textbook of Bayesian statistics. One pair narrows little; a pair that
surprises widens the spread.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from miqyas.assessment.errors import AssessmentError
from miqyas.index.levels import SOFTENING, from_level, to_level
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark
from miqyas.methodology import Methodology


@dataclass(frozen=True)
class Prior:
    """What the bridge takes for granted before any pair is known, as `bridge.yaml` has it, and its mark."""

    bias: float
    deviation: float
    per_item: float
    points: int
    bias_pairs: float
    spread_pairs: float
    correlation: float
    mark: Mark

    def variance(self, *, items: int, points: int) -> float:
        """Variance of a new error of a sub-index with so many features of ours and points of the Survey's."""
        return self.deviation**2 + self.per_item * (1 / items + 1 / points)


@dataclass(frozen=True)
class Pair:
    """An own share of a sub-index and what was published for the same edition, both from 0 to 1."""

    node: str
    share: float
    published: float

    @property
    def difference(self) -> float:
        """What the share lacks to the published value, on the level scale."""
        levels = to_level(np.array([self.share, self.published]))
        return float(levels[1] - levels[0])


@dataclass(frozen=True)
class Bridge:
    """The bridge of one sub-index: a new error is `bias` + `scale` x Student-t of `freedom`, in levels.

    `pairs` have calibrated it; with none it is uncalibrated and rests on `mark`. `items` and `points` are the
    features of ours and the Survey's points that its spread reckons with.
    """

    node: str
    bias: float
    scale: float
    freedom: float
    pairs: int
    items: int
    points: int
    mark: Mark

    @property
    def is_calibrated(self) -> bool:
        """Whether some published sub-index stands behind it."""
        return self.pairs > 0

    def published(self, share: float) -> float:
        """The middle of what may be published for a share.

        >>> round(bridge_of("OSI.SP", items=60, points=83).published(0.8), 6)
        0.8
        """
        return self._at(share, 0.0)

    def interval(self, share: float, coverage: float) -> tuple[float, float]:
        """Ends of the central interval of what may be published for a share.

        >>> low, high = bridge_of("OSI.SP", items=60, points=83).interval(0.8, 0.8)
        >>> round(low, 2), round(high, 2)
        (0.6, 0.93)
        """
        from scipy.stats import t

        tail = float(t.ppf((1 + coverage) / 2, self.freedom)) * self.scale
        return self._at(share, -tail), self._at(share, tail)

    def slope(self, share: float) -> float:
        """By how much the published value rises with the share, where it stands.

        >>> bridge_of("OSI.SP", items=60, points=83).slope(0.5)
        1.0
        """
        if not 0 < self.published(share) < 1:
            return 1.0
        before = SOFTENING + (1 - 2 * SOFTENING) * share
        after = SOFTENING + (1 - 2 * SOFTENING) * self.published(share)
        return round(after * (1 - after) / (before * (1 - before)), 12)

    def _at(self, share: float, error: float) -> float:
        return float(from_level(to_level(np.array([share])) + self.bias + error)[0])


@cache
def prior() -> Prior:
    """The assumptions of an uncalibrated bridge.

    >>> prior().bias, prior().mark.value
    (0.0, 'I')
    """
    text = files("miqyas.assessment").joinpath("bridge.yaml").read_text(encoding="utf-8")
    loaded = read_document(text, file="assessment/bridge.yaml")
    numbers = {name: loaded[name] for name in Prior.__dataclass_fields__ if name != "mark"}
    return Prior(**numbers, mark=Mark(loaded["mark"]))


def bridge_of(node: str, *, items: int, points: int | None = None, pairs: Sequence[Pair] = ()) -> Bridge:
    """The bridge of a sub-index with so many features of ours, calibrated with the pairs that are its own.

    `points` is the span of the Survey's scale (None: not known). Raises `AssessmentError` for no features,
    and for a pair outside 0 to 1.

    >>> before = bridge_of("OSI.SP", items=60, points=83)
    >>> after = bridge_of("OSI.SP", items=60, points=83, pairs=[Pair("OSI.SP", 0.8, 0.7)])
    >>> before.bias, round(after.bias, 3), round(after.scale / before.scale, 2)
    (0.0, -0.152, 0.92)
    """
    if items < 1:
        raise AssessmentError("no_features", place=Place(name=node), node=node)
    assumed, span = prior(), points or prior().points
    own = [pair for pair in pairs if pair.node == node]
    differences = np.array([_checked(pair).difference for pair in own])
    bias, scale, freedom = _updated(assumed, assumed.variance(items=items, points=span), differences)
    return Bridge(node, bias, scale, freedom, len(own), items, span, Mark.INFERRED if own else assumed.mark)


def bridges(
    methodology: Methodology, *, items: Mapping[str, int], pairs: Iterable[Pair] = ()
) -> Mapping[str, Bridge]:
    """The bridge of every node with features of ours, by node; points are those of the edition's scale.

    >>> from miqyas.methodology import load_edition
    >>> found = bridges(load_edition(2024), items={"OSI.IF": 30, "OSI.CP": 10})
    >>> found["OSI.CP"].points, found["OSI.CP"].scale > found["OSI.IF"].scale
    (9, True)
    """
    known = tuple(pairs)
    return {
        node: bridge_of(node, items=count, points=_points(methodology, node), pairs=known)
        for node, count in items.items()
        if count
    }


def _points(methodology: Methodology, node: str) -> int | None:
    found = methodology.nodes.get(node)
    return found.points.value.span if found and found.points else None


def _updated(assumed: Prior, variance: float, differences: np.ndarray) -> tuple[float, float, float]:
    """Bias, scale and freedom of a new error after the pairs; formula at the head of the module."""
    count = len(differences)
    weight, freedom = assumed.bias_pairs + count, assumed.spread_pairs + count
    spread = variance * assumed.bias_pairs / (assumed.bias_pairs + 1)
    mean = float(differences.mean()) if count else assumed.bias
    around = float(((differences - mean) ** 2).sum())
    bias = (assumed.bias_pairs * assumed.bias + count * mean) / weight
    surprise = assumed.bias_pairs * count / weight * (mean - assumed.bias) ** 2
    updated = (assumed.spread_pairs * spread + around + surprise) / freedom
    return bias, math.sqrt(updated * (weight + 1) / weight), freedom


def _checked(pair: Pair) -> Pair:
    if not (0 <= pair.share <= 1 and 0 <= pair.published <= 1):
        raise AssessmentError(
            "pair_outside", place=Place(name=pair.node), share=pair.share, published=pair.published
        )
    return pair
