"""Charts that Excel draws from the table beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import FONT, INK, LINE, SECOND
from miqyas.reports.document.axes import axis_format, most_of, year_scale
from miqyas.reports.document.directed import marked
from miqyas.reports.tables.formats import NUMBER_FORMATS

_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "line": {"type": "scatter", "subtype": "straight_with_markers"},
    "scatter": {"type": "scatter"},
    "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
}
_MARKS: Final[Mapping[str, str]] = {
    "circle": "circle", "square": "square", "triangle-up": "triangle", "diamond": "diamond", "cross": "plus",
    "triangle-down": "x", "triangle-right": "star", "stroke": "long_dash", "": "none",
}  # fmt: skip
_OVER_NUMBERS: Final = frozenset({"line", "scatter"})
_SIZE: Final = (720, 420)


def native_chart(book: Any, sheet: str, chart: Chart, native: Native, *, first: int) -> Any:
    """The chart of a table whose rows begin at `first` on a sheet."""
    made, last = book.add_chart(_TYPES[native.kind]), first + len(chart.table.rows) - 1
    shown = NUMBER_FORMATS[chart.table.columns[native.series[0].column].kind]
    labels = {"data_labels": {"value": True, "num_format": shown, "position": "outside_end"}}
    for one in native.series:
        made.add_series(
            {
                "name": [sheet, first - 1, one.column],
                "categories": [sheet, first, native.along, last, native.along],
                "values": [sheet, first, one.column, last, one.column],
                **_look(one, kind=native.kind),
                **(labels if native.kind == "bar" else {}),
            }
        )
    base = chart.drawing.direction
    font = {"name": FONT, "color": INK, "bold": False, "size": 12}
    made.set_title({"name": marked(chart.caption.title, base=base), "name_font": font, "overlay": False})
    made.set_legend({"none": True} if len(native.series) == 1 else {"position": "bottom"})
    _axes(made, chart, native)
    made.set_size({"width": _SIZE[0], "height": _SIZE[1]})
    made.show_blanks_as("gap")
    return made


def _look(one: NativeSeries, *, kind: str) -> Mapping[str, Any]:
    if kind not in _OVER_NUMBERS:
        return {"fill": {"color": one.colour}, "gap": 60}
    mark = {
        "type": _MARKS.get(one.shape, "circle"),
        "fill": {"color": one.colour},
        "border": {"color": one.colour},
    }
    return {"line": {"color": one.colour, "width": 2}, "marker": mark}


def _axes(made: Any, chart: Chart, native: Native) -> None:
    """Quiet lines, scales that begin where reading begins, small values on top for ranks."""
    kinds = [column.kind for column in chart.table.columns]
    quiet: Mapping[str, Any] = {
        "line": {"color": LINE},
        "num_font": {"name": FONT, "color": SECOND, "size": 10},
        "major_tick_mark": "none",
        "label_position": "low",
    }
    scale = {**quiet, "num_format": axis_format(kinds[native.series[0].column])}
    scale["major_gridlines"] = {"visible": True, "line": {"color": LINE}}
    along = {**quiet, "major_gridlines": {"visible": False}}
    if native.kind in _OVER_NUMBERS:
        along |= {"num_format": axis_format(kinds[native.along]), "reverse": chart.drawing.rtl}
        if years := year_scale(chart, native):
            along |= dict(zip(("min", "max", "major_unit"), years, strict=True))
        if native.is_reversed:
            scale |= {"reverse": True, "min": 0, "crossing": "max"}
            along["label_position"] = "high"
    else:
        along |= {"reverse": True, "crossing": "max"}
        scale |= {"reverse": chart.drawing.rtl, "min": 0, "max": most_of(chart, native)}
        scale["label_position"] = "high"
    made.set_x_axis(along)
    made.set_y_axis(scale)
