"""What waits for what: an order in which everything comes after what it waits for, or the circle by name."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from miqyas.analysis.schedule.calendar import FIRST, LAST
from miqyas.analysis.schedule.errors import ScheduleError
from miqyas.analysis.schedule.model import Programme, Task
from miqyas.kernel.errors import Place

MOST_TASKS: Final = 20_000
LONGEST: Final = 20_000
"""Days of the longest task or lag."""
Days = TypeVar("Days", int, np.ndarray)
Before = tuple[int, int]
"""The place of a task and the lag after it."""


@dataclass(frozen=True)
class Network:
    """Tasks by their places: `order` has each after all that it waits for; `before` and `after` have lags."""

    order: tuple[int, ...]
    before: tuple[tuple[Before, ...], ...]
    after: tuple[tuple[Before, ...], ...]


def network_of(programme: Programme) -> Network:
    """The network of a programme; raises `ScheduleError` for the first thing that is wrong with its tasks.

    >>> from miqyas.analysis.schedule.model import Link
    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "مهمة", "en": "Task"})
    >>> chain = (Task("B", name, 2, after=(Link("A"),)), Task("A", name, 1))
    >>> network_of(Programme(chain, dt.date(2027, 1, 1))).order
    (1, 0)
    """
    for problem in problems_of(programme):
        raise problem
    place_of = {task.id: place for place, task in enumerate(programme.tasks)}
    before = tuple(
        tuple((place_of[link.before], link.lag) for link in task.after) for task in programme.tasks
    )
    after: list[list[Before]] = [[] for _ in programme.tasks]
    for place, links in enumerate(before):
        for one, lag in links:
            after[one].append((place, lag))
    return Network(_ordered(programme, before, after), before, tuple(map(tuple, after)))


def _ordered(
    programme: Programme, before: Sequence[Sequence[Before]], after: Sequence[Sequence[Before]]
) -> tuple[int, ...]:
    """Kahn's order (1962); raises `ScheduleError` with the tasks of a circle."""
    waiting = [len(links) for links in before]
    ready = deque(place for place, count in enumerate(waiting) if not count)
    order = []
    while ready:
        place = ready.popleft()
        order.append(place)
        for follower, _ in after[place]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    if len(order) < len(programme.tasks):
        circle = _circle(before, [bool(count) for count in waiting])
        names = [programme.tasks[place].id for place in circle]
        raise ScheduleError("circle", place=Place(name=names[0]), chain=" ← ".join(names))
    return tuple(order)


def _circle(before: Sequence[Sequence[Before]], is_stuck: Sequence[bool]) -> list[int]:
    """From one task that never becomes ready back along what it waits for, until one comes up again."""
    seen: dict[int, int] = {}
    path: list[int] = []
    place = is_stuck.index(True)
    while place not in seen:
        seen[place] = len(path)
        path.append(place)
        place = next(one for one, _ in before[place] if is_stuck[one])
    return [*path[seen[place] :], place]


def forward(
    network: Network,
    begins: Sequence[Days],
    lengths: Sequence[Days],
    *,
    later: Callable[[Days, Days], Days],
) -> list[Days]:
    """When each task ends: as long as it takes after its own beginning and the end of all it waits for.

    Works on numbers of days and on arrays of them alike, as `later` says which of two is later (critical path
    method: Kelley and Walker 1959).

    >>> chain = Network((0, 1), ((), ((0, 2),)), (((1, 2),), ()))
    >>> forward(chain, [5, 0], [3, 4], later=max)
    [8, 14]
    """
    ends: list[Days] = list(begins)
    for place in network.order:
        start = begins[place]
        for one, lag in network.before[place]:
            start = later(start, ends[one] + lag)
        ends[place] = start + lengths[place]
    return ends


def backward(network: Network, latest: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """The latest end of each task: its own, and early enough for all that wait for it.

    >>> chain = Network((0, 1), ((), ((0, 2),)), (((1, 2),), ()))
    >>> backward(chain, [20, 14], [3, 4])
    [8, 14]
    """
    ends = list(latest)
    for place in reversed(network.order):
        for follower, lag in network.after[place]:
            ends[place] = min(ends[place], ends[follower] - lengths[follower] - lag)
    return ends


def followers(network: Network, place: int) -> frozenset[int]:
    """All that wait for a task, near and far.

    >>> followers(Network((0, 1, 2), ((), ((0, 0),), ((1, 0),)), (((1, 0),), ((2, 0),), ())), 0)
    frozenset({1, 2})
    """
    found: set[int] = set()
    waiting = [place]
    while waiting:
        for one, _ in network.after[waiting.pop()]:
            if one not in found:
                found.add(one)
                waiting.append(one)
    return frozenset(found)


Where = Callable[[str, str], Place]
"""Where a task stands: (its id, field) to a place."""


def by_name(of: str, field: str) -> Place:
    """A place by names alone.

    >>> str(by_name("A", "duration"))
    'A.duration'
    """
    return Place(name=f"{of}.{field}" if field else of)


def problems_of(programme: Programme, *, where: Where = by_name) -> Iterator[ScheduleError]:
    """All that is wrong with tasks one by one; circles are found by `network_of`.

    >>> list(problems_of(Programme((), dt.date(2027, 1, 1))))[0].detail
    'empty'
    """
    if not programme.tasks:
        yield ScheduleError("empty")
    if len(programme.tasks) > MOST_TASKS:
        raise ScheduleError("too_many", given=len(programme.tasks), most=MOST_TASKS)
    for id_, count in Counter(task.id for task in programme.tasks).items():
        if count > 1:
            yield ScheduleError("twice", place=where(id_, ""), given=id_)
    for task in programme.tasks:
        yield from _of_links(task, programme, where)
        yield from _of_dates(task, programme.today, where)
        yield from _of_amounts(task, where)


def _of_links(task: Task, programme: Programme, where: Where) -> Iterator[ScheduleError]:
    for link in task.after:
        if link.before not in programme.by_id:
            yield ScheduleError("unknown_task", place=where(task.id, "after"), given=link.before)
        if abs(link.lag) > LONGEST:
            yield ScheduleError("lag", place=where(task.id, "after"), given=link.lag, most=LONGEST)


def _of_dates(task: Task, today: dt.date, where: Where) -> Iterator[ScheduleError]:
    given = {"start": task.start, "began": task.began, "ended": task.ended}
    if task.baseline:
        given |= {"baseline_start": task.baseline[0], "baseline_finish": task.baseline[1]}
    for field, day in given.items():
        if day is not None and not FIRST <= day <= LAST:
            yield ScheduleError("day", place=where(task.id, field), given=day.isoformat())
        elif day is not None and field in {"began", "ended"} and day > today:
            yield ScheduleError("to_come", place=where(task.id, field), given=day.isoformat())
    if task.began and task.ended and task.ended < task.began:
        yield ScheduleError("backwards", place=where(task.id, "ended"))
    if task.baseline and task.baseline[1] < task.baseline[0]:
        yield ScheduleError("backwards", place=where(task.id, "baseline_finish"))


def _of_amounts(task: Task, where: Where) -> Iterator[ScheduleError]:
    if task.progress is not None and not 0 <= task.progress <= 1:
        yield ScheduleError("share", place=where(task.id, "progress"), given=task.progress)
    if not 0 <= task.success <= 1:
        yield ScheduleError("share", place=where(task.id, "success"), given=task.success)
    least = task.duration if task.least is None else task.least
    most = task.duration if task.most is None else task.most
    if not 0 <= task.live_early <= task.duration <= LONGEST:
        yield ScheduleError("duration", place=where(task.id, "duration"), given=task.duration, most=LONGEST)
    elif not 0 <= least <= task.duration <= most <= LONGEST:
        yield ScheduleError("three_points", place=where(task.id, "most"), least=least, most=most)
