"""Tables of a Word document: real ones, heading rows that repeat, from right to left in Arabic.

They are written as XML at once, since ten thousand rows shall not take a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from miqyas.kernel.words import say
from miqyas.reports.document import Column, DataTable, shown
from miqyas.reports.document.directed import runs_of
from miqyas.reports.document.model import TEXT, Value
from miqyas.reports.document.pdf.columns import fitted
from miqyas.reports.document.widths import lengths
from miqyas.reports.docx.styles import TABLE, shade
from miqyas.reports.docx.text import Writing, element, paragraph_set

WIDTH: Final = 9638
"""Of the text on A4, in twentieths of a point."""
_FULL: Final = 50
"""Signs of all columns together for which a table takes the whole width."""
_NARROW: Final = 0.45
_SHORT: Final = 14
"""Rows of a table that stays on one page."""
_POINT: Final = 20
_ROOM_FOR_OTHERS: Final = 1.15
"""How much wider common types run than that of the house."""
_SIZES: Final = ((95, "TableText"), (125, "TableSmall"))
_SMALLEST: Final = "TableTiny"
"""Styles of cells by the signs that stand in a row."""


def table_shell(
    widths: Sequence[int], *, is_rtl: bool, style: str = "", has_head: bool = False, is_dense: bool = False
) -> Any:
    """A table without rows: its style, its direction, its columns; in dense ones cells stand close."""
    table, about, grid = element("tbl"), element("tblPr"), element("tblGrid")
    if style:
        about.append(element("tblStyle", val=style.replace(" ", "")))
    if is_rtl:
        about.append(element("bidiVisual"))
    about.append(element("tblW", w=str(sum(widths)), type="dxa"))
    about.append(element("tblLayout", type="fixed"))
    if is_dense:
        margins = element("tblCellMar")
        margins.extend((element("left", w="20", type="dxa"), element("right", w="20", type="dxa")))
        about.append(margins)
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


def paragraph_of(runs: Sequence[Any], *, style: str, is_rtl: bool) -> Any:
    """A paragraph in a cell."""
    made, about = element("p"), element("pPr")
    paragraph_set(about, element("pStyle", val=style.replace(" ", "")))
    if is_rtl:
        paragraph_set(about, element("bidi"))
    made.append(about)
    made.extend(runs)
    return made


def data_table(table: DataTable, *, writing: Writing, language: str) -> Any:
    """The rows under their heading row, numbers at the right of their columns.

    Programs do not agree on which side a narrow table from right to left stands: it takes the whole width.
    """
    least = 1 if writing.is_rtl else _NARROW
    width = WIDTH * min(1, max(least, sum(lengths(table)) / _FULL))
    widths = _widths(table, width)
    kind = next((name for signs, name in _SIZES if sum(lengths(table)) <= signs), _SMALLEST)
    rows = [_head(table.columns, widths, writing=writing, kind="TableHead" if kind == "TableText" else kind)]
    for at, row in enumerate(table.rows):
        style = "Strong" if at in table.strong else ""
        keeps = len(table.rows) <= _SHORT and at < len(table.rows) - 1
        rows.append(_row(row, table.columns, widths, writing=writing, style=style, kind=kind, keeps=keeps))
    if not table.rows:
        words = table.empty or say("document.no_rows", language=language)
        cell = _cell(words, sum(widths), writing=writing, span=len(widths))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>")
    made = table_shell(widths, is_rtl=writing.is_rtl, style=TABLE, has_head=True, is_dense=kind == _SMALLEST)
    made.extend(_parsed("".join(rows)))
    return made


def _widths(table: DataTable, width: float) -> list[int]:
    """Columns as on paper, where no number is broken, with room for the type of whoever lacks ours."""
    fit = fitted(table, room=width / _POINT / _ROOM_FOR_OTHERS)
    return [round(width * one / sum(fit.widths)) for one in fit.widths]


def _parsed(rows: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>")


def _head(columns: Sequence[Column], widths: Sequence[int], *, writing: Writing, kind: str) -> str:
    cells = "".join(
        _cell(column.label, width, writing=writing, kind=kind, is_right=column.kind != TEXT, keeps=True)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    row: Sequence[Value],
    columns: Sequence[Column],
    widths: Sequence[int],
    *,
    writing: Writing,
    style: str,
    kind: str,
    keeps: bool,
) -> str:
    cells = "".join(
        _cell(
            shown(value, column.kind),
            width,
            writing=writing,
            kind=kind,
            style=style,
            is_right=column.kind != TEXT,
            keeps=keeps,
        )
        for value, column, width in zip(row, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(
    text: str,
    width: int,
    *,
    writing: Writing,
    kind: str = "TableText",
    style: str = "",
    is_right: bool = False,
    span: int = 1,
    keeps: bool = False,
) -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    way = "<w:bidi/>" if writing.is_rtl else '<w:jc w:val="right"/>' if is_right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{kind}"/>{"<w:keepNext/>" if keeps else ""}{way}</w:pPr>'
        f"{_runs(text, writing=writing, style=style)}</w:p></w:tc>"
    )


def _runs(text: str, *, writing: Writing, style: str) -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return "".join(
        f"<w:r><w:rPr>{named}{'<w:rtl/>' if run.is_rtl else ''}</w:rPr>{_lines(run.text)}</w:r>"
        for run in runs_of(text, base=writing.base)
    )


def _lines(text: str) -> str:
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
