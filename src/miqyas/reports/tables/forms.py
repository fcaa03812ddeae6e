"""Workbooks that people fill in: drop-downs, cells that are locked, right to left in Arabic.

What comes back is read by `observations.imports.forms`. No cell is ever a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from miqyas.kernel.text import Text, direction
from miqyas.reports.tables.model import Value, in_language
from miqyas.reports.tables.sheet import page_set

BLANK_ROWS: Final = 200
"""Empty rows with drop-downs below those that are filled in."""
_LISTS: Final = "lists"
_MADE: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_WIDTH: Final = 18


@dataclass(frozen=True)
class FormColumn:
    """A column to fill in. `choices` make a drop-down; `is_free` lets other words stand beside them."""

    title: Text
    choices: tuple[Value, ...] = ()
    width: int = _WIDTH
    is_locked: bool = False
    is_hidden: bool = False
    is_free: bool = False
    help: Text | None = None


@dataclass(frozen=True)
class FormSheet:
    """A sheet: its title, its columns, the rows that are there, and how many empty ones follow."""

    title: Text
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[Value, ...], ...] = ()
    blank_rows: int = BLANK_ROWS


@dataclass
class _Book:
    """A workbook in the making, with its formats and its lists of choices."""

    book: Any
    language: str
    formats: dict[tuple[bool, ...], Any] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def format(self, *, is_head: bool, is_locked: bool) -> Any:
        """The format of a heading, or of a cell that is locked or open."""
        key = (is_head, is_locked)
        if key not in self.formats:
            looks: dict[str, Any] = {
                "reading_order": 2 if direction(self.language) == "rtl" else 1,
                "text_wrap": True,
            }
            looks |= {"valign": "top", "locked": is_locked}
            if is_head:
                looks |= {"bold": True, "bottom": 1}
            if is_head or is_locked:
                looks["bg_color"] = "#eef4f4" if is_head else "#f1ede4"
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]


def write_form(sheets: Sequence[FormSheet], *, language: str) -> bytes:
    """The sheets as one XLSX in the language. Where a column is locked, the others stay open to typing."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = _Book(xlsxwriter.Workbook(target, options), language)
    book.book.set_properties({"title": sheets[0].title.in_language(language), "created": _MADE})
    made = [book.book.add_worksheet(sheet.title.in_language(language)[:31]) for sheet in sheets]
    lists = book.book.add_worksheet(_LISTS)
    lists.hide()
    for page, sheet in zip(made, sheets, strict=True):
        _write(page, sheet, book, lists)
    book.book.close()
    return target.getvalue()


def _write(page: Any, sheet: FormSheet, book: _Book, lists: Any) -> None:
    if direction(book.language) == "rtl":
        page.right_to_left()
    page.freeze_panes(1, 0)
    page_set(page, width=sum(one.width for one in sheet.columns if not one.is_hidden))
    last = max(1, len(sheet.rows) + sheet.blank_rows)
    for position, column in enumerate(sheet.columns):
        open_cells = book.format(is_head=False, is_locked=column.is_locked)
        page.set_column(position, position, column.width, open_cells, {"hidden": column.is_hidden})
        page.write_string(
            0, position, column.title.in_language(book.language), book.format(is_head=True, is_locked=True)
        )
        if column.choices or column.help:
            page.data_validation(1, position, last, position, _validation(column, book, lists))
    for line, row in enumerate(sheet.rows, start=1):
        _write_row(page, line, row, sheet.columns, book)
    if any(column.is_locked for column in sheet.columns):
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write_row(
    page: Any, line: int, row: Sequence[Value], columns: Sequence[FormColumn], book: _Book
) -> None:
    for position, (column, cell) in enumerate(zip(columns, row, strict=True)):
        value = in_language(cell, language=book.language)
        look = book.format(is_head=False, is_locked=column.is_locked)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            page.write_number(line, position, value, look)
        elif value not in (None, ""):
            page.write_string(line, position, str(value), look)
        else:
            page.write_blank(line, position, None, look)


def _validation(column: FormColumn, book: _Book, lists: Any) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        rule = {"validate": "list", "source": _list_of(column, book, lists)}
        rule["error_type"] = "information" if column.is_free else "stop"
    if column.help:
        rule["input_message"] = column.help.in_language(book.language)[:255]
    return rule


def _list_of(column: FormColumn, book: _Book, lists: Any) -> str:
    """Where the choices of a column stand: each list is written once, in a column of the hidden sheet."""
    words = tuple(str(in_language(choice, language=book.language)) for choice in column.choices)
    if words not in book.lists:
        position = len(book.lists)
        for line, word in enumerate(words):
            lists.write_string(line, position, word)
        letters = _letters(position)
        book.lists[words] = f"={_LISTS}!${letters}$1:${letters}${len(words)}"
    return book.lists[words]


def _letters(position: int) -> str:
    """The letters of a column of a sheet, from 0.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
