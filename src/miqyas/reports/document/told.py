"""What every format tells around a report in the same words: sources, versions, numbers, logo."""

from __future__ import annotations

from typing import Final

from miqyas.kernel.words import has_words, say
from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.draw import converter
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.model import Column, DataTable, Document, Source

_LOGO_SCALE: Final = 3


def told(source: Source, language: str) -> str:
    """A source with its mark in words.

    >>> told(Source("un", "UN DESA", mark="V"), "en")
    'UN DESA (Verified)'
    """
    return f"{source.title} ({mark_word(source, language)})" if source.mark else source.title


def mark_word(source: Source, language: str) -> str:
    """The mark of a source in words; empty where it has none."""
    key = f"mark.{source.mark}.word"
    return say(key, language=language) if has_words(key) else source.mark


def author(branding: Branding, language: str) -> str:
    """Whose report a file says that it is: the organisation's, where there is one.

    >>> from miqyas.reports.document.branding import HOUSE
    >>> author(HOUSE, "en")
    'Miqyas'
    """
    if branding.organisation:
        return branding.organisation.in_language(language)
    return say("chart.brand", language=language)


def version_lines(document: Document) -> tuple[str, ...]:
    """Each version that made the report, under its name."""
    return tuple(f"{label}: {value}" for label, value in versions(document))


def versions(document: Document) -> tuple[tuple[str, str], ...]:
    """The versions that made the report with their names in its language."""
    keys = {name: f"table.version.{name}" for name in document.versions}
    return tuple(
        (say(keys[name], language=document.language) if has_words(keys[name]) else name, value)
        for name, value in document.versions.items()
    )


def figure_tables(document: Document) -> tuple[DataTable, ...]:
    """The numbers of each chart as a table under its finding."""
    return tuple(chart_table(chart) for chart in document.charts)


def chart_table(chart: Chart) -> DataTable:
    """The numbers of a chart under its finding."""
    columns = tuple(Column(column.label, column.kind) for column in chart.table.columns)
    return DataTable(chart.caption.title, columns, chart.table.rows)


def shortened(text: str, *, most: int = 90) -> str:
    """A text where there is room for so many signs; its whole stands elsewhere in the report.

    >>> shortened("A very long name", most=9), shortened("Donaudampfschiff", most=6)
    ('A very…', 'Donau…')
    """
    if len(text) <= most:
        return text
    kept, blank, _ = text[:most].rpartition(" ")
    begin = kept if blank and len(kept) > most // 2 else text[: most - 1]
    return f"{begin.rstrip()}\N{HORIZONTAL ELLIPSIS}"


def logo_png(branding: Branding) -> bytes:
    """The logo as a picture that office programs show: an SVG is drawn, others stay as they are."""
    assert branding.logo is not None
    if branding.logo.form != "svg":
        return branding.logo.content
    drawn: bytes = converter().svg_to_png(branding.logo.content.decode(), scale=_LOGO_SCALE)
    return drawn
