"""Why what must be done cannot be: a smallest set of demands that contradict each other, in words.

The deletion filter (Chinneck and Dravnieks 1991): every demand is left out once; where the rest is still
impossible, it stays out. What remains cannot spare a single one. Demands are first left out in large parts,
then in smaller ones, so that few of them are looked at alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from miqyas.analysis.portfolio.checks import check
from miqyas.analysis.portfolio.model import Action, Portfolio
from miqyas.analysis.portfolio.program import build, start_windows, uses
from miqyas.analysis.portfolio.solver import solve
from miqyas.analysis.portfolio.worth import Scale, scale_of
from miqyas.analysis.world import World
from miqyas.kernel.execution import Progress
from miqyas.kernel.provenance import Versions
from miqyas.kernel.words import say

DemandKind = Literal["mandatory", "running", "earliest", "latest", "after", "excludes", "budget", "people"]


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that the plan must keep: about an action (and another), or a resource in a period."""

    kind: DemandKind
    of: str
    other: str = ""
    period: int = 0


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot be kept together, none of them to spare."""

    portfolio: Portfolio
    demands: tuple[Demand, ...]
    versions: Versions

    def sentences(self, language: str) -> tuple[str, ...]:
        """Each demand in words."""
        return tuple(_sentence(self.portfolio, demand, language) for demand in self.demands)

    def headline(self, language: str) -> str:
        """What is the matter, in one sentence."""
        return _headline(self.portfolio, self.demands, language)


def conflict(
    world: World,
    portfolio: Portfolio,
    *,
    on_progress: Progress | None = None,
) -> Conflict | None:
    """The demands that make a portfolio impossible; None where a plan is possible.

    Raises `PortfolioError` for a portfolio that `check` finds something wrong with.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> conflict(load_world(), sample(load_world())) is None
    True
    """
    scale = scale_of(world, iso3=None)
    for problem in check(portfolio, scale=replace(scale, levels=portfolio.levels)):
        raise problem
    kept = _due_only(portfolio)
    every = demands_of(kept)
    if _is_possible(kept, every, scale):
        return None
    tried = 0

    def impossible(demands: Sequence[Demand]) -> bool:
        nonlocal tried
        tried += 1
        if on_progress is not None:
            on_progress(1 - 0.95**tried)
        return not _is_possible(kept, demands, scale)

    found = deletion_filter(every, impossible)
    return Conflict(portfolio, _in_order(found), world.versions(world.target))


def deletion_filter(
    demands: Sequence[Demand], impossible: Callable[[Sequence[Demand]], bool]
) -> tuple[Demand, ...]:
    """Demands of which none can be spared, out of some that are impossible together.

    >>> three = [Demand("mandatory", id_) for id_ in "abc"]
    >>> [one.of for one in deletion_filter(three, lambda some: {"a", "c"} <= {one.of for one in some})]
    ['a', 'c']
    """
    kept = list(demands)
    size = max(1, len(kept) // 2)
    while True:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if impossible(rest):
                kept = rest
            else:
                start += size
        if size == 1:
            return tuple(kept)
        size = max(1, min(size // 2, len(kept) // 2))


def _due_only(portfolio: Portfolio) -> Portfolio:
    """What must be done and what that needs: nothing else can stand in the way."""
    needed = {action.id for action in portfolio.actions if action.is_due}
    for action in portfolio.actions:
        if action.is_due:
            needed |= portfolio.needed_by(action)
    actions = tuple(
        replace(one, gains=(), excludes=tuple(other for other in one.excludes if other in needed))
        for one in portfolio.actions
        if one.id in needed
    )
    return replace(portfolio, actions=actions)


def demands_of(portfolio: Portfolio) -> tuple[Demand, ...]:
    """Every demand that a plan has to keep.

    >>> demands_of(Portfolio((), (), ()))
    ()
    """
    found: list[Demand] = []
    for action in portfolio.actions:
        if action.is_due:
            found.append(Demand("running" if action.status == "running" else "mandatory", action.id))
        if action.earliest > 1:
            found.append(Demand("earliest", action.id))
        if action.latest is not None:
            found.append(Demand("latest", action.id))
        found.extend(Demand("after", action.id, other) for other in dict.fromkeys(action.after))
        found.extend(Demand("excludes", action.id, other) for other in dict.fromkeys(action.excludes))
    for kind, name in uses(portfolio):
        periods = range(1, len(portfolio.periods) + 1)
        found.extend(Demand(kind, name, period=period) for period in periods)  # type: ignore[arg-type]
    return tuple(found)


def _is_possible(portfolio: Portfolio, demands: Iterable[Demand], scale: Scale) -> bool:
    """Whether a plan keeps these demands, whatever becomes of the others."""
    reduced = _reduced(portfolio, set(demands))
    if not any(action.is_due for action in reduced.actions):
        return True
    windows = dict(zip((one.id for one in reduced.actions), start_windows(reduced), strict=True))
    for action in reduced.actions:
        if action.is_due and any(
            windows[id_][0] > windows[id_][1] for id_ in (action.id, *reduced.needed_by(action))
        ):
            return False
    return solve(build(reduced, scale=scale), gap=1.0) is not None


def _reduced(portfolio: Portfolio, demands: set[Demand]) -> Portfolio:
    """The portfolio with only these demands in it."""

    def kept(kind: DemandKind, of: str, other: str = "") -> bool:
        return Demand(kind, of, other) in demands

    actions = []
    for one in portfolio.actions:
        is_running = one.status == "running" and kept("running", one.id)
        is_mandatory = one.status == "mandatory" and kept("mandatory", one.id)
        actions.append(
            replace(
                one,
                status="running" if is_running else "mandatory" if is_mandatory else "optional",
                earliest=one.earliest if kept("earliest", one.id) else 1,
                latest=one.latest if kept("latest", one.id) else None,
                after=tuple(other for other in one.after if kept("after", one.id, other)),
                excludes=tuple(other for other in one.excludes if kept("excludes", one.id, other)),
            )
        )
    budgets, people = (
        {
            name: tuple(
                amount if Demand(kind, name, period=period) in demands else float("inf")
                for period, amount in enumerate(limits, start=1)
            )
            for name, limits in portfolio.limits(kind).items()
        }
        for kind in ("budget", "people")
    )
    return replace(portfolio, actions=tuple(actions), budgets=budgets, people=people)


_ORDER = ("mandatory", "running", "latest", "after", "earliest", "excludes", "budget", "people")


def _in_order(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    return tuple(sorted(demands, key=lambda one: (_ORDER.index(one.kind), one.period)))


def _sentence(portfolio: Portfolio, demand: Demand, language: str) -> str:
    params: dict[str, Any] = {"period": demand.period, "of": portfolio.name_of(demand.of)}
    if demand.kind in {"budget", "people"}:
        limits = portfolio.limits(demand.kind)
        params["limit"] = limits[demand.of][demand.period - 1]
    else:
        action = portfolio.by_id[demand.of]
        params |= {
            "action": action.label,
            "earliest": action.earliest,
            "latest": action.latest or 0,
            "duration": action.duration,
            "n": action.duration,
            "other": portfolio.by_id[demand.other].label if demand.other else "",
            "other_duration": portfolio.by_id[demand.other].duration if demand.other else 0,
        }
    return say(f"portfolio.conflict.{demand.kind}", language=language, **params)


def _headline(portfolio: Portfolio, demands: Sequence[Demand], language: str) -> str:
    kinds = {demand.kind for demand in demands}
    due = [portfolio.by_id[one.of] for one in demands if one.kind in {"mandatory", "running"}]
    if kinds & {"budget", "people"}:
        return _short_of(portfolio, demands, due, language)
    if "excludes" in kinds:
        pair = next(one for one in demands if one.kind == "excludes")
        first, second = (portfolio.by_id[id_].label for id_ in (pair.of, pair.other))
        return say("portfolio.conflict.both", language=language, action=first, other=second)
    links = [one for one in demands if one.kind == "after"]
    late = due[0]
    if links:
        nearest = next((one for one in links if one.of == late.id), links[-1])
        before = portfolio.by_id[nearest.other].label
        key = "before_end" if late.latest or late.status == "running" else "no_time_after"
        return say(f"portfolio.conflict.{key}", language=language, action=late.label, other=before)
    return say(
        "portfolio.conflict.too_long", language=language, action=late.label, periods=len(portfolio.periods)
    )


def _short_of(portfolio: Portfolio, demands: Sequence[Demand], due: Sequence[Action], language: str) -> str:
    resource = next(one for one in demands if one.kind in {"budget", "people"})
    periods = sorted({one.period for one in demands if one.kind == resource.kind and one.of == resource.of})
    limits = portfolio.limits(resource.kind)[resource.of]  # type: ignore[arg-type]
    separator = say("portfolio.list", language=language)
    return say(
        f"portfolio.conflict.short_{resource.kind}",
        language=language,
        n=len(due),
        actions=separator.join(one.label.in_language(language) for one in due),
        of=portfolio.name_of(resource.of),
        periods=separator.join(map(str, periods)),
        limit=sum(limits[period - 1] for period in periods),
    )
