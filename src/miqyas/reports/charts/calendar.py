"""A calendar of tasks: a bar for each from its first day to its last, against the windows that it aims at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Spec, dots, layer, pixel, rules, texts
from miqyas.reports.charts.layout import text_width, wrap
from miqyas.reports.charts.theme import BODY, BRASS, INK, LINE, SEA, SECOND, SLATE, SMALL, TICK

Sure = Literal["certain", "uncertain", "late"]
LOOK: Final[dict[Sure, tuple[str, str]]] = {
    "certain": (SEA, "circle"),
    "uncertain": (BRASS, "diamond"),
    "late": (SLATE, "triangle-down"),
}
_BAR: Final = 10
_LINE: Final = 16
_LABEL: Final = 330
"""Pixels that names may take beside the bars."""


@dataclass(frozen=True, slots=True)
class CalendarBar:
    """A task: its name, its days, and whether what it brings counts in the first window."""

    label: str
    begins: dt.date
    ends: dt.date
    sure: Sure


@dataclass(frozen=True, slots=True)
class CalendarWindow:
    """A time in which results are looked for."""

    label: str
    opens: dt.date
    closes: dt.date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Tasks in the order in which they are drawn, the first days of periods and the last day of all."""

    bars: tuple[CalendarBar, ...]
    windows: tuple[CalendarWindow, ...]
    periods: tuple[dt.date, ...]
    ends: dt.date

    def __post_init__(self) -> None:
        if not self.bars or not self.periods:
            raise ValueError("a calendar needs a task and a period")

    @property
    def begins(self) -> dt.date:
        """The first day."""
        return self.periods[0]


def task_calendar(data: Calendar, *, caption: Caption, drawing: Drawing) -> Chart:
    """Time runs as the language reads; on a phone names stand above their bars.

    >>> day = dt.date(2027, 1, 1)
    >>> data = Calendar(
    ...     (CalendarBar("Search", day, dt.date(2027, 3, 31), "certain"),), (), (day,), dt.date(2027, 6, 30)
    ... )
    >>> task_calendar(data, caption=Caption("One thing to do", ""), drawing=Drawing("en")).table.rows
    (('Search', '2027-01-01', '2027-03-31', 'counts in full'),)
    """
    narrow = drawing.width == "narrow"
    room = drawing.pixels - 16 if narrow else _LABEL
    names = [wrap(bar.label, size=BODY, width=room) for bar in data.bars]
    widest = max(text_width(line, size=BODY) for lines in names for line in lines)
    items = _key(data, drawing.language)
    pitches = [_pitch(lines, narrow=narrow) for lines in names]
    plot = Plot(
        drawing,
        height=sum(pitches) + 8,
        start=10 if narrow else min(widest, _LABEL) + 24,
        end=14,
        top=30 + key_height(items, drawing=drawing),
        bottom=34,
    )
    tops = [8 + sum(pitches[:at]) for at in range(len(pitches))]
    levels = [
        top + (_LINE * len(lines) + 8 if narrow else pitch / 2 - 4)
        for top, pitch, lines in zip(tops, pitches, names, strict=True)
    ]
    spec = plot.spec(
        [
            *_windows(data, plot=plot),
            *_periods(data, plot=plot),
            *_bars(data, levels, plot=plot),
            *_names(names, tops, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    return Chart(spec, caption, _describe(data, drawing.language), _table(data, drawing.language), drawing)


def _pitch(lines: Sequence[str], *, narrow: bool) -> float:
    return _LINE * len(lines) + 26 if narrow else max(28, _LINE * len(lines) + 12)


def _at(day: dt.date, data: Calendar, plot: Plot) -> float:
    """Pixels of the beginning of a day from where reading begins."""
    whole = (data.ends - data.begins).days + 1
    return plot.width * min(max((day - data.begins).days / whole, 0.0), 1.0)


def _windows(data: Calendar, *, plot: Plot) -> list[Spec]:
    """A band for each window that lies within the calendar, with its name above."""
    language = plot.drawing.language
    bands, labels = [], []
    for window in data.windows:
        low, high = _at(window.opens, data, plot), _at(window.closes + dt.timedelta(days=1), data, plot)
        if high - low < 1:
            continue
        tip = say(
            "chart.calendar.window",
            language=language,
            name=window.label,
            opens=window.opens.isoformat(),
            closes=window.closes.isoformat(),
        )
        bands.append(
            {
                "px": plot.from_start(low),
                "to": plot.from_start(high),
                "py": -4,
                "py2": plot.height,
                "tip": tip,
            }
        )
        middle = min(max((low + high) / 2, 40), plot.width - 40)
        labels.append({"px": plot.from_start(middle), "py": -16, "text": plot.drawing.text(window.label)})
    at = {"x": pixel("px"), "y": pixel("py")}
    return [
        layer({"type": "rect", "color": LINE}, bands, **at, x2={"field": "to"}, y2={"field": "py2"}),
        texts(labels, **at, color=INK, fontSize=SMALL, fontWeight=600),
    ]


def _periods(data: Calendar, *, plot: Plot) -> list[Spec]:
    """A thin line where a period begins, and its month where there is room."""
    lines = [
        {"px": plot.from_start(_at(day, data, plot)), "py": 0, "to": plot.height}
        for day in (*data.periods, data.ends + dt.timedelta(days=1))
    ]
    labels = []
    free = -1e9
    for day in data.periods:
        place = _at(day, data, plot)
        if place >= free:
            labels.append({"px": plot.from_start(place), "py": plot.height + 16, "text": f"{day:%Y/%m}"})
            free = place + text_width("0000/00", size=SMALL) + 10
    at = {"x": pixel("px"), "y": pixel("py")}
    return [
        rules(lines, **at, y2={"field": "to"}, color=TICK, strokeWidth=1),
        texts(labels, **at, align=plot.drawing.start, color=SECOND, fontSize=SMALL),
    ]


def _bars(data: Calendar, levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    """A bar a task, and a mark on the day it goes live that says whether it counts."""
    layers: list[Spec] = []
    at = {"x": pixel("px"), "y": pixel("py")}
    for sure, (color, shape) in LOOK.items():
        pieces, ends = [], []
        for bar, level in zip(data.bars, levels, strict=True):
            if bar.sure != sure:
                continue
            low, high = _at(bar.begins, data, plot), _at(bar.ends + dt.timedelta(days=1), data, plot)
            tip = say(
                "chart.calendar.tip",
                language=plot.drawing.language,
                name=bar.label,
                begins=bar.begins.isoformat(),
                ends=bar.ends.isoformat(),
                sure=say(f"chart.calendar.{sure}", language=plot.drawing.language),
            )
            pieces.append(
                {
                    "px": plot.from_start(low + 1),
                    "to": plot.from_start(high - 1),
                    "py": level - _BAR / 2,
                    "py2": level + _BAR / 2,
                    "tip": tip,
                }
            )
            ends.append({"px": plot.from_start(high - 2), "py": level})
        layers += [
            layer({"type": "rect", "color": color}, pieces, **at, x2={"field": "to"}, y2={"field": "py2"}),
            dots(ends, **at, fill=color, shape=shape, size=120, strokeWidth=1.5),
        ]
    return layers


def _names(
    names: Sequence[Sequence[str]], tops: Sequence[float], levels: Sequence[float], *, plot: Plot
) -> list[Spec]:
    drawing = plot.drawing
    narrow = drawing.width == "narrow"
    begin = plot.from_start(0 if narrow else 6 - plot.start)
    rows = []
    for lines, top, level in zip(names, tops, levels, strict=True):
        first = top + 6 if narrow else level - _LINE * (len(lines) - 1) / 2
        rows += [
            {"px": begin, "py": first + _LINE * at, "text": drawing.text(line)}
            for at, line in enumerate(lines)
        ]
    return [texts(rows, x=pixel("px"), y=pixel("py"), align=drawing.start, color=INK)]


def _key(data: Calendar, language: str) -> list[KeyItem]:
    met = {bar.sure for bar in data.bars}
    return [
        KeyItem(say(f"chart.calendar.{sure}", language=language), shape=shape, color=color)
        for sure, (color, shape) in LOOK.items()
        if sure in met
    ]


def _describe(data: Calendar, language: str) -> str:
    return say(
        "chart.calendar.description",
        language=language,
        n=len(data.bars),
        begins=data.begins.isoformat(),
        ends=data.ends.isoformat(),
    )


def _table(data: Calendar, language: str) -> Table:
    heads = ("task", "begins", "ends", "sure")
    columns = tuple(Column(say(f"chart.calendar.column.{head}", language=language)) for head in heads)
    rows = tuple(
        (
            bar.label,
            bar.begins.isoformat(),
            bar.ends.isoformat(),
            say(f"chart.calendar.{bar.sure}", language=language),
        )
        for bar in data.bars
    )
    return Table(columns, rows)
