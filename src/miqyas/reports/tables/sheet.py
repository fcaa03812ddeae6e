"""XLSX: one sheet a table, right to left in Arabic, and a sheet that says where the numbers are from."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, Final

from miqyas.kernel.text import direction
from miqyas.kernel.words import say
from miqyas.reports.tables.formats import NUMBER_FORMATS
from miqyas.reports.tables.model import TEXT, Column, Table, in_language
from miqyas.reports.tables.names import sheet_names

WIDEST: Final = 48
PAGE_WIDTH: Final = 190
"""Characters that are still read on one landscape page; wider sheets go on to further pages."""
_A4: Final = 9
_WHEN: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
"""A fixed time of making: equal tables give equal bytes."""


def write_xlsx(tables: Sequence[Table], *, language: str) -> bytes:
    """A workbook of the tables with headings in the language; cells hold full numbers, shown in their kind.

    No cell is ever a formula or a link. The last sheet gives source, licence, mark and versions.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": tables[0].title.in_language(language), "created": _WHEN})
    formats = _Formats(book, language=language)
    about = say("table.about", language=language)
    titles = [table.title.in_language(language) or table.name for table in tables]
    names = sheet_names(titles, taken=[about])
    for table, name in zip(tables, names, strict=True):
        _write_table(book.add_worksheet(name), table, formats=formats, language=language)
    _write_about(book.add_worksheet(about), tables, formats=formats, language=language)
    book.close()
    return target.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any, *, language: str) -> None:
        self.book = book
        self.order = 2 if direction(language) == "rtl" else 1
        self.head = self._add(bold=True, text_wrap=True, valign="top", bottom=1, bg_color="#eef4f4")
        self.words = self._add(text_wrap=True, valign="top")
        self.bold = self._add(bold=True, valign="top")
        self.text = self._add()
        self._numbers: dict[str, Any] = {}

    def number(self, kind: str) -> Any:
        """The format of a kind of number."""
        if kind not in self._numbers:
            self._numbers[kind] = self._add(num_format=NUMBER_FORMATS[kind])
        return self._numbers[kind]

    def _add(self, **properties: Any) -> Any:
        return self.book.add_format({"reading_order": self.order, **properties})


def _write_table(sheet: Any, table: Table, *, formats: _Formats, language: str) -> None:
    if direction(language) == "rtl":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    widths = [_width(table, position, language=language) for position in range(len(table.columns))]
    page_set(sheet, width=sum(widths))
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, _heading(column, language=language), formats.head)
        sheet.set_column(position, position, widths[position])
    for line, row in enumerate(table.rows, start=1):
        for position, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            value = in_language(cell, language=language)
            if value is None or value == "":
                continue
            if column.kind == TEXT or isinstance(value, str):
                sheet.write_string(line, position, str(value), formats.text)
            else:
                sheet.write_number(line, position, value, formats.number(column.kind))
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def page_set(sheet: Any, *, width: float, head: int = 0) -> None:
    """How a sheet of so many characters is printed: across, headings on each page, whole where it fits."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(head)
    if width <= PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)


def _heading(column: Column, *, language: str) -> str:
    title = column.title.in_language(language)
    return f"{title} ({column.unit.in_language(language)})" if column.unit else title


def _width(table: Table, position: int, *, language: str) -> int:
    cells = [in_language(row[position], language=language) for row in table.rows[:200]]
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    heading = len(table.columns[position].title.in_language(language))
    return min(WIDEST, max(10, longest, min(heading, 24)) + 2)


def _write_about(sheet: Any, tables: Sequence[Table], *, formats: _Formats, language: str) -> None:
    if direction(language) == "rtl":
        sheet.right_to_left()
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    line = 0
    for table in tables:
        for label, words in _about(table, language=language):
            sheet.write_string(line, 0, label, formats.bold)
            sheet.write_string(line, 1, words, formats.words)
            line += 1
        line += 1


def _about(table: Table, *, language: str) -> list[tuple[str, str]]:
    lines = [
        ("table.title", table.title.in_language(language)),
        ("table.source", table.source.in_language(language)),
    ]
    if table.what:
        lines.append(("table.what", table.what.in_language(language)))
    mark = ". ".join(say(f"mark.{table.mark}.{part}", language=language) for part in ("word", "means"))
    lines += [("table.licence", table.licence.in_language(language)), ("table.mark", mark)]
    lines += [("table.note", note.in_language(language)) for note in table.notes]
    lines += [(f"table.version.{name}", version) for name, version in table.versions.items()]
    return [(say(key, language=language), words) for key, words in lines]
