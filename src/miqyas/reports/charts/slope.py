"""Who climbed and who fell between two editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, paths, pixel, rules, strong, texts, without_tips
from miqyas.reports.charts.layout import spread, text_width
from miqyas.reports.charts.rank import rank_ticks
from miqyas.reports.charts.theme import BODY, CARD, CORAL, GREEN, INK, LINE, STRONG

_PITCH = 19


@dataclass(frozen=True, slots=True)
class Climber:
    """A state's rank in two editions."""

    name: str
    before: int
    after: int


def slope(
    climbers: Sequence[Climber], *, editions: tuple[int, int], caption: Caption, drawing: Drawing
) -> Chart:
    """Ranks in two editions joined by lines: green where a state climbed, coral and dashed where it fell.

    >>> chart = slope(
    ...     (Climber("Bahrain", 54, 18),), editions=(2022, 2024), caption=Caption("Up", ""), drawing=Drawing("en")
    ... )
    >>> chart.table.rows
    (('Bahrain', 54, 18, 36),)
    """
    worst = max(rank for climber in climbers for rank in (climber.before, climber.after))
    room = max(text_width(f"000 {climber.name}", size=BODY) for climber in climbers) + 16
    height = max(240, len(climbers) * (_PITCH + 6))
    plot = Plot(drawing, height=height, start=44, end=room + 6, top=34, bottom=16)
    low = rank_ticks(worst)[-1] if worst > 1 else 5
    at = {"x": pixel("px"), "y": pixel("py")}
    spec = plot.spec(
        [
            rules([{"px": plot.across(side), "py": 0, "to": height} for side in (0, 1)], **at, y2={"field": "to"}, color=LINE),
            *_heads(editions, plot=plot),
            *_lines(climbers, low=low, plot=plot),
            *_labels(climbers, low=low, plot=plot),
        ]
    )
    return Chart(
        spec, caption, _describe(climbers, editions, drawing.language), _table(climbers, editions, drawing), drawing
    )


def _down(rank: int, *, low: int, plot: Plot) -> float:
    return round((rank - 1) / (low - 1) * plot.height, 1)


def _heads(editions: tuple[int, int], *, plot: Plot) -> list[Spec]:
    rows = [{"px": plot.across(side), "py": -20, "text": str(editions[side])} for side in (0, 1)]
    return [texts(rows, x=pixel("px"), y=pixel("py"), fontSize=STRONG)]


def _lines(climbers: Sequence[Climber], *, low: int, plot: Plot) -> list[Spec]:
    language, at = plot.drawing.language, {"x": pixel("px"), "y": pixel("py")}
    layers: list[Spec] = []
    for climbed, color, dash in ((True, GREEN, {}), (False, CORAL, {"strokeDash": [5, 3]})):
        rows: list[Row] = []
        for climber in climbers:
            if (climber.after <= climber.before) is climbed:
                tip = say(
                    "chart.climbers.tip",
                    language=language, name=climber.name, before=climber.before, after=climber.after,
                )  # fmt: skip
                rows += [
                    {"px": plot.across(side), "py": _down(rank, low=low, plot=plot), "n": climber.name, "tip": tip}
                    for side, rank in ((0, climber.before), (1, climber.after))
                ]
        layers += [
            paths(rows, **at, by="n", color=color, **dash),
            dots(without_tips(rows), **at, fill=CARD, stroke=color, strokeWidth=2, size=36),
        ]
    return layers


def _labels(climbers: Sequence[Climber], *, low: int, plot: Plot) -> list[Spec]:
    """Ranks on the side of the first edition, ranks and names on that of the last."""
    drawing, at = plot.drawing, {"x": pixel("px"), "y": pixel("py")}
    ends = ((0, -10, [climber.before for climber in climbers]), (1, 10, [climber.after for climber in climbers]))
    layers: list[Spec] = []
    for side, gap, ranks in ends:
        wanted = [_down(rank, low=low, plot=plot) for rank in ranks]
        places = spread(wanted, gap=_PITCH, low=0, high=plot.height)
        px = plot.across(side) + gap * drawing.forward
        numbers = [{"px": px, "py": place, "text": str(rank)} for place, rank in zip(places, ranks, strict=True)]
        layers.append(strong(numbers, **at, align=drawing.start if side else drawing.end))
        if side:
            px += (text_width("000", size=BODY) + 8) * drawing.forward
            names = [
                {"px": px, "py": place, "text": drawing.text(climber.name)}
                for place, climber in zip(places, climbers, strict=True)
            ]
            layers.append(texts(names, **at, align=drawing.start, color=INK))
    return layers


def _describe(climbers: Sequence[Climber], editions: tuple[int, int], language: str) -> str:
    parts = [
        say("chart.climbers.tip", language=language, name=item.name, before=item.before, after=item.after)
        for item in climbers
    ]
    joined = say("chart.list.comma", language=language).join(parts)
    return say(
        "chart.climbers.description", language=language, first=str(editions[0]), last=str(editions[1]), parts=joined
    )


def _table(climbers: Sequence[Climber], editions: tuple[int, int], drawing: Drawing) -> Table:
    columns = (
        Column(say("chart.column.state", language=drawing.language)),
        *(Column(str(edition), "rank") for edition in editions),
        Column(say("chart.column.change", language=drawing.language), "signed_rank"),
    )
    rows = tuple((item.name, item.before, item.after, item.before - item.after) for item in climbers)
    return Table(columns, rows)
