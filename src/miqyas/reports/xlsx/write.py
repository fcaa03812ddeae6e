"""A report as a workbook: a sheet for each table and each chart, with what it is and what it rests on.

Cells hold full numbers in the format of their kind. No cell is ever a formula, and text is never a link.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from miqyas.kernel.numbers import NO_NUMBER
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Chart
from miqyas.reports.document import (
    Bullets,
    Callout,
    Column,
    DataTable,
    Document,
    Fields,
    Figure,
    Heading,
    KeyFigures,
    Link,
    Paragraph,
    Signatures,
    Value,
)
from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.legible import legible
from miqyas.reports.document.model import TEXT
from miqyas.reports.document.settled import settled
from miqyas.reports.document.told import author, chart_table
from miqyas.reports.tables.names import sheet_names
from miqyas.reports.xlsx.about import write_about
from miqyas.reports.xlsx.sheet import Formats, write_sheet

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Sheet:
    """A sheet before it is written: name, table, kinds of the second column where rows differ, chart."""

    name: str
    table: DataTable
    kinds: tuple[str, ...] = ()
    chart: Chart | None = None


def write_xlsx(document: Document, *, branding: Branding = HOUSE) -> bytes:
    """The workbook of a report: what it is, its numbers and answers, its tables, its charts, its text.

    >>> from zipfile import ZipFile
    >>> note = Document("note", "A note", "en", "2026-01-31", (Paragraph("Words."),))
    >>> ZipFile(io.BytesIO(write_xlsx(note))).testzip() is None
    True
    """
    import xlsxwriter

    document = legible(document)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    _about_file(book, document, branding=branding)
    formats = Formats(book, document, colour=branding.colour)
    sheets = _named(tuple(_sheets(document)), document)
    about = book.add_worksheet(_about_name(document))
    for sheet in sheets:
        write_sheet(book, sheet, document=document, formats=formats)
    titles = {one.name: one.table.title for one in sheets}
    write_about(about, document, branding=branding, formats=formats, titles=titles)
    book.close()
    return settled(target.getvalue())


def _about_name(document: Document) -> str:
    return sheet_names([say("document.about", language=document.language)])[0]


def _about_file(book: Any, document: Document, *, branding: Branding) -> None:
    made, whose = dt.datetime.fromisoformat(document.made_on), author(branding, document.language)
    book.set_properties({"title": document.title, "author": whose, "created": made})
    book.set_size(2400, 1400)


def _named(sheets: Sequence[Sheet], document: Document) -> list[Sheet]:
    names = sheet_names([sheet.name for sheet in sheets], taken=[_about_name(document)])
    return [
        Sheet(name, sheet.table, sheet.kinds, sheet.chart) for name, sheet in zip(names, sheets, strict=True)
    ]


def _sheets(document: Document) -> Iterator[Sheet]:
    """Key figures, answers, tables, figures, text; each where there is such a thing."""
    language = document.language
    for make in (_key_figures, _answers):
        if (sheet := make(document)).table.rows:
            yield sheet
    for table in document.tables:
        yield Sheet(table.title, table)
    for number, block in enumerate(_figures(document), start=1):
        table = chart_table(block.chart)
        cited = DataTable(table.title, table.columns, table.rows, block.sources)
        yield Sheet(f"{say('document.figure', language=language)} {number}", cited, chart=block.chart)
    if (sheet := _text(document)).table.rows:
        yield sheet


def _figures(document: Document) -> Iterator[Figure]:
    yield from (block for block in document.blocks if isinstance(block, Figure))


def _head(document: Document, *keys: str) -> tuple[Column, ...]:
    return tuple(Column(say(f"document.{key}", language=document.language)) for key in keys)


def _key_figures(document: Document) -> Sheet:
    title = say("document.key_figures", language=document.language)
    figures = [
        figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures
    ]
    rows = tuple((one.label, one.value, one.note, _cited(one.sources, document)) for one in figures)
    columns = _head(document, "label", "value", "note", "sources")
    return Sheet(title, DataTable(title, columns, rows), tuple(figure.kind for figure in figures))


def _answers(document: Document) -> Sheet:
    """Every field that was asked, under which headings; with who signs at the end."""
    title = say("document.answers", language=document.language)
    none = f"{NO_NUMBER} {say('document.no_answer', language=document.language)}"
    rows: list[tuple[Value, ...]] = []
    kinds: list[str] = []
    above: dict[int, str] = {}
    for block in document.blocks:
        under = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(above.values())
        match block:
            case Heading(text, level):
                above = {**{held: words for held, words in above.items() if held < level}, level: text}
            case Fields(answers, kind):
                rows += [(label, none if value is None else value, under) for label, value in answers]
                kinds += [kind] * len(answers)
            case Signatures(signed):
                rows += [(office, name, "") for office, name in signed]
                kinds += [TEXT] * len(signed)
    columns = _head(document, "question", "answer", "under")
    return Sheet(title, DataTable(title, columns, tuple(rows)), tuple(kinds))


def _text(document: Document) -> Sheet:
    """What is said in words, in reading order."""
    title = say("document.text", language=document.language)
    rows = tuple((line, cited) for line, cited in _lines(document) if line)
    return Sheet(title, DataTable(title, _head(document, "text", "sources"), rows))


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        match block:
            case Heading(text):
                yield text, ""
            case Paragraph(text, _, sources):
                yield text, _cited(sources, document)
            case Bullets(items):
                yield from ((item, "") for item in items)
            case Link(text, address):
                yield f"{text}: {address}", ""
            case Callout(title, text):
                yield title, ""
                yield text, ""
            case _:
                continue


def _cited(sources: Sequence[str], document: Document) -> str:
    return " ".join(f"[{number}]" for number in sorted({document.number_of(key) for key in sources}))
