"""Nested intervals, a line for each state or model: the middle, where it may lie, where it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.fan import SHADES
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Spec, dots, layer, pixel, rules, strong, texts
from miqyas.reports.charts.layout import round_ticks, text_width
from miqyas.reports.charts.rank import rank_ticks
from miqyas.reports.charts.theme import BODY, CARD, CORAL, INK, SECOND, SMALL

RANGE: Final = "\N{EN DASH}"
BETWEEN_SIGNED: Final = "\N{HORIZONTAL ELLIPSIS}"
_PITCH = 30
_PITCH_NARROW = 44


@dataclass(frozen=True, slots=True)
class NestedRow:
    """One line: its middle, (low, high) of each band from the widest to the narrowest, what it is now."""

    label: str
    middle: float
    bands: tuple[tuple[float, float], ...]
    now: float | None = None
    you: bool = False


@dataclass(frozen=True, slots=True)
class Nested:
    """Lines in the order given. `bands` names the bands, `told` is the place of the one that is written.

    Ranks begin with the first place where reading begins; shares have a line at zero.
    """

    rows: tuple[NestedRow, ...]
    bands: tuple[str, ...]
    middle: str
    now: str = ""
    told: int = 0
    unit: Literal["rank", "share"] = "rank"

    def __post_init__(self) -> None:
        if not self.rows or any(len(row.bands) != len(self.bands) for row in self.rows):
            raise ValueError("one line at least, and the same bands for each")


def nested_chart(data: Nested, *, caption: Caption, drawing: Drawing) -> Chart:
    """One line for each, nested bars, a dot in the middle, a pin at what is now.

    >>> row = NestedRow("Bahrain", 20, ((10, 40), (12, 33), (16, 26)), now=18)
    >>> chart = nested_chart(
    ...     Nested((row,), ("90%", "80%", "50%"), "median", "2024", told=1),
    ...     caption=Caption("Between 12 and 33", ""),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows
    (('Bahrain', 20, 18, 10, 40, 12, 33, 16, 26),)
    """
    narrow = drawing.width == "narrow"
    pitch = _PITCH_NARROW if narrow else _PITCH
    items = _key(data)
    told = max(text_width(_told(data, row), size=BODY) for row in data.rows) + 18
    widest = max(text_width(row.label, size=BODY) for row in data.rows) + 22
    plot = Plot(
        drawing,
        height=pitch * len(data.rows) + 4,
        start=16 if narrow else widest,
        end=16 if narrow else told,
        top=12 + key_height(items, drawing=drawing),
        bottom=30,
    )
    ticks, form = _scale(data)
    x = plot.x("value", domain=(ticks[0], ticks[-1]), axis={"values": list(ticks), "format": form})
    levels = [pitch * (place + 1) - (12 if narrow else 14) for place in range(len(data.rows))]
    spec = plot.spec(
        [
            _zero(data, plot, x=x),
            *_bars(data, levels, x=x),
            _pins(data, levels, x=x),
            *_middles(data, levels, x=x, language=drawing.language),
            *_words(data, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    return Chart(spec, caption, _describe(data, drawing.language), _table(data, drawing.language), drawing)


def _scale(data: Nested) -> tuple[Sequence[float], str]:
    edges = [edge for row in data.rows for band in row.bands for edge in band]
    if data.unit == "rank":
        return rank_ticks(round(max(edges))), "d"
    ticks = round_ticks(min(*edges, 0), max(*edges, 0.001), at_most=4)
    return ticks, "+.0%" if ticks[1] - ticks[0] >= 0.01 else "+.1%"


def _kind(data: Nested) -> str:
    return "rank" if data.unit == "rank" else "signed_percent1"


def _zero(data: Nested, plot: Plot, *, x: Spec) -> Spec:
    if data.unit == "rank":
        return {}
    line = [{"value": 0, "py": 0, "to": plot.height}]
    return rules(line, x=x, y=pixel("py"), y2={"field": "to"}, color=INK)


def _bars(data: Nested, levels: Sequence[float], *, x: Spec) -> list[Spec]:
    """Bars that lie on each other, the narrower the darker and the thicker."""
    shades = SHADES[len(SHADES) - len(data.bands) :]
    layers = []
    for place, color in enumerate(shades):
        half = 4 + 2 * place
        bars = [
            {"value": row.bands[place][0], "to": row.bands[place][1], "py": level - half, "py2": level + half}
            for row, level in zip(data.rows, levels, strict=True)
        ]
        mark = {"type": "rect", "color": color, "cornerRadius": 2}
        ends = {"x": x, "x2": {"field": "to"}, "y": pixel("py"), "y2": {"field": "py2"}}
        layers.append(layer(mark, bars, **ends))
    return layers


def _pins(data: Nested, levels: Sequence[float], *, x: Spec) -> Spec:
    pins = [
        {"value": row.now, "py": level - 11, "to": level + 11}
        for row, level in zip(data.rows, levels, strict=True)
        if row.now is not None
    ]
    return rules(pins, x=x, y=pixel("py"), y2={"field": "to"}, color=INK, strokeWidth=2)


def _middles(data: Nested, levels: Sequence[float], *, x: Spec, language: str) -> list[Spec]:
    layers = []
    for you in (False, True):
        rows = [
            {"value": row.middle, "py": level, "hint": _said(data, row, language)}
            for row, level in zip(data.rows, levels, strict=True)
            if row.you == you
        ]
        look = {"fill": CORAL if you else CARD, "stroke": CARD if you else INK}
        layers.append(dots(rows, x=x, y=pixel("py"), **look, strokeWidth=1.5, size=80 if you else 46))
    return layers


def _words(data: Nested, levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    """Names where reading begins, the told band where it ends; on a phone both above the line."""
    drawing = plot.drawing
    narrow = drawing.width == "narrow"
    rise = 20 if narrow else 0
    begin = plot.from_start(-10 if narrow else 6 - plot.start)
    end = plot.from_start(plot.width + (10 if narrow else plot.end - 6))
    at = {"x": pixel("px"), "y": pixel("py")}
    names: dict[bool, list[Spec]] = {True: [], False: []}
    for row, level in zip(data.rows, levels, strict=True):
        names[row.you].append({"px": begin, "py": level - rise, "text": drawing.text(row.label)})
    told = [
        {"px": end, "py": level - rise, "text": _told(data, row)}
        for row, level in zip(data.rows, levels, strict=True)
    ]
    return [
        texts(names[False], **at, align=drawing.start, color=INK),
        strong(names[True], **at, align=drawing.start, color=CORAL),
        texts(told, **at, align=drawing.end, color=SECOND, fontSize=SMALL if narrow else BODY),
    ]


def _told(data: Nested, row: NestedRow) -> str:
    low, high = (format_number(end, _kind(data)) for end in row.bands[data.told])
    between = RANGE if data.unit == "rank" else BETWEEN_SIGNED
    return low if low == high else f"{low}{between}{high}"


def _said(data: Nested, row: NestedRow, language: str) -> str:
    low, high = (format_number(end, _kind(data)) for end in row.bands[data.told])
    middle = format_number(row.middle, _kind(data))
    band = data.bands[data.told]
    return say(
        "chart.nested.tip", language=language, name=row.label, low=low, high=high, middle=middle, band=band
    )


def _key(data: Nested) -> list[KeyItem]:
    shades = SHADES[len(SHADES) - len(data.bands) :]
    items = [
        KeyItem(name, shape="square", color=color) for name, color in zip(data.bands, shades, strict=True)
    ]
    items.append(KeyItem(data.middle, shape="circle", color=CARD, edge=INK))
    if data.now:
        items.append(KeyItem(data.now, shape="stroke", color=INK, edge=INK))
    return items


def _describe(data: Nested, language: str) -> str:
    parts = " ".join(_said(data, row, language) for row in data.rows)
    return say("chart.nested.description", language=language, parts=parts)


def _table(data: Nested, language: str) -> Table:
    kind = _kind(data)
    columns = [Column(say("chart.column.part", language=language)), Column(data.middle, kind)]
    if data.now:
        columns.append(Column(data.now, kind))
    for name in data.bands:
        heads = (say(f"chart.column.band_{key}", language=language, name=name) for key in ("low", "high"))
        columns += [Column(head, kind) for head in heads]
    rows = tuple(
        (
            row.label,
            row.middle,
            *((row.now,) if data.now else ()),
            *(edge for band in row.bands for edge in band),
        )
        for row in data.rows
    )
    return Table(tuple(columns), rows)
