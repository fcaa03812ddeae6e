"""When a programme will be done, what holds it, whether it makes the window, and what slips cost."""

from miqyas.analysis.schedule.calendar import Calendar
from miqyas.analysis.schedule.dates import schedule
from miqyas.analysis.schedule.errors import ScheduleError
from miqyas.analysis.schedule.model import Link, Programme, Schedule, Task, Timed
from miqyas.analysis.schedule.question import Answered, answer
from miqyas.analysis.schedule.sample import sample
from miqyas.analysis.schedule.table import Reading, read_schedule

__all__ = [
    "Answered",
    "Calendar",
    "Link",
    "Programme",
    "Reading",
    "Schedule",
    "ScheduleError",
    "Task",
    "Timed",
    "answer",
    "read_schedule",
    "sample",
    "schedule",
]
