"""How far assessors agree beyond chance: Cohen's kappa, Krippendorff's alpha, with bootstrap intervals.

Both are ratios that have no value where everybody names one and the same category: then nothing is left for
chance to agree on, and `Agreement.value` is None with `why` "one_category". Intervals resample features
(units), never single judgements, as judgements of one feature belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place
from miqyas.observations.model import Values

Weighting = Literal["none", "linear", "quadratic"]
Measure = Literal["nominal", "ordinal"]
COVERAGE: Final = 0.95
RESAMPLES: Final = 2000
FEWEST: Final = 2
"""Units, and ratings of a unit, below which nothing can be told."""
TINY: Final = 1e-12


@dataclass(frozen=True)
class Agreement:
    """A coefficient of agreement with the ends of its bootstrap interval, over a number of units.

    `observed` is the plain share of ratings that agree. `value` is None where the coefficient is not
    defined: `why` is then "no_units", "one_category", else "". `undefined` is the share of resamples
    without a value, which the interval leaves out.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int
    observed: float | None
    why: str = ""
    undefined: float = 0.0


def cohen_kappa(
    pairs: Sequence[tuple[str, str]],
    *,
    categories: Sequence[str],
    seed: int,
    weighting: Weighting = "none",
    resamples: int = RESAMPLES,
) -> Agreement:
    """Cohen's kappa of two raters: 1 - (weighted disagreement seen) / (that expected by chance).

    `pairs` has both ratings of each unit, `categories` are in order, lowest first; weights of disagreement
    are 0 or 1, the distance of places, or its square (Cohen 1960, 1968). Raises `AssessmentError` for a
    category that is not among those named.

    >>> table = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    >>> found = cohen_kappa(table, categories=("no", "yes"), seed=1)
    >>> round(found.value, 4), found.observed, found.low < 0.4 < found.high
    (0.4, 0.7, True)
    """
    place = _places_of(categories)
    size = len(place)
    cells = np.array([_at(place, one) * size + _at(place, other) for one, other in pairs], dtype=np.int64)
    counts = np.bincount(cells, minlength=size * size)
    weights = _weights(size, weighting)
    agreeing = float(np.trace(counts.reshape(size, size)))

    def values(many: Values) -> Values:
        return _kappas(many.reshape(-1, size, size), weights)

    return _told(values, counts, units=len(pairs), agreeing=agreeing, seed=seed, resamples=resamples)


def krippendorff_alpha(
    units: Sequence[Sequence[str]],
    *,
    categories: Sequence[str],
    seed: int,
    measure: Measure = "nominal",
    resamples: int = RESAMPLES,
) -> Agreement:
    """Krippendorff's alpha of any number of raters, some of whom may be missing: 1 - seen / expected.

    `units` has the ratings that each unit got; those with fewer than two say nothing. `categories` are in
    order, lowest first; "nominal" takes every difference as the same, "ordinal" counts the ratings that
    lie between (Krippendorff 2011, Computing Krippendorff's alpha-reliability). Raises `AssessmentError`
    for an unknown category.

    >>> units = [["no", "no"], ["yes", "yes"], ["yes", "no"], ["no"]]
    >>> round(krippendorff_alpha(units, categories=("no", "yes"), seed=1).value, 4)
    0.4444
    """
    place = _places_of(categories)
    rated = [unit for unit in units if len(unit) >= FEWEST]
    tallies = np.zeros((len(rated), len(place)), dtype=np.int64)
    for row, unit in enumerate(rated):
        np.add.at(tallies[row], [_at(place, rating) for rating in unit], 1)
    patterns, counts = (
        np.unique(tallies, axis=0, return_counts=True) if rated else (tallies, np.zeros(0, dtype=np.int64))
    )
    coincidences = _coincidences(patterns)
    agreeing = float((np.trace(coincidences, axis1=1, axis2=2) / patterns.sum(axis=1)) @ counts)

    def values(many: Values) -> Values:
        return _alphas(np.tensordot(many, coincidences, axes=1), measure)

    return _told(values, counts, units=len(rated), agreeing=agreeing, seed=seed, resamples=resamples)


def _told(
    values: Callable[[Values], Values],
    counts: np.ndarray,
    *,
    units: int,
    agreeing: float,
    seed: int,
    resamples: int,
) -> Agreement:
    """The coefficient of counted kinds of units, and its interval: units drawn anew with replacement."""
    if units == 0:
        return Agreement(None, None, None, 0, None, "no_units")
    observed = agreeing / units
    value = float(values(counts[np.newaxis, :].astype(float))[0])
    if np.isnan(value):
        return Agreement(None, None, None, units, observed, "one_category", 1.0)
    drawn = np.random.default_rng(seed).multinomial(units, counts / units, size=resamples)
    found = values(drawn.astype(float))
    defined = found[~np.isnan(found)]
    undefined = 1 - defined.size / found.size
    if units < FEWEST or defined.size == 0:
        return Agreement(value, None, None, units, observed, "", undefined)
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Agreement(value, float(low), float(high), units, observed, "", undefined)


def _kappas(tables: Values, weights: Values) -> Values:
    """Kappa of each table of two raters, shape (table,); NaN where chance alone cannot disagree."""
    totals = tables.sum(axis=(1, 2))
    seen = (tables * weights).sum(axis=(1, 2)) / totals
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    expected = np.einsum("bi,ij,bj->b", rows, weights, columns) / totals**2
    return _ratio(seen, expected)


def _alphas(coincidences: Values, measure: Measure) -> Values:
    """Alpha of each matrix of coincidences, shape (matrix,); NaN where chance alone cannot disagree."""
    margins = coincidences.sum(axis=2)
    totals = margins.sum(axis=1)
    distances = _distances(margins, measure)
    seen = (coincidences * distances).sum(axis=(1, 2)) / totals
    expected = np.einsum("bi,bij,bj->b", margins, distances, margins) / (totals * (totals - 1))
    return _ratio(seen, expected)


def _ratio(seen: Values, expected: Values) -> Values:
    is_defined = expected > TINY
    found: Values = np.where(is_defined, 1 - seen / np.where(is_defined, expected, 1.0), np.nan)
    return found


def _coincidences(patterns: np.ndarray) -> Values:
    """Coincidences within each pattern of ratings: ordered pairs of raters, over one less than the raters."""
    ratings = patterns.sum(axis=1)
    pairs = patterns[:, :, np.newaxis] * patterns[:, np.newaxis, :].astype(float)
    diagonal = np.arange(patterns.shape[1])
    pairs[:, diagonal, diagonal] -= patterns
    found: Values = pairs / np.maximum(ratings - 1, 1)[:, np.newaxis, np.newaxis]
    return found


def _distances(margins: Values, measure: Measure) -> Values:
    """Squared distances of categories, (matrix, category, category); ordinal ones hang on the margins."""
    size = margins.shape[1]
    if measure == "nominal":
        nominal: Values = np.broadcast_to(1.0 - np.eye(size), (len(margins), size, size))
        return nominal
    middle = np.cumsum(margins, axis=1) - margins / 2
    ordinal: Values = (middle[:, :, np.newaxis] - middle[:, np.newaxis, :]) ** 2
    return ordinal


def _weights(size: int, weighting: Weighting) -> Values:
    """Weights of disagreement between places of two categories."""
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    weights: Values = {"none": (apart > 0).astype(float), "linear": apart, "quadratic": apart**2}[weighting]
    return weights


def _places_of(categories: Sequence[str]) -> dict[str, int]:
    return {category: at for at, category in enumerate(categories)}


def _at(place: dict[str, int], category: str) -> int:
    if category not in place:
        known = ", ".join(place)
        raise AssessmentError("unknown_category", place=Place(name=category), given=category, known=known)
    return place[category]
