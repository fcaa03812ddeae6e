"""Going live before the assessors look: the last and the safe date, and where each task stands to them.

The window and what counts within it are those of `analysis/portfolio/timing.yaml`: what is live before the
window opens counts for certain. The last date is the day before it opens; the safe date is so much earlier
that the task's own slips leave it live by then with the chance that `rules.yaml` asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from miqyas.analysis.portfolio.model import Aim, Period
from miqyas.analysis.portfolio.timing import aims_within
from miqyas.analysis.schedule.dates import Numbers
from miqyas.analysis.schedule.draws import Drawn
from miqyas.analysis.schedule.model import Schedule
from miqyas.analysis.schedule.network import backward
from miqyas.analysis.schedule.rules import safe_chance
from miqyas.analysis.world import World

Standing = Literal["live", "before", "at_risk", "in_window", "too_late"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
ONE_DAY: Final = dt.timedelta(days=1)
_NEVER: Final = 10**9
"""The number of a day after all others."""


@dataclass(frozen=True)
class GoLive:
    """A task that goes live, against a window.

    `live` is the day to expect; `last` the last that counts for certain, `safe` the day to plan for,
    `margin` the days between. `chance` is that of being live by the last date. `standing`: live; before the
    safe date; at risk (after the safe, not after the last); in the window; too late (not before it closes).
    `room` is how many days it may slip before it, or anything that waits for it, misses the last date;
    below 0 where one does already, None for what is live.
    """

    id: str
    live: dt.date
    last: dt.date
    safe: dt.date
    margin: int
    chance: float
    standing: Standing
    room: int | None


def aim_for(world: World, today: dt.date) -> Aim:
    """The edition to come whose window has not closed yet, with its window as in portfolios.

    >>> from miqyas.analysis.world import load_world
    >>> aim_for(load_world(), dt.date(2026, 11, 1)).edition
    2028
    """
    return aims_within(world, periods=(Period(today, today),))[0]


def last_day(aim: Aim) -> dt.date:
    """The last day of going live that counts for certain.

    >>> from miqyas.analysis.portfolio.timing import aim_of
    >>> last_day(aim_of(2028)).isoformat()
    '2027-05-31'
    """
    return aim.opens - ONE_DAY


def go_lives(found: Schedule, numbers: Numbers, drawn: Drawn, *, aim: Aim) -> Mapping[str, GoLive]:
    """Every task that goes live, against the window of an edition, by id.

    >>> from miqyas.analysis.portfolio.model import Gain
    >>> from miqyas.analysis.portfolio.timing import aim_of
    >>> from miqyas.analysis.schedule.dates import numbers_of, scheduled
    >>> from miqyas.analysis.schedule.draws import drawn_ends
    >>> from miqyas.analysis.schedule.model import Programme, Task
    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "بحث", "en": "Search"})
    >>> task = Task("A", name, 100, start=dt.date(2027, 2, 10), gains=(Gain("OSI.SP", 1),))
    >>> one = Programme((task,), dt.date(2027, 1, 1))
    >>> numbers = numbers_of(one)
    >>> drawn = drawn_ends(one, numbers, draws=1000, seed=1)
    >>> one = go_lives(scheduled(one, numbers), numbers, drawn, aim=aim_of(2028))["A"]
    >>> one.live.isoformat(), one.standing, one.safe < one.live < one.last, one.room
    ('2027-05-20', 'at_risk', True, 11)
    """
    calendar, tasks = found.programme.calendar, found.programme.tasks
    last = calendar.end(last_day(aim))
    room = _room(found, numbers, last)
    places = [place for place, task in enumerate(tasks) if task.gains]
    ends = calendar.begins([found.timed[place].finish + ONE_DAY for place in places])
    live = calendar.last_days(
        [end - tasks[place].live_early for place, end in zip(places, ends, strict=True)]
    )
    margins = [
        max(0, drawn.quantile(place, safe_chance()) - end) for place, end in zip(places, ends, strict=True)
    ]
    safe = [min(day, last_day(aim)) for day in calendar.last_days([last - margin for margin in margins])]
    return {
        tasks[place].id: GoLive(
            id=tasks[place].id,
            live=live[number],
            last=last_day(aim),
            safe=safe[number],
            margin=margins[number],
            chance=drawn.chance_by(place, last + tasks[place].live_early),
            standing=_standing(tasks[place].state == "done", live[number], safe[number], aim),
            room=None if tasks[place].ended else room[place],
        )
        for number, place in enumerate(places)
    }


def _room(found: Schedule, numbers: Numbers, last: int) -> list[int | None]:
    """Days until a task's slip makes anything miss the last date; None where nothing goes live after it."""
    calendar, tasks = found.programme.calendar, found.programme.tasks
    latest = [last + task.live_early if task.gains and task.ended is None else _NEVER for task in tasks]
    bound = backward(numbers.network, latest, numbers.lengths)
    ends = calendar.begins([one.finish + ONE_DAY for one in found.timed])
    return [None if late > _NEVER // 2 else late - end for late, end in zip(bound, ends, strict=True)]


def _standing(is_live: bool, day: dt.date, safe: dt.date, aim: Aim) -> Standing:
    if is_live:
        return "live"
    if day <= last_day(aim):
        return "before" if day <= safe else "at_risk"
    return "in_window" if day < aim.closes else "too_late"
