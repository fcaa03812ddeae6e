"""The few words of Vega-Lite that the charts are written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from miqyas.reports.charts.chart import Drawing
from miqyas.reports.charts.theme import BODY, CARD, INK, SECOND, SEMIBOLD, config

Spec = dict[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plot:
    """The field that is drawn on: what is left of the drawing inside its margins, in pixels.

    `start` and `end` are the margins on the sides where reading begins and ends.
    """

    drawing: Drawing
    height: float
    start: float
    end: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels between the margins."""
        return self.drawing.pixels - self.start - self.end

    def across(self, share: float) -> float:
        """The pixel at a share (0 to 1) of the width from where reading begins."""
        return self.width * (1 - share if self.drawing.rtl else share)

    def from_start(self, pixels: float) -> float:
        """The pixel at a distance from where reading begins."""
        return self.width - pixels if self.drawing.rtl else pixels

    def x(self, field: str, *, domain: Sequence[float], axis: Spec | None = None) -> Spec:
        """Values along the reading direction."""
        scale = {"domain": list(domain), "nice": False, "zero": False, "reverse": self.drawing.rtl}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def y(self, field: str, *, domain: Sequence[float], axis: Spec | None = None) -> Spec:
        """Values from the bottom up; a domain given from high to low puts the low on top."""
        placed = {**axis, "orient": self.drawing.start} if axis else None
        low, high = sorted(domain)
        scale = {"domain": [low, high], "nice": False, "zero": False, "reverse": domain[0] > domain[-1]}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": placed}

    def spec(self, layers: Iterable[Spec], **more: Any) -> Spec:
        """The whole spec: layers on this field, with exact margins."""
        left, right = (self.end, self.start) if self.drawing.rtl else (self.start, self.end)
        padding = {"left": left, "right": right, "top": self.top, "bottom": self.bottom}
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": self.width,
            "height": self.height,
            "padding": padding,
            "autosize": "none",
            "background": None,
            "config": config(),
            **more,
            "layer": [layer for layer in layers if layer],
        }


def pixel(field: str) -> Spec:
    """A position already given in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def layer(mark: Spec, rows: Iterable[Row], **encoding: Spec) -> Spec:
    """One layer with its own rows.

    A row's `tip` becomes its tooltip and, in a static drawing, its title; a `hint` becomes a tooltip only;
    an `address` makes it a link.
    """
    values = [dict(row) for row in rows]
    if values and "tip" in values[0]:
        tip = {"field": "tip", "type": "nominal"}
        encoding |= {"tooltip": tip, "description": tip}
        mark = {**mark, "aria": True}
    if values and "hint" in values[0]:
        encoding |= {"tooltip": {"field": "hint", "type": "nominal"}}
    if values and "address" in values[0]:
        encoding |= {"href": {"field": "address", "type": "nominal"}}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding} if values else {}


def texts(rows: Iterable[Row], *, x: Spec, y: Spec, **style: Any) -> Spec:
    """Words, from the rows' `text`."""
    mark = {"type": "text", "color": SECOND, "fontSize": BODY, "baseline": "middle", **style}
    return layer(mark, rows, x=x, y=y, text={"field": "text", "type": "nominal"})


def strong(rows: Iterable[Row], *, x: Spec, y: Spec, **style: Any) -> Spec:
    """Words in semibold ink."""
    return texts(rows, x=x, y=y, **{"color": INK, "fontWeight": SEMIBOLD, **style})


def rules(rows: Iterable[Row], **encoding_and_style: Any) -> Spec:
    """Straight lines; styles are plain values, positions are encodings."""
    encoding = {name: value for name, value in encoding_and_style.items() if name in {"x", "y", "x2", "y2"}}
    style = {name: value for name, value in encoding_and_style.items() if name not in encoding}
    return layer({"type": "rule", **style}, rows, **encoding)


def dots(rows: Iterable[Row], *, x: Spec, y: Spec, **style: Any) -> Spec:
    """Filled shapes with a thin edge in the colour of the ground."""
    mark = {"type": "point", "filled": True, "opacity": 1, "size": 64, "stroke": CARD, "strokeWidth": 1.5}
    return layer({**mark, **style}, rows, x=x, y=y)


def paths(rows: Iterable[Row], *, x: Spec, y: Spec, by: str, **style: Any) -> Spec:
    """Lines through the rows in the order given, one for each value of `by`."""
    mark = {"type": "line", "strokeWidth": 2, "strokeJoin": "round", "strokeCap": "round", **style}
    return layer(mark, rows, x=x, y=y, detail={"field": by, "type": "nominal"}, order={"value": None})


def without_tips(rows: Iterable[Row]) -> list[Row]:
    """The same rows for a mark that joins them: a tip of one point is not true of the whole line."""
    return [{key: value for key, value in row.items() if key not in {"tip", "hint"}} for row in rows]
