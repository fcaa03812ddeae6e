"""Solving a program to proven optimality by HiGHS, with what its relaxation already decides decided first.

The relaxation gives a bound and a price for each row. A start whose reduced cost is larger than the distance
between the bound and the best plan at hand can be in no better plan (or in every one), so it is fixed; what
is left, the core, is small and is solved exactly (Balas and Zemel 1980; Pisinger 1999).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.analysis.highs import linprog, milp
from miqyas.analysis.portfolio.program import Program

CORE: Final = 20
"""Starts of least reduced cost among which a first good plan is looked for."""
MANY: Final = 1_500
PART: Final = 8
"""Of more starts than this, a part is the core."""
PRESOLVED: Final = 150
"""Starts from which the solver's own presolve pays."""
WHOLE: Final = 1e-6
FEASIBLE: Final = 1e-7
SCALED_TO: Final = 1_000.0
"""The objective is scaled to about this, so that absolute tolerances of the solver mean nothing to a plan."""
SECONDS: Final = 60.0
PROVEN: Final = 1e-7
"""Relative distance from the bound that only the tolerances of floating-point numbers leave open."""

Numbers = np.ndarray
Outcome = Literal["optimal", "within_gap", "time_limit"]


@dataclass(frozen=True)
class Proof:
    """How good a plan is known to be; `value` and `bound` are gains of the index, or minus money."""

    outcome: Outcome
    value: float
    bound: float
    nodes: int
    seconds: float
    starts: int
    rows: int
    left: int
    """Starts that the relaxation left open."""

    @property
    def gap(self) -> float:
        """The share of the bound that a better plan could still add."""
        size = max(abs(self.bound), abs(self.value))
        return max(0.0, (self.bound - self.value) / size) if size else 0.0


@dataclass(frozen=True)
class Solution:
    """Values of all variables, starts exactly 0 or 1; `prices` of the rows in the relaxation, by unit."""

    values: Numbers
    prices: Numbers
    proof: Proof


@dataclass(frozen=True)
class Relaxed:
    """The relaxation: its value, its point, what each variable would change and what each row is worth."""

    value: float
    point: Numbers
    reduced: Numbers
    prices: Numbers


def relax(program: Program) -> Relaxed | None:
    """The program without wholeness; None where even that has no solution.

    >>> from miqyas.analysis.portfolio.program import build
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.portfolio.worth import scale_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> relax(build(sample(world), scale=scale_of(world, iso3=None))).value > 0
    True
    """
    if not program.objective.size:
        return Relaxed(0.0, np.zeros(0), np.zeros(0), np.zeros(len(program.bounds)))
    scale = _scale(program)
    rows = {"A_ub": program.matrix, "b_ub": program.bounds} if len(program.bounds) else {}
    limits = np.column_stack([program.lower, program.upper])
    found = linprog(-program.objective * scale, bounds=limits, **rows)
    if found.status != 0:
        return None
    reduced = -(found.lower.marginals + found.upper.marginals) / scale
    prices = -found.ineqlin.marginals / scale / program.sizes if rows else np.zeros(0)
    return Relaxed(-found.fun / scale, found.x, reduced, prices)


def solve(program: Program, *, gap: float = 0.0, seconds: float = SECONDS) -> Solution | None:
    """The best plan of a program; None where there is none.

    Stops within a relative `gap` of the bound, or when the time is over: the proof says which. Raises
    `TimeoutError` when the time is over before any plan is found.

    >>> from miqyas.analysis.portfolio.program import build
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.portfolio.worth import scale_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> solve(build(sample(world), scale=scale_of(world, iso3=None))).proof.outcome
    'optimal'
    """
    began = time.monotonic()
    relaxed = relax(program)
    if relaxed is None:
        return None
    search = _Search(program, relaxed, gap=gap, until=began + seconds)
    best, bound, nodes, left = search.run()
    if best is None:
        return None
    value = float(program.objective @ best)
    bound = max(bound, value)
    is_close = bound - value <= PROVEN * max(abs(bound), abs(value))
    outcome: Outcome = "optimal" if is_close else "time_limit" if search.is_late else "within_gap"
    proof = Proof(
        outcome, value, value if is_close else bound, nodes, time.monotonic() - began,
        program.starts, len(program.bounds), left,
    )  # fmt: skip
    return Solution(best, relaxed.prices, proof)


class _Search:
    """First a good plan among the starts of least reduced cost, then the proof over those still open."""

    def __init__(self, program: Program, relaxed: Relaxed, *, gap: float, until: float) -> None:
        self.program, self.relaxed, self.gap, self.until = program, relaxed, gap, until
        self.is_late = False
        self.nodes = 0

    def run(self) -> tuple[Numbers | None, float, int, int]:
        """The plan, the bound, nodes looked at, starts left open."""
        program, relaxed = self.program, self.relaxed
        starts = program.starts
        whole = relaxed.point[:starts]
        if np.all(np.minimum(whole, 1 - whole) <= WHOLE):
            plan = self._finished(np.round(whole))
            if plan is not None:
                return plan, relaxed.value, 0, 0
        plan = self._first()
        value = -np.inf if plan is None else float(program.objective @ plan)
        if plan is not None and relaxed.value - value <= self.gap * abs(relaxed.value):
            return plan, relaxed.value, self.nodes, 0
        slack = relaxed.value - value + 1e-9 * max(1.0, abs(relaxed.value))
        reduced = relaxed.reduced[:starts]
        never = (whole <= WHOLE) & (-reduced > slack)
        always = (whole >= 1 - WHOLE) & (reduced > slack)
        left = int(starts - never.sum() - always.sum())
        found, bound = self._solved(always.astype(float), (~never).astype(float))
        if found is not None and (plan is None or program.objective @ found >= value):
            plan = found
        bound = min(relaxed.value, max(bound, value))
        return plan, bound, self.nodes, left

    def _first(self) -> Numbers | None:
        """A plan in which all but the core is as the relaxation has it; None where that gives none."""
        starts = self.program.starts
        if starts <= CORE:
            return None
        point = self.relaxed.point[:starts]
        size = max(CORE, starts // PART) if starts > MANY else CORE
        open_ = np.minimum(point, 1 - point) > WHOLE
        open_[np.argsort(np.abs(self.relaxed.reduced[:starts]), kind="stable")[:size]] = True
        rounded = np.round(point)
        lower, upper = np.where(open_, 0.0, rounded), np.where(open_, 1.0, rounded)
        share = 0.25 * (self.until - time.monotonic())
        return self._solved(lower, upper, seconds=share)[0]

    def _solved(
        self, lower: Numbers, upper: Numbers, *, seconds: float | None = None
    ) -> tuple[Numbers | None, float]:
        """The best plan with starts between bounds, and the bound on it; fixed starts leave the program."""
        from scipy.optimize import Bounds, LinearConstraint

        program, starts = self.program, self.program.starts
        low = np.concatenate([lower, program.lower[starts:]])
        high = np.concatenate([upper, program.upper[starts:]])
        fixed = np.concatenate([lower == upper, np.zeros(len(low) - starts, dtype=bool)])
        base = np.where(fixed, low, 0.0)
        matrix = program.matrix[:, ~fixed]
        bounds = program.bounds - program.matrix @ base
        used = np.diff(matrix.tocsr().indptr) > 0
        if np.any(bounds[~used] < -FEASIBLE):
            return None, -np.inf
        if fixed.all():
            return self._finished(base[:starts]), float(program.objective @ base)
        most = abs(self.relaxed.value)
        scale = SCALED_TO / most if most > 0 else _scale(program)
        left = seconds if seconds is not None else self.until - time.monotonic()
        rows = [LinearConstraint(matrix[used], -np.inf, bounds[used])] if used.any() else []
        whole = np.concatenate([np.ones(starts), np.zeros(len(low) - starts)])[~fixed]
        options = {"mip_rel_gap": self.gap, "time_limit": max(left, 0.1), "presolve": len(whole) > PRESOLVED}
        found = milp(
            -program.objective[~fixed] * scale,
            constraints=rows,
            bounds=Bounds(low[~fixed], high[~fixed]),
            integrality=whole,
            options=options,
        )
        self.nodes += int(found.mip_node_count or 0)
        constant = float(program.objective @ base)
        if found.x is None:
            if found.status == 1 and seconds is None:
                self.is_late = True
                raise TimeoutError
            return None, -np.inf
        self.is_late |= seconds is None and found.status == 1
        values = base.copy()
        values[~fixed] = found.x
        bound = constant - found.mip_dual_bound / scale
        return self._finished(np.round(values[:starts])), bound

    def _finished(self, whole: Numbers) -> Numbers | None:
        """Starts with the most that flows through each node; None where a row is not kept after rounding."""
        program, starts = self.program, self.program.starts
        values = np.concatenate([whole, np.zeros(len(program.upper) - starts)])
        rooms = [line for line, limit in enumerate(program.limits) if limit.kind == "room"]
        for column, line in zip(range(starts, len(values)), rooms, strict=True):
            entries = program.matrix[line]
            inflow = program.bounds[line] - float((entries @ values)[0])
            values[column] = min(program.upper[column], max(0.0, inflow / float(entries[0, column])))
        slack = program.bounds - program.matrix @ values
        return None if slack.size and slack.min() < -FEASIBLE else values


def _scale(program: Program) -> float:
    most = float(np.abs(program.objective).sum())
    return SCALED_TO / most if most > 0 else 1.0
