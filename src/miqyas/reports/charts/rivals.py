"""The ruler: a line with real ticks on which one state and its rivals are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Row, Spec, paths, pixel, rules, strong, texts
from miqyas.reports.charts.layout import round_step, spread, text_width
from miqyas.reports.charts.theme import CORAL, INK, SECOND, SLATE, SMALL, STRONG, TICK

_ROW = 19
_STEM = 34
_GAP = 9


@dataclass(frozen=True, slots=True)
class Rival:
    """A state on the ruler: its code (drawn), its name (told), rank and EGDI."""

    code: str
    name: str
    rank: int
    egdi: float
    you: bool = False


def ruler(rivals: Sequence[Rival], *, caption: Caption, drawing: Drawing) -> Chart:
    """States at their EGDI along a ruler, "you" in coral; labels stand in one row or two and never collide.

    Where even two rows have no room, the labels farthest from you in rank are left out; their marks stay.

    >>> rivals = (Rival("ESP", "Spain", 17, 0.9206), Rival("BHR", "Bahrain", 18, 0.91958, you=True))
    >>> ruler(rivals, caption=Caption("Spain is next", "UN DESA"), drawing=Drawing("en")).table.rows[0]
    (17, 'Spain', 0.9206, 0.00102)
    """
    values = [rival.egdi for rival in rivals]
    step = _tick_step(max(values) - min(values), drawing=drawing)
    low, high = (min(values) // step - 1) * step, (max(values) // step + 2) * step
    labelled, rows = _labelled(rivals, width=drawing.pixels - 48)
    plot = Plot(drawing, height=1, start=24, end=24, top=_STEM + rows * _ROW + 4, bottom=40)
    x = plot.x("egdi", domain=(low, high))
    spec = plot.spec(
        [
            *_scale(low, high, step=step, x=x),
            *_marks(rivals, x=x, language=drawing.language),
            *_labels(labelled, rows, low=low, high=high, plot=plot),
        ]
    )
    description = _describe(rivals, drawing.language)
    return Chart(spec, caption, description, _table(rivals, drawing.language), drawing)


def _tick_step(span: float, *, drawing: Drawing) -> float:
    """0.001 where the marks stay four pixels apart, else the next round step."""
    return max(round_step(max(span, 0.001) * 7 / drawing.pixels), 0.001)


def _label_width(rival: Rival) -> float:
    return text_width(rival.code, size=STRONG if rival.you else SMALL + 1) + _GAP


def _labelled(rivals: Sequence[Rival], *, width: float) -> tuple[list[Rival], int]:
    """The states that get a label, by EGDI, and the number of rows that they need."""
    yours = next((rival.rank for rival in rivals if rival.you), rivals[0].rank)
    near = sorted(rivals, key=lambda rival: abs(rival.rank - yours))
    widest = max(_label_width(rival) for rival in rivals)
    rows = 1 if len(rivals) * widest <= width * 0.92 else 2
    room = int(width * rows / widest) if rows == 2 else len(rivals)
    return sorted(near[:room], key=lambda rival: rival.egdi), rows


def _scale(low: float, high: float, *, step: float, x: Spec) -> list[Spec]:
    count = round((high - low) / step)
    long_every = 5 if round(step * 1000) in {2, 20, 200} else 10
    first = round(low / step)
    short = [round(tick * step, 6) for tick in range(first, first + count + 1) if tick % long_every]
    long = [round(tick * step, 6) for tick in range(first, first + count + 1) if tick % long_every == 0]
    base = {"y": {"value": 0}, "x": x}
    decimals = 2 if step * long_every >= 0.01 - 1e-9 else 3
    words = [{"egdi": value, "text": f"{value:.{decimals}f}"} for value in long]
    line = [{"egdi": low, "other": high}]
    return [
        rules([{"egdi": value} for value in short], **base, y2={"value": 6}, color=SLATE),
        rules([{"egdi": value} for value in long], **base, y2={"value": 12}, color=INK),
        rules(line, **base, x2={"field": "other"}, color=INK, strokeWidth=2),
        texts(words, x=x, y={"value": 27}),
    ]


def _marks(rivals: Sequence[Rival], *, x: Spec, language: str) -> list[Spec]:
    """A mark for each state; yours is longer and thicker."""
    rows: dict[bool, list[Row]] = {True: [], False: []}
    for rival in rivals:
        tip = say("chart.ruler.tip", language=language, name=rival.name, rank=rival.rank, value=rival.egdi)
        rows[rival.you].append({"egdi": rival.egdi, "tip": tip})
    top = {"y": {"value": 0}, "y2": {"value": -10}, "x": x}
    return [
        rules(rows[False], **top, color=SECOND, strokeWidth=1.5),
        rules(rows[True], **{**top, "y2": {"value": -14}}, color=CORAL, strokeWidth=3),
    ]


def _labels(rivals: Sequence[Rival], rows: int, *, low: float, high: float, plot: Plot) -> list[Spec]:
    stems = [plot.across((rival.egdi - low) / (high - low)) for rival in rivals]
    widest = max(_label_width(rival) for rival in rivals)
    places = spread(stems, gap=widest / rows, low=-10, high=plot.width + 10)
    order = sorted(range(len(rivals)), key=lambda index: places[index])
    leaders: dict[bool, list[Row]] = {True: [], False: []}
    codes: dict[bool, list[Row]] = {True: [], False: []}
    for number, index in enumerate(order):
        rival, top = rivals[index], _STEM + (number % rows) * _ROW
        bends = ((stems[index], 12), (places[index], _STEM - 6), (places[index], top))
        leaders[rival.you] += [{"px": across, "py": -up, "n": rival.code} for across, up in bends]
        codes[rival.you].append({"px": places[index], "py": -top - 8, "text": rival.code})
    at = {"x": pixel("px"), "y": pixel("py")}
    return [
        paths(leaders[False], **at, by="n", color=TICK, strokeWidth=1),
        paths(leaders[True], **at, by="n", color=CORAL, strokeWidth=1.5),
        texts(codes[False], **at, fontSize=SMALL),
        strong(codes[True], **at, color=CORAL, fontSize=STRONG),
    ]


def _describe(rivals: Sequence[Rival], language: str) -> str:
    order = sorted(rivals, key=lambda rival: -rival.egdi)
    you = next((rival for rival in rivals if rival.you), order[0])
    return say(
        "chart.ruler.description",
        language=language,
        n=len(rivals),
        name=you.name,
        value=you.egdi,
        top=order[0].name,
        top_value=order[0].egdi,
        bottom=order[-1].name,
        bottom_value=order[-1].egdi,
    )


def _table(rivals: Sequence[Rival], language: str) -> Table:
    you = next((rival for rival in rivals if rival.you), rivals[0])
    kinds = {"rank": "rank", "state": "text", "egdi": "index", "gap": "signed"}
    heads = {key: say(f"chart.column.{key}", language=language) for key in kinds}
    columns = tuple(Column(heads[key], kind) for key, kind in kinds.items())
    order = sorted(rivals, key=lambda rival: (rival.rank, rival.name))
    return Table(
        columns,
        tuple((rival.rank, rival.name, rival.egdi, round(rival.egdi - you.egdi, 6)) for rival in order),
    )
