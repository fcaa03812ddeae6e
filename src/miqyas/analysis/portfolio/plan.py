"""The best plan: what is done when, what it brings to each edition, what it draws on, how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from miqyas.analysis.portfolio.checks import check
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Action, Portfolio, ResourceKind
from miqyas.analysis.portfolio.program import (
    Limit,
    Program,
    build,
    expected,
    node_worths,
    uses,
)
from miqyas.analysis.portfolio.solver import PROVEN, SECONDS, WHOLE, Proof, Solution, solve
from miqyas.analysis.portfolio.timing import Assumption, assumptions, chances
from miqyas.analysis.portfolio.worth import INDEX, Scale, marks_of, scale_of
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark, Versions

Numbers = np.ndarray
A_MOMENT: Final = 2.0
"""Seconds in which a cheaper plan of equal worth is looked for."""
MONEY_GAP: Final = 0.01


@dataclass(frozen=True)
class Task:
    """An action of the plan: first and last period (from 1), the day it goes live, its chance by edition.

    `adds` is what the expected index would lose without it and what needs it, by edition.
    """

    action: Action
    first: int
    last: int
    live: dt.date
    counts: Mapping[int, float]
    adds: Mapping[int, float]


@dataclass(frozen=True)
class Use:
    """What is drawn from a resource in a period, of how much, and the index gained for a unit more."""

    kind: ResourceKind
    of: str
    period: int
    used: float
    limit: float | None
    price: float


@dataclass(frozen=True)
class Plan:
    """What is best to do. `gain` and `index` are expected values by edition (index None without a country).

    `objective` is the gain over the editions by their weights. `citizens_only` says that gains of actions
    that do not work for citizens were not counted.
    """

    portfolio: Portfolio
    iso3: str | None
    tasks: tuple[Task, ...]
    gain: Mapping[int, float]
    index: Mapping[int, float | None]
    objective: float
    uses: tuple[Use, ...]
    proof: Proof
    mark: Mark
    assumptions: tuple[Assumption, ...]
    versions: Versions

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of what is done."""
        return frozenset(task.action.id for task in self.tasks)

    @property
    def left(self) -> tuple[Action, ...]:
        """Actions that are not done."""
        return tuple(action for action in self.portfolio.actions if action.id not in self.chosen)

    @property
    def cost(self) -> float:
        """Money of all kinds."""
        return sum(task.action.total_cost for task in self.tasks)

    @property
    def starts(self) -> Mapping[str, int]:
        """First period (from 1) of what is done, by id."""
        return {task.action.id: task.first for task in self.tasks}


def plan(
    world: World,
    portfolio: Portfolio,
    *,
    iso3: str | None = None,
    gap: float = 0.0,
    seconds: float = SECONDS,
) -> Plan:
    """The plan of greatest expected gain of the index, over the portfolio's editions by their weights.

    `gap` is the relative gap at which to stop (0: proven optimal), `seconds` the time to stop at: the
    plan's proof says what was reached. Without a country gains are told, and no index. Raises
    `PortfolioError`: the first problem that `check` finds, or `impossible` where what must be done cannot
    be (`conflict` says why), or `no_time` where no plan was found in the time.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> best = plan(world, sample(world), iso3="BHR")
    >>> best.proof.outcome, best.proof.gap
    ('optimal', 0.0)
    """
    scale = scale_of(world, iso3=iso3, levels=portfolio.levels)
    for problem in check(portfolio, scale=scale):
        raise problem
    program = build(portfolio, scale=scale)
    solution = cheaper(program, solved(program, gap=gap, seconds=seconds))
    return plan_of(world, program, solution, scale=scale, iso3=iso3)


def cheaper(program: Program, solution: Solution, *, seconds: float = A_MOMENT) -> Solution:
    """A plan as good for less money, where a node that is full leaves several; looked for within a moment.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> program = build(sample(world), scale=scale_of(world, iso3="BHR"))
    >>> first = solved(program)
    >>> cheaper(program, first).proof == first.proof
    True
    """
    starts = program.starts
    is_full = np.any(solution.values[starts:] >= program.upper[starts:] - WHOLE)
    if not is_full:
        return solution
    money = np.zeros(len(program.objective))
    money[:starts] = [-program.portfolio.actions[place].total_cost for place in program.action]
    floor = solution.proof.value - PROVEN * abs(solution.proof.value)
    try:
        other = solve(
            replace(with_row(program, -program.objective, -floor, Limit("as_good")), objective=money),
            gap=MONEY_GAP,
            seconds=seconds,
        )
    except TimeoutError:
        return solution
    if other is None or money @ other.values <= money @ solution.values:
        return solution
    return replace(solution, values=other.values)


def with_row(program: Program, entries: Numbers, bound: float, limit: Limit) -> Program:
    """The program with one row more, `entries . v <= bound`; it comes first, since rows of rooms stand last.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> program = build(sample(world), scale=scale_of(world, iso3=None))
    >>> with_row(program, program.objective, 0.01, Limit("at_most")).limits[0].kind
    'at_most'
    """
    from scipy import sparse

    size = float(np.abs(entries).max(initial=0.0)) or 1.0
    return replace(
        program,
        matrix=sparse.vstack([sparse.csr_matrix(entries / size), program.matrix]).tocsr(),
        bounds=np.concatenate([[bound / size], program.bounds]),
        limits=(limit, *program.limits),
        sizes=np.concatenate([[size], program.sizes]),
    )


def solved(program: Program, *, gap: float = 0.0, seconds: float = SECONDS) -> Solution:
    """The solution of a program; raises `PortfolioError` where there is none or no time.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> solved(build(sample(world), scale=scale_of(world, iso3=None))).proof.gap
    0.0
    """
    try:
        solution = solve(program, gap=gap, seconds=seconds)
    except TimeoutError:
        raise PortfolioError("no_time", given=f"{seconds:g}") from None
    if solution is None:
        raise PortfolioError("impossible")
    return solution


def plan_of(world: World, program: Program, solution: Solution, *, scale: Scale, iso3: str | None) -> Plan:
    """A solution in the terms of the portfolio: what does nothing left out, the rest as early as it can be.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> scale = scale_of(world, iso3=None)
    >>> program = build(sample(world), scale=scale)
    >>> plan_of(world, program, solved(program), scale=scale, iso3=None).tasks[0].first
    1
    """
    portfolio = program.portfolio
    worths = node_worths(portfolio, scale=scale)
    schedule = settle(portfolio, schedule_of(program, solution.values), scale=scale, worths=worths)
    by_aim = gains_of(portfolio, schedule, scale=scale, worths=worths)
    gain = {aim.edition: float(value) for aim, value in zip(portfolio.aims, by_aim, strict=True)}
    level = scale.levels.get(INDEX)
    prices = {
        limit: float(price) for limit, price in zip(program.limits, solution.prices, strict=True) if price > 0
    }
    nodes = tuple(dict.fromkeys(gain.node for action in portfolio.actions for gain in action.gains))
    return Plan(
        portfolio=portfolio,
        iso3=iso3,
        tasks=_tasks(portfolio, schedule, by_aim, scale=scale, worths=worths),
        gain=gain,
        index={edition: None if level is None else level + value for edition, value in gain.items()},
        objective=weighted(portfolio, by_aim),
        uses=_uses(portfolio, schedule, prices),
        proof=solution.proof,
        mark=marks_of(scale, nodes=nodes),
        assumptions=assumptions(),
        versions=world.versions(world.target),
    )


Schedule = dict[int, int]
"""Start (from 0) of each action that is done, by place."""


def schedule_of(program: Program, values: Numbers) -> Schedule:
    """Starts that a solution has chosen.

    >>> schedule_of(Program(Portfolio((), (), ()), *([np.zeros(0)] * 7), (), np.zeros(0)), np.zeros(0))
    {}
    """
    chosen = np.flatnonzero(values[: program.starts] > 0.5)
    return {int(program.action[column]): int(program.start[column]) for column in chosen}


def gains_of(
    portfolio: Portfolio, schedule: Schedule, *, scale: Scale, worths: Mapping[str, Numbers]
) -> Numbers:
    """Expected gain of the index in each edition, headrooms kept.

    >>> gains_of(Portfolio((), (), ()), {}, scale=Scale({}, {}, {}, {}), worths={})
    array([], dtype=float64)
    """
    if not schedule:
        return np.zeros(len(portfolio.aims))
    action = np.array(list(schedule))
    start = np.array(list(schedule.values()))
    counts = expected(portfolio, action=action, start=start).counts
    return flow(scale, INDEX, {node: worth[action] * counts for node, worth in worths.items()})


def flow(scale: Scale, node: str, inflow: Mapping[str, Numbers]) -> Numbers:
    """Gain of the index through a node; `inflow` by node is over (..., actions), which are summed.

    >>> flow(Scale({}, {}, {}, {"EGDI": 0.9}), "EGDI", {"EGDI": np.array([[0.08, 0.07], [0.01, 0.02]])})
    array([0.1 , 0.03])
    """
    total = inflow[node].sum(axis=-1) if node in inflow else 0.0
    below = scale.weights if node == INDEX else [c for c, p in scale.parents.items() if p == node]
    used = scale.lineage(inflow)
    for child in below:
        if child in used:
            total = total + flow(scale, child, inflow)
    room = scale.room(node)
    if isinstance(total, float):
        shape = next(iter(inflow.values())).shape[:-1] if inflow else ()
        total = np.full(shape, total)
    return total if room is None else np.minimum(total, room)


def weighted(portfolio: Portfolio, by_aim: Numbers) -> float:
    """Gains by edition as one, by the editions' weights.

    >>> weighted(Portfolio((), (), ()), np.zeros(0))
    0.0
    """
    weights = np.array([aim.weight for aim in portfolio.aims])
    return float(weights @ by_aim / weights.sum()) if len(weights) else 0.0


def settle(
    portfolio: Portfolio, schedule: Schedule, *, scale: Scale, worths: Mapping[str, Numbers]
) -> Schedule:
    """The same plan without what adds nothing, each action as early as what limits it allows.

    Neither can make it worse: an action that goes live earlier counts no less.

    >>> settle(Portfolio((), (), ()), {}, scale=Scale({}, {}, {}, {}), worths={})
    {}
    """
    kept = _pruned(portfolio, schedule, scale=scale, worths=worths)
    return _earlier(portfolio, kept)


def _pruned(
    portfolio: Portfolio, schedule: Schedule, *, scale: Scale, worths: Mapping[str, Numbers]
) -> Schedule:
    kept = dict(schedule)
    value = weighted(portfolio, gains_of(portfolio, kept, scale=scale, worths=worths))
    needed = _needed(portfolio, kept)
    for place in sorted(kept, key=lambda one: -kept[one]):
        action = portfolio.actions[place]
        if action.is_due or needed.get(action.id):
            continue
        without = {other: start for other, start in kept.items() if other != place}
        rest = weighted(portfolio, gains_of(portfolio, without, scale=scale, worths=worths))
        if rest >= value - 1e-12:
            kept = without
            for before in action.after:
                needed[before] -= 1
    return kept


def _needed(portfolio: Portfolio, schedule: Schedule) -> dict[str, int]:
    """How many actions of a plan need each other one."""
    needed: dict[str, int] = {}
    for place in schedule:
        for before in set(portfolio.actions[place].after):
            needed[before] = needed.get(before, 0) + 1
    return needed


def _earlier(portfolio: Portfolio, schedule: Schedule) -> Schedule:
    moved = dict(schedule)
    room = _Room(portfolio)
    for place, start in moved.items():
        room.take(place, start)
    place_of = {action.id: number for number, action in enumerate(portfolio.actions)}
    for place in sorted(moved, key=lambda one: moved[one]):
        action = portfolio.actions[place]
        ends = [
            moved[place_of[before]] + portfolio.actions[place_of[before]].duration for before in action.after
        ]
        room.take(place, moved[place], sign=-1)
        for start in range(max([action.earliest - 1, *ends]), moved[place] + 1):
            if start == moved[place] or room.has(place, start):
                moved[place] = start
                break
        room.take(place, moved[place])
    return moved


class _Room:
    """What is left of each limited resource in each period."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.draws: dict[int, list[tuple[tuple[str, str], tuple[float, ...]]]] = {}
        self.left: dict[tuple[str, str], Numbers] = {}
        for key, users in uses(portfolio).items():
            limit = portfolio.budgets[key[1]] if key[0] == "budget" else portfolio.people[key[1]]
            self.left[key] = np.array(limit)
            for place, amounts in users:
                self.draws.setdefault(place, []).append((key, amounts))

    def take(self, place: int, start: int, *, sign: int = 1) -> None:
        for key, amounts in self.draws.get(place, ()):
            self.left[key][start : start + len(amounts)] -= sign * np.array(amounts)

    def has(self, place: int, start: int) -> bool:
        return all(
            np.all(self.left[key][start : start + len(amounts)] >= np.array(amounts) - 1e-9)
            for key, amounts in self.draws.get(place, ())
        )


def _tasks(
    portfolio: Portfolio,
    schedule: Schedule,
    by_aim: Numbers,
    *,
    scale: Scale,
    worths: Mapping[str, Numbers],
) -> tuple[Task, ...]:
    counting = chances(portfolio)
    tasks = []
    for place in sorted(schedule, key=lambda one: (schedule[one], one)):
        action, start = portfolio.actions[place], schedule[place]
        last = start + action.duration - 1
        without = _without(portfolio, schedule, action.id)
        rest = gains_of(portfolio, without, scale=scale, worths=worths)
        tasks.append(
            Task(
                action=action,
                first=start + 1,
                last=last + 1,
                live=portfolio.periods[last].ends,
                counts={aim.edition: float(counting[n, last]) for n, aim in enumerate(portfolio.aims)},
                adds={aim.edition: float(by_aim[n] - rest[n]) for n, aim in enumerate(portfolio.aims)},
            )
        )
    return tuple(tasks)


def _without(portfolio: Portfolio, schedule: Schedule, id_: str) -> Schedule:
    """A schedule without an action and without all that needs it."""
    gone = {id_}
    while True:
        more = {
            portfolio.actions[place].id
            for place in schedule
            if portfolio.actions[place].id not in gone and gone & set(portfolio.actions[place].after)
        }
        if not more:
            break
        gone |= more
    return {place: start for place, start in schedule.items() if portfolio.actions[place].id not in gone}


def _uses(portfolio: Portfolio, schedule: Schedule, prices: Mapping[Limit, float]) -> tuple[Use, ...]:
    periods = len(portfolio.periods)
    drawn: dict[tuple[Any, str], Numbers] = {}
    for kind in portfolio.kinds:
        drawn["budget", kind] = np.zeros(periods)
    for entity in dict.fromkeys(
        [*portfolio.people, *(one.entity for one in portfolio.actions if any(one.people))]
    ):
        drawn["people", entity] = np.zeros(periods)
    for place, start in schedule.items():
        action = portfolio.actions[place]
        for kind, amounts in action.cost.items():
            drawn["budget", kind][start : start + action.duration] += amounts
        if any(action.people):
            drawn["people", action.entity][start : start + action.duration] += action.people
    found = []
    for (kind, name), taken in drawn.items():
        limits = portfolio.limits(kind).get(name)
        for period, used in enumerate(taken.tolist(), start=1):
            price = prices.get(Limit(kind, name, period=period), 0.0)
            found.append(Use(kind, name, period, used, None if limits is None else limits[period - 1], price))
    return tuple(found)


def schedule_places(plan: Plan) -> tuple[Numbers, Numbers]:
    """Places of what is done, and its starts from 0.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> int(schedule_places(plan(world, sample(world)))[1].min())
    0
    """
    place = {action.id: number for number, action in enumerate(plan.portfolio.actions)}
    pairs = [(place[task.action.id], task.first - 1) for task in plan.tasks]
    listed = np.array(pairs, dtype=int).reshape(-1, 2)
    return listed[:, 0], listed[:, 1]


def for_citizens(portfolio: Portfolio) -> Portfolio:
    """The portfolio with the gains of actions that do not work for citizens taken out.

    They may still be done where they must be, or where something else needs them.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> cosmetic = [one for one in for_citizens(sample(load_world())).actions if not one.for_citizens]
    >>> [(one.id, one.gains) for one in cosmetic]
    [('P3', ()), ('X1', ())]
    """
    actions = (one if one.for_citizens else replace(one, gains=()) for one in portfolio.actions)
    return replace(portfolio, actions=tuple(actions))
