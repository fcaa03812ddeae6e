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
    """Sum of weight times part over the sum of weights.

    >>> arithmetic(np.array([[[0.2]], [[0.8]]]), weights=np.array([0.5, 0.5]))
    array([[0.5]])
    """
    spread = _spread_weights(parts, weights)
    return _none_if_empty(np.nansum(parts * spread, axis=0) / _total(spread), parts)


def geometric(parts: Parts, *, weights: Weights) -> Values:
    """Product of parts to the power of their weights; a zero part gives zero. Parts must not be negative.

    >>> geometric(np.array([[[0.25]], [[1.0]]]), weights=np.array([0.5, 0.5]))
    array([[0.5]])
    """
    _demand_no_negative(parts)
    spread = _spread_weights(parts, weights)
    with np.errstate(divide="ignore"):
        logarithms = np.log(np.where(np.isnan(parts), 1.0, parts))
    return _none_if_empty(np.exp(np.sum(logarithms * spread, axis=0) / _total(spread)), parts)


def harmonic(parts: Parts, *, weights: Weights) -> Values:
    """One over the weighted mean of one over the part; a zero part gives zero. Parts must not be negative.

    >>> harmonic(np.array([[[0.5]], [[1.0]]]), weights=np.array([0.5, 0.5])).round(4)
    array([[0.6667]])
    """
    _demand_no_negative(parts)
    spread = _spread_weights(parts, weights)
    with np.errstate(divide="ignore"):
        inverses = 1 / np.where(np.isnan(parts), 1.0, parts)
        mean = _total(spread) / np.sum(inverses * spread, axis=0)
    return _none_if_empty(mean, parts)


_RULES = {"arithmetic": arithmetic, "geometric": geometric, "harmonic": harmonic}


def aggregate(parts: Parts, *, weights: Weights, rule: AggregateRule, missing: MissingRule) -> Values:
    """Apply a rule of a methodology under a policy for missing parts.

    required: a missing part makes the whole missing; rescale: the weights of the parts at hand are
    scaled up; zero: a missing part counts as 0; lowest: as the lowest value of the field.
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


def _spread_weights(parts: Parts, weights: Weights) -> Parts:
    shaped = weights.reshape((-1,) + (1,) * (parts.ndim - 1))
    return np.where(np.isnan(parts), 0.0, shaped)


def _total(spread: Parts) -> Values:
    total: Values = np.sum(spread, axis=0)
    return np.where(total == 0, 1.0, total)


def _none_if_empty(combined: Values, parts: Parts) -> Values:
    return np.where(np.isnan(parts).all(axis=0), np.nan, combined)


def _demand_no_negative(parts: Parts) -> None:
    if np.any(parts < 0):
        raise IndexComputationError("negative_part")
