"""Files as people fill them in and take them away."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook


def workbook(sheet: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook with one sheet, its columns named by the keys of the first row."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(rows[0]))
        for place, row in enumerate(rows, start=1):
            page.write_row(place, 0, list(row.values()))
    return content.getvalue()


def cells(content: bytes) -> list[str]:
    """Every word in a workbook, sheet after sheet and row after row."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if cell != ""
    ]


def document_words(content: bytes) -> str:
    """Every word of a document, of paragraphs and tables, without the marks that hold directions."""
    from docx import Document

    document = Document(io.BytesIO(content))
    pieces = [one.text for one in document.paragraphs]
    pieces += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(pieces).translate(dict.fromkeys(map(ord, "\u200e\u200f")))
