"""Charts that PowerPoint draws and people edit, from their own table; scales begin where reading begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import FONT, INK, LINE, SECOND
from miqyas.reports.document.axes import axis_format, most_of, year_scale
from miqyas.reports.document.directed import marked
from miqyas.reports.pptx.master import bare
from miqyas.reports.tables.formats import NUMBER_FORMATS

_MARKS: Final[Mapping[str, str]] = {
    "circle": "CIRCLE", "square": "SQUARE", "triangle-up": "TRIANGLE", "diamond": "DIAMOND", "cross": "PLUS",
    "triangle-down": "X", "triangle-right": "STAR", "stroke": "DASH", "": "NONE",
}  # fmt: skip
_TYPES: Final[Mapping[str, str]] = {
    "line": "XY_SCATTER_LINES", "scatter": "XY_SCATTER", "bar": "BAR_CLUSTERED", "stacked": "BAR_STACKED",
}  # fmt: skip
_POINTS: Final = 12
_LABEL_POINTS: Final = 11
_OVER_NUMBERS: Final = frozenset({"line", "scatter"})


def native_chart(holder: Any, chart: Chart, native: Native) -> Any:
    """The chart into its placeholder; gives the shape that holds it."""
    from pptx.enum.chart import XL_CHART_TYPE

    make = _points if native.kind in _OVER_NUMBERS else _bars
    placed = holder.insert_chart(getattr(XL_CHART_TYPE, _TYPES[native.kind]), make(chart, native))
    made = placed.chart
    _without_gaps(made)
    _type(made)
    _axes(made, chart, native)
    for series, own in zip(made.plots[0].series, native.series, strict=True):
        _series(series, own, kind=native.kind)
    if native.kind == "bar":
        _labels(made, chart, native)
    _legend(made, is_shown=len(native.series) > 1)
    return placed


def _bars(chart: Chart, native: Native) -> Any:
    from pptx.chart.data import CategoryChartData

    columns, base = chart.table.columns, chart.drawing.direction
    data: Any = CategoryChartData(  # type: ignore[no-untyped-call]
        number_format=NUMBER_FORMATS[columns[native.series[0].column].kind]
    )
    data.categories = [marked(str(row[native.along]), base=base) for row in chart.table.rows]
    for one in native.series:
        data.add_series(
            marked(columns[one.column].label, base=base), [row[one.column] for row in chart.table.rows]
        )
    return data


def _points(chart: Chart, native: Native) -> Any:
    from pptx.chart.data import XyChartData

    columns, base = chart.table.columns, chart.drawing.direction
    data: Any = XyChartData(  # type: ignore[no-untyped-call]
        number_format=NUMBER_FORMATS[columns[native.series[0].column].kind]
    )
    for one in native.series:
        series = data.add_series(marked(columns[one.column].label, base=base))
        for row in chart.table.rows:
            series.add_data_point(row[native.along], row[one.column])
    return data


def _without_gaps(made: Any) -> None:
    """A point that has no value is left out of the chart, which then breaks its line there."""
    for point in made._chartSpace.xpath("//c:pt[c:v='None']"):
        point.getparent().remove(point)


def _type(made: Any) -> None:
    from pptx.util import Pt

    font = made.font
    font.size, font.name = Pt(_POINTS), FONT
    font.color.rgb = _colour(SECOND)


def _axes(made: Any, chart: Chart, native: Native) -> None:
    """Quiet lines; the scale that begins where reading begins; small values on top for ranks."""
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION, XL_TICK_MARK

    is_over_numbers = native.kind in _OVER_NUMBERS
    along, scale = made.category_axis, made.value_axis
    _format(along, chart, native.along, is_numbers=is_over_numbers)
    _format(scale, chart, native.series[0].column, is_numbers=True)
    along.has_major_gridlines, scale.has_major_gridlines = False, True
    scale.major_gridlines.format.line.color.rgb = _colour(LINE)
    for axis in (along, scale):
        axis.major_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.color.rgb = _colour(LINE)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    turned = scale if not is_over_numbers else along if native.is_reversed else None
    if turned is not None:
        turned.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if is_over_numbers:
        if years := year_scale(chart, native):
            along.minimum_scale, along.maximum_scale, along.major_unit = years
        along.reverse_order, scale.reverse_order = chart.drawing.rtl, native.is_reversed
    else:
        along.reverse_order, scale.reverse_order = True, chart.drawing.rtl
        scale.minimum_scale = 0
        if (most := most_of(chart, native)) is not None:
            scale.maximum_scale = most
        along.crosses = XL_AXIS_CROSSES.MAXIMUM
        made.plots[0].gap_width = 60
    if native.is_reversed:
        scale.minimum_scale, scale.crosses = 0, XL_AXIS_CROSSES.MAXIMUM


def _format(axis: Any, chart: Chart, column: int, *, is_numbers: bool) -> None:
    if is_numbers:
        axis.tick_labels.number_format = axis_format(chart.table.columns[column].kind)
        axis.tick_labels.number_format_is_linked = False


def _series(series: Any, own: NativeSeries, *, kind: str) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    if kind not in _OVER_NUMBERS:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(own.colour)
        return
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = _colour(own.colour), Pt(2)
    series.marker.style = getattr(XL_MARKER_STYLE, _MARKS.get(own.shape, "CIRCLE"))
    series.marker.size = 7
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _colour(own.colour)


def _labels(made: Any, chart: Chart, native: Native) -> None:
    """The numbers themselves at the ends of the bars."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    made.plots[0].has_data_labels = True
    labels = made.plots[0].data_labels
    labels.show_value, labels.font.size = True, Pt(_LABEL_POINTS)
    labels.number_format = NUMBER_FORMATS[chart.table.columns[native.series[0].column].kind]
    labels.number_format_is_linked = False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _legend(made: Any, *, is_shown: bool) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    made.has_title, made.has_legend = False, is_shown
    if is_shown:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        made.legend.font.color.rgb = _colour(INK)


def _colour(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(bare(colour))  # type: ignore[no-untyped-call]
