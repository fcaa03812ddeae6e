"""Who climbed and who fell between two editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, pixel, rules, strong, texts, without_tips
from miqyas.reports.charts.layout import text_width
from miqyas.reports.charts.rank import rank_ticks
from miqyas.reports.charts.theme import BODY, CARD, CORAL, GREEN, INK, SECOND


@dataclass(frozen=True, slots=True)
class Climber:
    """A state's rank in two editions."""

    name: str
    before: int
    after: int

    @property
    def gained(self) -> int:
        """Places gained; below zero when places were lost."""
        return self.before - self.after


def climbers_chart(
    climbers: Sequence[Climber], *, editions: tuple[int, int], caption: Caption, drawing: Drawing
) -> Chart:
    """A row for each state: a ring at the earlier rank, an arrow to the later one, the places gained or lost.

    >>> chart = climbers_chart(
    ...     (Climber("Bahrain", 54, 18),),
    ...     editions=(2022, 2024),
    ...     caption=Caption("Up", ""),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows
    (('Bahrain', 54, 18, 36),)
    """
    narrow = drawing.width == "narrow"
    pitch = 44 if narrow else 30
    items = _key(editions)
    plot = Plot(
        drawing,
        height=pitch * len(climbers),
        start=20 if narrow else max(text_width(climber.name, size=BODY) for climber in climbers) + 24,
        end=20 if narrow else 60,
        top=10 + key_height(items, drawing=drawing),
        bottom=30,
    )
    ticks = rank_ticks(max(rank for climber in climbers for rank in (climber.before, climber.after)))
    axis = {"values": list(ticks), "format": "d", "orient": "bottom"}
    x = plot.x("rank", domain=(1, ticks[-1]), axis=axis)
    x["scale"]["reverse"] = not drawing.rtl
    levels = [pitch * (index + 1) - (10 if narrow else 15) for index in range(len(climbers))]
    spec = plot.spec(
        [
            *_moves(climbers, levels, x=x, drawing=drawing),
            *_labels(climbers, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    description = _describe(climbers, editions, drawing.language)
    return Chart(spec, caption, description, _table(climbers, editions, drawing.language), drawing)


def _key(editions: tuple[int, int]) -> list[KeyItem]:
    return [
        KeyItem(str(editions[0]), shape="circle", color=CARD, edge=SECOND, size=60),
        KeyItem(str(editions[1]), shape="circle", color=SECOND, edge=CARD, size=90),
    ]


def _moves(climbers: Sequence[Climber], levels: Sequence[float], *, x: Spec, drawing: Drawing) -> list[Spec]:
    """Lines from ring to dot: green and whole for gains, coral and dashed for losses."""
    layers: list[Spec] = []
    for climbed, color, dash in ((True, GREEN, {}), (False, CORAL, {"strokeDash": [4, 3]})):
        rows: list[Row] = [
            {
                "rank": climber.before,
                "after": climber.after,
                "py": level,
                "tip": _told(climber, drawing.language),
            }
            for climber, level in zip(climbers, levels, strict=True)
            if (climber.gained >= 0) is climbed
        ]
        ends = [{**row, "rank": row["after"]} for row in rows]
        layers += [
            rules(rows, x=x, x2={"field": "after"}, y=pixel("py"), color=color, strokeWidth=3, **dash),
            dots(without_tips(rows), x=x, y=pixel("py"), fill=CARD, stroke=color, strokeWidth=2, size=48),
            dots(ends, x=x, y=pixel("py"), fill=color, size=110),
        ]
    return layers


def _labels(climbers: Sequence[Climber], levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    """Names where reading begins, places gained where it ends; on a phone both above the line."""
    drawing = plot.drawing
    narrow = drawing.width == "narrow"
    begin = plot.from_start(-14 if narrow else 4 - plot.start)
    end = plot.from_start(plot.width + plot.end - 6)
    rise = 17 if narrow else 0
    names = [
        {"px": begin, "py": level - rise, "text": drawing.text(climber.name)}
        for climber, level in zip(climbers, levels, strict=True)
    ]
    layers = [texts(names, x=pixel("px"), y=pixel("py"), align=drawing.start, color=INK)]
    for climbed, color in ((True, GREEN), (False, CORAL)):
        moves = [
            {"px": end, "py": level - rise, "text": format_number(climber.gained, "signed_rank")}
            for climber, level in zip(climbers, levels, strict=True)
            if (climber.gained >= 0) is climbed
        ]
        layers.append(strong(moves, x=pixel("px"), y=pixel("py"), align=drawing.end, color=color))
    return layers


def _told(climber: Climber, language: str) -> str:
    before, after = climber.before, climber.after
    return say("chart.climbers.tip", language=language, name=climber.name, before=before, after=after)


def _describe(climbers: Sequence[Climber], editions: tuple[int, int], language: str) -> str:
    first, last = (str(edition) for edition in editions)
    parts = say("chart.list.comma", language=language).join(_told(climber, language) for climber in climbers)
    return say("chart.climbers.description", language=language, first=first, last=last, parts=parts)


def _table(climbers: Sequence[Climber], editions: tuple[int, int], language: str) -> Table:
    columns = (
        Column(say("chart.column.state", language=language)),
        *(Column(str(edition), "rank") for edition in editions),
        Column(say("chart.column.change", language=language), "signed_rank"),
    )
    rows = tuple((climber.name, climber.before, climber.after, climber.gained) for climber in climbers)
    return Table(columns, rows)
