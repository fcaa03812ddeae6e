"""Normalisers: a vector over countries in, a vector of the same shape out; NaN stays NaN.

`field` gives the figures of a field whose values are not at hand; without it the values are the field. Where
the field has no value or no spread, they raise `IndexComputationError`.

Formulas: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 5.
"""

from __future__ import annotations

import numpy as np

from miqyas.index.errors import IndexComputationError
from miqyas.index.rank import competition_rank
from miqyas.methodology.model import Cap, Normalisation
from miqyas.observations.model import FieldStatistics, Values


def clamp(values: Values, *, cap: Cap) -> Values:
    """Stop counting beyond the bounds, in the unit of the indicator.

    >>> clamp(np.array([[90.0, 131.0]]), cap=Cap(high=120.0))
    array([[ 90., 120.]])
    """
    return np.clip(values, cap.low, cap.high)


def min_max(values: Values, *, field: FieldStatistics | None = None) -> Values:
    """(x - lowest) / (highest - lowest): 0 for the last, 1 for the first of the field.

    >>> min_max(np.array([[2.0, 3.0, 6.0]]))
    array([[0.  , 0.25, 1.  ]])
    """
    low: Values = np.asarray(field.low) if field else _lowest(values)
    high: Values = np.asarray(field.high) if field else _highest(values)
    scaled: Values = (values - low) / _spread(high - low)
    return scaled


def z_score(values: Values, *, field: FieldStatistics | None = None) -> Values:
    """(x - mean) / population standard deviation of the field.

    >>> z_score(np.array([[1.0, 3.0]]))
    array([[-1.,  1.]])
    """
    if field:
        return (values - field.mean) / _spread(np.asarray(field.deviation))
    _spread(_highest(values) - _lowest(values))
    mean: Values = np.nanmean(values, axis=-1, keepdims=True)
    deviation: Values = np.nanstd(values, axis=-1, keepdims=True)
    return (values - mean) / deviation


def distance_to_frontier(values: Values, *, field: FieldStatistics | None = None) -> Values:
    """Share of the best of the field: x / highest.

    >>> distance_to_frontier(np.array([[2.0, 4.0]]))
    array([[0.5, 1. ]])
    """
    return values / _spread(np.asarray(field.high if field else _highest(values)))


def goalposts(values: Values, *, low: float, high: float) -> Values:
    """(x - low) / (high - low) with fixed ends that no country moves.

    >>> goalposts(np.array([[50.0]]), low=0, high=100)
    array([[0.5]])
    """
    return (values - low) / _spread(np.asarray(high - low))


def rank_scale(values: Values) -> Values:
    """Competition rank turned to 1 for the first and 1/n for a lone last; ties share the better place.

    >>> rank_scale(np.array([[9.0, 5.0, 5.0, 1.0]]))
    array([[1.  , 0.75, 0.75, 0.25]])
    """
    ranks = competition_rank(values).astype(np.float64)
    count = np.sum(~np.isnan(values), axis=-1, keepdims=True)
    return np.where(np.isnan(values), np.nan, (count - ranks + 1) / np.maximum(count, 1))


def percentile(values: Values) -> Values:
    """Share of the other countries that lie below, ties counted half: between 0 and 1.

    >>> percentile(np.array([[9.0, 5.0, 5.0, 1.0]]))
    array([[1. , 0.5, 0.5, 0. ]])
    """
    above = competition_rank(values).astype(np.float64) - 1
    below = competition_rank(-values).astype(np.float64) - 1
    count = np.sum(~np.isnan(values), axis=-1, keepdims=True)
    ties = count - above - below - 1
    return np.where(np.isnan(values), np.nan, (below + ties / 2) / np.maximum(count - 1, 1))


def normalise(values: Values, *, by: Normalisation, field: FieldStatistics | None = None) -> Values:
    """Apply a rule of a methodology; `field` stands for countries whose values are not at hand.

    Raises `IndexComputationError` where the field has no value or no spread, or a rule needs the countries.

    >>> normalise(np.array([[2.0, 3.0, 6.0]]), by=Normalisation("min_max"))
    array([[0.  , 0.25, 1.  ]])
    """
    match by.rule:
        case "none":
            return values
        case "min_max":
            return min_max(values, field=field)
        case "z_score":
            return z_score(values, field=field)
        case "distance_to_frontier":
            return distance_to_frontier(values, field=field)
        case "goalposts":
            assert by.low is not None
            assert by.high is not None
            return goalposts(values, low=by.low, high=by.high)
        case "rank" | "percentile" if field:
            raise IndexComputationError("needs_countries", rule=by.rule)
        case "rank":
            return rank_scale(values)
        case "percentile":
            return percentile(values)


def _demand_values(values: Values) -> None:
    if np.isnan(values).all(axis=-1).any():
        raise IndexComputationError("no_values")


def _lowest(values: Values) -> Values:
    _demand_values(values)
    lowest: Values = np.nanmin(values, axis=-1, keepdims=True)
    return lowest


def _highest(values: Values) -> Values:
    _demand_values(values)
    highest: Values = np.nanmax(values, axis=-1, keepdims=True)
    return highest


def _spread(spread: Values) -> Values:
    if np.any(~(spread > 0)):
        raise IndexComputationError("no_spread")
    return spread
