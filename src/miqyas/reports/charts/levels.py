"""How a level, or the mean of levels, came to what it is: a line over days, named steps at its side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import isolate
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, paths, pixel, rules, texts, without_tips
from miqyas.reports.charts.layout import not_crowded, text_width
from miqyas.reports.charts.theme import BODY, CARD, LINE, SEA, SECOND, SMALL

_HEIGHTS: Final = {"wide": 240, "page": 230, "half": 220, "narrow": 200}
_AIR: Final = 14
"""Pixels free at both ends of the line."""
Point = tuple[dt.date, float]


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """Values of days, oldest first, between 0 and the number of the last level; `levels` from 0 up."""

    name: str
    levels: tuple[str, ...]
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a history needs a day")


def mean_levels(data: LevelHistory, *, caption: Caption, drawing: Drawing) -> Chart:
    """The mean of many: a straight line from each day to the next.

    >>> day = dt.date(2026, 1, 31)
    >>> data = LevelHistory("Health", ("below", "emerging"), ((day, 0.5), (dt.date(2026, 2, 28), 0.75)))
    >>> mean_levels(data, caption=Caption("Up by 0.25", ""), drawing=Drawing("en")).table.rows
    (('2026-01-31', 0.5), ('2026-02-28', 0.75))
    """
    return _chart(data, data.points, caption=caption, drawing=drawing)


def level_steps(data: LevelHistory, *, caption: Caption, drawing: Drawing) -> Chart:
    """The level of one: it stays until the day on which it becomes another.

    >>> day = dt.date(2026, 1, 31)
    >>> data = LevelHistory("Birth", ("below", "emerging"), ((day, 0.0), (dt.date(2026, 2, 28), 1.0)))
    >>> len(level_steps(data, caption=Caption("Emerging now", ""), drawing=Drawing("en")).table.rows)
    2
    """
    return _chart(data, tuple(_held(data.points)), caption=caption, drawing=drawing)


def _held(points: Sequence[Point]) -> Iterator[Point]:
    """With a corner wherever a value ends."""
    for at, (day, value) in enumerate(points):
        if at:
            yield day, points[at - 1][1]
        yield day, value


def _chart(data: LevelHistory, way: Sequence[Point], *, caption: Caption, drawing: Drawing) -> Chart:
    names = max(text_width(name, size=BODY) for name in data.levels) + 22
    plot = Plot(drawing, height=_HEIGHTS[drawing.width], start=names, end=16, top=12, bottom=40)
    rows = [_row(point, data=data, plot=plot) for point in data.points]
    line = [{**_place(point, data=data, plot=plot), "n": "line"} for point in way]
    at = {"x": pixel("px"), "y": pixel("py")}
    spec = plot.spec(
        [
            *_grid(data, plot=plot),
            *_days(data, plot=plot),
            paths(without_tips(line), **at, by="n", color=SEA, strokeWidth=2.5),
            dots(rows[:-1], **at, fill=CARD, stroke=SEA, strokeWidth=2, size=36),
            dots(rows[-1:], **at, fill=SEA, size=130),
        ]
    )
    return Chart(spec, caption, _describe(data, drawing.language), _table(data, drawing.language), drawing)


def _place(point: Point, *, data: LevelHistory, plot: Plot) -> Row:
    day, value = point
    return {"px": plot.from_start(_along(day, data, plot)), "py": _down(value, data, plot)}


def _along(day: dt.date, data: LevelHistory, plot: Plot) -> float:
    """Pixels of a day from where reading begins."""
    first, last = data.points[0][0], data.points[-1][0]
    whole = (last - first).days
    share = (day - first).days / whole if whole else 0.5
    return _AIR + share * (plot.width - 2 * _AIR)


def _down(value: float, data: LevelHistory, plot: Plot) -> float:
    return plot.height * (1 - value / (len(data.levels) - 1))


def _row(point: Point, *, data: LevelHistory, plot: Plot) -> Row:
    day, value = point
    tip = say(
        "chart.levels.tip",
        language=plot.drawing.language,
        name=data.name,
        on=day.isoformat(),
        value=format_number(value, "hundredths"),
    )
    return {**_place(point, data=data, plot=plot), "tip": tip}


def _grid(data: LevelHistory, *, plot: Plot) -> list[Spec]:
    """A line for each level with its name."""
    levels = [(name, _down(number, data, plot)) for number, name in enumerate(data.levels)]
    edges = [{"px": 0, "to": plot.width, "py": down} for _, down in levels]
    names = [
        {"px": plot.from_start(-12), "py": down, "text": plot.drawing.text(name)} for name, down in levels
    ]
    at = {"x": pixel("px"), "y": pixel("py")}
    return [
        rules(edges, **at, x2={"field": "to"}, color=LINE),
        texts(names, **at, align=plot.drawing.end, color=SECOND, fontSize=BODY),
    ]


def _days(data: LevelHistory, *, plot: Plot) -> list[Spec]:
    """The last day, the first, and those between them that find room."""
    days = [day for day, _ in data.points]
    wanted = list(dict.fromkeys([days[-1], days[0], *reversed(days[1:-1])]))
    width = text_width("31/12/2026", size=SMALL)
    places = [
        min(max(_along(day, data, plot), width / 2 - 12), plot.width - width / 2 + 12) for day in wanted
    ]
    kept = not_crowded(((place, width) for place in places), gap=14)
    rows = [
        {
            "px": plot.from_start(places[index]),
            "py": plot.height + 22,
            "text": isolate(f"{wanted[index]:%d/%m/%Y}"),
        }
        for index in kept
    ]
    return [texts(rows, x=pixel("px"), y=pixel("py"), align="center", color=SECOND, fontSize=SMALL)]


def _describe(data: LevelHistory, language: str) -> str:
    (first, before), (last, after) = data.points[0], data.points[-1]
    return say(
        "chart.levels.description",
        language=language,
        name=data.name,
        first=first.isoformat(),
        before=format_number(before, "hundredths"),
        last=last.isoformat(),
        after=format_number(after, "hundredths"),
    )


def _table(data: LevelHistory, language: str) -> Table:
    columns = (
        Column(say("chart.column.day", language=language)),
        Column(say("chart.column.level", language=language), "hundredths"),
    )
    return Table(columns, tuple((day.isoformat(), value) for day, value in data.points))
