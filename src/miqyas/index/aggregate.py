"""Aggregators: parts of shape (part, scenario, country) and weights in, one (scenario, country) out.

Formulas: weighted arithmetic, geometric and harmonic means; OECD and JRC, Handbook on Constructing
Composite Indicators (2008), step 6. What happens to a missing part is a policy that must be named.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from miqyas.index.errors import IndexComputationError
from miqyas.methodology.model import AggregateRule, MissingRule
from miqyas.observations.model import Values

Parts = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float64]


def arithmetic(parts: Parts, *, weights: Weights) -> Values:
    """Sum of weight times part over the sum of weights, of the parts that are there; NaN where none is.

    Raises `IndexComputationError` for weights that are negative or all zero.

    >>> arithmetic(np.array([[[0.2]], [[0.8]]]), weights=np.array([0.5, 0.5]))
    array([[0.5]])
    """
    return _mean(parts, parts=parts, weights=weights)


def geometric(parts: Parts, *, weights: Weights) -> Values:
    """Product of parts to the power of their weights; a zero part gives zero.

    Raises `IndexComputationError` for a negative part, and for weights that are negative or all zero.

    >>> geometric(np.array([[[0.25]], [[1.0]]]), weights=np.array([0.5, 0.5]))
    array([[0.5]])
    """
    _demand_no_negative(parts)
    with np.errstate(divide="ignore"):
        mean: Values = np.exp(_mean(np.log(parts), parts=parts, weights=weights))
    return mean


def harmonic(parts: Parts, *, weights: Weights) -> Values:
    """One over the weighted mean of one over the part; a zero part gives zero.

    Raises `IndexComputationError` for a negative part, and for weights that are negative or all zero.

    >>> harmonic(np.array([[[0.5]], [[1.0]]]), weights=np.array([0.5, 0.5])).round(4)
    array([[0.6667]])
    """
    _demand_no_negative(parts)
    with np.errstate(divide="ignore"):
        mean: Values = 1 / _mean(1 / np.abs(parts), parts=parts, weights=weights)
    return mean


_RULES = {"arithmetic": arithmetic, "geometric": geometric, "harmonic": harmonic}


def aggregate(parts: Parts, *, weights: Weights, rule: AggregateRule, missing: MissingRule) -> Values:
    """Apply a rule of a methodology under a policy for missing parts.

    required: a missing part makes the whole missing; rescale: the weights of the parts at hand are
    scaled up; zero: a missing part counts as 0; lowest: as the lowest value of the field. Raises
    `IndexComputationError` as the rules do, and where the policy lowest finds no value at all.

    >>> parts, weights = np.array([[[0.2, np.nan]], [[0.8, 0.6]]]), np.array([0.5, 0.5])
    >>> aggregate(parts, weights=weights, rule="arithmetic", missing="required")
    array([[0.5, nan]])
    >>> aggregate(parts, weights=weights, rule="arithmetic", missing="rescale")
    array([[0.5, 0.6]])
    """
    combined = _RULES[rule](fill_missing(parts, missing=missing), weights=weights)
    if missing == "required":
        return np.where(np.isnan(parts).any(axis=0), np.nan, combined)
    return combined


def fill_missing(parts: Parts, *, missing: MissingRule) -> Parts:
    """Parts with the missing ones filled as the policy says, if it fills at all.

    >>> fill_missing(np.array([[[np.nan, 0.4]]]), missing="lowest")
    array([[[0.4, 0.4]]])
    """
    if missing == "zero":
        return np.nan_to_num(parts, nan=0.0)
    if missing == "lowest":
        if np.isnan(parts).all(axis=-1).any():
            raise IndexComputationError("no_values")
        return np.where(np.isnan(parts), np.nanmin(parts, axis=-1, keepdims=True), parts)
    return parts


def _mean(terms: Parts, *, parts: Parts, weights: Weights) -> Values:
    """Weighted mean of the terms whose part is there, one part after the other: equal in every scenario."""
    if np.any(weights < 0) or not np.any(weights > 0):
        raise IndexComputationError("weights")
    summed: Values = np.zeros(parts.shape[1:])
    total: Values = np.zeros(())
    for term, part, weight in zip(terms, parts, weights, strict=True):
        if weight == 0:
            continue
        absent = np.isnan(part)
        summed += np.where(absent, 0.0, weight * term)
        total = total + (np.where(absent, 0.0, weight) if absent.any() else weight)
    return summed / np.where(total == 0, np.nan, total)


def _demand_no_negative(parts: Parts) -> None:
    if np.any(parts < 0):
        raise IndexComputationError("negative_part")
