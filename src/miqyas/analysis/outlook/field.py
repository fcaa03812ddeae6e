"""All states in a coming edition: the expected rank of each with its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import Forecast, forecast
from miqyas.analysis.forecast.joint import Break
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.simulate.run import CHUNK, MOST_DRAWS, QUANTILES, moving_totals
from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.kernel.provenance import Mark, Versions

GRID: Final = 10_000
"""Steps of the index, from 0 to 1, in which its quantiles are told."""


@dataclass(frozen=True)
class StateOutlook:
    """One state: its distribution of ranks, and quantiles of its index by share."""

    iso3: str
    rank: RankDistribution
    egdi: Mapping[float, float]


@dataclass(frozen=True)
class FieldOutlook:
    """All ranked states of a coming edition, the best expected rank first."""

    edition: int
    origin: int
    model: str
    factor: float
    method_break: Break
    draws: int
    seed: int
    states: tuple[StateOutlook, ...]
    marks: Mapping[str, Mark]
    versions: Versions

    def of(self, iso3: str) -> StateOutlook | None:
        """One state; None where it is not ranked."""
        return next((state for state in self.states if state.iso3 == iso3), None)


def field_outlook(
    world: World,
    *,
    edition: int | None = None,
    model: str | None = None,
    method_break: Break = "as_before",
    draws: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> FieldOutlook:
    """Where every state may stand in a coming edition; kept with the world, as pages ask it again.

    Raises `AnalysisError` as `miqyas.analysis.forecast.forecast` does, and for a number of draws that is
    none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> field = field_outlook(load_world(), draws=1000)
    >>> field.edition, len(field.states), field.states[0].iso3
    (2026, 193, 'DNK')
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise AnalysisError("draws", place=Place(name=str(draws)), given=draws, most=MOST_DRAWS)
    key = ("field_outlook", edition, model, method_break, draws, seed)
    if key not in world.kept_answers:
        coming = forecast(world, edition=edition, model=model, method_break=method_break)
        chunks = chunks_of(draws, size=CHUNK, seed=seed)
        ranks, steps = _tables(len(coming.countries))
        for part in map_chunks(partial(_drawn, coming), chunks, engine=engine, on_progress=on_progress):
            ranks += part[0]
            steps += part[1]
        world.kept_answers[key] = _field(coming, ranks, steps, draws=draws, seed=seed)
    found: FieldOutlook = world.kept_answers[key]
    return found


def _tables(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nothing counted yet, shapes (country, rank) and (country, step of the index)."""
    return np.zeros((count, count + 1), dtype=np.int64), np.zeros((count, GRID + 1), dtype=np.int64)


def _drawn(coming: Forecast, chunk: Chunk) -> tuple[np.ndarray, np.ndarray]:
    """How often each state came to each rank and to each step of the index."""
    ranks, steps = _tables(len(coming.countries))
    found: list[np.ndarray] = []
    for total, _ in moving_totals(coming, (), draws=chunk.stop - chunk.start, generator=chunk.generator()):
        _count(ranks, competition_rank(total))
        found.append(np.rint(np.nan_to_num(total) * GRID).astype(np.int32))
    _count(steps, np.concatenate(found))
    is_unranked = ranks[:, 0] > 0
    ranks[is_unranked], steps[is_unranked] = 0, 0
    return ranks, steps


def _count(table: np.ndarray, values: np.ndarray) -> None:
    """Add one to the cell of each state and value; values of shape (draw, country)."""
    places = values + np.arange(len(table)) * table.shape[1]
    table += np.bincount(places.ravel(), minlength=table.size).reshape(table.shape)


def _field(coming: Forecast, ranks: np.ndarray, steps: np.ndarray, *, draws: int, seed: int) -> FieldOutlook:
    ranked = np.flatnonzero(ranks.any(axis=1))
    states = (_state(coming.countries[place], ranks[place], steps[place]) for place in ranked)
    return FieldOutlook(
        edition=coming.edition,
        origin=coming.origin,
        model=coming.model,
        factor=coming.factor,
        method_break=coming.method_break,
        draws=draws,
        seed=seed,
        states=tuple(sorted(states, key=lambda state: (state.rank.mean, state.iso3))),
        marks=coming.marks,
        versions=coming.versions,
    )


def _state(iso3: str, ranks: np.ndarray, steps: np.ndarray) -> StateOutlook:
    index = RankDistribution(steps)
    egdi = {share: index.quantile(share) / GRID for share in QUANTILES}
    return StateOutlook(iso3, RankDistribution(ranks), egdi)
