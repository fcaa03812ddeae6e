"""The key above a chart: a sample and a name each, set like words in a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.reports.charts.chart import Drawing
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, paths, pixel, texts
from miqyas.reports.charts.layout import flow, text_width
from miqyas.reports.charts.theme import BODY, INK, LINE

_ROW = 22
_LEAD = {True: 32, False: 18}


@dataclass(frozen=True, slots=True)
class KeyItem:
    """A name and how it is drawn: a shape, on a piece of its line where `line` is set."""

    label: str
    shape: str
    color: str
    dash: tuple[float, ...] = ()
    line: bool = False
    edge: str | None = None
    size: int = 110

    @property
    def width(self) -> float:
        """Sample and name together."""
        return _LEAD[self.line] + text_width(self.label, size=BODY)


def key_height(items: Sequence[KeyItem], *, drawing: Drawing) -> float:
    """Pixels that the key takes above the field, with the air below it."""
    return (_places(items, drawing=drawing)[-1][1] + 1) * _ROW + 6 if items else 0


def key_layers(items: Sequence[KeyItem], *, plot: Plot) -> list[Spec]:
    """The key at the very top of the drawing, beginning where reading begins."""
    drawing = plot.drawing
    layers: list[Spec] = []
    names: list[Row] = []
    for item, (offset, row) in zip(items, _places(items, drawing=drawing), strict=True):
        level = row * _ROW + 12 - plot.top
        begin = offset - plot.start + 6
        middle = begin + (12 if item.line else 5)
        if item.line:
            ends = [{"px": plot.from_start(begin + step), "py": level, "n": 0} for step in (0, 24)]
            dash = {"strokeDash": list(item.dash)} if item.dash else {}
            layers.append(paths(ends, x=pixel("px"), y=pixel("py"), by="n", color=item.color, **dash))
        sample = [{"px": plot.from_start(middle), "py": level}]
        edge = {"stroke": item.edge or LINE} if item.edge or not item.line else {}
        look = {"fill": item.color, "shape": item.shape, "size": 54 if item.line else item.size, **edge}
        layers.append(dots(sample, x=pixel("px"), y=pixel("py"), strokeWidth=1, **look))
        at = plot.from_start(begin + _LEAD[item.line])
        names.append({"px": at, "py": level, "text": drawing.text(item.label)})
    return [*layers, texts(names, x=pixel("px"), y=pixel("py"), align=drawing.start, color=INK)]


def _places(items: Sequence[KeyItem], *, drawing: Drawing) -> tuple[tuple[float, int], ...]:
    return flow([item.width for item in items], gap=18, width=drawing.pixels - 12)
