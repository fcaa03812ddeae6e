"""What was left out of a plan, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from miqyas.analysis.portfolio.model import Action, Portfolio
from miqyas.analysis.portfolio.plan import Plan, Use
from miqyas.analysis.portfolio.program import start_windows
from miqyas.analysis.portfolio.timing import chances
from miqyas.analysis.portfolio.worth import Scale, scale_of
from miqyas.analysis.world import World
from miqyas.kernel.words import say

Why = Literal[
    "no_gain", "cosmetic", "too_late", "excluded", "prerequisite", "full", "does_not_fit", "less_worth"
]


@dataclass(frozen=True)
class LeftOut:
    """An action that is not done: `worth` it could add at best, `price` its means are worth elsewhere.

    Both are gains of the index; `price` is None where no price is at hand. `other` is the action that
    excludes it, or that it waits for; `resource` what there is not enough of.
    """

    action: Action
    why: Why
    worth: float
    price: float | None = None
    other: str = ""
    resource: str = ""

    def sentence(self, portfolio: Portfolio, language: str) -> str:
        """The reason in words."""
        other = portfolio.by_id[self.other].label if self.other else ""
        is_of_nothing = self.why == "does_not_fit" and not self.resource
        return say(
            f"portfolio.left.{self.why}{'_beside' if is_of_nothing else ''}",
            language=language,
            other=other,
            resource=portfolio.name_of(self.resource),
            worth=self.worth,
            price=self.price,
        )


def left_out(world: World, plan: Plan, *, asked: Portfolio | None = None) -> tuple[LeftOut, ...]:
    """Why each action that is not in a plan is not, in the order of what it could have added.

    `asked` is the portfolio as it was given, where gains were taken out of it before planning.

    >>> from miqyas.analysis.portfolio.plan import plan
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> best = plan(world, sample(world), iso3="BHR")
    >>> "excluded" in {one.why for one in left_out(world, best)}
    True
    """
    scale = scale_of(world, iso3=plan.iso3, levels=plan.portfolio.levels)
    judge = _Judge(plan, scale, asked or plan.portfolio)
    found = [judge.reason(action) for action in plan.left]
    return tuple(sorted(found, key=lambda one: -one.worth))


class _Judge:
    def __init__(self, plan: Plan, scale: Scale, asked: Portfolio) -> None:
        self.plan, self.scale, self.asked = plan, scale, asked
        portfolio = plan.portfolio
        windows = start_windows(portfolio)
        self.window = dict(zip((one.id for one in portfolio.actions), windows, strict=True))
        self.counting = chances(portfolio)
        self.weights = np.array([aim.weight for aim in portfolio.aims]) / sum(
            aim.weight for aim in portfolio.aims
        )
        self.used: dict[tuple[str, str, int], Use] = {
            (use.kind, use.of, use.period): use for use in plan.uses
        }
        self.ends = {task.action.id: task.last for task in plan.tasks}
        self.full = self._full()

    def reason(self, action: Action) -> LeftOut:
        asked = self.asked.by_id[action.id]
        value = sum(self.scale.worth(gain) for gain in action.gains)
        if asked.gains and not action.gains:
            return LeftOut(action, "cosmetic", 0.0)
        if value <= 0 or action.success <= 0:
            return LeftOut(action, "no_gain", 0.0)
        first, last = self.window[action.id]
        worths = {
            start: value
            * action.success
            * float(self.weights @ self.counting[:, start + action.duration - 1])
            for start in range(first, last + 1)
        }
        if not worths or max(worths.values()) <= 0:
            return LeftOut(action, "too_late", 0.0)
        return self._not_chosen(action, worths)

    def _not_chosen(self, action: Action, worths: Mapping[int, float]) -> LeftOut:
        chosen, best = self.plan.chosen, max(worths.values())
        rivals = [
            one.id
            for one in self.plan.portfolio.actions
            if one.id in chosen and (one.id in action.excludes or action.id in one.excludes)
        ]
        if rivals:
            return LeftOut(action, "excluded", best, other=rivals[0])
        waiting = [id_ for id_ in action.after if id_ not in chosen]
        if waiting:
            return LeftOut(action, "prerequisite", best, other=waiting[0])
        if all(gain.node in self.full for gain in action.gains):
            return LeftOut(action, "full", best)
        ready = max([0, *(self.ends[id_] for id_ in action.after)])
        prices = {
            start: self._price(action, start)
            for start, worth in worths.items()
            if start >= ready and worth > 0
        }
        if not prices:
            return LeftOut(action, "too_late", best)
        start = max(prices, key=lambda one: worths[one] - prices[one][0])
        price, dearest = prices[start]
        if price > worths[start]:
            return LeftOut(action, "less_worth", worths[start], price, resource=dearest)
        return LeftOut(
            action, "does_not_fit", worths[start], price or None, resource=self._short(action, start)
        )

    def _price(self, action: Action, start: int) -> tuple[float, str]:
        """What the means of an action would bring elsewhere, and the dearest of them."""
        parts: dict[str, float] = {}
        for kind, name, amounts in _draws(action):
            for elapsed, amount in enumerate(amounts):
                use = self.used.get((kind, name, start + elapsed + 1))
                if use is not None:
                    parts[name] = parts.get(name, 0.0) + use.price * amount
        return sum(parts.values()), max(parts, key=lambda name: parts[name], default="")

    def _short(self, action: Action, start: int) -> str:
        """The resource that lacks most for an action, by share of what there is."""
        lacking: dict[str, float] = {}
        for kind, name, amounts in _draws(action):
            for elapsed, amount in enumerate(amounts):
                use = self.used.get((kind, name, start + elapsed + 1))
                if use is not None and use.limit is not None and amount > use.limit - use.used:
                    share = (amount - use.limit + use.used) / (use.limit or 1.0)
                    lacking[name] = max(lacking.get(name, 0.0), share)
        return max(lacking, key=lambda name: lacking[name], default="")

    def _full(self) -> frozenset[str]:
        """Nodes through which the plan uses all the room there is, in each edition that counts."""
        from miqyas.analysis.portfolio.plan import flow, schedule_places
        from miqyas.analysis.portfolio.program import expected, node_worths

        action, start = schedule_places(self.plan)
        counts = expected(self.plan.portfolio, action=action, start=start).counts
        worths = node_worths(self.plan.portfolio, scale=self.scale)
        inflow = {node: worth[action] * counts for node, worth in worths.items()}
        full: set[str] = set()
        for node in self.scale.lineage(worths):
            room = self.scale.room(node)
            if room is not None and np.all(flow(self.scale, node, inflow) >= room - 1e-12):
                full.add(node)
        below = {code for code in worths if full & self.scale.lineage([code])}
        return frozenset(full | below)


def _draws(action: Action) -> list[tuple[str, str, tuple[float, ...]]]:
    costs = [("budget", kind, amounts) for kind, amounts in action.cost.items()]
    return [*costs, ("people", action.entity, action.people)]
