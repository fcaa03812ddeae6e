"""Ranks from unrounded values, and the ranks that rounding leaves possible."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.observations.model import Values

Ranks = npt.NDArray[np.int32]
NO_RANK: Final = 0
SLACK: Final = 1e-12
"""Below any printed digit: keeps two sums of the same decimals from differing by their binary noise."""
CACHED: Final = 24_000
"""Values ranked in one go, so that what is made on the way stays near the processor."""


def competition_rank(values: Values) -> Ranks:
    """Rank along the last axis, 1 for the highest; equals share the better place ("1, 2, 2, 4"); NaN gets 0.

    Values no further apart than `SLACK` are equal. Any shape in, the same shape out.

    >>> competition_rank(np.array([[0.9, 0.7, 0.7, 0.2, np.nan]]))
    array([[1, 2, 2, 4, 0]], dtype=int32)
    """
    count = values.shape[-1]
    rows = np.ascontiguousarray(values).reshape(-1, count)
    ranks = np.empty(rows.shape, dtype=np.int32)
    step = max(1, CACHED // count)
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        absent = np.isnan(part)
        is_narrow = np.fmax.reduce(part, axis=None) <= 1 and np.fmin.reduce(part, axis=None) >= -1
        found = (_ranks_of if is_narrow else _ranks_of_wide)(part, absent)
        ranks[start : start + step] = found
    return ranks.reshape(values.shape)


def _ranks_of(rows: Values, absent: npt.NDArray[np.bool_]) -> Ranks:
    """Ranks of values within -1 and 1: each row is sorted once, as whole numbers that carry their column.

    The column stands in the lowest bits of a fixed-point number. Sorting plain numbers is many times
    faster than sorting the places of numbers, and the column tells where each came from.
    """
    count = rows.shape[-1]
    bits = max(1, (count - 1).bit_length())
    units = float(1 << (61 - bits))
    scaled = rows * -units
    has_absent = bool(absent.any())
    if has_absent:
        scaled[absent] = 1.5 * units
    keys = scaled.astype(np.int64)
    keys <<= bits
    keys |= np.arange(count)
    keys.sort(axis=-1)
    order = keys & ((1 << bits) - 1)
    keys >>= bits
    is_tied = (keys[:, 1:] - keys[:, :-1]) <= int(SLACK * units)
    ranks = _scattered(_places(is_tied), order=order)
    if has_absent:
        ranks[absent] = NO_RANK
    return ranks


def _ranks_of_wide(rows: Values, absent: npt.NDArray[np.bool_]) -> Ranks:
    """Ranks of values of any size."""
    order = np.argsort(-rows, axis=-1)
    ordered = np.take_along_axis(rows, order, axis=-1)
    ranks = _scattered(_places(ordered[:, :-1] - ordered[:, 1:] <= SLACK), order=order)
    ranks[absent] = NO_RANK
    return ranks


def _places(is_tied: npt.NDArray[np.bool_]) -> Ranks:
    """Places 1, 2, ... along rows in order, the first of those tied with the one before."""
    count = is_tied.shape[-1] + 1
    places: Ranks = np.broadcast_to(np.arange(1, count + 1, dtype=np.int32), (len(is_tied), count))
    if not is_tied.any():
        return places
    places = places.copy()
    places[:, 1:][is_tied] = NO_RANK
    first: Ranks = np.maximum.accumulate(places, axis=-1, out=places)
    return first


def _scattered(places: Ranks, *, order: npt.NDArray[np.int64]) -> Ranks:
    """Places put back where their values came from; `order` is used up."""
    ranks = np.empty(order.shape, dtype=np.int32)
    order += (np.arange(len(order)) * order.shape[-1])[:, np.newaxis]
    ranks.reshape(-1)[order] = places
    return ranks


def rank_interval(values: Values, *, half_width: Values | float) -> tuple[Ranks, Ranks]:
    """Best and worst rank that values known only to plus or minus `half_width` permit, shape as `values`.

    A country is surely behind those whose lowest value exceeds its highest. NaN gets (0, 0).

    >>> best, worst = rank_interval(np.array([0.90, 0.89, 0.50]), half_width=0.01)
    >>> best.tolist(), worst.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    low, high = values - half_width, values + half_width
    lows, highs = low[..., np.newaxis, :], high[..., np.newaxis, :]
    surely_ahead = np.sum(lows > high[..., :, np.newaxis] + SLACK, axis=-1)
    maybe_ahead = np.sum(highs >= low[..., :, np.newaxis] - SLACK, axis=-1) - 1
    absent = np.isnan(values)
    best = np.where(absent, NO_RANK, surely_ahead + 1).astype(np.int32)
    worst = np.where(absent, NO_RANK, maybe_ahead + 1).astype(np.int32)
    return best, worst
