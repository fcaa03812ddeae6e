"""The whole field as dots: where one state stands among all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, pixel, rules, strong, texts, without_tips
from miqyas.reports.charts.layout import text_width
from miqyas.reports.charts.theme import CORAL, GROUPS, INK, SECOND, SLATE, STRONG

_BINS = {"wide": 80, "page": 64, "half": 56, "narrow": 40}
"""Places for stacks; multiples of four, so that no stack straddles a border of the groups."""


@dataclass(frozen=True, slots=True)
class FieldState:
    """A state in the field: name, EGDI, its group (0 the highest to 3); `you` in coral, once at most."""

    name: str
    egdi: float
    group: int
    you: bool = False


def field_dots(
    states: Sequence[FieldState], *, borders: Sequence[float], caption: Caption, drawing: Drawing
) -> Chart:
    """Every state a dot, stacked over its place on the ruler from 0 to 1; `borders` part the groups.

    >>> states = (FieldState("Bahrain", 0.91958, 0, you=True), FieldState("Oman", 0.8576, 0))
    >>> chart = field_dots(
    ...     states, borders=(0.25, 0.5, 0.75), caption=Caption("High up", ""), drawing=Drawing("en")
    ... )
    >>> chart.table.rows[0]
    ('Bahrain', 0.91958)
    """
    margin = 16
    bins = _BINS[drawing.width]
    pitch = (drawing.pixels - 2 * margin) / bins
    placed = _stacked(states, bins=bins)
    tallest = max(level for _, _, level in placed) + 1
    plot = Plot(drawing, height=tallest * pitch + 6, start=margin, end=margin, top=22, bottom=36)
    x = plot.x("at", domain=(0, 1))
    layers = [_dots(placed, group, x=x, pitch=pitch, plot=plot) for group in range(len(GROUPS))]
    spec = plot.spec(
        [
            _borders(borders, x=x, plot=plot),
            *layers,
            *_yours(placed, x=x, pitch=pitch, plot=plot),
            *_scale(x=x, plot=plot),
        ]
    )
    you = next((state for state in states if state.you), states[0])
    description = say(
        "chart.field.description", language=drawing.language, n=len(states), name=you.name, value=you.egdi
    )
    return Chart(spec, caption, description, _table(states, drawing.language), drawing)


Placed = tuple[FieldState, float, int]


def _stacked(states: Sequence[FieldState], *, bins: int) -> list[Placed]:
    """Each state with the middle of its bin and its level in the stack, you on top."""
    filled: dict[int, int] = defaultdict(int)
    placed: list[Placed] = []
    for state in sorted(states, key=lambda state: (state.you, state.egdi)):
        place = min(int(state.egdi * bins), bins - 1)
        placed.append((state, (place + 0.5) / bins, filled[place]))
        filled[place] += 1
    return placed


def _rows(placed: Sequence[Placed], *, pitch: float, plot: Plot) -> list[Row]:
    language = plot.drawing.language
    return [
        {
            "at": at,
            "py": round(plot.height - (level + 0.5) * pitch, 1),
            "tip": say("chart.field.tip", language=language, name=state.name, value=state.egdi),
        }
        for state, at, level in placed
    ]


def _dots(placed: Sequence[Placed], group: int, *, x: Spec, pitch: float, plot: Plot) -> Spec:
    members = [item for item in placed if item[0].group == group and not item[0].you]
    size = round((pitch * 0.84) ** 2 * 0.785, 1)
    rows = _rows(members, pitch=pitch, plot=plot)
    return dots(rows, x=x, y=pixel("py"), fill=GROUPS[group], size=size, strokeWidth=0)


def _yours(placed: Sequence[Placed], *, x: Spec, pitch: float, plot: Plot) -> list[Spec]:
    """Your dot, and your name above the stacks around it."""
    rows = _rows([item for item in placed if item[0].you], pitch=pitch, plot=plot)
    words: list[Row] = []
    for row, state in zip(rows, (item[0] for item in placed if item[0].you), strict=True):
        half = text_width(state.name, size=STRONG) / 2
        around = [level for _, at, level in placed if abs(at - row["at"]) * plot.width < half + pitch]
        foot = plot.height - (max(around) + 1) * pitch - 3
        place = min(max(row["at"] * plot.width, half - plot.start), plot.width + plot.end - half)
        named = plot.drawing.text(state.name)
        words.append({**row, "px": plot.from_start(place), "foot": foot, "text": named})
    stems = without_tips(words)
    names = [{**row, "py": row["foot"] - 9} for row in stems]
    return [
        rules(stems, x=x, y=pixel("py"), y2={"field": "foot"}, color=CORAL, strokeWidth=1.5),
        dots(rows, x=x, y=pixel("py"), fill=CORAL, size=round(pitch**2, 1), strokeWidth=0),
        strong(names, x=pixel("px"), y=pixel("py"), color=CORAL, fontSize=STRONG),
    ]


def _borders(borders: Sequence[float], *, x: Spec, plot: Plot) -> Spec:
    places = [{"at": border} for border in borders]
    foot = {"value": plot.height + 8}
    return rules(places, x=x, y={"value": 0}, y2=foot, color=SLATE, strokeDash=[2, 3])


def _scale(*, x: Spec, plot: Plot) -> list[Spec]:
    tenths = [{"at": tenth / 10} for tenth in range(11)]
    words = [{"at": value, "text": f"{value:g}"} for value in (0, 0.25, 0.5, 0.75, 1)]
    base = plot.height + 8
    return [
        rules([{"at": 0, "to": 1}], x=x, x2={"field": "to"}, y={"value": base}, color=INK, strokeWidth=2),
        rules(tenths, x=x, y={"value": base}, y2={"value": base + 7}, color=SECOND),
        texts(words, x=x, y={"value": base + 19}),
    ]


def _table(states: Sequence[FieldState], language: str) -> Table:
    columns = tuple(
        Column(say(f"chart.column.{key}", language=language), kind)
        for key, kind in (("state", "text"), ("egdi", "index"))
    )
    order = sorted(states, key=lambda state: -state.egdi)
    return Table(columns, tuple((state.name, state.egdi) for state in order))
