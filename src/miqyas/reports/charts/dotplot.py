"""The indices of one state beside those of its region, its income group and the leaders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, pixel, rules, strong, texts
from miqyas.reports.charts.layout import text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import (
    BODY,
    BRASS,
    CARD,
    CORAL,
    GREEN,
    INK,
    LINE,
    PALM,
    SEA,
    SECOND,
    SLATE,
    STRONG,
)

_LOOKS = (
    (SEA, "square", 110),
    (BRASS, "diamond", 150),
    (INK, "triangle-up", 110),
    (SLATE, "triangle-down", 110),
    (PALM, "cross", 120),
    (GREEN, "triangle-right", 110),
    (SECOND, "triangle-left", 110),
)
"""Colour, shape and size of each reference."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One index: its name, your value, and one for each reference in their order (None: there is none)."""

    label: str
    yours: float
    others: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Your indices against up to seven references, such as the median of a region."""

    name: str
    references: tuple[str, ...]
    measures: tuple[Measure, ...]

    def __post_init__(self) -> None:
        if len(self.references) > len(_LOOKS):
            raise ValueError(f"up to {len(_LOOKS)} references can be told apart, not {len(self.references)}")
        if any(len(measure.others) != len(self.references) for measure in self.measures):
            raise ValueError("each measure needs a value, or None, for each reference")


def dot_plot(comparison: Comparison, *, caption: Caption, drawing: Drawing) -> Chart:
    """One line for each index, a dot for you and a shape for each reference.

    >>> osi = Measure("Online services", 0.9031, (0.7, None))
    >>> chart = dot_plot(
    ...     Comparison("Bahrain", ("Region", "Income group"), (osi,)),
    ...     caption=Caption("Ahead of its region", ""),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows
    (('Online services', 0.9031, 0.7, None),)
    """
    narrow = drawing.width == "narrow"
    items = _key(comparison)
    pitch = 54 if narrow else 46
    widest = max(text_width(measure.label, size=BODY) for measure in comparison.measures)
    plot = Plot(
        drawing,
        height=pitch * len(comparison.measures),
        start=16 if narrow else widest + 28,
        end=22,
        top=10 + key_height(items, drawing=drawing),
        bottom=28,
    )
    low = _lowest(comparison)
    ticks = [round(tick / 10, 1) for tick in range(round(low * 10), 11)]
    x = plot.x("value", domain=(low, 1), axis={"values": ticks, "format": ".1f", "orient": "bottom"})
    levels = [pitch * (index + 1) - 17 for index in range(len(comparison.measures))]
    tracks = [{"value": low, "to": 1, "py": level} for level in levels]
    spec = plot.spec(
        [
            rules(tracks, x=x, x2={"field": "to"}, y=pixel("py"), color=LINE),
            *_reference_dots(comparison, levels, x=x, language=drawing.language),
            _your_dots(comparison, levels, x=x, language=drawing.language),
            _values(comparison, levels, x=x, plot=plot),
            _measure_labels(comparison, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    description = _describe(comparison, drawing.language)
    table = _table(comparison, drawing.language)
    return Chart(spec, caption, description, table, drawing, _native(comparison))


def _native(comparison: Comparison) -> Native:
    """Bars from nothing: you first, then each reference in its colour."""
    looks = [color for color, _, _ in _LOOKS[: len(comparison.references)]]
    return Native("bar", tuple(NativeSeries(at, color) for at, color in enumerate([CORAL, *looks], start=1)))


def _lowest(comparison: Comparison) -> float:
    values = [value for measure in comparison.measures for value in (measure.yours, *measure.others)]
    return max(math.floor(min(value for value in values if value is not None) * 10 - 0.2) / 10, 0)


def _key(comparison: Comparison) -> list[KeyItem]:
    looks = zip(comparison.references, _LOOKS, strict=False)
    return [
        KeyItem(comparison.name, shape="circle", color=CORAL, edge=CARD, size=150),
        *(
            KeyItem(name, shape=shape, color=color, edge=CARD, size=size)
            for name, (color, shape, size) in looks
        ),
    ]


def _reference_dots(comparison: Comparison, levels: Sequence[float], *, x: Spec, language: str) -> list[Spec]:
    layers = []
    for place, (name, (color, shape, size)) in enumerate(zip(comparison.references, _LOOKS, strict=False)):
        rows: list[Row] = []
        for measure, level in zip(comparison.measures, levels, strict=True):
            value = measure.others[place]
            if value is not None:
                tip = say("chart.dots.tip", language=language, name=name, measure=measure.label, value=value)
                rows.append({"value": value, "py": level, "tip": tip})
        layers.append(dots(rows, x=x, y=pixel("py"), fill=color, shape=shape, size=size))
    return layers


def _your_dots(comparison: Comparison, levels: Sequence[float], *, x: Spec, language: str) -> Spec:
    rows: list[Row] = [
        {
            "value": measure.yours,
            "py": level,
            "tip": say(
                "chart.dots.tip",
                language=language,
                name=comparison.name,
                measure=measure.label,
                value=measure.yours,
            ),
        }
        for measure, level in zip(comparison.measures, levels, strict=True)
    ]
    return dots(rows, x=x, y=pixel("py"), fill=CORAL, size=190)


def _values(comparison: Comparison, levels: Sequence[float], *, x: Spec, plot: Plot) -> Spec:
    """Your values: over the dots, or on a phone at the end of the line above."""
    rows = [
        {"value": measure.yours, "py": level, "px": plot.from_start(plot.width + 16), "text": text}
        for measure, level in zip(comparison.measures, levels, strict=True)
        for text in [format_number(measure.yours, "index")]
    ]
    look = {"color": CORAL, "fontSize": STRONG}
    if plot.drawing.width == "narrow":
        return strong(rows, x=pixel("px"), y=pixel("py"), dy=-21, align=plot.drawing.end, **look)
    return strong(rows, x=x, y=pixel("py"), dy=-18, **look)


def _measure_labels(comparison: Comparison, levels: Sequence[float], *, plot: Plot) -> Spec:
    drawing = plot.drawing
    narrow = drawing.width == "narrow"
    at = plot.from_start(-10 if narrow else 4 - plot.start)
    rise = 21 if narrow else 0
    rows = [
        {"px": at, "py": level - rise, "text": drawing.text(measure.label)}
        for measure, level in zip(comparison.measures, levels, strict=True)
    ]
    return texts(rows, x=pixel("px"), y=pixel("py"), align=drawing.start, color=INK)


def _describe(comparison: Comparison, language: str) -> str:
    parts = []
    for measure in comparison.measures:
        pairs = zip((comparison.name, *comparison.references), (measure.yours, *measure.others), strict=True)
        told = (f"{name} {format_number(value, 'index')}" for name, value in pairs if value is not None)
        parts.append(f"{measure.label}: {', '.join(told)}")
    joined = say("chart.list.comma", language=language).join(parts)
    return say("chart.dots.description", language=language, name=comparison.name, parts=joined)


def _table(comparison: Comparison, language: str) -> Table:
    columns = (
        Column(say("chart.column.measure", language=language)),
        *(Column(name, "index") for name in (comparison.name, *comparison.references)),
    )
    rows = tuple((measure.label, measure.yours, *measure.others) for measure in comparison.measures)
    return Table(columns, rows)
