"""Days that count: calendar days, or the working days of a week without holidays, as whole numbers.

A schedule computes with numbers of days and meets dates at its ends only. Number n is the beginning of the
n-th day that counts; a task that takes d days from the beginning of day n ends at the beginning of day n + d,
and the day before that is shown as its last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np

from miqyas.analysis.errors import one_of
from miqyas.analysis.schedule.errors import ScheduleError

Unit = Literal["calendar", "working"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
FIRST: Final = dt.date(1950, 1, 2)
"""Day 0 that counts: a Monday long before any plan."""
LAST: Final = dt.date(2199, 12, 31)
FRIDAY: Final = 4
SATURDAY: Final = 5
DAYS_OF_A_WEEK: Final = 7


@dataclass(frozen=True)
class Calendar:
    """How days are counted: all of them, or those that are neither `weekend` (Monday is 0) nor `holidays`.

    Raises `ScheduleError` for a week without a working day.
    """

    unit: Unit = "calendar"
    weekend: tuple[int, ...] = (FRIDAY, SATURDAY)
    holidays: tuple[dt.date, ...] = ()

    def __post_init__(self) -> None:
        one_of(self.unit, known=UNITS, name="unit")
        days = set(self.weekend)
        if not days <= set(range(DAYS_OF_A_WEEK)) or len(days) == DAYS_OF_A_WEEK:
            raise ScheduleError("weekend", given=", ".join(map(str, self.weekend)))

    @cached_property
    def _days(self) -> np.busdaycalendar:
        working = self.unit == "working"
        mask = [not (working and day in self.weekend) for day in range(DAYS_OF_A_WEEK)]
        holidays = [day for day in self.holidays if working]
        return np.busdaycalendar(weekmask=mask, holidays=np.array(holidays, dtype="datetime64[D]"))

    def begin(self, day: dt.date) -> int:
        """The number of a day at its beginning; a day that does not count has the next one that does.

        >>> Calendar().begin(dt.date(1950, 1, 4)), Calendar("working").begin(dt.date(1950, 1, 7))
        (2, 4)
        """
        return int(np.busday_count(FIRST, day, busdaycal=self._days))

    def end(self, day: dt.date) -> int:
        """The number of a day at its end.

        >>> Calendar().end(dt.date(1950, 1, 4))
        3
        """
        return self.begin(day + dt.timedelta(days=1))

    def begins(self, days: Sequence[dt.date]) -> list[int]:
        """Numbers of many days at their beginnings.

        >>> Calendar().begins([dt.date(1950, 1, 2), dt.date(1950, 1, 9)])
        [0, 7]
        """
        found = np.busday_count(FIRST, np.array(days, dtype="datetime64[D]"), busdaycal=self._days)
        numbers: list[int] = found.tolist()
        return numbers

    def days(self, numbers: Sequence[int]) -> list[dt.date]:
        """Days that begin at numbers.

        >>> Calendar("working").days([0, 4])
        [datetime.date(1950, 1, 2), datetime.date(1950, 1, 8)]
        """
        dates: list[dt.date] = self.days_of(np.array(numbers, dtype=np.int64)).tolist()
        return dates

    def days_of(self, numbers: np.ndarray) -> np.ndarray:
        """The same of an array of numbers, as an array of days.

        >>> Calendar().days_of(np.array([[0, 1]])).astype(str).tolist()
        [['1950-01-02', '1950-01-03']]
        """
        first = np.busday_offset(FIRST, 0, roll="forward", busdaycal=self._days)
        days: np.ndarray = np.busday_offset(first, numbers.astype(np.int64), busdaycal=self._days)
        return days

    def last_days(self, numbers: Sequence[int]) -> list[dt.date]:
        """Last days of what ends at numbers.

        >>> Calendar().last_days([3])
        [datetime.date(1950, 1, 4)]
        """
        return self.days([number - 1 for number in numbers])
