"""The question put together: field, goal, ways, what binds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError, usable_draws
from miqyas.analysis.forecast import Forecast, forecast
from miqyas.analysis.simulate import Outcome, simulate
from miqyas.analysis.target.answer import Binding, Mix, Status, Target
from miqyas.analysis.target.chance import NO_EFFORT, Field, field_for
from miqyas.analysis.target.goal import Goal, class_codes, group_codes
from miqyas.analysis.target.search import cheapest, together
from miqyas.analysis.target.ways import alone_of, marks_of, mix_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Engine, Progress
from miqyas.methodology import Methodology
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

MOST_DRAWS: Final = 100_000
DRAWING: Final = 0.5
"""Share of the work that the draws are."""


def target(
    world: World,
    goal: Goal,
    *,
    iso3: str,
    probability: float,
    edition: int | None = None,
    effort: Mapping[str, float] | None = None,
    draws: int = 10_000,
    seed: int = 1,
    coming: Forecast | None = None,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Target:
    """The least effort with which a country meets a goal with a probability, in a field that moves too.

    All states are drawn once from the forecast of the edition (the target edition; `coming` gives one that
    is made already), the country with its own movement; an effort, in index units, comes on top of that,
    1 at most in each draw. In a draw the goal is a border on the own index, found exactly. `effort` says
    what a unit of OSI, TII and HCI costs (1, where not said). Equal seeds give equal answers on every
    engine, and the draws are those of `simulate`.

    Raises `AnalysisError` for an unknown country or edition, a country that is not ranked, a goal that does
    not exist, a probability not above 0 and at most 1, costs that are not above 0, and a number of draws
    that is none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> found = target(load_world(), Goal("rank", rank=15), iso3="BHR", probability=0.5, draws=2000)
    >>> found.status, bool(0 < found.component("HCI").gain < 0.05)
    ('reachable', True)
    """
    _check(probability)
    usable_draws(draws, seed=seed, most=MOST_DRAWS)
    world.position(iso3)
    costs = _costs(effort)
    future = coming or forecast(world, edition=edition)
    world.standing_in_field(iso3, future.origin)
    field = field_for(
        world,
        goal,
        iso3=iso3,
        coming=future,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=_part_of(on_progress, 0.0, DRAWING),
    )
    answer = _solve(
        world,
        field,
        goal,
        iso3=iso3,
        wanted=probability,
        costs=costs,
        seed=seed,
        on_progress=_part_of(on_progress, DRAWING, 1.0),
    )
    return _checked(world, answer, coming=future, engine=engine)


def probability_of(outcome: Outcome, goal: Goal, *, methodology: Methodology) -> float:
    """How likely a simulated outcome meets a goal.

    >>> from miqyas.analysis.simulate import Scenario
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> published = simulate(world, Scenario(), iso3="BHR", field="fixed")
    >>> probability_of(published, Goal("class", code="V3"), methodology=world.methodology(2024))
    1.0
    """
    match goal.kind:
        case "rank":
            return outcome.rank.probability_at_most(goal.rank)
        case "ahead":
            return outcome.rival(goal.code).after
        case "group":
            codes, shares = group_codes(methodology), outcome.groups
        case "class":
            codes, shares = class_codes(methodology), outcome.classes
    return sum(shares[code] for code in codes[: codes.index(goal.code) + 1])


def _check(probability: float) -> None:
    if not 0 < probability <= 1:
        place = Place(name=str(probability))
        raise AnalysisError("target_probability", place=place, given=probability)


def _costs(effort: Mapping[str, float] | None) -> dict[str, float]:
    given = effort or {}
    for code, cost in given.items():
        if code not in COMPONENTS:
            place = Place(name=code)
            raise AnalysisError("unknown_component", place=place, given=code, known=", ".join(COMPONENTS))
        if not (math.isfinite(cost) and cost > 0):
            raise AnalysisError("effort_cost", place=Place(name=f"{code}={cost}"), given=cost, code=code)
    return {code: given.get(code, 1.0) for code in COMPONENTS}


def _solve(
    world: World,
    field: Field,
    goal: Goal,
    *,
    iso3: str,
    wanted: float,
    costs: Mapping[str, float],
    seed: int,
    on_progress: Progress,
) -> Target:
    future = field.plan.forecast
    own = [float(world.published(future.origin).values[code][field.plan.place]) for code in COMPONENTS]
    rooms = [max(0.0, 1.0 - value) for value in own]
    ways = []
    for at in range(len(COMPONENTS)):
        ways.append(alone_of(world, field, at, own=own[at], room=rooms[at], wanted=wanted, iso3=iso3))
        on_progress((at + 1) / (len(COMPONENTS) + 2))
    shared = together(field, rooms=rooms, wanted=wanted)
    now, best = shared.curve[0][1], shared.best
    mixed = partial(mix_of, world, field, iso3=iso3, rooms=rooms, costs=costs)
    share = mix = None
    if shared.effort is not None:
        share = mixed("share", shared.effort, shared.probability, share=shared.position)
        amounts, chance = cheapest(field, rooms=rooms, costs=list(costs.values()), wanted=wanted)
        mix = mixed("cheapest", amounts, chance)
    status: Status = "met" if now >= wanted else "reachable" if share is not None else "out_of_reach"
    return Target(
        goal=goal,
        iso3=iso3,
        edition=future.edition,
        origin=future.origin,
        probability=wanted,
        status=status,
        now=now,
        best=best,
        gap=_short(field.lead(NO_EFFORT), wanted),
        alone=tuple(ways),
        share=share,
        cheapest=mix,
        share_curve=shared.curve,
        effort=costs,
        binding=_binding(field, rooms, best=best, wanted=wanted),
        draws=field.draws,
        seed=seed,
        model=future.model,
        marks={**future.marks, **marks_of(ways)},
        versions=world.versions(future.origin),
    )


def _binding(field: Field, rooms: list[float], *, best: float, wanted: float) -> Binding:
    certain = {
        code: field.chance([1.0 if other == at else room for other, room in enumerate(rooms)])
        for at, code in enumerate(COMPONENTS)
    }
    leader = None
    if field.holders.any():
        first = int(np.argmax(field.holders))
        leader = field.plan.forecast.countries[first], float(field.holders[first]) / field.draws
    return Binding(best, certain, _short(field.lead(rooms), wanted), leader)


def _short(lead: Values, wanted: float) -> float | None:
    """The rise of the index, the same in every draw, with which the goal is met as often as wanted."""
    ordered = np.sort(-lead)
    found = float(ordered[math.ceil(wanted * len(ordered) - 1e-9) - 1])
    return found if math.isfinite(found) else None


def _checked(world: World, found: Target, *, coming: Forecast, engine: Engine) -> Target:
    """The mixes looked at again in full simulations over draws that they were not found with."""
    methodology = world.methodology(world.target)

    def again(mix: Mix | None) -> Mix | None:
        if mix is None:
            return None
        outcome = simulate(
            world,
            mix.scenario(found.iso3),
            iso3=found.iso3,
            draws=found.draws,
            seed=found.seed + 1,
            coming=coming,
            engine=engine,
        )
        return replace(mix, checked=probability_of(outcome, found.goal, methodology=methodology))

    return replace(found, share=again(found.share), cheapest=again(found.cheapest))


def _part_of(on_progress: Progress | None, begin: float, end: float) -> Progress:
    def told(share: float) -> None:
        if on_progress is not None:
            on_progress(begin + (end - begin) * share)

    return told
