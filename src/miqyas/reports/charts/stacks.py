"""Totals and what they are made of: a bar for each row, its parts one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Row, Spec, layer, pixel, strong, texts
from miqyas.reports.charts.layout import text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import BODY, BRASS, INK, PALM, SEA, SLATE

_COLORS = (SEA, PALM, BRASS, SLATE)
_BAR = 16


@dataclass(frozen=True, slots=True)
class Stack:
    """A row: its name and the size of each part (0 or more), in the order of the chart's parts."""

    label: str
    parts: tuple[float, ...]

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Stacks:
    """Up to four named parts, and the rows that are made of them; `kind` is the kind of number shown."""

    names: tuple[str, ...]
    rows: tuple[Stack, ...]
    kind: str = "percent"

    @property
    def is_divided(self) -> bool:
        """Whether there is more than one part, so that a total and a key say more than the bars."""
        return len(self.names) > 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= len(_COLORS):
            raise ValueError(f"up to {len(_COLORS)} parts can be told apart, not {len(self.names)}")
        if not self.rows or any(len(row.parts) != len(self.names) for row in self.rows):
            raise ValueError("each row needs a size for each part, and there has to be a row")


def stacked_bars(stacks: Stacks, *, caption: Caption, drawing: Drawing) -> Chart:
    """A bar for each row, beginning where reading begins, its total behind it.

    >>> stacks = Stacks(("needed", "alike"), (Stack("Estonia", (0.3, 0.1)),))
    >>> chart = stacked_bars(stacks, caption=Caption("Estonia comes first", ""), drawing=Drawing("en"))
    >>> chart.table.rows
    (('Estonia', 0.4, 0.3, 0.1),)
    """
    narrow = drawing.width == "narrow"
    pitch = 46 if narrow else 32
    named = enumerate(stacks.names) if stacks.is_divided else ()
    items = [KeyItem(name, shape="square", color=_COLORS[at]) for at, name in named]
    widest = max(text_width(row.label, size=BODY) for row in stacks.rows)
    plot = Plot(
        drawing,
        height=pitch * len(stacks.rows),
        start=8 if narrow else widest + 20,
        end=60,
        top=10 + key_height(items, drawing=drawing),
        bottom=6,
    )
    levels = [pitch * (at + 1) - (12 if narrow else 16) for at in range(len(stacks.rows))]
    spec = plot.spec(
        [
            *_bars(stacks, levels, plot=plot),
            *_labels(stacks, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    first = 2 if stacks.is_divided else 1
    parts = tuple(NativeSeries(at + first, _COLORS[at]) for at in range(len(stacks.names)))
    return Chart(
        spec,
        caption,
        _describe(stacks, drawing.language),
        _table(stacks, drawing.language),
        drawing,
        Native("stacked", parts),
    )


def _scale(stacks: Stacks, plot: Plot) -> float:
    """Pixels of one unit."""
    return plot.width / (max(row.total for row in stacks.rows) or 1.0)


def _bars(stacks: Stacks, levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    scale = _scale(stacks, plot)
    layers: list[Spec] = []
    for at, name in enumerate(stacks.names):
        pieces: list[Row] = []
        for row, level in zip(stacks.rows, levels, strict=True):
            edges = list(accumulate(row.parts, initial=0.0))
            if row.parts[at] <= 0:
                continue
            number = format_number(row.parts[at], stacks.kind)
            pieces.append(
                {
                    "px": plot.from_start(edges[at] * scale),
                    "to": plot.from_start(max(edges[at + 1] * scale - 1, edges[at] * scale + 1)),
                    "py": level - _BAR / 2,
                    "py2": level + _BAR / 2,
                    "tip": f"{row.label}, {name} {number}",
                }
            )
        if pieces:
            layers.append(
                layer(
                    {"type": "rect", "color": _COLORS[at]},
                    pieces,
                    x=pixel("px"),
                    x2={"field": "to"},
                    y=pixel("py"),
                    y2={"field": "py2"},
                )
            )
    return layers


def _labels(stacks: Stacks, levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    """Names where reading begins (on a phone above the bar), totals behind the bars."""
    drawing, scale = plot.drawing, _scale(stacks, plot)
    narrow = drawing.width == "narrow"
    begin, rise = plot.from_start(0 if narrow else 4 - plot.start), 20 if narrow else 0
    names = [
        {"px": begin, "py": level - rise, "text": drawing.text(row.label)}
        for row, level in zip(stacks.rows, levels, strict=True)
    ]
    totals = [
        {
            "px": plot.from_start(row.total * scale + 8),
            "py": level,
            "text": format_number(row.total, stacks.kind),
        }
        for row, level in zip(stacks.rows, levels, strict=True)
    ]
    return [
        texts(names, x=pixel("px"), y=pixel("py"), align=drawing.start, color=INK),
        strong(totals, x=pixel("px"), y=pixel("py"), align=drawing.start),
    ]


def _describe(stacks: Stacks, language: str) -> str:
    comma = say("chart.list.comma", language=language)
    parts = comma.join(f"{row.label} {format_number(row.total, stacks.kind)}" for row in stacks.rows)
    return say("chart.stacks.description", language=language, parts=parts)


def _table(stacks: Stacks, language: str) -> Table:
    columns = (
        Column(say("chart.column.part", language=language)),
        *([Column(say("chart.column.total", language=language), stacks.kind)] if stacks.is_divided else ()),
        *(Column(name, stacks.kind) for name in stacks.names),
    )
    totals = ((round(row.total, 12),) if stacks.is_divided else () for row in stacks.rows)
    return Table(
        columns,
        tuple((row.label, *total, *row.parts) for row, total in zip(stacks.rows, totals, strict=True)),
    )
