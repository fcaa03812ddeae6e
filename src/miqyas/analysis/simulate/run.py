"""Carrying out a scenario: one exact computation in a fixed field, many draws in a moving one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

import numpy as np

from miqyas.analysis.errors import one_of, usable_draws
from miqyas.analysis.forecast import Forecast, forecast
from miqyas.analysis.simulate.fixed import fixed_field
from miqyas.analysis.simulate.moves import Move, apply, assumption_marks, moves_of
from miqyas.analysis.simulate.outcome import Field, Outcome, Places, RankDistribution, Rival
from miqyas.analysis.simulate.scenario import Scenario
from miqyas.analysis.world import World
from miqyas.index.classify import group_of, quarter_of
from miqyas.index.rank import SLACK, competition_rank
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.methodology import Methodology
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Shares for which quantiles of the index are kept."""
CHUNK: Final = 10_000
MOST_DRAWS: Final = 10_000_000


@dataclass(frozen=True)
class _Plan:
    """All that a chunk of draws needs, and nothing else, so that it can travel to another process."""

    place: int
    moves: tuple[Move, ...]
    forecast: Forecast
    methodology: Methodology


@dataclass(frozen=True)
class _Drawn:
    """What a chunk found, by draw: ranks and index of the country without and with changes, and counts."""

    rank_before: np.ndarray
    rank: np.ndarray
    egdi_before: Values
    egdi: Values
    behind_before: np.ndarray
    behind: np.ndarray
    group: np.ndarray
    quarter: np.ndarray


def simulate(
    world: World,
    scenario: Scenario,
    *,
    iso3: str,
    field: Field = "moving",
    edition: int | None = None,
    draws: int = 10_000,
    seed: int = 1,
    coming: Forecast | None = None,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Outcome:
    """What a scenario comes to for a country, beside the same without its changes.

    In a fixed field the changes are made in a published edition (the newest, if none is named) and all
    ranks found anew. In a moving field everybody is drawn from the forecast of a coming edition (the
    target; `coming` gives one that is made already): a value set by a change is the same in every draw, a
    shift or a share comes on top of the country's own movement; then scales are stretched anew. Equal
    seeds give equal numbers on every engine.
    Raises `AnalysisError` for an unknown country, edition or node, changes out of range, a country that is
    not ranked or lacks a component, and a number of draws that is none or too many.

    >>> from miqyas.analysis.simulate.scenario import parse_scenario
    >>> from miqyas.analysis.world import load_world
    >>> five = parse_scenario(["osi=+5pts"], iso3="BHR")
    >>> found = simulate(load_world(), five, iso3="BHR", field="fixed")
    >>> found.rank_before.median, found.rank.median
    (18, 16)
    """
    world.position(iso3)
    usable_draws(draws, seed=seed, most=MOST_DRAWS)
    one_of(field, known=get_args(Field), name="field")
    if field == "fixed":
        return _fixed(world, scenario, iso3=iso3, edition=edition or world.latest)
    future = coming or expected_field(world, edition=edition)
    world.standing_in_field(iso3, future.origin)
    moves = moves_of(world, scenario, edition=future.edition)
    methodology = world.methodology(world.target)
    plan = _Plan(world.position(iso3), moves, future, methodology)
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    parts = list(map_chunks(partial(_draw, plan), chunks, engine=engine, on_progress=on_progress))
    return _outcome(
        world, plan, _joined(parts), scenario=scenario, iso3=iso3, field=field, draws=draws, seed=seed
    )


def expected_field(world: World, *, edition: int | None = None) -> Forecast:
    """The forecast of a coming edition by the model in force, kept from one question to the next.

    Raises `AnalysisError` for an edition that is not forecast.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> expected_field(world) is expected_field(world, edition=world.target)
    True
    """
    key = ("expected_field", edition or world.target)
    if key not in world.kept_answers:
        world.kept_answers[key] = forecast(world, edition=edition)
    found: Forecast = world.kept_answers[key]
    return found


def moving_totals(
    future: Forecast, moves: Sequence[Move], *, draws: int, generator: np.random.Generator
) -> Iterator[tuple[Values, Values]]:
    """The index of all states without and with changes, block by block, each of shape (draw, country).

    Without changes the two are one array.

    >>> from miqyas.analysis.world import load_world
    >>> blocks = moving_totals(forecast(load_world()), (), draws=200, generator=np.random.default_rng(1))
    >>> [block.shape for block, _ in blocks]
    [(128, 193), (72, 193)]
    """
    touched = {move.component for move in moves}
    for block in future.blocks(draws, generator=generator, nodes=len(COMPONENTS)):
        changed = [values.copy() if at in touched else values for at, values in enumerate(block)]
        if moves:
            apply(moves, changed)
        before = [future.stretched(values, at) for at, values in enumerate(block)]
        total = future.total(before)
        if not moves:
            yield total, total
            continue
        after = [
            future.stretched(values, at) if at in touched else before[at] for at, values in enumerate(changed)
        ]
        yield total, future.total(after)


def field_ranks(
    future: Forecast,
    *,
    draws: int,
    seed: int,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> np.ndarray:
    """How often each state came to each rank, counts of shape (country, rank), nothing in column 0.

    States that are not ranked have no counts.

    >>> from miqyas.analysis.world import load_world
    >>> counts = field_ranks(forecast(load_world()), draws=300, seed=1)
    >>> counts.shape, int(counts.sum())
    ((193, 194), 57900)
    """
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    counts = np.zeros((len(future.countries), len(future.countries) + 1), dtype=np.int64)
    for part in map_chunks(partial(_rank_counts, future), chunks, engine=engine, on_progress=on_progress):
        counts += part
    return counts


def _rank_counts(future: Forecast, chunk: Chunk) -> np.ndarray:
    size = len(future.countries)
    counts = np.zeros(size * (size + 1), dtype=np.int64)
    offsets = np.arange(size, dtype=np.int64) * (size + 1)
    for total, _ in moving_totals(future, (), draws=chunk.stop - chunk.start, generator=chunk.generator()):
        places = (competition_rank(total) + offsets).ravel()
        counts += np.bincount(places, minlength=counts.size)
    by_state: np.ndarray = counts.reshape(size, size + 1)
    by_state[:, 0] = 0
    return by_state


def _draw(plan: _Plan, chunk: Chunk) -> _Drawn:
    totals = moving_totals(
        plan.forecast, plan.moves, draws=chunk.stop - chunk.start, generator=chunk.generator()
    )
    return _joined([_looked_at(plan.place, plan.methodology, before, after) for before, after in totals])


def _looked_at(place: int, methodology: Methodology, before: Values, after: Values) -> _Drawn:
    """What one block of totals says of a country."""
    rank, behind = _rank_of(after, place)
    rank_before, behind_before = (rank, behind) if before is after else _rank_of(before, place)
    group, quarter = _group_and_class(after, place, rank, methodology)
    return _Drawn(
        rank_before=rank_before.astype(np.int16),
        rank=rank.astype(np.int16),
        egdi_before=before[:, place].copy(),
        egdi=after[:, place].copy(),
        behind_before=behind_before[np.newaxis, :],
        behind=behind[np.newaxis, :],
        group=group,
        quarter=quarter,
    )


def _rank_of(total: Values, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Rank of one country in each draw, and how many draws have each other state behind it."""
    own = total[:, place : place + 1]
    rank = 1 + np.count_nonzero(total > own + SLACK, axis=1)
    return rank, np.count_nonzero(total < own - SLACK, axis=0)


def _group_and_class(
    total: Values, place: int, rank: np.ndarray, methodology: Methodology
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the country's group and class in each draw, -1 where the edition has none."""
    none = np.full(len(total), -1, dtype=np.int8)
    if methodology.groups is None:
        return none, none
    group = group_of(total[:, [place]], groups=methodology.groups)[:, 0]
    if methodology.classes is None:
        return group.astype(np.int8), none
    everyone = group_of(total, groups=methodology.groups)
    ahead = np.count_nonzero((everyone >= 0) & (everyone < group[:, np.newaxis]), axis=1)
    size = np.count_nonzero(everyone == group[:, np.newaxis], axis=1)
    quarter = quarter_of(rank - ahead, count=size, classes=methodology.classes)
    return group.astype(np.int8), quarter.astype(np.int8)


def _joined(parts: Sequence[_Drawn]) -> _Drawn:
    def together(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    return _Drawn(
        rank_before=together("rank_before"),
        rank=together("rank"),
        egdi_before=together("egdi_before"),
        egdi=together("egdi"),
        behind_before=together("behind_before").sum(axis=0, keepdims=True),
        behind=together("behind").sum(axis=0, keepdims=True),
        group=together("group"),
        quarter=together("quarter"),
    )


def _fixed(world: World, scenario: Scenario, *, iso3: str, edition: int) -> Outcome:
    world.standing_in_field(iso3, edition)
    moves = moves_of(world, scenario, edition=edition)
    methodology = world.methodology(edition)
    field = fixed_field(world, edition=edition)
    printed = after = field.printed[np.newaxis, :]
    if moves:
        changed = [column[np.newaxis, :].copy() for column in field.values]
        apply(moves, changed)
        after = field.total(changed)
    found = _looked_at(world.position(iso3), methodology, printed, after)
    plan = _Settled(world.position(iso3), moves, methodology, edition)
    return _outcome(world, plan, found, scenario=scenario, iso3=iso3, field="fixed", draws=1, seed=0)


@dataclass(frozen=True)
class _Settled:
    """What an outcome of a fixed field is made from."""

    place: int
    moves: tuple[Move, ...]
    methodology: Methodology
    edition: int


def _outcome(
    world: World,
    plan: _Plan | _Settled,
    found: _Drawn,
    *,
    scenario: Scenario,
    iso3: str,
    field: Field,
    draws: int,
    seed: int,
) -> Outcome:
    future = plan.forecast if isinstance(plan, _Plan) else None
    edition = future.edition if future else plan.edition  # type: ignore[union-attr]
    origin = future.origin if future else edition
    return Outcome(
        scenario=scenario,
        iso3=iso3,
        edition=edition,
        field=field,
        draws=draws,
        seed=seed,
        model=future.model if future else None,
        rank=_distribution(found.rank, world),
        rank_before=_distribution(found.rank_before, world),
        egdi=_quantiles(found.egdi),
        egdi_before=_quantiles(found.egdi_before),
        egdi_mean=float(found.egdi.mean()),
        egdi_mean_before=float(found.egdi_before.mean()),
        gained=places_of(found.rank_before.astype(int) - found.rank),
        rivals=_rivals(world, plan.place, found, origin, draws),
        groups=_group_shares(found, plan.methodology),
        classes=_class_shares(found, plan.methodology),
        marks=assumption_marks(plan.moves),
        assumptions=future.marks if future else {},
        versions=world.versions(origin),
    )


def _distribution(ranks: np.ndarray, world: World) -> RankDistribution:
    return RankDistribution(np.bincount(ranks, minlength=len(world.countries) + 1))


def _quantiles(values: Values) -> Mapping[float, float]:
    found = np.quantile(values, QUANTILES)
    return {share: float(value) for share, value in zip(QUANTILES, found, strict=True)}


def places_of(gained: np.ndarray) -> Places:
    """Probabilities of places gained, from the places gained in each draw.

    >>> places_of(np.array([0, 2, 2, -1])).shares
    {-1: 0.25, 0: 0.25, 2: 0.5}
    """
    found, counts = np.unique(gained, return_counts=True)
    return Places({int(one): float(count) / gained.size for one, count in zip(found, counts, strict=True)})


def _rivals(world: World, place: int, found: _Drawn, origin: int, draws: int) -> tuple[Rival, ...]:
    rank = world.published(origin).rank
    order = [int(at) for at in np.argsort(rank, kind="stable") if rank[at] and at != place]
    return tuple(
        Rival(
            world.countries[at],
            before=float(found.behind_before[0, at]) / draws,
            after=float(found.behind[0, at]) / draws,
        )
        for at in order
    )


def _group_shares(found: _Drawn, methodology: Methodology) -> Mapping[str, float]:
    if methodology.groups is None:
        return {}
    return {band.code: float(np.mean(found.group == at)) for at, band in enumerate(methodology.groups.bands)}


def _class_shares(found: _Drawn, methodology: Methodology) -> Mapping[str, float]:
    if methodology.groups is None or methodology.classes is None:
        return {}
    return {
        code: float(np.mean((found.group == at) & (found.quarter == quarter)))
        for at, band in enumerate(methodology.groups.bands)
        for quarter, code in enumerate(methodology.classes.codes[band.code])
    }
