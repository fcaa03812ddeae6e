"""A frontier: the most that can be had for each amount spent, and where what there is stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Spec, dots, paths, pixel, rules, strong, texts, without_tips
from miqyas.reports.charts.layout import round_ticks, text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import CARD, CORAL, SEA, SECOND, SMALL, TICK

_HEIGHTS: Final = {"wide": 320, "page": 300, "half": 280, "narrow": 240}


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A budget and the most that it buys; `here` is the one there is."""

    budget: float
    gain: float
    words: str = ""
    here: bool = False


def frontier_chart(points: Sequence[FrontierPoint], *, caption: Caption, drawing: Drawing) -> Chart:
    """Gain against budget, the budget there is in coral.

    >>> points = (FrontierPoint(80, 0.02), FrontierPoint(100, 0.03, here=True))
    >>> chart = frontier_chart(points, caption=Caption("A fifth more buys 0.01", ""), drawing=Drawing("en"))
    >>> chart.table.rows
    ((80, 0.02, ''), (100, 0.03, ''))
    """
    if not points:
        raise ValueError("a frontier needs a point")
    narrow = drawing.width == "narrow"
    plot = Plot(drawing, height=_HEIGHTS[drawing.width], start=58, end=26, top=34, bottom=56)
    across = round_ticks(0, max(*(point.budget for point in points), 1e-9), at_most=4 if narrow else 8)
    up = round_ticks(0, max(*(point.gain for point in points), 1e-4), at_most=5)
    x = plot.x("budget", domain=(across[0], across[-1]), axis={"values": list(across), "format": ",~f"})
    decimals = ".2f" if up[1] - up[0] > 0.009 else ".3f" if up[1] - up[0] > 0.0009 else ".4f"
    y = plot.y("gain", domain=(up[0], up[-1]), axis={"values": list(up), "format": decimals})
    rows = [_row(point, drawing.language) for point in points]
    here = [_row(point, drawing.language) for point in points if point.here]
    spec = plot.spec(
        [
            *_here(here, x=x, y=y),
            paths(
                [{**row, "n": 0} for row in without_tips(rows)], x=x, y=y, by="n", color=SEA, strokeWidth=2.5
            ),
            dots(rows, x=x, y=y, fill=CARD, stroke=SEA, strokeWidth=2, size=46),
            dots(here, x=x, y=y, fill=CORAL, size=130),
            *_labels(here, x=x, y=y, plot=plot),
            *_axis_names(plot=plot),
        ]
    )
    return Chart(
        spec,
        caption,
        _describe(points, drawing.language),
        _table(points, drawing.language),
        drawing,
        Native("line", (NativeSeries(1, SEA),)),
    )


def _row(point: FrontierPoint, language: str) -> Spec:
    tip = say(
        "chart.frontier.tip", language=language, budget=point.budget, gain=point.gain, words=point.words
    )
    return {"budget": point.budget, "gain": point.gain, "tip": tip}


def _here(here: Sequence[Spec], *, x: Spec, y: Spec) -> list[Spec]:
    lines = [{"budget": row["budget"], "gain": 0, "to": row["gain"]} for row in here]
    return [rules(lines, x=x, y=y, y2={"field": "to"}, color=TICK, strokeDash=[3, 3])]


def _labels(here: Sequence[Spec], *, x: Spec, y: Spec, plot: Plot) -> list[Spec]:
    rows = [
        {"budget": row["budget"], "gain": row["gain"], "text": format_number(row["gain"], "signed3")}
        for row in here
    ]
    return [strong(rows, x=x, y=y, dy=-18, dx=-10 * plot.drawing.forward, color=CORAL)]


def _axis_names(*, plot: Plot) -> list[Spec]:
    drawing, at = plot.drawing, {"x": pixel("px"), "y": pixel("py")}
    budget = say("chart.frontier.budget", language=drawing.language)
    gain = say("chart.frontier.gain", language=drawing.language)
    below = [{"px": plot.from_start(plot.width), "py": plot.height + 42, "text": drawing.text(budget)}]
    offset = min(plot.start - 4, text_width(gain, size=SMALL))
    above = [{"px": plot.from_start(-offset), "py": -20, "text": drawing.text(gain)}]
    return [
        texts(below, **at, align=drawing.end, color=SECOND, fontSize=SMALL),
        texts(above, **at, align=drawing.start, color=SECOND, fontSize=SMALL),
    ]


def _describe(points: Sequence[FrontierPoint], language: str) -> str:
    first, last = points[0], points[-1]
    return say(
        "chart.frontier.description",
        language=language,
        n=len(points),
        low=first.budget,
        low_gain=first.gain,
        high=last.budget,
        high_gain=last.gain,
    )


def _table(points: Sequence[FrontierPoint], language: str) -> Table:
    columns = (
        Column(say("chart.frontier.budget", language=language), "raw"),
        Column(say("chart.frontier.gain", language=language), "signed"),
        Column(say("chart.frontier.changed", language=language)),
    )
    return Table(columns, tuple((point.budget, point.gain, point.words) for point in points))
