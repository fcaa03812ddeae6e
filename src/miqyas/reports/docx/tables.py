"""Tables of a Word document: real ones, heading rows that repeat, from right to left in Arabic.

They are written as XML at once, since ten thousand rows shall not take a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.document import Column, DataTable, shown
from miqyas.reports.document.model import TEXT, Value
from miqyas.reports.document.widths import lengths, shares
from miqyas.reports.docx.styles import TABLE, shade
from miqyas.reports.docx.text import Writing, element, paragraph_set

WIDTH: Final = 9638
"""Of the text on A4, in twentieths of a point."""
_FULL: Final = 50
"""Signs of all columns together for which a table takes the whole width."""
_NARROW: Final = 0.45


def table_shell(widths: Sequence[int], *, is_rtl: bool, style: str = "", has_head: bool = False) -> Any:
    """A table without rows: its style, its direction, the widths of its columns."""
    table, about, grid = element("tbl"), element("tblPr"), element("tblGrid")
    if style:
        about.append(element("tblStyle", val=style.replace(" ", "")))
    if is_rtl:
        about.append(element("bidiVisual"))
    about.append(element("tblW", w=str(sum(widths)), type="dxa"))
    about.append(element("tblLayout", type="fixed"))
    look = {"firstRow": "1" if has_head else "0", "lastRow": "0", "firstColumn": "0", "lastColumn": "0"}
    about.append(element("tblLook", val="0620" if has_head else "0600", **look, noHBand="1", noVBand="1"))
    grid.extend(element("gridCol", w=str(width)) for width in widths)
    table.extend((about, grid))
    return table


def row_of(cells: Sequence[Any], *, is_head: bool = False) -> Any:
    """A row, which no page cuts in two; a heading row stands on each page."""
    row, about = element("tr"), element("trPr")
    about.append(element("cantSplit"))
    if is_head:
        about.append(element("tblHeader"))
    row.append(about)
    row.extend(cells)
    return row


def cell_of(*content: Any, width: int, fill: str = "") -> Any:
    """A cell of paragraphs."""
    cell, about = element("tc"), element("tcPr")
    about.append(element("tcW", w=str(width), type="dxa"))
    if fill:
        about.append(shade(fill))
    cell.append(about)
    cell.extend(content)
    return cell


def paragraph_of(runs: Sequence[Any], *, style: str, is_rtl: bool, is_right: bool = False) -> Any:
    """A paragraph in a cell; `is_right` sets it at the right in every language, as numbers are."""
    made, about = element("p"), element("pPr")
    paragraph_set(about, element("pStyle", val=style.replace(" ", "")))
    if is_rtl:
        paragraph_set(about, element("bidi"))
    elif is_right:
        paragraph_set(about, element("jc", val="right"))
    made.append(about)
    made.extend(runs)
    return made


def data_table(table: DataTable, *, writing: Writing, language: str) -> Any:
    """The rows under their heading row, numbers at the right of their columns."""
    width = WIDTH * min(1, max(_NARROW, sum(lengths(table)) / _FULL))
    widths = [round(share * width) for share in shares(table)]
    made = table_shell(widths, is_rtl=writing.is_rtl, style=TABLE, has_head=True)
    made.append(row_of([*_heads(table.columns, widths, writing=writing)], is_head=True))
    for at, row in enumerate(table.rows):
        style = "Strong" if at in table.strong else ""
        made.append(row_of([*_cells(row, table.columns, widths, writing=writing, style=style)]))
    if not table.rows:
        words = table.empty or say("document.no_rows", language=language)
        cell = _cell(words, sum(widths), writing=writing)
        cell.tcPr.append(element("gridSpan", val=str(len(widths))))
        made.append(row_of([cell]))
    return made


def _heads(columns: Sequence[Column], widths: Sequence[int], *, writing: Writing) -> Iterator[Any]:
    for column, width in zip(columns, widths, strict=True):
        yield _cell(column.label, width, writing=writing, head=True, is_right=column.kind != TEXT)


def _cells(
    row: Sequence[Value], columns: Sequence[Column], widths: Sequence[int], *, writing: Writing, style: str
) -> Iterator[Any]:
    for value, column, width in zip(row, columns, widths, strict=True):
        is_right = column.kind != TEXT
        yield _cell(shown(value, column.kind), width, writing=writing, style=style, is_right=is_right)


def _cell(
    text: str, width: int, *, writing: Writing, head: bool = False, style: str = "", is_right: bool = False
) -> Any:
    runs = writing.runs(text, style=style)
    kind = "Table Head" if head else "Table Text"
    return cell_of(paragraph_of(runs, style=kind, is_rtl=writing.is_rtl, is_right=is_right), width=width)
