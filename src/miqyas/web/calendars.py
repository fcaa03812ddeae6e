"""The calendar of a campaign as a ruler: stages above a line of months, to the window of the Survey itself.

A drawing of a few dozen shapes, coloured by the style sheet; what it shows stands in words beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from miqyas.kernel.text import RIGHT_TO_LEFT
from miqyas.web.campaigns import Stage

WIDE: Final = 880
NARROW: Final = 340
_MARGIN: Final = 12
_HEIGHT: Final = 96
_RULER: Final = 62
_ROWS: Final = {"window": 14}
_ROW: Final = 38
_BAR: Final = 14
_LABEL: Final = 46
"""Pixels that the name of a month needs."""
_PAD: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Ruler:
    """A drawing in two widths."""

    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days stand: from the start side, which in Arabic is the right."""

    first: date
    last: date
    width: int
    is_mirrored: bool

    def at(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        across = _MARGIN + share * (self.width - 2 * _MARGIN)
        return round(self.width - across if self.is_mirrored else across, 1)


def calendar_ruler(stages: Sequence[Stage], *, today: date, language: str, said: str) -> Ruler | None:
    """The ruler of the stages that have dates, None where none has; `said` tells it in words."""
    days = [day for stage in stages for day in (stage.begins, stage.ends) if day]
    if not days:
        return None
    first, last = min(days) - _PAD, max(days) + _PAD
    if first - timedelta(days=60) <= today <= last + timedelta(days=60):
        first, last = min(first, today), max(last, today)
    scales = (_Scale(first, last, width, language in RIGHT_TO_LEFT) for width in (WIDE, NARROW))
    return Ruler(*(_drawn(stages, scale, today, said) for scale in scales))


def _drawn(stages: Sequence[Stage], scale: _Scale, today: date, said: str) -> SafeString:
    parts = [*_ruler(scale)]
    for stage in stages:
        parts += _stage(stage, scale)
    if scale.first <= today <= scale.last:
        at = scale.at(today)
        parts.append(f'<path class="calendar-today" d="M{at} 4V{_RULER + 10}"/>')
        parts.append(f'<circle class="calendar-today-dot" cx="{at}" cy="6" r="4"/>')
    # Numbers, class names of this file and names of months of Unicode's own: nothing that anybody typed.
    inside = mark_safe("".join(parts))  # noqa: S308
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', scale.width, _HEIGHT, said, inside
    )


def _stage(stage: Stage, scale: _Scale) -> Iterator[str]:
    if stage.begins is None or stage.ends is None:
        return
    row = _ROWS.get(stage.code, _ROW)
    start, end = sorted((scale.at(stage.begins), scale.at(stage.ends)))
    if stage.is_day:
        yield f'<path class="calendar-pin" d="M{start} {row - 4}V{_RULER}"/>'
        yield f'<path class="calendar-flag" d="M{start} {row - 10}l6 6-6 6-6-6z"/>'
        return
    css = f"calendar-bar calendar-{stage.tone} calendar-{stage.when}"
    wide = round(max(end - start, 3), 1)
    yield f'<rect class="{css}" x="{start}" y="{row}" width="{wide}" height="{_BAR}" rx="2"/>'


def _ruler(scale: _Scale) -> Iterator[str]:
    """The line, a long tick for each month with its name where there is room, short ones for weeks."""
    weeks = "".join(f"M{scale.at(day)} {_RULER}v4" for day in _mondays(scale))
    months = list(_months(scale))
    long = "".join(f"M{scale.at(day)} {_RULER}v10" for day in months)
    line = f"M{_MARGIN} {_RULER}H{scale.width - _MARGIN}"
    yield f'<path class="calendar-weeks" d="{weeks}"/><path class="calendar-rule" d="{line}{long}"/>'
    last: float | None = None
    for day in months:
        at = scale.at(day)
        is_inside = _LABEL / 2 <= at <= scale.width - _LABEL / 2
        if is_inside and (last is None or abs(at - last) >= _LABEL):
            yield f'<text class="calendar-month" x="{at}" y="{_RULER + 26}">{escape(_name(day))}</text>'
            last = at


def _mondays(scale: _Scale) -> Iterator[date]:
    day = scale.first + timedelta(days=(7 - scale.first.weekday()) % 7)
    while day <= scale.last:
        yield day
        day += timedelta(days=7)


def _months(scale: _Scale) -> Iterator[date]:
    day = scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _name(day: date) -> str:
    """The month, and the year where one begins."""
    return date_format(day, "M Y" if day.month == 1 else "M")
