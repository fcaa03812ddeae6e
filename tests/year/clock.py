"""A clock that the test sets, day after day: for everything that asks Django what time it is."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest

FIRST_DAY: Final = dt.date(2026, 9, 6)
"""The day on which the year of the sample government begins, a Sunday."""


class Clock:
    """What day it is. The hours go on by themselves, as they do."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta(0)
        self.turn_to(FIRST_DAY)

    def turn_to(self, day: dt.date, *, hour: int = 8) -> None:
        """Let it be that hour of that day; the year never goes back."""
        moment = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)
        self.ahead = moment - dt.datetime.now(dt.UTC)

    def on(self, days: int) -> dt.date:
        """The day so many days after the first."""
        return FIRST_DAY + dt.timedelta(days)

    @property
    def moment(self) -> dt.datetime:
        """Now."""
        return dt.datetime.now(dt.UTC) + self.ahead

    @property
    def today(self) -> dt.date:
        """Today."""
        return self.moment.date()

    def rule(self, patch: pytest.MonkeyPatch) -> None:
        """Let Django's clock be this one: all that is stored and compared takes its time from there."""
        clock = self

        class Moved(dt.datetime):
            """The time, moved."""

            @classmethod
            def now(cls, tz: Any = None) -> Any:
                moment = clock.moment
                return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

        patch.setattr("django.utils.timezone.datetime", Moved)
