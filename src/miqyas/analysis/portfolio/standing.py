"""What a plan does to the rank: the country's forecast with and without it, against rivals who move too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from miqyas.analysis.forecast import coming_editions, forecast
from miqyas.analysis.portfolio.plan import Plan
from miqyas.analysis.portfolio.sampling import drawn_gains
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.world import World
from miqyas.kernel.execution import SERIAL, Engine, Progress

Numbers = np.ndarray
Field = Callable[[int, int, int], Numbers]
"""Draws of everybody's index in an edition: (edition, draws, seed) to (draw, country)."""


@dataclass(frozen=True)
class Standing:
    """Ranks in an edition without the plan and with it, and the means of the index."""

    edition: int
    without: RankDistribution
    with_plan: RankDistribution
    index_without: float
    index_with: float


def standings(
    world: World,
    plan: Plan,
    *,
    draws: int = 10_000,
    seed: int = 1,
    field: Field | None = None,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> tuple[Standing, ...]:
    """The distribution of the rank in each edition that can be forecast; none for a plan of no country.

    Everybody is drawn from the forecast, the country too; the plan's sampled gain is added to its index,
    and no index passes 1. That takes the forecast for what happens without the plan. Equal for an equal seed.
    Raises `AnalysisError` for a country that lacks a component: nobody can be ranked without.

    >>> from miqyas.analysis.portfolio.plan import plan
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = standings(world, plan(world, sample(world), iso3="JOR"), draws=500)
    >>> found[0].edition, found[0].with_plan.median < found[0].without.median
    (2028, True)
    """
    if plan.iso3 is None:
        return ()
    world.standing_in_field(plan.iso3, world.latest)
    drawn = field or forecast_field(world)
    known = coming_editions(world) if field is None else tuple(aim.edition for aim in plan.portfolio.aims)
    scale = scale_of(world, iso3=plan.iso3, levels=plan.portfolio.levels)
    gains = drawn_gains(plan.portfolio, plan, scale=scale, draws=draws, seed=seed, engine=engine)
    found = []
    for number, aim in enumerate(plan.portfolio.aims):
        if aim.edition in known:
            index = drawn(aim.edition, draws, seed)
            found.append(_standing(world, plan.iso3, aim.edition, index, gains[:, number]))
        if on_progress is not None:
            on_progress((number + 1) / len(plan.portfolio.aims))
    return tuple(found)


def forecast_field(world: World) -> Field:
    """Draws from the forecast in force.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> forecast_field(world)(world.target, 10, 1).shape
    (10, 193)
    """

    def field(edition: int, draws: int, seed: int) -> Numbers:
        drawn: Mapping[str, Numbers] = forecast(world, edition=edition).sample(draws, seed=seed)
        return drawn["EGDI"]

    return field


def _standing(world: World, iso3: str, edition: int, index: Numbers, gain: Numbers) -> Standing:
    place = world.position(iso3)
    own = index[:, place]
    lifted = np.maximum(own, np.minimum(own + gain, 1.0))
    others = np.delete(index, place, axis=1)
    return Standing(
        edition,
        _ranks(own, others),
        _ranks(lifted, others),
        float(own.mean()),
        float(lifted.mean()),
    )


def _ranks(own: Numbers, others: Numbers) -> RankDistribution:
    with np.errstate(invalid="ignore"):
        ranks = 1 + (others > own[:, None]).sum(axis=1)
    return RankDistribution(np.bincount(ranks, minlength=others.shape[1] + 2))
