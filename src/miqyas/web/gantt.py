"""The roadmap over time: a drawing for each branch beside the names of its items, and the axis above all.

Places along time are percentages and places down are pixels, so that the drawing stretches with the page
while its letters and lines do not. The list beside it says everything that is drawn; a phone shows the list
alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from miqyas.analysis.portfolio.model import Aim
from miqyas.analysis.schedule import Timed
from miqyas.analysis.schedule.window import GoLive, Standing
from miqyas.kernel.text import PSEUDO_LANGUAGE, RIGHT_TO_LEFT, isolate_right_to_left, pseudo
from miqyas.web.along import Along
from miqyas.web.words import current_language, say_here

ROW: Final = 52
"""Pixels of a row; the style sheet gives the list beside it the same."""
_BAR: Final = 14
_TOP: Final = 12
_MIDDLE: Final = _TOP + _BAR // 2
_LINE: Final = _TOP + _BAR + 7
AXIS: Final = 44
_MOST_LABELS: Final = 10
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60)
_YEAR: Final = 12
_EDGE: Final = 2.5
"""Percent at either end in which a label has no room."""
_MARGIN: Final = dt.timedelta(days=12)
_MILESTONE: Final = "M0-8 8 0 0 8-8 0z"
_SHAPES: Final[Mapping[Standing, str]] = {
    "live": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0",
    "before": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0",
    "at_risk": "M0-7 7 0 0 7-7 0z",
    "in_window": "M-6-5H6L0 6z",
    "too_late": "M-5-5 5 5M5-5-5 5",
}


@dataclass(frozen=True)
class Scene:
    """What all drawings of a page share: time, the window, today."""

    along: Along
    begins: dt.date
    ends: dt.date
    aim: Aim
    today: dt.date

    def at(self, day: dt.date) -> float:
        """Percent from the left of the beginning of a day."""
        return self.along.at(day.toordinal())

    def span(self, first: dt.date, last: dt.date) -> tuple[float, float]:
        """Left side and width of days, both included."""
        return self.along.between(first.toordinal(), last.toordinal() + 1)


def scene_of(timed: Sequence[Timed], *, aim: Aim, today: dt.date) -> Scene:
    """Time from a little before the first day to a little after the last, today and the window inside."""
    days = [today, aim.opens, aim.closes]
    for one in timed:
        days += [one.start, one.finish, *one.planned, *(one.task.baseline or ())]
    begins, ends = min(days) - _MARGIN, max(days) + _MARGIN
    return Scene(Along(begins.toordinal(), ends.toordinal(), current_language()), begins, ends, aim, today)


def axis(scene: Scene) -> SafeString:
    """Months or years, the window by its name, and today."""
    labels = format_html_join(
        "",
        '<text class="gantt-label" x="{}%" y="{}">{}</text>',
        ((scene.at(day), AXIS - 8, _drawn(words)) for day, words in _labels(scene)),
    )
    left, width = scene.span(scene.aim.opens, scene.aim.closes)
    window = format_html(
        '<rect class="gantt-window" x="{}%" y="0" width="{}%" height="{}"/>'
        '<text class="gantt-window-label" x="{}%" y="14">{}</text>',
        left, width, AXIS, round(left + width / 2, 2),
        _drawn(say_here("roadmap_time.window_short", edition=scene.aim.edition)),
    )  # fmt: skip
    now = format_html(
        '<text class="gantt-today-label" x="{}%" y="14">{}</text>',
        scene.at(scene.today),
        _drawn(say_here("roadmap_time.today")),
    )
    return format_html(
        '<svg class="gantt-svg" width="100%" height="{}" aria-hidden="true" focusable="false">{}{}{}{}</svg>',
        AXIS, window, labels, now, _today(scene, AXIS, top=18),
    )  # fmt: skip


def _drawn(words: str) -> str:
    """Words in a drawing, whose base is left to right."""
    return isolate_right_to_left(words) if current_language() in RIGHT_TO_LEFT else words


def branch_drawing(timed: Sequence[Timed], lives: Mapping[str, GoLive], scene: Scene) -> SafeString:
    """The rows of a branch: window and today behind them, what waits for what between them."""
    height = ROW * len(timed)
    left, width = scene.span(scene.aim.opens, scene.aim.closes)
    window = format_html(
        '<rect class="gantt-window" x="{}%" y="0" width="{}%" height="{}"/>', left, width, height
    )
    grid = format_html_join(
        "",
        '<line class="gantt-grid" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>',
        ((scene.at(day), height) for day, _ in _labels(scene)),
    )
    rows = [_row(one, lives.get(one.task.id), scene, top=ROW * place) for place, one in enumerate(timed)]
    parts = mark_safe("".join([window, grid, *_links(timed, scene), *rows, _today(scene, height)]))  # noqa: S308
    return format_html(
        '<svg class="gantt-svg" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        height,
        parts,
    )


def _today(scene: Scene, height: int, *, top: int = 0) -> SafeString:
    at = scene.at(scene.today)
    return format_html('<line class="gantt-today" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', at, at, top, height)


def _row(one: Timed, live: GoLive | None, scene: Scene, *, top: int) -> SafeString:
    look = f"gantt-{one.task.state}" + (" gantt-critical" if one.is_critical else "")
    left, width = scene.span(one.start, one.finish)
    if not one.task.duration:
        return format_html(
            '{}<svg x="{}%" y="{}" overflow="visible"><path class="gantt-milestone {}" d="{}"/></svg>',
            _line(one, scene, top=top), scene.at(one.finish + dt.timedelta(days=1)), top + _MIDDLE, look,
            _MILESTONE,
        )  # fmt: skip
    parts = [
        _line(one, scene, top=top),
        format_html(
            '<rect class="gantt-bar {}" x="{}%" y="{}" width="{}%" height="{}" rx="2">'
            "<title>{}</title></rect>",
            look, left, top + _TOP, width, _BAR, one.task.name.in_language(current_language()),
        ),
    ]  # fmt: skip
    done = 1.0 if one.task.ended else one.task.progress or 0.0
    if done and not one.task.ended:
        until = one.start + (one.finish - one.start) * done
        begin, wide = scene.span(one.start, until)
        parts.append(
            format_html(
                '<rect class="gantt-so-far" x="{}%" y="{}" width="{}%" height="6"/>',
                begin, top + _TOP + 4, wide,
            )
        )  # fmt: skip
    if live is not None:
        parts.append(
            format_html(
                '<svg x="{}%" y="{}" overflow="visible">'
                '<path class="gantt-live gantt-live-{}" d="{}"/></svg>',
                scene.at(live.live + dt.timedelta(days=1)), top + _MIDDLE, live.standing,
                _SHAPES[live.standing],
            )
        )  # fmt: skip
    return mark_safe("".join(parts))  # noqa: S308


def _line(one: Timed, scene: Scene, *, top: int) -> SafeString:
    """The thin line below the bar: the days as agreed, dashed where only the plan has days."""
    first, last = one.task.baseline or one.planned
    left, width = scene.span(first, last)
    return format_html(
        '<line class="gantt-{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>',
        "baseline" if one.task.baseline else "planned",
        left, round(left + width, 2), top + _LINE, top + _LINE,
    )  # fmt: skip


def _links(timed: Sequence[Timed], scene: Scene) -> Iterator[SafeString]:
    """From the end of what comes before down, or up, and along to the beginning of what waits for it."""
    places = {one.task.id: place for place, one in enumerate(timed)}
    for place, one in enumerate(timed):
        for link in one.task.after:
            if link.before not in places:
                continue
            before = timed[places[link.before]]
            is_tight = before.is_critical and one.is_critical and one.driver == link.before
            out, into = scene.at(before.finish + dt.timedelta(days=1)), scene.at(one.start)
            above, below = (ROW * at + _MIDDLE for at in (places[link.before], place))
            yield format_html(
                '<line class="{0}" x1="{1}%" x2="{1}%" y1="{2}" y2="{3}"/>'
                '<line class="{0}" x1="{1}%" x2="{4}%" y1="{3}" y2="{3}"/>'
                '<circle class="gantt-joint" cx="{4}%" cy="{3}" r="2.5"/>',
                "gantt-link gantt-link-critical" if is_tight else "gantt-link",
                out, above, below, into,
            )  # fmt: skip


def _labels(scene: Scene) -> list[tuple[dt.date, str]]:
    """First days of months or years with what they are called, no more than there is room for."""
    months = (scene.ends.year - scene.begins.year) * _YEAR + scene.ends.month - scene.begins.month
    step = next((one for one in _MONTHS if months / one <= _MOST_LABELS), _MONTHS[-1])
    found = []
    for number in range(months + 1):
        month = scene.begins.month - 1 + number
        day = dt.date(scene.begins.year + month // _YEAR, month % _YEAR + 1, 1)
        if _EDGE < scene.at(day) < 100 - _EDGE and (day.month - 1 + day.year * _YEAR) % step == 0:
            found.append((day, str(day.year) if step >= _YEAR else _month(day)))
    return found


def _month(day: dt.date) -> str:
    """The name of a month, with its year where one begins; the calendar knows no made-up language."""
    words = date_format(day, "M Y" if day.month == 1 else "M")
    return pseudo(words) if current_language() == PSEUDO_LANGUAGE else words
