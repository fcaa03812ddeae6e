"""How far efforts bring a chance: a curve for each way, against the chance that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Spec, dots, paths, pixel, rules, strong, texts, without_tips
from miqyas.reports.charts.layout import round_ticks, text_width
from miqyas.reports.charts.theme import BODY, COMPONENTS, CORAL, INK, SECOND, SLATE, SMALL

_HEIGHTS: Final = {"wide": 340, "page": 310, "half": 300, "narrow": 260}
_LOOK: Final = {"osi": ("circle", ()), "tii": ("triangle-up", (2, 2.5)), "hci": ("square", (7, 3))}
_IN_TABLE: Final = 4
"""Every so many points of a curve stand in the table."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Chance against gain of one way: (gain, chance), least gain first; `answer` is where it is enough."""

    code: str
    name: str
    points: tuple[tuple[float, float], ...]
    answer: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The curves of a question, and the chance that is wanted."""

    curves: tuple[Curve, ...]
    wanted: float

    def __post_init__(self) -> None:
        if not self.curves or not all(curve.points for curve in self.curves):
            raise ValueError("a curve without a single point")


def reach_curves(data: Reach, *, caption: Caption, drawing: Drawing) -> Chart:
    """Curves from no gain to the end of each headroom; a number says at what gain one is enough.

    >>> curve = Curve("hci", "Human capital", ((0.0, 0.2), (0.1, 0.6)), answer=(0.08, 0.5))
    >>> chart = reach_curves(Reach((curve,), 0.5), caption=Caption("Enough", ""), drawing=Drawing("en"))
    >>> chart.table.rows[0]
    ('Human capital', 0.0, 0.2)
    """
    items = [
        KeyItem(curve.name, shape=_shape(curve), color=_color(curve), dash=_dash(curve), line=True)
        for curve in data.curves
    ]
    plot = Plot(
        drawing,
        height=_HEIGHTS[drawing.width],
        start=52,
        end=24,
        top=30 + key_height(items, drawing=drawing),
        bottom=56,
    )
    most = max(gain for curve in data.curves for gain, _ in curve.points)
    ticks = round_ticks(0, max(most, 0.01), at_most=4 if drawing.width == "narrow" else 6)
    decimals = ".2f" if ticks[1] - ticks[0] > 0.009 else ".3f"
    x = plot.x("gain", domain=(ticks[0], ticks[-1]), axis={"values": list(ticks), "format": decimals})
    y = plot.y("chance", domain=(0, 1), axis={"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%"})
    layers = [
        *_wanted(data, plot=plot),
        *[drawn for curve in data.curves for drawn in _curve(curve, x=x, y=y, language=drawing.language)],
        *_answers(data, x=x, y=y, plot=plot, most=ticks[-1]),
        *_axis_names(plot=plot),
        *key_layers(items, plot=plot),
    ]
    return Chart(plot.spec(layers), caption, _described(data, drawing), _table(data, drawing), drawing)


def _color(curve: Curve) -> str:
    return COMPONENTS.get(curve.code, SLATE)


def _shape(curve: Curve) -> str:
    return _LOOK[curve.code][0] if curve.code in _LOOK else "diamond"


def _dash(curve: Curve) -> tuple[float, ...]:
    return _LOOK[curve.code][1] if curve.code in _LOOK else ()


def _curve(curve: Curve, *, x: Spec, y: Spec, language: str) -> list[Spec]:
    rows = [
        {
            "gain": gain,
            "chance": chance,
            "n": curve.code,
            "tip": say("chart.reach.tip", language=language, name=curve.name, gain=gain, chance=chance),
        }
        for gain, chance in curve.points
    ]
    joined = [{**row, "tip": curve.name} for row in without_tips(rows)]
    dash = {"strokeDash": list(_dash(curve))} if _dash(curve) else {}
    return [
        paths(joined, x=x, y=y, by="n", color=_color(curve), strokeWidth=2.5, **dash),
        dots(rows[-1:], x=x, y=y, fill=_color(curve), shape=_shape(curve), size=70, strokeWidth=1),
    ]


def _wanted(data: Reach, *, plot: Plot) -> list[Spec]:
    """The line of the chance that is wanted, named above its beginning; near the top, below it."""
    level = plot.height * (1 - data.wanted)
    line = [{"px": 0, "to": plot.width, "py": level}]
    words = say("chart.reach.wanted", language=plot.drawing.language, chance=data.wanted)
    beside = level + 12 if level < 2 * BODY else level - 10
    name = [{"px": plot.from_start(6), "py": beside, "text": plot.drawing.text(words)}]
    at = {"x": pixel("px"), "y": pixel("py")}
    return [
        rules(line, **at, x2={"field": "to"}, color=INK, strokeWidth=1.5, strokeDash=[6, 4]),
        strong(name, **at, align=plot.drawing.start),
    ]


def _answers(data: Reach, *, x: Spec, y: Spec, plot: Plot, most: float) -> list[Spec]:
    """Where a curve is enough, its gain as a number before and above the place, the next one higher."""
    found = sorted(
        (curve.answer, curve) for curve in data.curves if curve.answer is not None and curve.answer[0]
    )
    layers: list[Spec] = []
    drawing = plot.drawing
    words = say("chart.reach.wanted", language=drawing.language, chance=data.wanted)
    taken = text_width(words, size=BODY) + text_width("+0.000", size=BODY) + 24
    for place, (answer, curve) in enumerate(found):
        gain, chance = answer
        along = gain / most * plot.width
        level = plot.height * (1 - chance) - 12 - 20 * (place + (along < taken))
        across = plot.from_start(max(along - 4, text_width("+0.000", size=BODY)))
        label = [{"px": across, "py": level, "text": format_number(gain, "signed3")}]
        pin = [{"gain": gain, "chance": chance}]
        layers += [
            dots(pin, x=x, y=y, fill=CORAL, shape="circle", size=110),
            strong(label, x=pixel("px"), y=pixel("py"), align=drawing.end, color=_color(curve)),
        ]
    return layers


def _axis_names(*, plot: Plot) -> list[Spec]:
    """What stands on either axis, in small words at its end."""
    drawing, at = plot.drawing, {"x": pixel("px"), "y": pixel("py")}
    gain = say("chart.reach.gain", language=drawing.language)
    chance = say("chart.reach.chance", language=drawing.language)
    below = [{"px": plot.from_start(plot.width), "py": plot.height + 42, "text": drawing.text(gain)}]
    above = [{"px": plot.from_start(-plot.start + 4), "py": -18, "text": drawing.text(chance)}]
    return [
        texts(below, **at, align=drawing.end, color=SECOND, fontSize=SMALL),
        texts(above, **at, align=drawing.start, color=SECOND, fontSize=SMALL),
    ]


def _described(data: Reach, drawing: Drawing) -> str:
    parts = [
        say(
            "chart.reach.part",
            language=drawing.language,
            name=curve.name,
            first=curve.points[0][1],
            last=curve.points[-1][1],
            gain=curve.points[-1][0],
        )
        for curve in data.curves
    ]
    joined = say("chart.list.comma", language=drawing.language).join(parts)
    return say("chart.reach.description", language=drawing.language, chance=data.wanted, parts=joined)


def _table(data: Reach, drawing: Drawing) -> Table:
    heads = {"way": "text", "gain": "index3", "chance": "percent"}
    columns = tuple(
        Column(say(f"chart.reach.column.{key}", language=drawing.language), kind)
        for key, kind in heads.items()
    )
    rows = [(curve.name, gain, chance) for curve in data.curves for gain, chance in _listed(curve)]
    return Table(columns, tuple(rows))


def _listed(curve: Curve) -> Sequence[tuple[float, float]]:
    some = {*curve.points[::_IN_TABLE], curve.points[-1]}
    return sorted(some | ({curve.answer} if curve.answer else set()))
