"""Reminding of a coming day: once for each of the steps before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def step_before(day: date, *, today: date, steps: Iterable[int]) -> int | None:
    """The smallest number of days of `steps` that `day` is within; None while it is further off, or past.

    >>> [step_before(date(2030, 5, 10), today=date(2030, 5, now), steps=(7, 1)) for now in (2, 3, 8, 10, 11)]
    [None, 7, 7, 1, None]
    """
    left = (day - today).days
    return min((step for step in steps if 0 <= left <= step), default=None)
