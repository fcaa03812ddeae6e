"""A schedule as frozen values: what is to be done, what waits for what, what has happened so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.schedule.calendar import Calendar
from miqyas.kernel.text import Text

State = Literal["waiting", "under_way", "done"]


@dataclass(frozen=True, slots=True)
class Link:
    """What must have ended before a task begins, and how many days more must pass (fewer, if below 0)."""

    before: str
    lag: int = 0


@dataclass(frozen=True)
class Task:
    """Something to be done; `duration` in the days of the programme's calendar, 0 is a milestone.

    `start` is the planned beginning: it begins no earlier. `began` and `ended` are what happened,
    `progress` (0 to 1) how much of it is done, None where nobody said. `least` and `most` are the shortest
    and the longest duration that anybody expects. `baseline` is the first and the last day as they were
    once agreed. What has `gains` goes live when it ends; `success` is the chance (0 to 1) that it then does
    what it should. `group` is the programme that it belongs to.
    """

    id: str
    name: Text
    duration: int = 0
    start: dt.date | None = None
    after: tuple[Link, ...] = ()
    began: dt.date | None = None
    ended: dt.date | None = None
    progress: float | None = None
    least: int | None = None
    most: int | None = None
    baseline: tuple[dt.date, dt.date] | None = None
    gains: tuple[Gain, ...] = ()
    success: float = 1.0
    group: str = ""
    live_early: int = 0

    @property
    def state(self) -> State:
        """Whether it waits, is under way, or is done."""
        if self.ended is not None:
            return "done"
        return "under_way" if self.began is not None or self.progress else "waiting"


@dataclass(frozen=True)
class Programme:
    """Tasks as they stand on a day, in a calendar."""

    tasks: tuple[Task, ...]
    today: dt.date
    calendar: Calendar = field(default_factory=Calendar)

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        """Tasks by their ids."""
        return {task.id: task for task in self.tasks}


@dataclass(frozen=True)
class Timed:
    """A task with its dates.

    `planned` are first and last day by the plan alone, `start` and `finish` those to expect after what has
    happened; of what is done they are what was. `latest` are the latest ones that leave the end of the
    programme where it is, `total_float` and `free_float` the days by which it may be late without moving
    the end, and without moving anything; None for what is done. `delay` is how many days later than planned
    it ends, `inherited` how many of them come from what it waits for, `driver` the task that holds it now
    ("": none). `variance` is how many days later than its baseline it ends.
    """

    task: Task
    planned: tuple[dt.date, dt.date]
    start: dt.date
    finish: dt.date
    latest: tuple[dt.date, dt.date] | None
    total_float: int | None
    free_float: int | None
    delay: int
    inherited: int
    driver: str
    variance: int | None

    @property
    def is_critical(self) -> bool:
        """Whether a day lost here is a day lost at the end."""
        return self.total_float == 0


@dataclass(frozen=True)
class Schedule:
    """A programme with its dates, tasks in the order in which they were given.

    `ends` is the last day to expect, `planned_end` that of the plan. `paths` are chains of critical tasks to
    the end, some of them where there are many.
    """

    programme: Programme
    timed: tuple[Timed, ...]
    begins: dt.date
    ends: dt.date
    planned_end: dt.date
    paths: tuple[tuple[str, ...], ...]

    @cached_property
    def by_id(self) -> Mapping[str, Timed]:
        """Tasks with their dates, by id."""
        return {one.task.id: one for one in self.timed}
