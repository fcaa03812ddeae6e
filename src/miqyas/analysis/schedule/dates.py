"""Earliest and latest dates, floats, critical paths, and how delays travel (critical path method).

Kelley and Walker (1959): a forward pass gives the earliest dates, a backward pass from the end the latest,
and what has no days between them is critical. Twice: once by the plan alone, once from what has happened so
far. What is under way goes on with what is left of it, today at the earliest, and not before what it waits
for has ended, also where it began before that (retained logic, as in the Practice Standard for Scheduling
of the PMI, recalled [R]).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.analysis.schedule.model import Programme, Schedule, Task, Timed
from miqyas.analysis.schedule.network import Network, backward, forward, network_of

MOST_PATHS: Final = 5
"""Critical paths that are told, where there are more."""


@dataclass(frozen=True)
class Numbers:
    """A programme as numbers of days by place: when each task may begin and how long it takes.

    `plan_*` are those of the plan; the others are what is left from today. What is done begins where it ended
    and takes no time.
    """

    network: Network
    plan_begins: tuple[int, ...]
    plan_lengths: tuple[int, ...]
    begins: tuple[int, ...]
    lengths: tuple[int, ...]
    is_done: tuple[bool, ...]


def numbers_of(programme: Programme) -> Numbers:
    """A programme as numbers; raises `ScheduleError` for what is wrong with it.

    >>> from miqyas.kernel.text import Text
    >>> one = Task("A", Text({"ar": "مهمة", "en": "Task"}), 4, progress=0.5)
    >>> numbers_of(Programme((one,), dt.date(1950, 1, 12))).lengths
    (2,)
    """
    network = network_of(programme)
    calendar, tasks = programme.calendar, programme.tasks
    today = calendar.begin(programme.today)
    planned = calendar.begins([_planned_start(task) or programme.today for task in tasks])
    begins, lengths = zip(
        *(_left(task, programme, today, start) for task, start in zip(tasks, planned, strict=True)),
        strict=True,
    )
    return Numbers(
        network=_loosened(network, tasks),
        plan_begins=tuple(
            _plan_begin(task, start, today) for task, start in zip(tasks, planned, strict=True)
        ),
        plan_lengths=tuple(task.duration for task in tasks),
        begins=begins,
        lengths=lengths,
        is_done=tuple(task.ended is not None for task in tasks),
    )


def _planned_start(task: Task) -> dt.date | None:
    """The planned beginning, else the agreed one, else what happened."""
    return task.start or (task.baseline[0] if task.baseline else None) or task.began or task.ended


def _plan_begin(task: Task, start: int, today: int) -> int:
    """A task without any date of its own begins when what it waits for has ended, or today."""
    if _planned_start(task) is not None:
        return start
    return 0 if task.after else today


def _left(task: Task, programme: Programme, today: int, start: int) -> tuple[int, int]:
    """Earliest beginning and length of what is left."""
    if task.ended is not None:
        return programme.calendar.end(task.ended), 0
    if task.state == "waiting":
        return max(start, today) if _planned_start(task) else today, task.duration
    if task.progress is not None:
        return today, -(-task.duration * round((1 - task.progress) * 10_000) // 10_000)
    begun = programme.calendar.begin(task.began) if task.began else today
    return max(begun, today), max(0, begun + task.duration - today)


def _loosened(network: Network, tasks: Sequence[Task]) -> Network:
    """What is done waits for nothing any more."""
    before = tuple(
        () if task.ended is not None else links for task, links in zip(tasks, network.before, strict=True)
    )
    after = tuple(
        tuple((place, lag) for place, lag in links if tasks[place].ended is None) for links in network.after
    )
    return Network(network.order, before, after)


def schedule(programme: Programme) -> Schedule:
    """A programme with its dates; raises `ScheduleError` for what is wrong with it, circles by their names.

    >>> from miqyas.analysis.schedule.model import Link
    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "مهمة", "en": "Task"})
    >>> tasks = (
    ...     Task("A", name, 10, start=dt.date(2027, 1, 1)),
    ...     Task("B", name, 5, after=(Link("A"),)),
    ...     Task("C", name, 2, start=dt.date(2027, 1, 1)),
    ... )
    >>> found = schedule(Programme(tasks, dt.date(2027, 1, 4)))
    >>> found.ends.isoformat(), found.paths, found.by_id["C"].total_float, found.by_id["B"].delay
    ('2027-01-18', (('A', 'B'),), 13, 3)
    """
    return scheduled(programme, numbers_of(programme))


def scheduled(programme: Programme, numbers: Numbers) -> Schedule:
    """The dates of a programme whose numbers are at hand.

    >>> from miqyas.kernel.text import Text
    >>> one = Programme((Task("A", Text({"ar": "م", "en": "T"})),), dt.date(2027, 1, 4))
    >>> scheduled(one, numbers_of(one)).ends.isoformat()
    '2027-01-03'
    """
    return _Dates(programme, numbers).schedule()


class _Dates:
    """Both passes over a programme, and what they say of each task."""

    def __init__(self, programme: Programme, numbers: Numbers) -> None:
        self.programme, self.numbers = programme, numbers
        network = network_of(programme)
        self.plan_ends = forward(network, numbers.plan_begins, numbers.plan_lengths, later=max)
        self.ends = forward(numbers.network, numbers.begins, numbers.lengths, later=max)
        self.starts = [end - length for end, length in zip(self.ends, numbers.lengths, strict=True)]
        self.end = max(
            [end for end, done in zip(self.ends, numbers.is_done, strict=True) if not done] or self.ends
        )
        self.latest = backward(numbers.network, [self.end] * len(self.ends), numbers.lengths)

    def schedule(self) -> Schedule:
        """All of it in dates."""
        calendar, tasks = self.programme.calendar, self.programme.tasks
        lengths, plan_lengths = self.numbers.lengths, self.numbers.plan_lengths
        plan_starts = [end - length for end, length in zip(self.plan_ends, plan_lengths, strict=True)]
        late_starts = [late - length for late, length in zip(self.latest, lengths, strict=True)]
        planned = self._spans(plan_starts, self.plan_ends)
        expected = self._spans(self.starts, self.ends)
        latest = self._spans(late_starts, self.latest)
        baselines = calendar.begins(
            [
                task.baseline[1] + dt.timedelta(days=1) if task.baseline else self.programme.today
                for task in tasks
            ]
        )
        timed = tuple(
            self._timed(place, plan_starts[place], planned[place], expected[place], latest[place], baseline)
            for place, baseline in enumerate(baselines)
        )
        return Schedule(
            programme=self.programme,
            timed=timed,
            begins=min(one.start for one in timed),
            ends=calendar.last_days([self.end])[0],
            planned_end=calendar.last_days([max(self.plan_ends)])[0],
            paths=self._paths(),
        )

    def _spans(self, starts: Sequence[int], ends: Sequence[int]) -> list[tuple[dt.date, dt.date]]:
        """First and last days; what takes no time has one day."""
        calendar = self.programme.calendar
        last = calendar.last_days(ends)
        first = calendar.days(starts)
        return [(min(begin, end), end) for begin, end in zip(first, last, strict=True)]

    def _timed(
        self,
        place: int,
        plan_start: int,
        planned: tuple[dt.date, dt.date],
        expected: tuple[dt.date, dt.date],
        latest: tuple[dt.date, dt.date],
        baseline: int,
    ) -> Timed:
        task = self.programme.tasks[place]
        done = task.ended is not None
        start = task.began or (task.ended if done else None) or expected[0]
        assert start is not None
        driver, inherited = self._held(place, plan_start)
        return Timed(
            task=task,
            planned=planned,
            start=min(start, task.ended or expected[1]),
            finish=task.ended or expected[1],
            latest=None if done else latest,
            total_float=None if done else self.latest[place] - self.ends[place],
            free_float=None if done else self._free(place),
            delay=self.ends[place] - self.plan_ends[place],
            inherited=inherited,
            driver=driver,
            variance=self.ends[place] - baseline if task.baseline else None,
        )

    def _free(self, place: int) -> int:
        """Days until the first that waits for it must wait longer; to the end for what nothing waits for."""
        after = self.numbers.network.after[place]
        free = min((self.starts[one] - lag for one, lag in after), default=self.end) - self.ends[place]
        return max(0, free)

    def _held(self, place: int, plan_start: int) -> tuple[str, int]:
        """What holds a task from beginning or going on, and the days that it costs beside the plan."""
        own = self.numbers.begins[place]
        done, tasks = self.numbers.is_done, self.programme.tasks
        holding = [
            (self.ends[one] + lag, tasks[one].id)
            for one, lag in self.numbers.network.before[place]
            if self.ends[one] + lag >= own + done[one]
        ]
        if not holding:
            return "", 0
        late, driver = max(holding)
        unheld = max(own, plan_start) if tasks[place].state == "waiting" else own
        return driver, max(0, late - unheld)

    def _paths(self) -> tuple[tuple[str, ...], ...]:
        """Chains of critical tasks to the end, from those that nothing critical holds."""
        network = self.numbers.network
        is_critical = [
            not done and late == end
            for done, late, end in zip(self.numbers.is_done, self.latest, self.ends, strict=True)
        ]

        def tight(place: int) -> list[int]:
            links = network.before[place]
            return [
                one for one, lag in links if is_critical[one] and self.ends[one] + lag == self.starts[place]
            ]

        finals = [place for place in network.order if is_critical[place] and self.ends[place] == self.end]
        found: list[tuple[str, ...]] = []
        waiting: list[tuple[int, ...]] = [(place,) for place in reversed(finals)]
        while waiting and len(found) < MOST_PATHS:
            path = waiting.pop()
            earlier = tight(path[0])
            if earlier:
                waiting.extend((one, *path) for one in reversed(earlier))
            else:
                found.append(tuple(self.programme.tasks[place].id for place in path))
        return tuple(found)
