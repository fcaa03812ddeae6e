"""Beside the best plan: what more or less money buys, plans nearly as good, the cheapest for a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from miqyas.analysis.portfolio.checks import check
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Portfolio
from miqyas.analysis.portfolio.plan import A_MOMENT, Plan, cheaper, plan, plan_of, solved, with_row
from miqyas.analysis.portfolio.program import Limit, Program, build
from miqyas.analysis.portfolio.solver import PROVEN, SECONDS, Solution, solve
from miqyas.analysis.portfolio.worth import INDEX, scale_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import Progress

SHARES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 2.0)
"""Shares of the budgets at which the frontier is looked at: closer around what there is."""


@dataclass(frozen=True)
class Step:
    """The best plan with a share of the budgets; `gain` is over the editions by weight, None: impossible.

    `joined` and `dropped` are ids against the step before.
    """

    share: float
    budget: float
    spent: float | None
    gain: float | None
    joined: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Another plan: what it does that the best does not, what it leaves, and what it loses in gain."""

    plan: Plan
    joined: tuple[str, ...]
    dropped: tuple[str, ...]
    loss: float


def frontier(
    world: World,
    portfolio: Portfolio,
    *,
    iso3: str | None = None,
    shares: Sequence[float] = SHARES,
    kind: str | None = None,
    gap: float = 0.0,
    seconds: float = SECONDS,
    on_progress: Progress | None = None,
) -> tuple[Step, ...]:
    """The best plan at each share of all budgets, or of one kind of budget; `seconds` for all together.

    Raises `PortfolioError` as `plan` does, and for a kind that is not limited.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> half, whole = frontier(world, sample(world), iso3="JOR", shares=(0.8, 1.0))
    >>> half.gain < whole.gain
    True
    """
    if kind is not None and kind not in portfolio.budgets:
        known = ", ".join(portfolio.budgets)
        raise PortfolioError("unknown_kind", place=Place(name=kind), given=kind, known=known)
    steps: list[Step] = []
    before: frozenset[str] | None = None
    for number, share in enumerate(sorted(shares)):
        scaled = _with_share(portfolio, share, kind)
        budget = sum(sum(limits) for name, limits in scaled.budgets.items() if kind in {None, name})
        try:
            best = plan(world, scaled, iso3=iso3, gap=gap, seconds=seconds / len(shares))
        except PortfolioError as error:
            if error.detail not in {"impossible", "no_time"}:
                raise
            steps.append(Step(share, budget, None, None))
        else:
            spent = sum(
                sum(amounts)
                for task in best.tasks
                for name, amounts in task.action.cost.items()
                if kind in {None, name} and name in portfolio.budgets
            )
            joined = sorted(best.chosen - before) if before is not None else ()
            dropped = sorted(before - best.chosen) if before is not None else ()
            steps.append(Step(share, budget, spent, best.objective, tuple(joined), tuple(dropped)))
            before = best.chosen
        if on_progress is not None:
            on_progress((number + 1) / len(shares))
    return tuple(steps)


def _with_share(portfolio: Portfolio, share: float, kind: str | None) -> Portfolio:
    budgets = {
        name: tuple(share * amount for amount in limits) if kind in {None, name} else limits
        for name, limits in portfolio.budgets.items()
    }
    return replace(portfolio, budgets=budgets)


def alternatives(
    world: World,
    best: Plan,
    *,
    count: int,
    gap: float = 0.0,
    seconds: float = SECONDS,
    on_progress: Progress | None = None,
) -> tuple[Alternative, ...]:
    """The next best plans, each of which does something else than all before it: at most `count`.

    Each plan found is forbidden by a cut (what it does left out, or something else done), and the program
    solved again; `seconds` for all together.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = alternatives(world, plan(world, sample(world), iso3="JOR"), count=2)
    >>> len(found), found[0].loss <= found[1].loss
    (2, True)
    """
    scale = scale_of(world, iso3=best.iso3, levels=best.portfolio.levels)
    program = build(best.portfolio, scale=scale)
    found: list[Alternative] = []
    forbidden = [best.chosen]
    while len(found) < count:
        program = _without_set(program, forbidden[-1])
        try:
            solution = solve(program, gap=gap, seconds=seconds / count)
            solution = solution and cheaper(program, solution)
        except TimeoutError:
            break
        if solution is None:
            break
        other = plan_of(world, program, solution, scale=scale, iso3=best.iso3)
        raw = frozenset(
            best.portfolio.actions[int(program.action[column])].id
            for column in np.flatnonzero(solution.values[: program.starts] > 0.5)
        )
        forbidden.append(raw)
        if other.chosen not in {best.chosen, *(one.plan.chosen for one in found)}:
            found.append(
                Alternative(
                    other,
                    tuple(sorted(other.chosen - best.chosen)),
                    tuple(sorted(best.chosen - other.chosen)),
                    best.objective - other.objective,
                )
            )
            if on_progress is not None:
                on_progress(len(found) / count)
        elif len(forbidden) > 10 * count:
            break
    return tuple(found)


def _without_set(program: Program, chosen: frozenset[str]) -> Program:
    """The program with one plan forbidden; what does nothing by itself may not make the difference."""
    actions = program.portfolio.actions
    entries = np.zeros(program.matrix.shape[1])
    done = np.array([actions[place].id in chosen for place in program.action], dtype=bool)
    entries[: program.starts] = np.where(done, 1.0, -1.0)
    idle = np.array([not actions[place].gains for place in program.action], dtype=bool)
    entries[: program.starts][idle & ~done] = 0.0
    return with_row(program, entries, len(chosen) - 1.0, Limit("other"))


def cheapest(
    world: World,
    portfolio: Portfolio,
    *,
    target: float,
    edition: int,
    iso3: str,
    gap: float = 0.0,
    seconds: float = SECONDS,
) -> Plan:
    """The plan of least money with which the expected index of an edition reaches a target (0 to 1).

    Its proof is about the money: `value` and `bound` are negative costs. Raises `PortfolioError`
    `target_out_of_reach` with the best that can be reached, `target_is_met` where it needs nothing,
    `not_an_aim` for an edition that the portfolio is not for.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = cheapest(world, sample(world), target=0.93, edition=2028, iso3="BHR")
    >>> found.index[2028] >= 0.93
    True
    """
    scale = scale_of(world, iso3=iso3, levels=portfolio.levels)
    for problem in check(portfolio, scale=scale):
        raise problem
    only = replace(portfolio, aims=tuple(aim for aim in portfolio.aims if aim.edition == edition))
    if not only.aims:
        known = ", ".join(str(aim.edition) for aim in portfolio.aims)
        raise PortfolioError("not_an_aim", place=Place(name=str(edition)), given=str(edition), known=known)
    if not 0 < target <= 1:
        raise PortfolioError("target_range", place=Place(name="target"), given=f"{target:g}")
    level = scale.levels[INDEX]
    if target <= level:
        raise PortfolioError("target_is_met", place=Place(name="target"), target=target, level=level)
    only = replace(only, aims=(replace(only.aims[0], weight=1.0),))
    program = build(only, scale=scale)
    best = solved(program, gap=gap, seconds=seconds / 2)
    if level + best.proof.bound < target - 1e-9:
        raise PortfolioError(
            "target_out_of_reach", place=Place(name="target"), target=target, best=level + best.proof.value,
            edition=edition,
        )  # fmt: skip
    money = np.zeros(program.matrix.shape[1])
    money[: program.starts] = [-only.actions[place].total_cost for place in program.action]
    need = with_row(program, -program.objective, -(target - level), Limit("target"))
    solution = solved(replace(need, objective=money), gap=gap, seconds=seconds / 2)
    best_of = _best_for(program, money, solution)
    return plan_of(world, program, replace(best_of, prices=solution.prices[1:]), scale=scale, iso3=iso3)


def _best_for(program: Program, money: np.ndarray, solution: Solution) -> Solution:
    """Of plans that cost no more the one that gains most, looked for within a moment."""
    cost = -solution.proof.value
    try:
        other = solve(with_row(program, -money, cost * (1 + PROVEN), Limit("as_cheap")), seconds=A_MOMENT)
    except TimeoutError:
        return solution
    if other is None or program.objective @ other.values <= program.objective @ solution.values:
        return solution
    return replace(solution, values=other.values)
