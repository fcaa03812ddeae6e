"""A fan: what was, and where it may go, as bands that widen with each edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

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
    rules,
    strong,
    texts,
    without_tips,
)
from miqyas.reports.charts.layout import round_ticks
from miqyas.reports.charts.rank import edition_scale, rank_ticks
from miqyas.reports.charts.theme import CARD, GROUPS, INK, SEA, SEA_TINT, SMALL, TICK

_HEIGHTS = {"wide": 360, "page": 220, "half": 260, "narrow": 250}
SHADES: Final = (SEA_TINT, GROUPS[2], GROUPS[1])
"""Colours of the bands from the widest to the narrowest."""
_SHOWN_NARROW = 5
"""Editions of the past that a phone shows."""


@dataclass(frozen=True, slots=True)
class FanStep:
    """A coming edition: the middle, and (low, high) of each band from the widest to the narrowest."""

    edition: int
    middle: float
    bands: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """Past values (edition, value or None), oldest first, and the coming editions that go on from the last.

    `bands` names the bands in their order, `told` is the place of the one whose ends are written.
    """

    name: str
    past: tuple[tuple[int, float | None], ...]
    steps: tuple[FanStep, ...]
    bands: tuple[str, ...]
    told: int = 1
    unit: Literal["index", "rank"] = "index"

    def __post_init__(self) -> None:
        if not self.past or self.past[-1][1] is None or not self.steps:
            raise ValueError("a fan opens from a last value into one edition at least")
        if any(len(step.bands) != len(self.bands) or len(self.bands) > len(SHADES) for step in self.steps):
            raise ValueError(f"each step has the same bands, up to {len(SHADES)}")

    @property
    def known(self) -> tuple[tuple[int, float], ...]:
        """The past editions that have a value."""
        return tuple((edition, value) for edition, value in self.past if value is not None)


def fan_chart(fan: Fan, *, caption: Caption, drawing: Drawing) -> Chart:
    """The past as a line, the coming editions as nested bands; time runs as the language reads.

    >>> step = FanStep(2026, 20, ((10, 40), (12, 33), (16, 26)))
    >>> chart = fan_chart(
    ...     Fan("Rank", ((2022, 54), (2024, 18)), (step,), ("90%", "80%", "50%"), unit="rank"),
    ...     caption=Caption("Between 12 and 33", ""),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows[-1]
    (2026, 20, 10, 40, 12, 33, 16, 26)
    """
    past = fan.past[-_SHOWN_NARROW:] if drawing.width == "narrow" else fan.past
    items = _key(fan)
    plot = Plot(
        drawing,
        height=_HEIGHTS[drawing.width],
        start=44,
        end=24,
        top=16 + key_height(items, drawing=drawing),
        bottom=44,
    )
    ticks, form = _scale(fan, past)
    years = [*(edition for edition, _ in past), *(step.edition for step in fan.steps)]
    x = edition_scale(years, plot=plot)
    ends = (ticks[-1], ticks[0]) if fan.unit == "rank" else (ticks[0], ticks[-1])
    y = plot.y("value", domain=ends, axis={"values": list(ticks), "format": form})
    spec = plot.spec(
        [
            *_bands(fan, x=x, y=y),
            _now(fan, ticks, x=x, y=y),
            *_lines(fan, past, x=x, y=y, language=drawing.language),
            *_labels(fan, x=x, y=y, drawing=drawing),
            *key_layers(items, plot=plot),
        ]
    )
    return Chart(spec, caption, _describe(fan, drawing.language), _table(fan, drawing.language), drawing)


def _scale(fan: Fan, past: Sequence[tuple[int, float | None]]) -> tuple[Sequence[float], str]:
    values = [value for _, value in past if value is not None]
    values += [edge for step in fan.steps for band in step.bands for edge in band]
    if fan.unit == "rank":
        return rank_ticks(round(max(values))), "d"
    low, high = min(values), max(values)
    ticks = round_ticks(low, high if high - low > 0.01 else low + 0.01, at_most=5)
    return ticks, ".1f" if ticks[1] - ticks[0] > 0.09 else ".2f"


def _bands(fan: Fan, *, x: Spec, y: Spec) -> list[Spec]:
    """Nested areas that open from the last value."""
    edition, value = fan.known[-1]
    areas = []
    for place, color in zip(range(len(fan.bands)), SHADES, strict=False):
        rows = [{"edition": edition, "value": value, "high": value}]
        rows += [
            {"edition": step.edition, "value": step.bands[place][0], "high": step.bands[place][1]}
            for step in fan.steps
        ]
        area = layer({"type": "area", "color": color, "line": False}, rows, x=x, y=y)
        area["encoding"]["y2"] = {"field": "high"}
        areas.append(area)
    return areas


def _now(fan: Fan, ticks: Sequence[float], *, x: Spec, y: Spec) -> Spec:
    """A thin line at the newest edition: what is right of it, or left in Arabic, is not known."""
    edition = fan.known[-1][0]
    line = [{"edition": edition, "value": min(ticks), "to": max(ticks)}]
    return rules(line, x=x, y=y, y2={"field": "to"}, color=TICK, strokeDash=[3, 3])


def _lines(
    fan: Fan, past: Sequence[tuple[int, float | None]], *, x: Spec, y: Spec, language: str
) -> list[Spec]:
    rows, run = [], 0
    for edition, value in past:
        if value is None:
            run += 1
            continue
        shown = format_number(value, _kind(fan))
        tip = say("chart.fan.tip", language=language, name=fan.name, edition=str(edition), value=shown)
        rows.append({"edition": edition, "value": value, "run": run, "hint": tip})
    coming = [{"edition": fan.known[-1][0], "value": fan.known[-1][1], "run": 0}]
    coming += [{"edition": step.edition, "value": step.middle, "run": 0} for step in fan.steps]
    middles = [
        {"edition": step.edition, "value": step.middle, "hint": _step_words(fan, step, language)}
        for step in fan.steps
    ]
    return [
        paths(coming, x=x, y=y, by="run", color=INK, strokeWidth=1.5, strokeDash=[4, 3]),
        paths(without_tips(rows), x=x, y=y, by="run", color=SEA, strokeWidth=2.5),
        dots(rows[:-1], x=x, y=y, fill=CARD, stroke=SEA, strokeWidth=2, size=36),
        dots(rows[-1:], x=x, y=y, fill=SEA, size=130),
        dots(middles, x=x, y=y, fill=CARD, stroke=INK, strokeWidth=1.5, size=46),
    ]


def _labels(fan: Fan, *, x: Spec, y: Spec, drawing: Drawing) -> list[Spec]:
    """Ends of the told band, at the last coming edition alone where there is no room, and the last value.

    The last value stands on the side of the line that it does not come from.
    """
    edition, value = fan.known[-1]
    before = fan.known[-2][1] if len(fan.known) > 1 else value
    comes_from_above = before < value if fan.unit == "rank" else before > value
    last = [{"edition": edition, "value": value, "text": _short(fan, value)}]
    is_roomy = drawing.width in {"wide", "page"} or fan.unit == "rank"
    better: list[Row] = []
    worse: list[Row] = []
    for step in fan.steps if is_roomy else fan.steps[-1:]:
        low, high = step.bands[fan.told]
        upper, lower = (low, high) if fan.unit == "rank" else (high, low)
        better.append({"edition": step.edition, "value": upper, "text": _short(fan, upper)})
        worse.append({"edition": step.edition, "value": lower, "text": _short(fan, lower)})
    return [
        strong(last, x=x, y=y, dx=-14 * drawing.forward, dy=18 if comes_from_above else -16),
        texts(better, x=x, y=y, dy=-9, color=INK, fontSize=SMALL),
        texts(worse, x=x, y=y, dy=11, color=INK, fontSize=SMALL),
    ]


def _short(fan: Fan, value: float) -> str:
    """A figure beside a point: of what is not certain, no more than two digits."""
    return format_number(value, "rank") if fan.unit == "rank" else f"{value:.2f}"


def _key(fan: Fan) -> list[KeyItem]:
    return [
        KeyItem(name, shape="square", color=color) for name, color in zip(fan.bands, SHADES, strict=False)
    ]


def _kind(fan: Fan) -> str:
    return "rank" if fan.unit == "rank" else "index3"


def _step_words(fan: Fan, step: FanStep, language: str) -> str:
    low, high = (format_number(end, _kind(fan)) for end in step.bands[fan.told])
    return say(
        "chart.fan.step",
        language=language,
        name=fan.name,
        edition=str(step.edition),
        low=low,
        high=high,
        middle=format_number(step.middle, _kind(fan)),
        band=fan.bands[fan.told],
    )


def _describe(fan: Fan, language: str) -> str:
    parts = [_step_words(fan, step, language) for step in fan.steps]
    return say(
        "chart.fan.description",
        language=language,
        name=fan.name,
        last=format_number(fan.known[-1][1], _kind(fan)),
        edition=str(fan.known[-1][0]),
        parts=" ".join(parts),
    )


def _table(fan: Fan, language: str) -> Table:
    kind = _kind(fan)
    columns = [
        Column(say("chart.column.edition", language=language), "year"),
        Column(say("chart.column.middle", language=language), kind),
    ]
    for name in fan.bands:
        heads = (say(f"chart.column.band_{key}", language=language, name=name) for key in ("low", "high"))
        columns += [Column(head, kind) for head in heads]
    rows: list[tuple[float | None, ...]] = [
        (edition, value, *[None] * (2 * len(fan.bands))) for edition, value in fan.past
    ]
    rows += [
        (step.edition, step.middle, *(edge for band in step.bands for edge in band)) for step in fan.steps
    ]
    return Table(tuple(columns), tuple(rows))
