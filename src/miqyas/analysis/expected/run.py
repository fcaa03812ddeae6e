"""Drawing the expected score: the country's own estimate among all others, who move as forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

import numpy as np

from miqyas.analysis.effects import effects
from miqyas.analysis.errors import AnalysisError, one_of, usable_draws
from miqyas.analysis.expected.model import SOURCES, Estimate, Expected, Part, Source, Spread, Statistics
from miqyas.analysis.expected.own import (
    LITERACY,
    PARTICIPATION,
    SERVICES,
    Known,
    composite,
    known_of,
    noise_of,
    own_parts,
)
from miqyas.analysis.forecast import NODES, Forecast
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.simulate.run import CHUNK, MOST_DRAWS, QUANTILES, expected_field
from miqyas.analysis.world import World
from miqyas.index.classify import group_of
from miqyas.index.rank import SLACK
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology, Node
from miqyas.observations.model import Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import COMPONENTS

TII, HCI, EPI = 1, 2, 3
WHOLE: Final = "whole"
"""The case in which every source of uncertainty is drawn."""


@dataclass(frozen=True)
class _Literacy:
    """By how much HCI rises with the share of e-government literacy, and the country's present share."""

    slope: float
    present: float
    mark: Mark


@dataclass(frozen=True)
class _Plan:
    """All that a chunk needs, and nothing else, so that it can travel to another process.

    `settled` is the forecast's own expectation, (node, country).
    """

    place: int
    known: Known
    services: Node
    participation: Node
    literacy: _Literacy | None
    forecast: Forecast
    settled: Values
    statistics: Statistics


@dataclass(frozen=True)
class _Own:
    """Draws of the country's own values in one case: OSI, EPI, and by how much HCI is moved, each (draw,)."""

    services: Values
    participation: Values
    hci_shift: Values


@dataclass(frozen=True)
class _Case:
    """Rank and values of the country by draw; `values` in the order of `NODES`, then EGDI."""

    rank: np.ndarray
    epi_rank: np.ndarray
    values: Values


@dataclass(frozen=True)
class _Drawn:
    """What a chunk found, by case; draws of sub-indices by code."""

    cases: Mapping[str, _Case]
    parts: Mapping[str, Values]


def expected_score(
    world: World,
    estimates: Sequence[Estimate],
    *,
    iso3: str,
    correlation: float,
    edition: int | None = None,
    statistics: Statistics = "forecast",
    draws: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Expected:
    """What a country may score in a coming edition (the target by default), from what its portals show.

    Sub-indices are drawn around their estimates, errors of the bridge with a common `correlation`; OSI and
    EPI follow from them by the method's weights and line, HCI and TII from the forecast ("forecast") or as
    they were published last ("now"); all others come from the forecast, and everybody is ranked anew in
    every draw. Each part of the answer is the same with one source of uncertainty at its middle, over the
    same draws. Raises `AnalysisError` for an unknown country, one without a rank, estimates that do not fit
    the method, an edition that is not forecast, and a number of draws that is none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> parts = [
    ...     "OSI.IF",
    ...     "OSI.CP",
    ...     "OSI.SP",
    ...     "OSI.TEC",
    ...     "EPI.INFORMATION",
    ...     "EPI.CONSULTATION",
    ...     "EPI.DECISION",
    ... ]
    >>> known = [Estimate(node, 0.9, scale=0.6, freedom=6) for node in parts]
    >>> found = expected_score(load_world(), known, iso3="BHR", correlation=0.5, draws=2000)
    >>> found.is_calibrated, found.unknown
    (False, ())
    >>> best, worst = found.rank.interval(0.8)
    >>> without = found.part("bridge").rank.interval(0.8)
    >>> worst - best > without[1] - without[0]
    True
    """
    usable_draws(draws, seed=seed, most=MOST_DRAWS)
    one_of(statistics, known=get_args(Statistics), name="statistics")
    if not 0 <= correlation <= 1:
        raise AnalysisError("correlation", place=Place(name=str(correlation)), given=correlation)
    future = expected_field(world, edition=edition)
    world.standing_in_field(iso3, future.origin)
    plan = _plan(world, estimates, iso3, future, correlation, statistics)
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    parts = list(map_chunks(partial(_draw, plan), chunks, engine=engine, on_progress=on_progress))
    return _answer(world, plan, _joined(parts), estimates, iso3, draws, seed)


def _plan(
    world: World,
    estimates: Sequence[Estimate],
    iso3: str,
    future: Forecast,
    correlation: float,
    statistics: Statistics,
) -> _Plan:
    methodology = world.methodology(world.target)
    known = known_of(world, estimates, methodology=methodology, correlation=correlation)
    place = world.position(iso3)
    settled = future.expected.copy()
    if statistics == "now":
        published = world.published(future.origin)
        settled[[TII, HCI], place] = [published.values[COMPONENTS[at]][place] for at in (TII, HCI)]
    return _Plan(
        place=place,
        known=known,
        services=methodology.nodes[SERVICES],
        participation=methodology.nodes[PARTICIPATION],
        literacy=_literacy(world, known, place, future.origin),
        forecast=future,
        settled=settled,
        statistics=statistics,
    )


def _literacy(world: World, known: Known, place: int, origin: int) -> _Literacy | None:
    """What e-government literacy does to HCI; None where it is not asked or the own value not loaded."""
    own = load_raw(world.active, edition=origin).get(LITERACY)
    effect = effects(world, edition=world.target).get(LITERACY)
    if LITERACY not in known.nodes or effect is None or own is None or np.isnan(own[place]):
        return None
    return _Literacy(effect.slope, float(own[place]), effect.mark)


def _draw(plan: _Plan, chunk: Chunk) -> _Drawn:
    generator, draws = chunk.generator(), len(chunk)
    noise = noise_of(plan.known, draws=draws, generator=generator)
    cases: dict[str, frozenset[Source]] = {WHOLE: frozenset()}
    cases.update({source: frozenset({source}) for source in SOURCES})
    own: dict[str, _Own] = {}
    for case, without in cases.items():
        parts = own_parts(plan.known, noise, without=without)
        own[case] = _own(plan, parts, 0.0 if "bridge" in without else noise.line, draws)
    found: dict[str, list[_Case]] = {case: [] for case in cases}
    begin = 0
    for block in plan.forecast.blocks(draws, generator=generator):
        rows = slice(begin, begin + len(block[0]))
        for case, without in cases.items():
            found[case].append(_in_field(plan, block, own[case], rows, without))
        begin = rows.stop
    drawn_parts = own_parts(plan.known, noise)
    return _Drawn({case: _one_case(blocks) for case, blocks in found.items()}, drawn_parts)


def _own(plan: _Plan, parts: Mapping[str, Values], line_error: Values | float, draws: int) -> _Own:
    services = composite(plan.services, parts, line_error=line_error)
    shift = np.zeros(draws)
    if plan.literacy is not None:
        shift = plan.literacy.slope * (parts[LITERACY] - plan.literacy.present)
    return _Own(services, composite(plan.participation, parts), shift)


def _in_field(
    plan: _Plan, block: Sequence[Values], own: _Own, rows: slice, without: frozenset[Source]
) -> _Case:
    """One block of draws in one case: the own values set among the others, scales stretched, ranks found."""
    place, future = plan.place, plan.forecast
    values = [
        np.broadcast_to(plan.settled[at], drawn.shape).copy() if "field" in without else drawn.copy()
        for at, drawn in enumerate(block)
    ]
    values[NODES.index(SERVICES)][:, place] = own.services[rows]
    values[EPI][:, place] = own.participation[rows]
    for at in (TII, HCI):
        is_settled = plan.statistics == "now" or "statistics" in without
        values[at][:, place] = plan.settled[at, place] if is_settled else block[at][:, place]
    values[HCI][:, place] = np.clip(values[HCI][:, place] + own.hci_shift[rows], 0, 1)
    stretched = [future.stretched(drawn, at) for at, drawn in enumerate(values)]
    mine = np.stack([drawn[:, place] for drawn in stretched])
    epi_rank = _rank(stretched[EPI], place)
    total = future.total(stretched)
    return _Case(_rank(total, place), epi_rank, np.vstack([mine, total[:, place]]))


def _rank(values: Values, place: int) -> np.ndarray:
    rank: np.ndarray = 1 + np.count_nonzero(values > values[:, [place]] + SLACK, axis=1)
    return rank


def _one_case(blocks: Sequence[_Case]) -> _Case:
    return _Case(
        np.concatenate([block.rank for block in blocks]),
        np.concatenate([block.epi_rank for block in blocks]),
        np.concatenate([block.values for block in blocks], axis=1),
    )


def _joined(chunks: Sequence[_Drawn]) -> _Drawn:
    first = chunks[0]
    return _Drawn(
        {case: _one_case([chunk.cases[case] for chunk in chunks]) for case in first.cases},
        {node: np.concatenate([chunk.parts[node] for chunk in chunks]) for node in first.parts},
    )


def _answer(
    world: World,
    plan: _Plan,
    drawn: _Drawn,
    estimates: Sequence[Estimate],
    iso3: str,
    draws: int,
    seed: int,
) -> Expected:
    whole, future = drawn.cases[WHOLE], plan.forecast
    count = len(world.countries)
    values = {code: _spread(column) for code, column in zip((*NODES, "EGDI"), whole.values, strict=True)}
    services = [one for one in estimates if one.node != LITERACY]
    return Expected(
        iso3=iso3,
        edition=future.edition,
        origin=future.origin,
        model=future.model,
        statistics=plan.statistics,
        draws=draws,
        seed=seed,
        estimates=tuple(estimates),
        unknown=plan.known.unknown,
        is_calibrated=not plan.known.unknown and all(one.pairs > 0 for one in services),
        literacy=plan.literacy is not None,
        values={**values, **{node: _spread(column) for node, column in drawn.parts.items()}},
        rank=_distribution(whole.rank, count),
        epi_rank=_distribution(whole.epi_rank, count),
        groups=_groups(whole.values[-1], world.methodology(world.target)),
        parts=tuple(
            Part(source, _distribution(found.rank, count), _spread(found.values[-1]))
            for source, found in ((source, drawn.cases[source]) for source in SOURCES)
        ),
        marks=_marks(plan),
        versions=world.versions(future.origin),
    )


def _marks(plan: _Plan) -> Mapping[str, Mark]:
    """What the answer takes for granted, by name."""
    line = [plan.services.line.basis.mark] if plan.services.line else []
    weights = [node.weight.basis.mark for node in plan.services.children if node.weight]
    literacy = {"literacy": plan.literacy.mark} if plan.literacy else {}
    return {"bridge": Mark.INFERRED, "line": weakest([*line, *weights]), **literacy, **plan.forecast.marks}


def _spread(values: Values) -> Spread:
    found = np.quantile(values, QUANTILES)
    return Spread(
        float(values.mean()), {share: float(value) for share, value in zip(QUANTILES, found, strict=True)}
    )


def _distribution(ranks: np.ndarray, count: int) -> RankDistribution:
    return RankDistribution(np.bincount(ranks, minlength=count + 1))


def _groups(egdi: Values, methodology: Methodology) -> Mapping[str, float]:
    if methodology.groups is None:
        return {}
    found = group_of(egdi, groups=methodology.groups)
    return {band.code: float(np.mean(found == at)) for at, band in enumerate(methodology.groups.bands)}
