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


def competition_rank(values: Values) -> Ranks:
    """Rank along the last axis, 1 for the highest; equals share the better place ("1, 2, 2, 4"); NaN gets 0.

    Values no further apart than `SLACK` are equal. Any shape in, the same shape out.

    >>> competition_rank(np.array([[0.9, 0.7, 0.7, 0.2, np.nan]]))
    array([[1, 2, 2, 4, 0]], dtype=int32)
    """
    rows = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    order = np.argsort(-rows, axis=-1)
    order += np.arange(len(rows), dtype=order.dtype)[:, np.newaxis] * rows.shape[-1]
    ordered = rows.ravel()[order]
    places = np.broadcast_to(np.arange(1, rows.shape[-1] + 1, dtype=np.int32), rows.shape).copy()
    places[:, 1:][ordered[:, :-1] - ordered[:, 1:] <= SLACK] = NO_RANK
    np.maximum.accumulate(places, axis=-1, out=places)
    places[np.isnan(ordered)] = NO_RANK
    ranks = np.empty(rows.size, dtype=np.int32)
    ranks[order] = places
    return ranks.reshape(values.shape)


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
