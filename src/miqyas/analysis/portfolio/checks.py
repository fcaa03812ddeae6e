"""What is wrong with a portfolio, all of it at once, before anything is solved."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Action, Portfolio
from miqyas.analysis.portfolio.worth import Scale
from miqyas.kernel.errors import Place
from miqyas.kernel.text import Text

MOST_ACTIONS: Final = 20_000
MOST_PERIODS: Final = 60
MOST_STARTS: Final = 200_000
"""Actions times periods in which they may start: what a machine with two cores and a few gigabytes bears."""

Where = Callable[[str, str], Place]
"""Where something stands: (id of an action or name of a table, field) to a place."""


def by_name(of: str, field: str) -> Place:
    """A place by names alone, where there is no file.

    >>> str(by_name("A7", "duration"))
    'A7.duration'
    """
    return Place(name=f"{of}.{field}" if field else of)


def check_size(count: int, *, place: Place | None = None) -> None:
    """Refuse more actions than can be solved, before they take memory.

    >>> check_size(1_000_000)
    Traceback (most recent call last):
    ...
    miqyas.analysis.portfolio.errors.PortfolioError: portfolio.too_many: given=1000000, most=20000
    """
    if count > MOST_ACTIONS:
        raise PortfolioError("too_many", place=place, given=count, most=MOST_ACTIONS)


def check(portfolio: Portfolio, *, scale: Scale, where: Where = by_name) -> tuple[PortfolioError, ...]:
    """All problems, in the order of the table; none if it can be solved.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.portfolio.worth import scale_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> check(sample(world), scale=scale_of(world, iso3=None))
    ()
    """
    found = _Findings(where)
    check_size(len(portfolio.actions))
    _check_calendar(portfolio, found)
    _check_ids(portfolio.actions, found)
    for action in portfolio.actions:
        _check_numbers(action, found)
        _check_times(action, found, periods=len(portfolio.periods))
        _check_links(action, portfolio, found)
        _check_gains(action, scale, found)
    _check_limits(portfolio, scale, found)
    if not found.problems:
        _check_cycles(portfolio, found)
    starts = sum(_starts(action, len(portfolio.periods)) for action in portfolio.actions)
    if starts > MOST_STARTS:
        found.add_problem("too_large", "actions", "", given=starts, most=MOST_STARTS)
    return tuple(found.problems)


def _starts(action: Action, periods: int) -> int:
    last = min(action.latest or periods, periods - action.duration + 1)
    return max(0, last - action.earliest + 1)


class _Findings:
    def __init__(self, where: Where) -> None:
        self.where = where
        self.problems: list[PortfolioError] = []

    def add_problem(self, detail: str, of: str, at: str, **params: Any) -> None:
        self.problems.append(PortfolioError(detail, place=self.where(of, at), **params))


def _check_calendar(portfolio: Portfolio, found: _Findings) -> None:
    if not portfolio.actions:
        found.add_problem("empty", "actions", "")
    if not portfolio.periods:
        found.add_problem("no_periods", "periods", "")
    if len(portfolio.periods) > MOST_PERIODS:
        found.add_problem("too_many_periods", "periods", "", given=len(portfolio.periods), most=MOST_PERIODS)
    last = None
    for number, period in enumerate(portfolio.periods, start=1):
        if period.ends < period.begins or (last is not None and period.begins <= last):
            found.add_problem("period_order", f"period {number}", "begins", number=number)
        last = period.ends
    _check_aims(portfolio, found)
    _check_chance(portfolio.chance, found)


def _check_aims(portfolio: Portfolio, found: _Findings) -> None:
    if portfolio.periods and not any(aim.weight > 0 for aim in portfolio.aims):
        found.add_problem("no_aims", "editions", "")
    for aim in portfolio.aims:
        if aim.closes <= aim.opens:
            found.add_problem("window_order", str(aim.edition), "closes", edition=aim.edition)
        if not 0 <= aim.weight < math.inf:
            found.add_problem("not_positive", str(aim.edition), "weight", given=_shown(aim.weight))


def _check_chance(points: Sequence[tuple[float, float]], found: _Findings) -> None:
    shares, values = [share for share, _ in points], [chance for _, chance in points]
    rising = any(not later > earlier for earlier, later in pairwise(shares))
    falling = all(later <= earlier for earlier, later in pairwise(values))
    if rising or not falling or not all(0 <= value <= 1 for value in (*shares, *values)):
        found.add_problem("chance", "chance", "")


def _check_ids(actions: Sequence[Action], found: _Findings) -> None:
    for id_, times in Counter(action.id for action in actions).items():
        if times > 1:
            found.add_problem("twice", id_, "id", given=id_, n=times)
    for id_ in dict.fromkeys(action.id for action in actions):
        if not id_.strip():
            found.add_problem("no_id", "actions", "id")
    ids: dict[Text, set[str]] = {}
    for action in actions:
        ids.setdefault(action.name, set()).add(action.id)
    for action in actions:
        if len(ids[action.name]) > 1:
            found.add_problem("name_twice", action.id, "name", given=action.name, id=action.id)


def _check_numbers(action: Action, found: _Findings) -> None:
    for kind, amounts in action.cost.items():
        _check_amounts(action, amounts, f"cost {kind}", "negative_cost", found)
    if action.people:
        _check_amounts(action, action.people, "people", "negative_people", found)
    if not 0 <= action.success <= 1:
        found.add_problem("not_a_chance", action.id, "success", given=_shown(action.success))


def _check_amounts(
    action: Action, amounts: Sequence[float], field: str, detail: str, found: _Findings
) -> None:
    if not all(math.isfinite(amount) for amount in amounts):
        found.add_problem("not_finite", action.id, field, field=field)
    elif any(amount < 0 for amount in amounts):
        found.add_problem(detail, action.id, field, given=_shown(min(amounts)))
    elif len(amounts) != action.duration and action.duration >= 1:
        found.add_problem("spread", action.id, field, n=len(amounts), duration=action.duration)


def _check_times(action: Action, found: _Findings, *, periods: int) -> None:
    if action.duration < 1:
        found.add_problem("duration", action.id, "duration", given=action.duration)
    if not 1 <= action.earliest <= max(periods, 1):
        found.add_problem("not_a_period", action.id, "earliest", given=action.earliest, periods=periods)
    if action.latest is not None and action.latest < action.earliest:
        found.add_problem("times", action.id, "latest", earliest=action.earliest, latest=action.latest)
    if action.status == "running" and action.earliest != 1:
        found.add_problem("running_later", action.id, "earliest", given=action.earliest)


def _check_links(action: Action, portfolio: Portfolio, found: _Findings) -> None:
    for field, ids in (("after", action.after), ("excludes", action.excludes)):
        for other in ids:
            if other == action.id:
                found.add_problem(f"own_{field}", action.id, field, given=other)
            elif other not in portfolio.by_id:
                found.add_problem("unknown_action", action.id, field, given=other)


def _check_gains(action: Action, scale: Scale, found: _Findings) -> None:
    for gain in action.gains:
        try:
            worth = scale.worth(gain)
        except PortfolioError as error:
            found.add_problem(error.detail, action.id, gain.node, **error.params)
            continue
        if not math.isfinite(worth):
            found.add_problem("not_finite", action.id, gain.node, field=gain.node)
        elif worth < 0:
            given = _shown(gain.amount)
            found.add_problem("negative_gain", action.id, gain.node, given=given, node=gain.node)


def _check_limits(portfolio: Portfolio, scale: Scale, found: _Findings) -> None:
    periods = len(portfolio.periods)
    limits: Mapping[str, tuple[float, ...]]
    for kind, limits in (("budget", portfolio.budgets), ("people", portfolio.people)):
        for name, amounts in limits.items():
            of = f"{kind} {name}"
            if len(amounts) != periods:
                found.add_problem("limit_periods", of, "", name=name, n=len(amounts), periods=periods)
            elif not all(math.isfinite(amount) for amount in amounts):
                found.add_problem("not_finite", of, "", field=name)
            elif any(amount < 0 for amount in amounts):
                found.add_problem("negative_limit", of, "", name=name, given=_shown(min(amounts)))
    _check_levels(portfolio, scale, found)


def _check_levels(portfolio: Portfolio, scale: Scale, found: _Findings) -> None:
    """A level outside its node would close the node, or open it too far, without a word."""
    for node, level in portfolio.levels.items():
        effect = scale.effects.get(node)
        low = 0.0 if effect is None or effect.low is None else effect.low
        high = effect.high if effect else 1.0
        if not math.isfinite(level):
            found.add_problem("not_finite", f"level {node}", "", field=node)
        elif level < low or (high is not None and level > high):
            bounds = {"low": _shown(low), "high": "∞" if high is None else _shown(high)}
            found.add_problem("level_range", f"level {node}", "", node=node, given=_shown(level), **bounds)


def _check_cycles(portfolio: Portfolio, found: _Findings) -> None:
    cycle = find_cycle(portfolio)
    if cycle:
        found.add_problem("cycle", cycle[0], "after", ring=" → ".join([*cycle, cycle[0]]))


def find_cycle(portfolio: Portfolio) -> tuple[str, ...]:
    """Ids of actions that wait for each other in a ring, each for the next; empty if there is none.

    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "أ", "en": "a"})
    >>> ring = (Action("1", name, "e", after=("2",)), Action("2", name, "e", after=("1",)))
    >>> find_cycle(Portfolio(ring, (), ()))
    ('1', '2')
    """
    done: set[str] = set()
    for action in portfolio.actions:
        path: list[str] = []
        stack: list[Iterator[str]] = [iter((action.id,))]
        while stack:
            following = next((one for one in stack[-1] if one not in done), None)
            if following is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif following in path:
                return tuple(path[path.index(following) :])
            else:
                path.append(following)
                stack.append(iter(portfolio.by_id[following].after))
    return ()


def _shown(value: float) -> str:
    return f"{value:g}"
