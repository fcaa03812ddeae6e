"""How good a probabilistic forecast was: CRPS, absolute error, coverage, and skill with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from miqyas.observations.model import Values

COVERAGES: Final = (0.5, 0.8, 0.9)
"""Central intervals whose coverage is counted."""
RESAMPLES: Final = 2000
BLOCK: Final = 2
"""Editions that are resampled together."""


def crps(draws: Values, *, outcome: Values) -> Values:
    """Continuous ranked probability score by column: E|X - y| - E|X - X'| / 2; draws (draw, case).

    Computed from sorted draws (Gneiting and Raftery, 2007, and Hersbach, 2000). In the unit of the draws;
    0 for a sure and right forecast, the absolute error for a sure and wrong one.

    >>> crps(np.array([[0.0, 3.0], [2.0, 3.0]]), outcome=np.array([1.0, 5.0])).tolist()
    [0.5, 2.0]
    """
    return ordered_crps(np.sort(draws, axis=0), outcome=outcome)


def ordered_crps(ordered: Values, *, outcome: Values) -> Values:
    """`crps` of draws that are sorted already, the lowest first.

    >>> ordered_crps(np.array([[0.0, 3.0], [2.0, 3.0]]), outcome=np.array([1.0, 5.0])).tolist()
    [0.5, 2.0]
    """
    count = len(ordered)
    steps = 2 * np.arange(1, count + 1)[:, np.newaxis] - count - 1
    spread = np.sum(steps * ordered, axis=0) / count**2
    score: Values = np.mean(np.abs(ordered - outcome), axis=0) - spread
    return score


def quantile_crps(quantiles: Values, *, levels: Sequence[float], outcome: Values) -> Values:
    """CRPS by case from quantiles alone, shape (level, case): twice the pinball loss over all levels.

    The loss is integrated by the trapezoidal rule, from 0 at both ends of the scale of levels (Gneiting and
    Ranjan, 2011). Nearly what `crps` gives for the draws that the quantiles were taken from.

    >>> levels = [step / 20 for step in range(1, 20)]
    >>> uniform = np.tile(levels, (2, 1)).T
    >>> quantile_crps(uniform, levels=levels, outcome=np.array([0.5, 1.0])).round(3).tolist()
    [0.082, 0.332]
    """
    at = np.asarray(levels, dtype=float)[:, np.newaxis]
    miss = outcome - quantiles
    loss = 2 * np.maximum(at * miss, (at - 1) * miss)
    ends = np.zeros((1, loss.shape[1]))
    score: Values = np.trapezoid(
        np.concatenate([ends, loss, ends]), np.concatenate([[0.0], at[:, 0], [1.0]]), axis=0
    )
    return score


def is_inside(draws: Values, *, outcome: Values, coverage: float) -> np.ndarray:
    """Whether each outcome lies in the central interval of its draws, ends included. Draws (draw, case).

    >>> is_inside(np.arange(100.0)[:, np.newaxis], outcome=np.array([95.0]), coverage=0.8).tolist()
    [False]
    """
    return ordered_inside(np.sort(draws, axis=0), outcome=outcome, coverage=coverage)


def ordered_inside(ordered: Values, *, outcome: Values, coverage: float) -> np.ndarray:
    """`is_inside` of draws that are sorted already, the lowest first.

    >>> ordered_inside(np.arange(100.0)[:, np.newaxis], outcome=np.array([95.0]), coverage=0.8).tolist()
    [False]
    """
    tail = (1 - coverage) / 2
    low, high = (ordered[_place(share, len(ordered))] for share in (tail, 1 - tail))
    inside: np.ndarray = (low <= outcome) & (outcome <= high)
    return inside


def _place(share: float, count: int) -> int:
    """Place of the smallest of so many ordered draws that at least this share does not exceed."""
    return max(math.ceil(share * count) - 1, 0)


def skill(scores: Sequence[float], *, reference: Sequence[float]) -> float:
    """1 - mean score / mean score of the reference: above 0 is better than the reference.

    >>> skill([0.5, 0.7], reference=[1.0, 1.0])
    0.4
    """
    return 1 - float(np.mean(scores)) / float(np.mean(reference))


def skill_interval(
    scores: Sequence[float], *, reference: Sequence[float], level: float, seed: int
) -> tuple[float, float]:
    """Interval of the skill by a circular block bootstrap over editions (Politis and Romano, 1992).

    Blocks of `BLOCK` editions in a row, so that what one edition does to the next stays together.

    >>> skill_interval([0.5, 0.5, 0.5], reference=[1, 1, 1], level=0.8, seed=1)
    (0.5, 0.5)
    """
    own, other = np.asarray(scores, dtype=float), np.asarray(reference, dtype=float)
    count = len(own)
    blocks = -(-count // BLOCK)
    starts = np.random.default_rng(seed).integers(count, size=(RESAMPLES, blocks, 1))
    picked = ((starts + np.arange(BLOCK)) % count).reshape(RESAMPLES, -1)[:, :count]
    skills = 1 - own[picked].mean(axis=1) / other[picked].mean(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(skills, [tail, 1 - tail])
    return float(low), float(high)
