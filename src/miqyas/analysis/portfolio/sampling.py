"""Where success is uncertain: plans for many sampled futures, and how far the chosen is from the best.

An expected gain is exact as long as no node can pass its headroom. Where one can, the expectation of a
minimum is less than the minimum of expectations, and the plan for expected gains may promise more than it
holds. The sample average approximation (Kleywegt, Shapiro and Homem-de-Mello 2002) chooses the plan that is
best on average over sampled futures; the gap of a plan is estimated from independent samples, as the mean of
(best on the sample - this plan on the sample), with a one-sided interval by Student's t (Mak, Morton and
Wood 1999).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from miqyas.analysis.portfolio.checks import check
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Portfolio
from miqyas.analysis.portfolio.plan import Plan, flow, plan_of, schedule_places, solved, weighted
from miqyas.analysis.portfolio.program import Program, Scenario, build, node_worths
from miqyas.analysis.portfolio.solver import SECONDS
from miqyas.analysis.portfolio.timing import chances
from miqyas.analysis.portfolio.worth import INDEX, Scale, scale_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks

Numbers = np.ndarray
FUTURES: Final = 20
"""Sampled futures in one program."""
CANDIDATES: Final = 3
"""Programs whose plans compete."""
REPLICATIONS: Final = 10
"""Further samples from which the gap of the winner is estimated."""
CHUNK: Final = 2_000
CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Sampled:
    """The plan that is best under uncertain success, and what is known of it.

    `is_exact`: no headroom can bind, so expected gains are exact and nothing was sampled. `value` is the
    expected gain of the plan on an independent sample and `error` the half width of its interval at
    `confidence`; `first_value` the same of the plan for expected gains. `gap` is the estimated distance to
    the best, `gap_at_most` its upper end at `confidence`. `joined` and `dropped` say how the choice changed.
    """

    plan: Plan
    is_exact: bool
    value: float
    error: float
    first_value: float
    gap: float
    gap_at_most: float
    confidence: float
    futures: int
    replications: int
    draws: int
    joined: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def changes_the_choice(self) -> bool:
        """Whether another plan is better than that for expected gains."""
        return bool(self.joined or self.dropped)


def under_uncertainty(
    world: World,
    portfolio: Portfolio,
    first: Plan,
    *,
    seed: int,
    futures: int = FUTURES,
    candidates: int = CANDIDATES,
    replications: int = REPLICATIONS,
    draws: int = 10_000,
    gap: float = 1e-4,
    seconds: float = 4 * SECONDS,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Sampled:
    """The plan that is best on average over sampled successes, against `first`, the plan for expected gains.

    `gap` and `seconds` (for all programs together) bound each solve. Equal for an equal seed. Raises
    `PortfolioError` for a portfolio with problems, one that is impossible, and sizes below two.

    >>> from miqyas.analysis.portfolio.plan import plan
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> given = sample(world)
    >>> found = under_uncertainty(world, given, plan(world, given), seed=1)
    >>> found.is_exact, found.changes_the_choice
    (True, False)
    """
    if min(futures, candidates, replications - 1, draws - 1) < 1:
        raise PortfolioError("sample_size", place=Place(name="futures"))
    scale = scale_of(world, iso3=first.iso3, levels=portfolio.levels)
    for problem in check(portfolio, scale=scale):
        raise problem
    if _is_exact(portfolio, scale):
        return Sampled(
            first, True, first.objective, 0.0, first.objective, 0.0, 0.0, CONFIDENCE, 0, 0, 0, (), ()
        )
    count = candidates + replications
    seeds = np.random.SeedSequence(seed).spawn(count + 2)
    tell = on_progress or _nobody
    plans = [first]
    for number in range(candidates):
        plans.append(_best_on(world, portfolio, first, seeds[number], futures, gap, seconds / count, scale))
        tell((number + 1) / (count + 1))
    judged = _Sample(portfolio, scale, draws, _number(seeds[count]), engine)
    means = [judged.mean(one)[0] for one in plans]
    winner = plans[int(np.argmax(means))] if max(means) > means[0] + 1e-12 else first
    differences = []
    for number in range(replications):
        own = seeds[candidates + number]
        best = _program_on(portfolio, scale, own, futures)
        solution = solved(best, gap=gap, seconds=seconds / count)
        here = _on_sample(portfolio, winner, scale, own, futures)
        differences.append(max(0.0, solution.proof.bound - here))
        tell((candidates + number + 1) / (count + 1))
    fresh = replace(judged, seed=_number(seeds[count + 1]))
    value, error = fresh.mean(winner)
    first_value, _ = fresh.mean(first)
    mean, at_most = _upper(np.array(differences))
    tell(1.0)
    return Sampled(
        replace(winner, proof=first.proof) if winner is first else winner,
        False, value, error, first_value, mean, at_most, CONFIDENCE, futures, replications, draws,
        tuple(sorted(winner.chosen - first.chosen)), tuple(sorted(first.chosen - winner.chosen)),
    )  # fmt: skip


def _nobody(share: float) -> None:
    """Progress where nobody watches."""


def _number(seed: np.random.SeedSequence) -> int:
    return int(seed.generate_state(1)[0])


def _is_exact(portfolio: Portfolio, scale: Scale) -> bool:
    """Whether no node can pass its headroom even if everything succeeds and counts."""
    certain = replace(portfolio, actions=tuple(replace(one, success=1.0) for one in portfolio.actions))
    program = build(certain, scale=scale, scenarios=lambda action, _: [_all_counts(certain, action)])
    has_rooms = len(program.upper) > program.starts
    is_certain = all(one.success in {0.0, 1.0} for one in portfolio.actions) and set(
        chances(portfolio).ravel().tolist()
    ) <= {0.0, 1.0}
    return is_certain or not has_rooms


def _all_counts(portfolio: Portfolio, action: Numbers) -> Scenario:
    return Scenario(np.ones((len(portfolio.aims), len(action))))


def _futures(portfolio: Portfolio, seed: np.random.SeedSequence, count: int) -> tuple[Numbers, Numbers]:
    """Luck of each action in each future: whether it succeeds, and how late it may still count (0 to 1)."""
    draw = np.random.default_rng(seed)
    size = (count, len(portfolio.actions))
    success = np.array([one.success for one in portfolio.actions])
    return draw.random(size) < success, draw.random(size)


def _program_on(portfolio: Portfolio, scale: Scale, seed: np.random.SeedSequence, count: int) -> Program:
    works, luck = _futures(portfolio, seed, count)
    counting = chances(portfolio)
    duration = np.array([one.duration for one in portfolio.actions])

    def scenarios(action: Numbers, start: Numbers) -> list[Scenario]:
        chance = counting[:, start + duration[action] - 1]
        return [
            Scenario((chance > luck[number, action]) * works[number, action], 1 / count)
            for number in range(count)
        ]

    return build(portfolio, scale=scale, scenarios=scenarios)


def _best_on(
    world: World,
    portfolio: Portfolio,
    first: Plan,
    seed: np.random.SeedSequence,
    count: int,
    gap: float,
    seconds: float,
    scale: Scale,
) -> Plan:
    program = _program_on(portfolio, scale, seed, count)
    solution = solved(program, gap=gap, seconds=seconds)
    return plan_of(world, program, solution, scale=scale, iso3=first.iso3)


def _gains(portfolio: Portfolio, plan: Plan, scale: Scale, works: Numbers, luck: Numbers) -> Numbers:
    """Gain of the index by (future, edition)."""
    action, start = schedule_places(plan)
    worths = node_worths(portfolio, scale=scale)
    last = start + np.array([portfolio.actions[place].duration for place in action], dtype=int) - 1
    chance = chances(portfolio)[:, last]
    counts = (chance[None] > luck[:, None, action]) * works[:, None, action]
    return flow(scale, INDEX, {node: worth[action] * counts for node, worth in worths.items()})


def _on_sample(
    portfolio: Portfolio, plan: Plan, scale: Scale, seed: np.random.SeedSequence, count: int
) -> float:
    works, luck = _futures(portfolio, seed, count)
    return weighted(portfolio, _gains(portfolio, plan, scale, works, luck).mean(axis=0))


@dataclass(frozen=True)
class _Part:
    """Draws of one chunk, for whoever carries it out."""

    portfolio: Portfolio
    plan: Plan
    scale: Scale

    def __call__(self, chunk: Chunk) -> Numbers:
        works, luck = _futures(self.portfolio, chunk.seed, len(chunk))
        return _gains(self.portfolio, self.plan, self.scale, works, luck)


def drawn_gains(
    portfolio: Portfolio, plan: Plan, *, scale: Scale, draws: int, seed: int, engine: Engine = SERIAL
) -> Numbers:
    """Sampled gains of the index by (draw, edition): each action succeeds or not, and counts or not.

    What counts in an edition also counts in later ones. Equal for an equal seed, on every engine.

    >>> from miqyas.analysis.portfolio.plan import plan
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> best = plan(world, sample(world))
    >>> found = drawn_gains(sample(world), best, scale=scale_of(world, iso3=None), draws=4000, seed=1)
    >>> bool(abs(found[:, 0].mean() - best.gain[2028]) < 0.001)
    True
    """
    parts = map_chunks(_Part(portfolio, plan, scale), chunks_of(draws, size=CHUNK, seed=seed), engine=engine)
    return np.concatenate(list(parts))


@dataclass(frozen=True)
class _Sample:
    """A large sample on which plans are judged alike."""

    portfolio: Portfolio
    scale: Scale
    draws: int
    seed: int
    engine: Engine

    def mean(self, plan: Plan) -> tuple[float, float]:
        """Mean weighted gain of a plan, and the half width of its interval."""
        gains = drawn_gains(
            self.portfolio, plan, scale=self.scale, draws=self.draws, seed=self.seed, engine=self.engine
        )
        weights = np.array([aim.weight for aim in self.portfolio.aims])
        values = gains @ weights / weights.sum()
        return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(self.draws))


def _upper(differences: Numbers) -> tuple[float, float]:
    """The mean and its one-sided upper end by Student's t."""
    from scipy.stats import t

    mean, count = float(differences.mean()), len(differences)
    spread = float(differences.std(ddof=1)) / np.sqrt(count)
    return mean, mean + float(t.ppf(CONFIDENCE, count - 1)) * spread
