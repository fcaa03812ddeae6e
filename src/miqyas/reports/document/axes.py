"""Axes of charts that office programs draw: years up to the newest, numbers no longer than they need be."""

from __future__ import annotations

import re
from typing import Final

from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.native import Native
from miqyas.reports.tables.formats import NUMBER_FORMATS

_STEPS: Final = (1, 2, 4, 5, 10, 20)
_TICKS: Final = 8
_FINE: Final = re.compile(r"0\.00+")


def axis_format(kind: str) -> str:
    """Numbers beside an axis: two decimals at most, and nothing at the place of a rank of nought.

    >>> axis_format("index"), axis_format("rank"), axis_format("percent")
    ('0.00', '0;;', '0%')
    """
    return "0;;" if kind == "rank" else _FINE.sub("0.00", NUMBER_FORMATS[kind])


def year_scale(chart: Chart, native: Native) -> tuple[int, int, int] | None:
    """First year, last year and step of an axis of years, so that the newest is told; None for other axes."""
    if chart.table.columns[native.along].kind != "year":
        return None
    years = [int(cell) for row in chart.table.rows if isinstance(cell := row[native.along], int | float)]
    first, last = min(years), max(years)
    step = next((one for one in _STEPS if last - first <= one * _TICKS), _STEPS[-1])
    return last - -(-(last - first) // step) * step, last, step


def most_of(chart: Chart, native: Native) -> int | None:
    """Where the scale of bars ends: at a perfect index; others end where the program sees fit."""
    is_index = {chart.table.columns[one.column].kind for one in native.series} == {"index"}
    return 1 if is_index and native.kind == "bar" else None
