"""Cells of tables as HTML, made in Python: a table of all states has thousands, too many for templates."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from miqyas.kernel.numbers import NO_NUMBER, format_number
from miqyas.kernel.provenance import Mark
from miqyas.web.components import Cell, Column, Row
from miqyas.web.words import current_language, dress_number

EMPTY = SafeString()
_DIGITS: Final = re.compile(rf"[\d.,]+|{NO_NUMBER}")
"""Numbers that read the same in any direction: without sign, percent or words."""
_HEADER = ('<th role="rowheader" scope="row"', "</th>")
_CELL = ('<td role="cell"', "</td>")
_NUMBER = ' class="is-number"'
_BLANK = ' class="is-number is-blank"'


def row_html(columns: list[Column], row: Row) -> SafeString:
    """The cells of a row; raises `ValueError` where there are not as many of them as columns."""
    cells = [value if isinstance(value, Cell) else Cell(value=value) for value in row.cells]
    # Every label and value is escaped on its way here.
    return SafeString("".join(_cell_html(*pair) for pair in zip(columns, cells, strict=True)))


def of_kind(value: object, kind: str) -> SafeString:
    """Text as it is, escaped; numbers as their kind says, in their own direction."""
    if kind == "text" or isinstance(value, str):
        return format_html("{}", value)
    if value is not None and not isinstance(value, int | float):
        raise TypeError(f"a {kind} is a number, not {value!r}")
    return _number_html(value, kind)


@lru_cache(maxsize=50_000)
def _number_html(value: float | None, kind: str) -> SafeString:
    return dress_number(format_number(value, kind))


def mark_html(code: Mark) -> SafeString:
    """A mark of confidence in the language of the request."""
    return _mark_html(code, current_language())


@cache
def _mark_html(code: Mark, _language: str) -> SafeString:
    words = {"code": code.value, "word": f"mark.{code.value}.word", "means": f"mark.{code.value}.means"}
    return render_to_string("web/components/mark.html", words)


def _cell_html(column: Column, cell: Cell) -> str:
    alignment = "" if not column.is_number else _BLANK if cell.value is None else _NUMBER
    start, end = _HEADER if column.is_header else _CELL
    content = _content(column, cell)
    if cell.tone or cell.mark or cell.note or isinstance(cell.value, SafeString):
        content = SafeString(
            f"<span>{content}</span>"
        )  # on a phone a cell is its label and one thing beside it
    return f'{start} data-label="{_escaped(column.label)}"{alignment}>{content}{end}'


@lru_cache(maxsize=1_000)
def _escaped(text: str) -> SafeString:
    return conditional_escape(text)


def _alone(value: object, kind: str) -> SafeString:
    """A value as `of_kind` has it, plain digits as they are: nothing stands beside them in a cell."""
    if kind != "text" and (value is None or isinstance(value, int | float)):
        return _digits_html(value, kind)
    return of_kind(value, kind)


@lru_cache(maxsize=50_000)
def _digits_html(value: float | None, kind: str) -> SafeString:
    text = format_number(value, kind)
    return SafeString(text) if _DIGITS.fullmatch(text) else dress_number(text)


def _content(column: Column, cell: Cell) -> SafeString:
    value = _alone(cell.value, cell.kind or column.kind)
    if not (cell.url or cell.tone or cell.mark or cell.note):
        return value
    if cell.url:
        value = format_html('<a href="{}">{}</a>', cell.url, value)
    swatch = (
        format_html('<span class="swatch tone-{}" aria-hidden="true"></span> ', cell.tone)
        if cell.tone
        else EMPTY
    )
    mark = mark_html(cell.mark) if cell.mark else EMPTY
    note = format_html('<span class="table-note">{}</span>', cell.note) if cell.note else EMPTY
    return format_html("{}{}{}{}", swatch, value, mark, note)
