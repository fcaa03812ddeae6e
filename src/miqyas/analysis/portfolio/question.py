"""The whole question in one: the plan, what it leaves out, its rank, the frontier and what else there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from miqyas.analysis.highs import watched
from miqyas.analysis.portfolio.conflict import conflict
from miqyas.analysis.portfolio.document import read_document
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.further import Alternative, Step, alternatives, cheapest, frontier
from miqyas.analysis.portfolio.model import Portfolio
from miqyas.analysis.portfolio.plan import Plan, for_citizens, plan
from miqyas.analysis.portfolio.reasons import LeftOut, left_out
from miqyas.analysis.portfolio.records import (
    alternative_records,
    conflict_error,
    frontier_record,
    plan_record,
    sampled_record,
    standing_records,
)
from miqyas.analysis.portfolio.sample import is_sample
from miqyas.analysis.portfolio.sampling import Sampled, under_uncertainty
from miqyas.analysis.portfolio.solver import SECONDS
from miqyas.analysis.portfolio.standing import Standing, standings
from miqyas.analysis.world import World
from miqyas.kernel.execution import SERIAL, Engine, Progress

Record = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What is asked about a portfolio; `target` asks for the cheapest plan that reaches it in an edition."""

    iso3: str | None = None
    citizens_only: bool = False
    target_rank: int | None = None
    target: float | None = None
    edition: int | None = None
    alternatives: int = 3
    draws: int = 10_000
    seed: int = 1
    gap: float = 0.0
    seconds: float = SECONDS


@dataclass(frozen=True)
class Answered:
    """The answer to all of it."""

    plan: Plan
    left: tuple[LeftOut, ...]
    standings: tuple[Standing, ...]
    frontier: tuple[Step, ...]
    alternatives: tuple[Alternative, ...]
    sampled: Sampled | None
    cheapest: Plan | None
    wanted: Wanted
    is_sample: bool

    def record(self) -> Record:
        """Plain values for JSON."""
        return {
            **plan_record(self.plan, left=self.left, made_up=self.is_sample),
            "citizens_only": self.wanted.citizens_only,
            "rank_chances": standing_records(self.standings, target_rank=self.wanted.target_rank),
            "frontier": frontier_record(self.frontier),
            "other_plans": alternative_records(self.alternatives),
            "sampled": None if self.sampled is None else sampled_record(self.sampled),
            "least_cost": None
            if self.cheapest is None
            else plan_record(self.cheapest, left=(), made_up=self.is_sample),
        }


def answer(
    world: World,
    portfolio: Portfolio,
    wanted: Wanted,
    *,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Answered:
    """Everything that is asked about a portfolio; raises `PortfolioError`, a conflict with its demands.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> found = answer(load_world(), sample(load_world()), Wanted(alternatives=1))
    >>> found.plan.proof.outcome, len(found.alternatives), found.standings
    ('optimal', 1, ())
    """
    tell = _Told(on_progress or _nobody)
    with watched(tell.again):
        return _answered(world, portfolio, wanted, engine=engine, tell=tell)


class _Told:
    """The share done as it was told last, to be told again while a solver works."""

    def __init__(self, on_progress: Progress) -> None:
        self._on_progress = on_progress
        self._share = 0.0

    def __call__(self, share: float) -> None:
        self._share = max(self._share, share)
        self._on_progress(self._share)

    def again(self) -> None:
        """Whoever asked may say that nobody waits any more."""
        self._on_progress(self._share)


def _answered(
    world: World, portfolio: Portfolio, wanted: Wanted, *, engine: Engine, tell: Progress
) -> Answered:
    counted = for_citizens(portfolio) if wanted.citizens_only else portfolio
    iso3 = wanted.iso3
    gap, seconds = wanted.gap, wanted.seconds
    try:
        best = plan(world, counted, iso3=iso3, gap=gap, seconds=seconds)
    except PortfolioError as error:
        found = conflict(world, counted, on_progress=tell) if error.detail == "impossible" else None
        if found is None:
            raise
        raise conflict_error(found) from None
    tell(0.1)
    cheap = None
    if wanted.target is not None and iso3 is not None:
        edition = wanted.edition or counted.aims[0].edition
        cheap = cheapest(
            world, counted, target=wanted.target, edition=edition, iso3=iso3, gap=gap, seconds=seconds
        )
    ranks = standings(world, best, draws=wanted.draws, seed=wanted.seed, engine=engine)
    tell(0.2)
    steps = frontier(world, counted, iso3=iso3, on_progress=_part(tell, 0.2, 0.5), gap=gap, seconds=seconds)
    others = (
        alternatives(world, best, count=wanted.alternatives, gap=gap, seconds=seconds)
        if wanted.alternatives
        else ()
    )
    tell(0.6)
    sampled = under_uncertainty(
        world,
        counted,
        best,
        seed=wanted.seed,
        draws=wanted.draws,
        engine=engine,
        on_progress=_part(tell, 0.6, 1.0),
    )
    reasons = left_out(world, best, asked=portfolio)
    made_up = is_sample(world, portfolio)
    return Answered(best, reasons, ranks, steps, others, sampled, cheap, wanted, made_up)


def _nobody(share: float) -> None:
    """Progress where nobody watches."""


def _part(tell: Progress, begin: float, end: float) -> Progress:
    return lambda share: tell(begin + (end - begin) * share)


def answered_record(
    world: World,
    *,
    document: Mapping[str, Any],
    country: str | None = None,
    citizens_only: bool = False,
    target_rank: int | None = None,
    target: float | None = None,
    edition: int | None = None,
    alternatives: int = 3,
    draws: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Record:
    """The answer to a portfolio given as a document of plain values, as plain values.

    Raises the first problem of the document, and `PortfolioError` as `answer` does.

    >>> from miqyas.analysis.world import load_world
    >>> one = {"id": "A", "name": "Search", "points": {"OSI.SP": 2}, "cost": {"capital": 5}}
    >>> period = {"begins": "2027-01-01", "ends": "2027-03-31"}
    >>> given = {"actions": [one], "periods": [period], "budgets": {"capital": [6]}}
    >>> [task["id"] for task in answered_record(load_world(), document=given, draws=100)["tasks"]]
    ['A']
    """
    portfolio = read_document(world, document, iso3=country).the_portfolio()
    wanted = Wanted(
        iso3=country,
        citizens_only=citizens_only,
        target_rank=target_rank,
        target=target,
        edition=edition,
        alternatives=alternatives,
        draws=draws,
        seed=seed,
    )
    return answer(world, portfolio, wanted, engine=engine, on_progress=on_progress).record()
