"""Dates as people write them: two calendars, three languages and more, digits of every script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from miqyas.kernel.text import fold
from miqyas.scanner.document.model import Calendar, DateSeen

_MOST: Final = 40
"""Dates of one text that are kept."""
_LONGEST: Final = 4_000
_MONTHS: Final = 12
_LONG_MONTH: Final = 30
_BEFORE_DATE: Final = 60
_HIJRI_DAY_ONE: Final = 227015
"""1 Muharram of year 1 in days since 1 January of year 1: the civil epoch, 16 July 622 in the Julian calendar
(Reingold and Dershowitz, *Calendrical Calculations*, the arithmetic Islamic calendar)."""
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_FOREIGN_DIGIT: Final = re.compile(r"[^\W\x00-\x7f_]")
_NUMERIC: Final = re.compile(r"(?<![\d./-])(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?![\d-]|[./]\d)")
_BEFORE_YEAR: Final = re.compile(
    r"(?:(?<!\d)(\d{1,2})\s*(?:st|nd|rd|th|er|º)?(?:\s+(?:de|of|من|di))?[\s,،/-]+)?"
    r"((?:[^\W\d_]+[.'’]?[ /-]{1,2}){0,4}[^\W\d_]{3,12}\.?)"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?\s*[,،])?(?:\s+(?:de|del|سنة|لعام|عام))?[\s,،/-]*$"
)
"""What may stand before the year of a date in words: day, names, the month last; or month, day."""
_WINDOW: Final = 48
_SHORT_YEAR: Final = 100


@dataclass(frozen=True, slots=True)
class _Known:
    months: Mapping[str, tuple[Calendar, int]]
    years: Mapping[Calendar, tuple[int, int]]
    roles: Sequence[tuple[str, str]]


@cache
def _known() -> _Known:
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("dates.yaml").read_text("utf-8"))
    months = {
        fold(name): (calendar, number)
        for calendar in Calendar
        for number, names in loaded[calendar.value]["months"].items()
        for name in names
    }
    years = {calendar: tuple(loaded[calendar.value]["years"]) for calendar in Calendar}
    roles = [(fold(words), role) for role, listed in loaded["roles"].items() for words in listed]
    return _Known(months, years, roles)


def latin_digits(text: str) -> str:
    """Digits of every script as those of Latin, sign by sign.

    >>> latin_digits("٢٦/١١/٢٠٢٦")
    '26/11/2026'
    """
    if text.isascii():
        return text
    return _FOREIGN_DIGIT.sub(_latin_digit, text)


def _latin_digit(match: re.Match[str]) -> str:
    sign = match[0]
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the arithmetic Islamic calendar; within a day or two of the one observed.

    `ValueError` where there is no such day. Formula: days before the year are 354 times the years gone plus
    the leap days (3 + 11 year) div 30; months have 30 and 29 days in turn.

    >>> from_hijri(1446, 9, 1)
    datetime.date(2025, 3, 1)
    """
    if not (1 <= month <= _MONTHS and 1 <= day <= _LONG_MONTH):
        raise ValueError(f"no day {day} of month {month}")
    gone = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return date.min + timedelta(days=_HIJRI_DAY_ONE + gone + day - 2)


def dates_in(text: str, *, block: int = -1) -> tuple[DateSeen, ...]:
    """The dates of a text in their order; ``block`` is the place of the text on its page.

    Of numbers such as 3/4, the first is the day, unless it cannot be one. Never raises.

    >>> [seen.day.isoformat() for seen in dates_in("آخر تحديث: ٢٦ نوفمبر ٢٠٢٤، نشر ١٤٤٦/٠٩/٠١")]
    ['2024-11-26', '2025-03-01']
    >>> dates_in("Updated on March 5, 2023")[0].role
    'updated'
    """
    if not _YEAR.search(text):
        return ()
    plain = latin_digits(text[:_LONGEST])
    found: dict[int, DateSeen] = {}
    end = 0
    for match in _NUMERIC.finditer(plain):
        if seen := _numeric(match):
            found[match.start()] = _dated(seen, plain, match.span(), block)
    for year in _YEAR.finditer(plain):
        if any(first <= year.start() < first + len(one.text) for first, one in found.items()):
            continue
        begin = max(end, year.start() - _WINDOW)
        before = _BEFORE_YEAR.search(plain[begin : year.start()])
        end = year.end()
        if before and (seen := _worded(before, int(year[0]))):
            found[begin + before.start()] = _dated(seen, plain, (begin + before.start(), end), block)
    return tuple(found[place] for place in sorted(found))[:_MOST]


_Seen = tuple[date, Calendar, str]


def _dated(seen: _Seen, text: str, span: tuple[int, int], block: int) -> DateSeen:
    day, calendar, precision = seen
    role = _role(text[max(0, span[0] - _BEFORE_DATE) : span[1]])
    return DateSeen(text[slice(*span)], day, calendar, precision, role, block)


def _role(before: str) -> str:
    """Whether the words right before a date say what the date is of; the nearest words win."""
    folded = f" {fold(before)} "
    best, role = -1, ""
    for words, name in _known().roles:
        place = folded.rfind(f" {words} ")
        if place > best:
            best, role = place, name
    return role


def _numeric(match: re.Match[str]) -> _Seen | None:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if first >= _SHORT_YEAR:
        return _day(first, second, third)
    if third < _SHORT_YEAR:
        return None
    if second > _MONTHS >= first:
        first, second = second, first
    return _day(third, second, first)


def _worded(match: re.Match[str], year: int) -> _Seen | None:
    month = _month(match[2])
    if month is None:
        return None
    calendar, number = month
    given = match[1] or match[3]
    seen = _in_calendar(calendar, year, number, int(given) if given else 1)
    return (seen, calendar, "day" if given else "month") if seen else None


def _month(words: str) -> tuple[Calendar, int] | None:
    """The month that the words name: the last ones ("in March"), and of two names of one month the first."""
    parts = fold(words).split()
    for first in range(len(parts)):
        if found := _known().months.get(" ".join(parts[first:])):
            return found
    return None


def _day(year: int, month: int, day: int) -> _Seen | None:
    for calendar in Calendar:
        if seen := _in_calendar(calendar, year, month, day):
            return seen, calendar, "day"
    return None


def _in_calendar(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    first, last = _known().years[calendar]
    if not first <= year <= last:
        return None
    try:
        return date(year, month, day) if calendar is Calendar.GREGORIAN else from_hijri(year, month, day)
    except ValueError:
        return None


def iso_day(text: str) -> date | None:
    """The day of a date in ISO form at the beginning of a text, as markup writes it; None for none.

    >>> iso_day("2024-11-26T10:00:00+03:00"), iso_day("soon")
    (datetime.date(2024, 11, 26), None)
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def years_in(text: str) -> Iterator[int]:
    """The Gregorian years that stand in a text as numbers, Hijri ones turned into theirs.

    >>> list(years_in("Budget 2025/2026")), list(years_in("ميزانية ١٤٤٦"))
    ([2025, 2026], [2024])
    """
    for match in _YEAR.finditer(latin_digits(text)):
        year = int(match[0])
        for calendar in Calendar:
            first, last = _known().years[calendar]
            if first <= year <= last:
                yield year if calendar is Calendar.GREGORIAN else from_hijri(year, 1, 1).year
