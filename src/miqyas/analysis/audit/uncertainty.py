"""How much of a rank is the method's choice: a Monte Carlo over normalisation, weights, aggregation and more.

Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 7; M. Saisana, A. Saltelli,
S. Tarantola, "Uncertainty and sensitivity analysis techniques as tools for the quality assessment of
composite indicators", Journal of the Royal Statistical Society A 168 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.choices import Choices, choices_of
from miqyas.analysis.audit.field import Field
from miqyas.analysis.audit.replicate import (
    Draws,
    Plan,
    draw,
    one_draw,
    plan_of,
    scores,
)
from miqyas.analysis.errors import AnalysisError
from miqyas.index.rank import Ranks, competition_rank
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.observations.model import Values

Counts = npt.NDArray[np.int64]
CHUNK: Final = 1024
"""Replications worked on at a time; below 2,040, so that eight counters fit into one number of 64 bits."""
MOST_REPLICATIONS: Final = 1_000_000
SAFE: Final = 0.95
"""Share of replications in which two countries must stand in one order for it to be called safe."""
LANES: Final = 8
INTERVAL: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Tally:
    """What replications came to.

    `counts` (country, rank): how often each country held each rank, column 0 for none. `same` (country,
    country): how often one stood ahead of another that is behind it by the method, in the order of
    `order_of`. `shifts`: the mean shift of ranks in each replication.
    """

    counts: Counts
    same: Counts
    shifts: Values


@dataclass(frozen=True)
class Uncertainty:
    """Ranks over all replications; arrays run over `countries`.

    `nominal` is the method's own rank, 0 for none. `safe_share` is the share of pairs of countries
    that stand in the method's order in at least 95 % of the replications, `mean_shift` the mean distance in
    places between a country's rank in a replication and its nominal one, `shift_quantiles` its spread over
    replications at 5, 50 and 95 %.
    """

    countries: tuple[str, ...]
    nominal: Ranks
    counts: Counts
    replications: int
    seed: int
    safe_share: float
    pairs: int
    mean_shift: float
    shift_quantiles: tuple[float, float, float]
    choices: Choices

    def quantile(self, share: float) -> Ranks:
        """The first rank that this share of a country's replications do not exceed; 0: no rank at all."""
        ranked = self.counts[:, 1:]
        below = np.cumsum(ranked, axis=1)
        reached = below >= np.ceil(share * below[:, -1:])
        found = np.where(below[:, -1] > 0, reached.argmax(axis=1) + 1, 0)
        return found.astype(np.int32)

    def of(self, iso3: str) -> Interval:
        """A country's ranks; raises `AnalysisError` for one that is not in the field."""
        if iso3 not in self.countries:
            raise AnalysisError("audit_not_in_field", given=iso3)
        return self.intervals[self.countries.index(iso3)]

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Every country's ranks, in the order of `countries`."""
        columns = [self.quantile(share) for share in INTERVAL]
        total = self.counts[:, 1:].sum(axis=1)
        ranks = np.arange(1, self.counts.shape[1])
        mean = (self.counts[:, 1:] * ranks).sum(axis=1) / np.maximum(total, 1)
        return tuple(
            Interval(
                iso3=iso3,
                nominal=int(self.nominal[place]) or None,
                low=int(columns[0][place]),
                lower=int(columns[1][place]),
                median=int(columns[2][place]),
                upper=int(columns[3][place]),
                high=int(columns[4][place]),
                mean=float(mean[place]),
            )
            for place, iso3 in enumerate(self.countries)
        )


@dataclass(frozen=True)
class Interval:
    """A country's ranks over the replications: quantiles at 5, 25, 50, 75, 95 %, and the mean.

    `nominal` is the method's own rank, None where it gives none.
    """

    iso3: str
    nominal: int | None
    low: int
    lower: int
    median: int
    upper: int
    high: int
    mean: float

    @property
    def width(self) -> int:
        """Places between the ends of the 90 % interval."""
        return self.high - self.low


@dataclass(frozen=True)
class Alternative:
    """One alternative alone, all else as the method has it: places by which ranks shift, mean and most."""

    choice: str
    name: str
    mean_shift: float
    largest_shift: int
    largest_iso3: str


def uncertainty(
    field: Field,
    *,
    choices: Choices | None = None,
    replications: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Uncertainty:
    """Replicate an index under its uncertain choices and count the ranks.

    Each chunk of replications has a seed of its own, so that every engine gives the same numbers. Raises
    `AnalysisError` for no replications or too many, and for bounds of weights that leave nothing to draw.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.6, 0.1, 0.0], [0.8, 0.9, 0.2, 0.1], [0.9, 0.7, 0.3, 0.2]]))
    >>> found = uncertainty(field, replications=200, seed=1)
    >>> found.of("C3").low, found.of("C3").high, round(found.safe_share, 2)
    (3, 3, 1.0)
    """
    checked_replications(replications)
    chosen = choices or choices_of(field)
    plan = plan_of(field, choices=chosen)
    chunks = chunks_of(replications, size=CHUNK, seed=seed)
    counts, same, shifts = _nothing(plan)
    for tally in map_chunks(partial(replicate, plan=plan), chunks, engine=engine, on_progress=on_progress):
        counts += tally.counts
        same += tally.same
        shifts.append(tally.shifts)
    joined = np.concatenate(shifts)
    safe, pairs = _safe_share(plan, same, replications)
    low, middle, high = (float(value) for value in np.quantile(joined, (0.05, 0.5, 0.95)))
    return Uncertainty(
        countries=field.countries,
        nominal=plan.rank,
        counts=counts,
        replications=replications,
        seed=seed,
        safe_share=safe,
        pairs=pairs,
        mean_shift=float(joined.mean()),
        shift_quantiles=(low, middle, high),
        choices=chosen,
    )


def checked_replications(replications: int) -> int:
    """A number of replications that can be made; raises `AnalysisError` for none or too many.

    >>> checked_replications(10_000)
    10000
    """
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise AnalysisError("audit_replications", given=replications, most=MOST_REPLICATIONS)
    return replications


def replicate(chunk: Chunk, *, plan: Plan) -> Tally:
    """Draw, score, rank and count one chunk of replications.

    >>> from miqyas.analysis.audit.field import field_from
    >>> from miqyas.kernel.execution import chunks_of
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> replicate(chunks_of(8, size=8, seed=1)[0], plan=plan).counts.tolist()
    [[0, 0, 0, 8], [0, 0, 8, 0], [0, 8, 0, 0]]
    """
    drawn = draw(plan, count=len(chunk), generator=chunk.generator())
    return tally(plan, competition_rank(scores(plan, drawn)))


def tally(plan: Plan, ranks: Ranks) -> Tally:
    """Count the ranks of replications, shape (n, country).

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> tally(plan, np.array([[3, 2, 1], [3, 1, 2]], dtype=np.int32)).shifts.round(2).tolist()
    [0.0, 0.67]
    """
    return Tally(_counts(ranks), _same(ranks, order=order_of(plan)), mean_shifts(plan, ranks))


def mean_shifts(plan: Plan, ranks: Ranks) -> Values:
    """Mean distance from the nominal rank in each replication, over countries that have both; shape (n,).

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> mean_shifts(plan, np.array([[1, 2, 3]], dtype=np.int32)).round(2).tolist()
    [1.33]
    """
    nominal = plan.rank > 0
    if nominal.all() and ranks.all():
        shifts: Values = np.abs(ranks - plan.rank).mean(axis=1)
        return shifts
    both = nominal & (ranks > 0)
    distances = np.where(both, np.abs(ranks - plan.rank), 0).sum(axis=1)
    partial_shifts: Values = distances / np.maximum(both.sum(axis=1), 1)
    return partial_shifts


def order_of(plan: Plan) -> npt.NDArray[np.intp]:
    """Places of the nominally ranked countries from the first to the last.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> order_of(plan_of(field, choices=choices_of(field))).tolist()
    [2, 1, 0]
    """
    order = np.argsort(plan.rank, kind="stable")
    ranked: npt.NDArray[np.intp] = order[plan.rank[order] > 0]
    return ranked


def alternatives_alone(field: Field, *, choices: Choices | None = None) -> tuple[Alternative, ...]:
    """Each alternative of normalisation, aggregation and missing-data rule by itself, beside the method.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.3, 0.0], [0.1, 0.4, 0.2, 1.0]]))
    >>> found = alternatives_alone(field)
    >>> [(one.name, one.mean_shift, one.largest_iso3) for one in found if one.choice == "aggregation"]
    [('geometric', 1.75, 'C4'), ('harmonic', 2.25, 'C4')]
    """
    chosen = choices or choices_of(field)
    plan = plan_of(field, choices=chosen)
    names = {
        "normalisation": ("scale", tuple(scale.name for scale in chosen.scales)),
        "aggregation": ("aggregation", chosen.aggregations),
        "missing": ("missing", chosen.missing),
    }
    found = []
    for choice, (axis, alternatives) in names.items():
        for place, name in list(enumerate(alternatives))[1:]:
            drawn = one_draw(plan, **{axis: place})
            found.append(_alternative(plan, drawn, choice=choice, name=name))
    return tuple(found)


def _alternative(plan: Plan, drawn: Draws, *, choice: str, name: str) -> Alternative:
    ranks = competition_rank(scores(plan, drawn))
    shifts = np.where((plan.rank > 0) & (ranks[0] > 0), ranks[0] - plan.rank, 0)
    most = int(np.abs(shifts).argmax())
    return Alternative(
        choice, name, float(mean_shifts(plan, ranks)[0]), int(shifts[most]), plan.countries[most]
    )


def _nothing(plan: Plan) -> tuple[Counts, Counts, list[Values]]:
    count, ranked = len(plan.countries), order_of(plan).size
    return np.zeros((count, count + 1), np.int64), np.zeros((ranked, ranked), np.int64), []


def _counts(ranks: Ranks) -> Counts:
    count = ranks.shape[1]
    cells = ranks + np.arange(count, dtype=np.int32) * (count + 1)
    return np.bincount(cells.ravel(), minlength=count * (count + 1)).reshape(count, count + 1)


def _same(ranks: Ranks, *, order: npt.NDArray[np.intp]) -> Counts:
    """How often each country stands ahead of each that is behind it by the method: upper triangle.

    Eight replications are counted in one addition: a comparison is a byte of 0 or 1, eight of them a number
    of 64 bits, and with at most `CHUNK` replications no byte runs over.
    """
    count = ranks.shape[1]
    kind = np.uint8 if count < np.iinfo(np.uint8).max else np.uint16
    unranked_last = np.where(ranks == 0, count + 1, ranks)[:, order]
    columns = np.zeros((order.size, -(-len(ranks) // LANES) * LANES), dtype=kind)
    columns[:, : len(ranks)] = unranked_last.T
    same = np.zeros((order.size, order.size), dtype=np.int64)
    for place in range(order.size - 1):
        ahead = columns[place] < columns[place + 1 :]
        lanes = np.add.reduce(ahead.view(np.uint64), axis=1)
        same[place, place + 1 :] = lanes.view(np.uint8).reshape(-1, LANES).sum(axis=1)
    return same


def _safe_share(plan: Plan, same: Counts, replications: int) -> tuple[float, int]:
    """Share of the pairs that the method puts in an order and replications keep in it, and their number."""
    ranks = plan.rank[order_of(plan)]
    is_ordered = ranks[:, np.newaxis] < ranks[np.newaxis, :]
    pairs = int(is_ordered.sum())
    safe = int(np.sum(is_ordered & (same >= SAFE * replications)))
    return (safe / pairs if pairs else float("nan")), pairs
