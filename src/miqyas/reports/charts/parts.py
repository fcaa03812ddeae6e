"""Charts of parts: where the headroom lies, and what a change between two editions is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Spec, layer, paths, pixel, rules, strong, texts
from miqyas.reports.charts.layout import text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import BODY, COMPONENTS, CORAL, GREEN, INK, SEA, SLATE, STRONG, TICK

_STEP = 38
_RISE = 24
"""Pixels by which a label stands above its row where there is no room beside it."""
_CLEAR = 9
"""Pixels that a line keeps from the middle of a label."""
_SIGNED = {"index": "signed", "rank": "signed_places"}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the headroom: code of the component ("osi", "tii", "hci"), its name, what it would add."""

    code: str
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """One cause of a change, with its sign: gains are above zero, for ranks too (places gained)."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Change:
    """From one value to another by steps that add up. For ranks, a gain lowers the number."""

    before: Step
    steps: tuple[Step, ...]
    after: Step
    unit: Literal["index", "rank"] = "index"


def headroom_bar(shares: Sequence[Share], *, caption: Caption, drawing: Drawing) -> Chart:
    """What is missing to a perfect index as one bar, the largest part first, each part named below it.

    >>> shares = (Share("hci", "Human capital", 0.044), Share("osi", "Online services", 0.0323))
    >>> chart = headroom_bar(shares, caption=Caption("Most lies in human capital", ""), drawing=Drawing("en"))
    >>> chart.table.rows
    (('Human capital', 0.044), ('Online services', 0.0323))
    """
    parts = sorted((share for share in shares if share.value > 0), key=lambda share: -share.value)
    total = sum(share.value for share in parts)
    plot = Plot(drawing, height=28, start=2, end=2, top=8, bottom=62)
    edges = list(accumulate((share.value / total * plot.width for share in parts), initial=0.0))
    at = {"x": pixel("px"), "x2": {"field": "to"}, "y": {"value": 0}, "y2": {"value": 28}}
    bars = [
        layer(
            {"type": "rect", "color": COMPONENTS.get(share.code, SLATE), "cornerRadius": 2},
            [{"px": plot.from_start(begin), "to": plot.from_start(stop), "tip": _named(share)}],
            **at,
        )
        for share, begin, end in zip(parts, edges, edges[1:], strict=False)
        for stop in [max(end - 2, begin + 1)]
    ]
    spec = plot.spec([*bars, *_share_labels(parts, edges, plot=plot)])
    description = say(
        "chart.headroom.description",
        language=drawing.language,
        total=total,
        parts=say("chart.list.comma", language=drawing.language).join(_named(share) for share in parts),
    )
    columns = _columns({"part": "text", "value": "index3"}, drawing)
    table = Table(columns, tuple((share.label, share.value) for share in parts))
    return Chart(spec, caption, description, table, drawing, Native("bar", (NativeSeries(1, SEA),)))


def _named(share: Share) -> str:
    return f"{share.label} {format_number(share.value, 'index3')}"


def _share_labels(parts: Sequence[Share], edges: Sequence[float], *, plot: Plot) -> list[Spec]:
    """Name and value under the beginning of each part, the last ones pushed back into the drawing."""
    drawing, at = plot.drawing, {"x": pixel("px"), "y": pixel("py")}
    places: list[float] = []
    limit = plot.width
    for share, edge in zip(reversed(parts), reversed(edges[:-1]), strict=True):
        places.insert(0, min(edge, limit - text_width(share.label, size=BODY)))
        limit = places[0] - 14
    names, values, leaders = [], [], []
    for share, edge, place in zip(parts, edges, places, strict=False):
        begin, stem = plot.from_start(place), plot.from_start(edge + 1)
        names.append({"px": begin, "py": 51, "text": drawing.text(share.label)})
        values.append({"px": begin, "py": 71, "text": format_number(share.value, "index3")})
        foot = plot.from_start(place + 1)
        leaders += [{"px": x, "py": y, "n": share.code} for x, y in ((stem, 28), (stem, 32), (foot, 41))]
    return [
        paths(leaders, **at, by="n", color=SLATE, strokeWidth=1),
        texts(names, **at, align=drawing.start, color=INK),
        strong(values, **at, align=drawing.start, fontSize=STRONG),
    ]


def change_split(change: Change, *, caption: Caption, drawing: Drawing) -> Chart:
    """A change as a staircase: where it began, each cause with its sign, where it ended.

    >>> change = Change(Step("2022", 54), (Step("we", 40), Step("others", -4)), Step("2024", 18), unit="rank")
    >>> chart = change_split(change, caption=Caption("36 places up", ""), drawing=Drawing("en"))
    >>> chart.table.rows[1:]
    (('we', 14, 40), ('others', 18, -4), ('2024', 18, None))
    """
    narrow = drawing.width == "narrow"
    labels = [change.before.label, *(step.label for step in change.steps), change.after.label]
    margin = 6 if narrow else max(text_width(label, size=BODY) for label in labels) + 20
    pitch = _STEP + (18 if narrow else 0)
    plot = Plot(drawing, height=pitch * len(labels), start=margin, end=6, top=4, bottom=4)
    rows = [pitch * (index + 1) - _STEP / 2 for index in range(len(labels))]
    levels = _levels(change)
    places = _places([*levels, change.after.value], unit=change.unit, plot=plot)
    spec = plot.spec(
        [
            _step_labels(labels, rows, narrow=narrow, plot=plot),
            _connectors(places, rows, labels=labels if narrow else (), plot=plot),
            *_step_bars(change, places, rows, plot=plot),
            *_ends(change, places, rows, plot=plot),
        ]
    )
    parts = [
        f"{change.before.label} {format_number(change.before.value, change.unit)}",
        *(f"{step.label} {format_number(step.value, _SIGNED[change.unit])}" for step in change.steps),
        f"{change.after.label} {format_number(change.after.value, change.unit)}",
    ]
    joined = say("chart.list.comma", language=drawing.language).join(parts)
    description = say("chart.change.description", language=drawing.language, parts=joined)
    table = Table(
        _columns({"part": "text", "value": change.unit, "change": _SIGNED[change.unit]}, drawing),
        (
            (change.before.label, change.before.value, None),
            *((step.label, level, step.value) for step, level in zip(change.steps, levels[1:], strict=True)),
            (change.after.label, change.after.value, None),
        ),
    )
    return Chart(spec, caption, description, table, drawing)


def _levels(change: Change) -> list[float]:
    """The value before the first step and after each."""
    sign = -1 if change.unit == "rank" else 1
    return list(accumulate((sign * step.value for step in change.steps), initial=change.before.value))


def _places(values: Sequence[float], *, unit: str, plot: Plot) -> list[float]:
    """Pixels of the values, better ones farther along, with room for a number on either side."""
    room = text_width("+0.0000", size=BODY) + 12
    low, high = min(values), max(values)
    shares = [(value - low) / ((high - low) or 1) for value in values]
    if unit == "rank":
        shares = [1 - share for share in shares]
    return [plot.from_start(room + share * (plot.width - 2 * room)) for share in shares]


def _step_labels(labels: Sequence[str], rows: Sequence[float], *, narrow: bool, plot: Plot) -> Spec:
    start = plot.from_start(0 if narrow else -plot.start + 4)
    rise = _RISE if narrow else 0
    words = [
        {"px": start, "py": row - rise, "text": plot.drawing.text(label)}
        for label, row in zip(labels, rows, strict=True)
    ]
    return texts(words, x=pixel("px"), y=pixel("py"), align=plot.drawing.start, color=INK)


def _connectors(places: Sequence[float], rows: Sequence[float], *, labels: Sequence[str], plot: Plot) -> Spec:
    """Thin lines that carry each level down to the next row; none goes through a label above its row."""
    drops = []
    for at, (place, row, following) in enumerate(zip(places, rows, rows[1:], strict=False)):
        wide = text_width(labels[at + 1], size=BODY) + _CLEAR if labels else 0
        if abs(place - plot.from_start(0)) > wide:
            drops.append({"px": place, "py": row, "to": following})
            continue
        middle = following - _RISE
        drops.append({"px": place, "py": row, "to": middle - _CLEAR})
        drops.append({"px": place, "py": middle + _CLEAR, "to": following})
    return rules(drops, x=pixel("px"), y=pixel("py"), y2={"field": "to"}, color=TICK)


def _step_bars(change: Change, places: Sequence[float], rows: Sequence[float], *, plot: Plot) -> list[Spec]:
    drawing = plot.drawing
    layers: list[Spec] = []
    for step, begin, end, row in zip(change.steps, places, places[1:], rows[1:], strict=False):
        gained = step.value >= 0
        color = GREEN if gained else CORAL
        number = format_number(step.value, _SIGNED[change.unit])
        bar = {"px": begin, "to": end, "py": row - 10, "py2": row + 10, "tip": f"{step.label} {number}"}
        layers.append(
            layer(
                {"type": "rect", "color": color, "cornerRadius": 2},
                [bar], x=pixel("px"), x2={"field": "to"}, y=pixel("py"), y2={"field": "py2"},
            )
        )  # fmt: skip
        forward = drawing.forward if gained else -drawing.forward
        label = [{"px": end + 8 * forward, "py": row, "text": number}]
        align = drawing.start if gained else drawing.end
        layers.append(strong(label, x=pixel("px"), y=pixel("py"), align=align, color=color, fontSize=STRONG))
    return layers


def _ends(change: Change, places: Sequence[float], rows: Sequence[float], *, plot: Plot) -> list[Spec]:
    """The two values as dark pins, their numbers beside them."""
    drawing = plot.drawing
    values = (change.before.value, change.after.value)
    pins = [
        {"px": place, "py": row - 12, "to": row + 12}
        for place, row in ((places[0], rows[0]), (places[-1], rows[-1]))
    ]
    gap = 8 * drawing.forward
    words = [
        {"px": pin["px"] - gap, "py": pin["py"] + 12, "text": format_number(value, change.unit)}
        for pin, value in zip(pins, values, strict=True)
    ]
    return [
        rules(pins, x=pixel("px"), y=pixel("py"), y2={"field": "to"}, color=INK, strokeWidth=3),
        strong(words, x=pixel("px"), y=pixel("py"), align=drawing.end, fontSize=STRONG),
    ]


def _columns(kinds: Mapping[str, str], drawing: Drawing) -> tuple[Column, ...]:
    heads = {key: say(f"chart.column.{key}", language=drawing.language) for key in kinds}
    return tuple(Column(heads[key], kind) for key, kind in kinds.items())
