"""One country over the coming editions: bands that widen, groups and classes, whom it will stand ahead of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import NODES, Forecast, coming_editions, forecast
from miqyas.analysis.forecast.joint import Break
from miqyas.analysis.simulate import RankDistribution, Rival, Scenario, simulate
from miqyas.analysis.simulate.run import CHUNK, QUANTILES
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.kernel.provenance import Mark, Versions
from miqyas.observations.model import Values

BANDS: Final = (0.5, 0.8, 0.9)
"""Central intervals that are shown."""
MEDIAN: Final = 0.5
EVEN: Final = 0.5


@dataclass(frozen=True)
class Step:
    """One coming edition. `egdi` and `nodes` (by code) are quantiles by share; `rivals` in order of rank.

    `groups` and `classes` are probabilities by code, those of the method of the target edition.
    """

    edition: int
    rank: RankDistribution
    egdi: Mapping[float, float]
    nodes: Mapping[str, Mapping[float, float]]
    groups: Mapping[str, float]
    classes: Mapping[str, float]
    rivals: tuple[Rival, ...]

    @property
    def likely_behind(self) -> tuple[Rival, ...]:
        """States that it is more likely than not to stand ahead of, the least sure first."""
        found = [rival for rival in self.rivals if rival.after > EVEN]
        return tuple(sorted(found, key=lambda rival: (rival.after, rival.iso3)))

    def band(self, code: str, coverage: float) -> tuple[float, float]:
        """Ends of the central interval of EGDI or a component.

        >>> from miqyas.analysis.world import load_world
        >>> step = country_outlook(load_world(), iso3="BHR", draws=500).steps[0]
        >>> low, high = step.band("EGDI", 0.8)
        >>> low < step.egdi[0.5] < high
        True
        """
        return band_of(self.egdi if code == "EGDI" else self.nodes[code], coverage)


@dataclass(frozen=True)
class Outlook:
    """A country in each coming edition up to one, by one model. `factor` is the calibration of the spread."""

    iso3: str
    origin: int
    model: str
    factor: float
    method_break: Break
    draws: int
    seed: int
    steps: tuple[Step, ...]
    marks: Mapping[str, Mark]
    versions: Versions

    def step(self, edition: int) -> Step:
        """One of the editions. Raises `KeyError` for one that was not asked for."""
        for step in self.steps:
            if step.edition == edition:
                return step
        raise KeyError(edition)


def country_outlook(
    world: World,
    *,
    iso3: str,
    to: int | None = None,
    model: str | None = None,
    method_break: Break = "as_before",
    draws: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Outlook:
    """Where a country may stand in each coming edition up to `to` (the target, if it is not named).

    All states are drawn together and ranked anew in every draw. Raises `AnalysisError` for an unknown
    country, one that the newest edition does not rank, an edition that is not forecast, an unknown model, a
    kind of break that the past does not show, and a number of draws that is none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> outlook = country_outlook(load_world(), iso3="BHR", to=2028, draws=2000)
    >>> [step.edition for step in outlook.steps]
    [2026, 2028]
    >>> first, second = (step.rank.interval(0.8) for step in outlook.steps)
    >>> first[1] - first[0] < second[1] - second[0]
    True
    """
    editions = editions_until(world, to)
    steps: list[Step] = []
    for at, edition in enumerate(editions):
        coming = forecast(world, edition=edition, model=model, method_break=method_break)
        told = _part_of(on_progress, at, len(editions))
        steps.append(_step(world, coming, iso3=iso3, draws=draws, seed=seed, engine=engine, on_progress=told))
    return Outlook(
        iso3=iso3,
        origin=coming.origin,
        model=coming.model,
        factor=coming.factor,
        method_break=method_break,
        draws=draws,
        seed=seed,
        steps=tuple(steps),
        marks=coming.marks,
        versions=coming.versions,
    )


def editions_until(world: World, to: int | None) -> tuple[int, ...]:
    """The coming editions up to one; raises `AnalysisError` for one that is not forecast.

    >>> from miqyas.analysis.world import load_world
    >>> editions_until(load_world(), 2028)
    (2026, 2028)
    """
    coming, last = coming_editions(world), to or world.target
    if last not in coming:
        known = ", ".join(map(str, coming))
        raise AnalysisError("no_coming_edition", place=Place(name=str(last)), given=str(last), known=known)
    return coming[: coming.index(last) + 1]


def band_of(quantiles: Mapping[float, float], coverage: float) -> tuple[float, float]:
    """Ends of a central interval among quantiles by share.

    >>> band_of({0.1: 0.3, 0.5: 0.4, 0.9: 0.6}, 0.8)
    (0.3, 0.6)
    """
    tail = round((1 - coverage) / 2, 6)
    return quantiles[tail], quantiles[round(1 - tail, 6)]


def _part_of(on_progress: Progress | None, at: int, count: int) -> Progress | None:
    return None if on_progress is None else lambda share: on_progress((at + share) / count)


def _step(
    world: World,
    coming: Forecast,
    *,
    iso3: str,
    draws: int,
    seed: int,
    engine: Engine,
    on_progress: Progress | None,
) -> Step:
    outcome = simulate(
        world,
        Scenario(),
        iso3=iso3,
        draws=draws,
        seed=seed,
        coming=coming,
        engine=engine,
        on_progress=on_progress,
    )
    return Step(
        edition=coming.edition,
        rank=outcome.rank,
        egdi=outcome.egdi,
        nodes=_node_quantiles(coming, world.position(iso3), draws=draws, seed=seed, engine=engine),
        groups=outcome.groups,
        classes=outcome.classes,
        rivals=outcome.rivals,
    )


def _node_quantiles(
    coming: Forecast, place: int, *, draws: int, seed: int, engine: Engine
) -> dict[str, dict[float, float]]:
    """Quantiles of a country's components, over the same draws as its ranks."""
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    drawn = np.concatenate(
        list(map_chunks(partial(_own_nodes, coming, place), chunks, engine=engine)), axis=1
    )
    found = np.quantile(drawn, QUANTILES, axis=1)
    return {
        code: {share: float(value) for share, value in zip(QUANTILES, column, strict=True)}
        for code, column in zip(NODES, found.T, strict=True)
    }


def _own_nodes(coming: Forecast, place: int, chunk: Chunk) -> Values:
    """Draws of a country's components, shape (node, draw)."""
    blocks = coming.blocks(chunk.stop - chunk.start, generator=chunk.generator())
    parts = [
        np.stack([coming.stretched(values, at)[:, place] for at, values in enumerate(block)])
        for block in blocks
    ]
    own: Values = np.concatenate(parts, axis=1)
    return own
