"""A score of several states or groups over the editions, and how far a field lies apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import (
    Plot,
    Row,
    Spec,
    dots,
    layer,
    paths,
    pixel,
    strong,
    texts,
    without_tips,
)
from miqyas.reports.charts.layout import round_ticks, spread, text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.rank import edition_pixel, edition_scale, rank_ticks
from miqyas.reports.charts.theme import BODY, CORAL, INK, SEA_TINT, SERIES, TICK

_HEIGHTS = {"wide": 380, "page": 330, "half": 300, "narrow": 240}
_ROW = 20
_LABELS_AT_MOST = 0.3
"""Share of the drawing that names at the ends of lines may take; where they need more, they go into a key."""


@dataclass(frozen=True, slots=True)
class Line:
    """One state or group: (edition, value or None), oldest first. `you` is drawn in coral, once at most."""

    name: str
    points: tuple[tuple[int, float | None], ...]
    you: bool = False

    @property
    def known(self) -> tuple[tuple[int, float], ...]:
        """The points that have a value."""
        return tuple((edition, value) for edition, value in self.points if value is not None)


@dataclass(frozen=True, slots=True)
class Band:
    """A range in each edition, such as the middle half of all states: (edition, low, high)."""

    name: str
    points: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Up to eight lines of one measure, over a band where there is one; ranks stand with the first on top."""

    measure: str
    lines: tuple[Line, ...]
    band: Band | None = None
    unit: Literal["index", "rank", "places"] = "index"

    def __post_init__(self) -> None:
        if not 1 <= len(self.lines) <= len(SERIES):
            raise ValueError(f"1 to {len(SERIES)} lines can be told apart, not {len(self.lines)}")
        if not all(line.known for line in self.lines):
            raise ValueError("a line without a single value")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a line is told from the others."""

    color: str
    shape: str
    dash: tuple[float, ...]
    width: float = 2


def score_lines(data: Lines, *, caption: Caption, drawing: Drawing) -> Chart:
    """Values over the editions, each line named at its end, or in a key where the drawing is narrow.

    >>> line = Line("Bahrain", ((2022, 0.7707), (2024, 0.91958)), you=True)
    >>> chart = score_lines(
    ...     Lines("EGDI", (line,)), caption=Caption("Up by 0.149", "UN DESA"), drawing=Drawing("en")
    ... )
    >>> chart.table.rows
    ((2022, 0.7707), (2024, 0.91958))
    """
    styles = _styles(data.lines)
    keyed = _label_room(data.lines) > _LABELS_AT_MOST * drawing.pixels
    items = _key_items(data, styles, lines=keyed)
    plot = Plot(
        drawing,
        height=_HEIGHTS[drawing.width],
        start=40,
        end=22 if keyed else _label_room(data.lines),
        top=14 + key_height(items, drawing=drawing),
        bottom=44,
    )
    years = sorted({edition for line in data.lines for edition, _ in line.points})
    ticks, form = _scale(data)
    x = edition_scale(years, plot=plot)
    axis = {"values": list(ticks), "format": form}
    y = plot.y("value", domain=(ticks[0], ticks[-1]), axis=axis)
    spec = plot.spec(
        [
            _band(data.band, x=x, y=y),
            *[
                drawn
                for line, style in sorted(zip(data.lines, styles, strict=True), key=lambda pair: pair[0].you)
                for drawn in _line(line, style, data=data, x=x, y=y, language=drawing.language)
            ],
            *([] if keyed else _end_labels(data, plot=plot, ticks=ticks, years=years)),
            *key_layers(items, plot=plot),
        ]
    )
    description = _describe(data, drawing.language)
    table = _table(data, years, drawing.language)
    return Chart(spec, caption, description, table, drawing, _native(data, styles))


def _native(data: Lines, styles: Sequence[_Style]) -> Native:
    """The lines as they are, the edges of the band as quiet lines without marks."""
    lines = [NativeSeries(at, style.color, style.shape) for at, style in enumerate(styles, start=1)]
    edges = (len(lines) + 1, len(lines) + 2) if data.band else ()
    quiet = [NativeSeries(at, TICK, "") for at in edges]
    return Native("line", (*lines, *quiet), is_reversed=data.unit == "rank")


def _styles(lines: Sequence[Line]) -> list[_Style]:
    others = iter(SERIES)
    you = _Style(CORAL, "circle", (), 3)
    return [you if line.you else _Style(*next(others)) for line in lines]


def _scale(data: Lines) -> tuple[Sequence[float], str]:
    """The ticks from bottom to top, and how they are written."""
    if data.unit == "rank":
        worst = max(value for line in data.lines for _, value in line.known)
        return rank_ticks(round(worst))[::-1], "d"
    ticks = round_ticks(*_range(data), at_most=5)
    return ticks, ".1f" if ticks[1] - ticks[0] > 0.09 else ".2f"


def _range(data: Lines) -> tuple[float, float]:
    values = [value for line in data.lines for _, value in line.known]
    if data.band:
        values += [edge for _, low, high in data.band.points for edge in (low, high)]
    low, high = min(values), max(values)
    return (low, high) if high - low > 0.01 else (low - 0.01, high + 0.01)


def _line(line: Line, style: _Style, *, data: Lines, x: Spec, y: Spec, language: str) -> list[Spec]:
    rows: list[Row] = []
    run = 0
    for edition, value in line.points:
        if value is None:
            run += 1
            continue
        where = f"{line.name} {edition}"
        shown = format_number(value, data.unit)
        tip = say("chart.score.tip", language=language, where=where, measure=data.measure, value=shown)
        rows.append({"edition": edition, "value": value, "run": run, "hint": tip})
    dash = {"strokeDash": list(style.dash)} if style.dash else {}
    joined = [{**row, "tip": line.name} for row in without_tips(rows)]
    return [
        paths(joined, x=x, y=y, by="run", color=style.color, strokeWidth=style.width, **dash),
        dots(rows, x=x, y=y, fill=style.color, shape=style.shape, size=54, strokeWidth=1),
    ]


def _band(band: Band | None, *, x: Spec, y: Spec) -> Spec:
    if band is None:
        return {}
    rows = [{"edition": edition, "value": low, "high": high} for edition, low, high in band.points]
    area = layer({"type": "area", "color": SEA_TINT, "line": False}, rows, x=x, y=y)
    area["encoding"]["y2"] = {"field": "high"}
    return area


def _label_room(lines: Sequence[Line]) -> float:
    return max(text_width(f"{line.name} 0.0000", size=BODY) for line in lines) + 40


def _end_labels(data: Lines, *, plot: Plot, ticks: Sequence[float], years: Sequence[int]) -> list[Spec]:
    """Name and last value beside the end of each line, moved apart where they would collide."""
    ends = [line.known[-1] for line in data.lines]
    wanted = [plot.height * (ticks[-1] - value) / (ticks[-1] - ticks[0]) for _, value in ends]
    places = spread(wanted, gap=_ROW, low=0, high=plot.height)
    drawing, at = plot.drawing, {"x": pixel("px"), "y": pixel("py")}
    label = plot.from_start(plot.width + 16)
    leaders: list[Row] = []
    names: dict[bool, list[Row]] = {True: [], False: []}
    for line, (edition, value), level, place in zip(data.lines, ends, wanted, places, strict=True):
        end = edition_pixel(edition, years=years, plot=plot)
        corners = ((end + 7 * drawing.forward, level), (label - 4 * drawing.forward, place))
        leaders += [{"px": across, "py": down, "n": line.name} for across, down in corners]
        shown = format_number(value, data.unit)
        number = say("chart.score.end", language=drawing.language, name=line.name, value=shown)
        names[line.you].append({"px": label, "py": place, "text": drawing.text(number)})
    return [
        paths(leaders, **at, by="n", color=TICK, strokeWidth=1),
        strong(names[True], **at, align=drawing.start, color=CORAL),
        texts(names[False], **at, align=drawing.start, color=INK),
    ]


def _key_items(data: Lines, styles: Sequence[_Style], *, lines: bool) -> list[KeyItem]:
    band = [KeyItem(data.band.name, shape="square", color=SEA_TINT)] if data.band else []
    if not lines:
        return band
    return [
        KeyItem(line.name, shape=style.shape, color=style.color, dash=style.dash, line=True)
        for line, style in zip(data.lines, styles, strict=True)
    ] + band


def _describe(data: Lines, language: str) -> str:
    first, last = data.lines[0].known[0][0], data.lines[0].known[-1][0]
    parts = [
        say("chart.score.part", language=language, name=line.name, first=first_value, last=last_value)
        for line in data.lines
        for first_value, last_value in [
            [format_number(value, data.unit) for _, value in (line.known[0], line.known[-1])]
        ]
    ]
    return say(
        "chart.score.description",
        language=language,
        measure=data.measure,
        first=str(first),
        last=str(last),
        parts=say("chart.list.comma", language=language).join(parts),
    )


def _table(data: Lines, years: Sequence[int], language: str) -> Table:
    columns = [Column(say("chart.column.edition", language=language), "year")]
    columns += [Column(line.name, data.unit) for line in data.lines]
    values = [dict(line.points) for line in data.lines]
    if data.band:
        for key, place in (("low", 1), ("high", 2)):
            label = say(f"chart.column.band_{key}", language=language, name=data.band.name)
            columns.append(Column(label, "index"))
            values.append({point[0]: point[place] for point in data.band.points})
    rows = tuple((year, *(column.get(year) for column in values)) for year in years)
    return Table(tuple(columns), rows)
