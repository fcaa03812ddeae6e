"""Ranks that are not certain: one country's on a ruler, many countries' as intervals under each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Row, Spec, layer, pixel, rules, strong, texts
from miqyas.reports.charts.layout import round_ticks, text_width
from miqyas.reports.charts.theme import BODY, CORAL, INK, LINE, SEA, SEA_TINT, SECOND, SMALL, STRONG, TICK

_LEAST_SHARE = 0.002
"""Ranks that are rarer are not drawn."""
_TALLEST = 84
_PITCH = 26


@dataclass(frozen=True, slots=True)
class RankInterval:
    """A country's ranks: the one it has (None: none), and quantiles at 5, 25, 50, 75 and 95 %."""

    name: str
    rank: int | None
    low: int
    lower: int
    median: int
    upper: int
    high: int
    you: bool = False


@dataclass(frozen=True, slots=True)
class RankChances:
    """A country's interval, and the share (0 to 1) of each rank."""

    interval: RankInterval
    shares: Mapping[int, float]


def rank_ruler(chances: RankChances, *, caption: Caption, drawing: Drawing) -> Chart:
    """How often each rank was held, as bars on a ruler: middle half dark, nine tenths tinted, yours pinned.

    >>> interval = RankInterval("Bahrain", 18, low=16, lower=17, median=18, upper=19, high=20)
    >>> chart = rank_ruler(
    ...     RankChances(interval, {17: 0.25, 18: 0.5, 19: 0.25}),
    ...     caption=Caption("", ""),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows
    ((17, 0.25), (18, 0.5), (19, 0.25))
    """
    interval = chances.interval
    shown = {rank: share for rank, share in sorted(chances.shares.items()) if share >= _LEAST_SHARE}
    own = [interval.rank] if interval.rank else []
    low, high = min([*shown, *own]) - 1, max([*shown, *own]) + 1
    plot = Plot(drawing, height=_TALLEST, start=20, end=20, top=30, bottom=44)
    x = plot.x("rank", domain=(low, high))
    spec = plot.spec(
        [
            *_bars(chances, shown, low=low, high=high, plot=plot),
            *_ticks(low, high, x=x, plot=plot),
            *_pin(interval, low=low, high=high, plot=plot),
        ]
    )
    description = say(
        "chart.interval.one",
        language=drawing.language,
        name=interval.name,
        low=interval.low,
        high=interval.high,
        median=interval.median,
    )
    columns = _columns({"rank": "rank", "share": "percent"}, drawing)
    return Chart(spec, caption, description, Table(columns, tuple(shown.items())), drawing)


def _bars(chances: RankChances, shown: Mapping[int, float], *, low: int, high: int, plot: Plot) -> list[Spec]:
    interval, language = chances.interval, plot.drawing.language
    step = plot.width / (high - low)
    half = min(step * 0.42, 22)
    tallest = max(shown.values(), default=1.0)
    bars: dict[str, list[Row]] = {TICK: [], SEA_TINT: [], SEA: []}
    for rank, share in shown.items():
        is_near = interval.lower <= rank <= interval.upper
        is_inside = interval.low <= rank <= interval.high
        middle = (rank - low) * step
        bars[SEA if is_near else SEA_TINT if is_inside else TICK].append(
            {
                "px": plot.from_start(middle - half),
                "to": plot.from_start(middle + half),
                "py": plot.height * (1 - share / tallest),
                "tip": say("chart.interval.tip", language=language, rank=rank, share=share),
            }
        )
    foot = {"value": plot.height}
    return [
        layer(
            {"type": "rect", "color": color},
            rows,
            x=pixel("px"),
            x2={"field": "to"},
            y=pixel("py"),
            y2=foot,
        )
        for color, rows in bars.items()
    ]


def _ticks(low: int, high: int, *, x: Spec, plot: Plot) -> list[Spec]:
    """The ruler: a tick for each rank, a long one with its number where there is room."""
    at_most = max(int(plot.width / 44), 2)
    step = max(round_ticks(low, high, at_most=at_most)[1] - round_ticks(low, high, at_most=at_most)[0], 1)
    ranks = range(max(low, 1), high + 1)
    long = [rank for rank in ranks if rank % step == 0 or step == 1]
    base = plot.height + 2
    every = [{"rank": rank} for rank in ranks] if plot.width / len(ranks) > 4 else []
    words = [{"rank": rank, "text": format_number(rank, "rank")} for rank in long]
    return [
        rules(
            [{"rank": low, "to": high}], x=x, x2={"field": "to"}, y={"value": base}, color=INK, strokeWidth=2
        ),
        rules(every, x=x, y={"value": base}, y2={"value": base + 6}, color=SECOND),
        rules(words, x=x, y={"value": base}, y2={"value": base + 11}, color=INK),
        texts(words, x=x, y={"value": base + 25}),
    ]


def _pin(interval: RankInterval, *, low: int, high: int, plot: Plot) -> list[Spec]:
    if interval.rank is None:
        return []
    along = (interval.rank - low) * plot.width / (high - low)
    words = plot.drawing.text(interval.name)
    half = text_width(interval.name, size=STRONG) / 2
    place = min(max(along, half - plot.start), plot.width + plot.end - half)
    at = [{"px": plot.from_start(along), "py": -8, "to": plot.height + 14}]
    name = [{"px": plot.from_start(place), "py": -18, "text": words}]
    return [
        rules(at, x=pixel("px"), y=pixel("py"), y2={"field": "to"}, color=CORAL, strokeWidth=2.5),
        strong(name, x=pixel("px"), y=pixel("py"), color=CORAL, fontSize=STRONG),
    ]


def rank_intervals(intervals: Sequence[RankInterval], *, caption: Caption, drawing: Drawing) -> Chart:
    """A line for each country: nine tenths of its ranks thin, the middle half thick, its own rank a pin.

    >>> interval = RankInterval("Bahrain", 18, low=13, lower=16, median=18, upper=20, high=22, you=True)
    >>> chart = rank_intervals((interval,), caption=Caption("", ""), drawing=Drawing("en"))
    >>> chart.table.rows
    (('Bahrain', 18, 13, 16, 18, 20, 22),)
    """
    narrow = drawing.width == "narrow"
    items = _key(drawing.language)
    pitch = 40 if narrow else _PITCH
    widest = max(text_width(_labelled(one), size=BODY) for one in intervals)
    plot = Plot(
        drawing,
        height=pitch * len(intervals),
        start=14 if narrow else widest + 24,
        end=18,
        top=12 + key_height(items, drawing=drawing),
        bottom=30,
    )
    low = min(min(one.low, one.rank or one.low) for one in intervals)
    high = max(max(one.high, one.rank or one.high) for one in intervals)
    ticks = [
        tick
        for tick in round_ticks(low, high, at_most=5 if narrow else 10)
        if float(tick).is_integer() and tick >= 1
    ]
    x = plot.x("rank", domain=(max(min([low, *ticks]) - 1, 0), max([high, *ticks]) + 1), axis=None)
    levels = [pitch * (at + 1) - (10 if narrow else pitch / 2) for at in range(len(intervals))]
    spec = plot.spec(
        [
            _grid(ticks, x=x, plot=plot),
            *_lines(intervals, levels, x=x, language=drawing.language),
            *_names(intervals, levels, plot=plot),
            *key_layers(items, plot=plot),
        ]
    )
    chosen = next((one for one in intervals if one.you), intervals[0])
    description = say(
        "chart.interval.many",
        language=drawing.language,
        n=len(intervals),
        name=chosen.name,
        low=chosen.low,
        high=chosen.high,
    )
    kinds = {"state": "text"} | dict.fromkeys(("rank", "p5", "p25", "median", "p75", "p95"), "rank")
    rows = tuple(
        (one.name, one.rank, one.low, one.lower, one.median, one.upper, one.high) for one in intervals
    )
    return Chart(spec, caption, description, Table(_columns(kinds, drawing), rows), drawing)


def _key(language: str) -> list[KeyItem]:
    return [
        KeyItem(say("chart.interval.ninety", language=language), shape="square", color=TICK),
        KeyItem(say("chart.interval.half", language=language), shape="square", color=SEA),
        KeyItem(say("chart.interval.own", language=language), shape="diamond", color=INK),
    ]


def _labelled(one: RankInterval) -> str:
    return f"{one.name}  {format_number(one.rank, 'rank')}"


def _grid(ticks: Sequence[float], *, x: Spec, plot: Plot) -> Spec:
    lines = [{"rank": tick} for tick in ticks]
    words = [{"rank": tick, "text": format_number(tick, "rank")} for tick in ticks]
    return {
        "layer": [
            rules(lines, x=x, y={"value": 0}, y2={"value": plot.height}, color=LINE),
            texts(words, x=x, y={"value": plot.height + 16}, fontSize=SMALL),
        ]
    }


def _lines(
    intervals: Sequence[RankInterval], levels: Sequence[float], *, x: Spec, language: str
) -> list[Spec]:
    rows: dict[bool, list[Row]] = {False: [], True: []}
    pins: dict[bool, list[Row]] = {False: [], True: []}
    for one, level in zip(intervals, levels, strict=True):
        tip = say(
            "chart.interval.one",
            language=language,
            name=one.name,
            low=one.low,
            high=one.high,
            median=one.median,
        )
        rows[one.you].append({"rank": one.low - 0.3, "to": one.high + 0.3, "py": level, "tip": tip})
        if one.rank is not None:
            pins[one.you].append({"rank": one.rank, "py": level - 8, "foot": level + 8})
    middle = [
        {"rank": one.lower - 0.3, "to": one.upper + 0.3, "py": level, "you": one.you}
        for one, level in zip(intervals, levels, strict=True)
    ]
    across = {"x": x, "x2": {"field": "to"}, "y": pixel("py")}
    upright = {"x": x, "y": pixel("py"), "y2": {"field": "foot"}}
    return [
        rules(rows[False], **across, color=TICK, strokeWidth=6),
        rules(rows[True], **across, color=TICK, strokeWidth=6),
        rules(middle, **across, color=SEA, strokeWidth=6),
        rules(pins[False], **upright, color=INK, strokeWidth=2.5),
        rules(pins[True], **upright, color=CORAL, strokeWidth=3.5),
    ]


def _names(intervals: Sequence[RankInterval], levels: Sequence[float], *, plot: Plot) -> list[Spec]:
    """Name and rank where reading begins, on a phone above the line; yours in coral."""
    drawing = plot.drawing
    narrow = drawing.width == "narrow"
    begin, rise = plot.from_start(-8 if narrow else 4 - plot.start), 19 if narrow else 0
    words: dict[bool, list[Row]] = {False: [], True: []}
    for one, level in zip(intervals, levels, strict=True):
        text = drawing.text(_labelled(one))
        words[one.you].append({"px": begin, "py": level - rise, "text": text})
    at: Spec = {"x": pixel("px"), "y": pixel("py"), "align": drawing.start}
    return [texts(words[False], **at, color=INK), strong(words[True], **at, color=CORAL)]


def _columns(kinds: Mapping[str, str], drawing: Drawing) -> tuple[Column, ...]:
    heads = {key: say(f"chart.interval.column.{key}", language=drawing.language) for key in kinds}
    return tuple(Column(heads[key], kind) for key, kind in kinds.items())
