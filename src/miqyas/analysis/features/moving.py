"""Many steps against one and the same drawn field: it is drawn once, and each step only moves the country.

A step changes one component of one state. The totals of all others stay what they were in every draw but
those in which the state is, or becomes, an end of the scale; these are found anew. So ranks equal those of
`simulate` with the same seed, at a small part of its cost for each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from miqyas.analysis.features.model import Moving
from miqyas.analysis.forecast import Forecast
from miqyas.analysis.simulate.outcome import RankDistribution
from miqyas.analysis.simulate.run import CHUNK, places_of
from miqyas.index.rank import SLACK
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

Shift = tuple[int, float]
"""A component by its place, and by how much it moves, in index units."""


def moving_gains(
    future: Forecast,
    *,
    place: int,
    shifts: Sequence[Shift],
    draws: int,
    seed: int,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> tuple[RankDistribution, tuple[Moving, ...]]:
    """Ranks of the state at a place without any shift, and what each shift alone does to them.

    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> before, (none, some) = moving_gains(
    ...     forecast(world), place=world.position("BHR"), shifts=[(0, 0.0), (0, 0.05)], draws=200, seed=1
    ... )
    >>> none.gained.shares, some.gained.mean > 0
    ({0: 1.0}, True)
    """
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    work = partial(_ranks, future, place, tuple(shifts))
    parts = list(map_chunks(work, chunks, engine=engine, on_progress=on_progress))
    before = np.concatenate([part[0] for part in parts])
    after = np.concatenate([part[1] for part in parts], axis=1)
    size = len(future.countries) + 1
    gains = tuple(Moving(_distribution(ranks, size), places_of(before - ranks)) for ranks in after)
    return _distribution(before, size), gains


def _distribution(ranks: np.ndarray, size: int) -> RankDistribution:
    return RankDistribution(np.bincount(ranks, minlength=size))


def _ranks(
    future: Forecast, place: int, shifts: tuple[Shift, ...], chunk: Chunk
) -> tuple[np.ndarray, np.ndarray]:
    """Ranks by draw without shifts, and for each shift, (shift, draw)."""
    blocks = future.blocks(len(chunk), generator=chunk.generator(), nodes=len(COMPONENTS))
    drawn = [np.concatenate(parts) for parts in zip(*blocks, strict=True)]
    parts = [_Part(values, place, bool(future.spans[at])) for at, values in enumerate(drawn)]
    others = future.total([part.others for part in parts])
    own = future.total([part.own for part in parts])
    field = _Field(parts, others, own, future.weights)
    moved = [field.own_with(at, by) for at, by in shifts]
    field.look_near(max((float((new - own).max()) for new, _ in moved), default=0.0))
    found = [
        field.rank_with(at, by, new, is_end) for (at, by), (new, is_end) in zip(shifts, moved, strict=True)
    ]
    return field.rank, np.array(found, dtype=np.int64).reshape(len(shifts), len(chunk))


class _Part:
    """One component as drawn: the state's own values, the others', and the ends between which they lie."""

    def __init__(self, drawn: Values, place: int, is_stretched: bool) -> None:
        self.raw_own = drawn[:, place].copy()
        drawn[:, place] = np.nan
        self.raw, self.is_stretched = drawn, is_stretched
        if not is_stretched:
            self.own, self.others = self.raw_own, drawn
            return
        self.low_others, self.high_others = np.fmin.reduce(drawn, axis=1), np.fmax.reduce(drawn, axis=1)
        self.low, self.high = self._ends(self.raw_own)
        self.own = (self.raw_own - self.low) * (1 / (self.high - self.low))
        self.others = drawn - self.low[:, np.newaxis]
        self.others *= (1 / (self.high - self.low))[:, np.newaxis]

    def _ends(self, own: Values) -> tuple[Values, Values]:
        return np.fmin(self.low_others, own), np.fmax(self.high_others, own)

    def shifted(self, by: float) -> tuple[Values, np.ndarray, Values, Values]:
        """Own values after a shift, draws in which the ends move with it, and these ends."""
        raw = np.clip(self.raw_own + by, 0, 1)
        if not self.is_stretched:
            return raw, np.zeros(raw.shape, dtype=bool), raw, raw
        low, high = self._ends(raw)
        is_end = (low != self.low) | (high != self.high)
        return (raw - low) * (1 / (high - low)), is_end, low, high


class _Field:
    """The drawn field as one state sees it: how far the others are ahead of it, draw by draw."""

    def __init__(self, parts: Sequence[_Part], others: Values, own: Values, weights: Values) -> None:
        self.parts, self.others, self.own, self.weights = parts, others, own, weights
        self.rank = 1 + np.count_nonzero(others > own[:, np.newaxis] + SLACK, axis=1)

    def own_with(self, component: int, by: float) -> tuple[Values, np.ndarray]:
        """The state's index after a shift, and the draws in which the ends of the scale move."""
        part = self.parts[component]
        values, is_end, *_ = part.shifted(by)
        own: Values = self.own + self.weights[component] * (values - part.own)
        return own, is_end

    def look_near(self, furthest: float) -> None:
        """Note who is ahead by no more than a distance: nobody else can be passed."""
        ahead = self.others - self.own[:, np.newaxis]
        self._draw, place = np.nonzero((ahead > SLACK) & (ahead <= furthest + SLACK))
        self._ahead = ahead[self._draw, place]

    def rank_with(self, component: int, by: float, own: Values, is_end: np.ndarray) -> np.ndarray:
        """The state's rank in each draw after a shift that takes its index to `own`."""
        risen = own - self.own
        is_passed = self._ahead <= risen[self._draw] + SLACK
        rank: np.ndarray = self.rank - np.bincount(self._draw[is_passed], minlength=len(own))
        anew = np.flatnonzero(is_end | (risen < 0))
        if anew.size:
            others = self._others_with(component, by, anew)
            rank[anew] = 1 + np.count_nonzero(others > own[anew, np.newaxis] + SLACK, axis=1)
        return rank

    def _others_with(self, component: int, by: float, draws: np.ndarray) -> Values:
        """The index of the others in some draws, a component scaled by the ends that it then has."""
        part, weight = self.parts[component], self.weights[component]
        others: Values = self.others[draws]
        if not part.is_stretched:
            return others
        _, _, low, high = part.shifted(by)
        anew = (part.raw[draws] - low[draws, np.newaxis]) / (high - low)[draws, np.newaxis]
        others += weight * (anew - part.others[draws])
        return others
