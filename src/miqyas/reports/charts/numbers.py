"""The numbers of a chart as CSV, with its title, source and licence in columns beside them."""

from __future__ import annotations

from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.credits import credits_of
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.reports.tables.text import write_csv

BESIDE: Final = ("title", "source", "licence")
"""Columns that stand beside the numbers in each row, so that every reader of CSV takes them along."""


def csv(chart: Chart) -> bytes:
    """The table of a chart, unrounded; headings in the language of the chart. An empty cell is no value."""
    found = credits_of(chart)
    language = chart.drawing.language
    beside: tuple[Value, ...] = tuple(getattr(found, name) for name in BESIDE)
    labels = [column.label for column in chart.table.columns]
    labels += [say(f"chart.beside.{name}", language=language) for name in BESIDE]
    table = Table(
        name="chart",
        title=_said(found.title),
        columns=tuple(Column(label, _said(label)) for label in labels),
        rows=tuple((*row, *beside) for row in chart.table.rows),
        source=_said(found.source),
        licence=_said(found.licence or found.source),
        mark="",
    )
    return write_csv(table, language=language, encoding="utf-8-sig")


def _said(words: str) -> Text:
    """Words of a chart, which is in one language."""
    return Text(dict.fromkeys(REQUIRED_LANGUAGES, words))
