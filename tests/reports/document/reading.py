"""Readers of written reports that know nothing of the writers: what stands in each format, as plain text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping

from miqyas.reports.document.directed import unmarked


def words_of_docx(content: bytes) -> str:
    """Every paragraph and cell of a Word document, of its header and footer too."""
    from docx import Document
    from docx.oxml.ns import qn

    made = Document(io.BytesIO(content))
    parts = [made.element.body, *(one._element for one in (made.sections[0].header, made.sections[0].footer))]
    paragraphs = (paragraph for part in parts for paragraph in part.iter(qn("w:p")))
    pieces = (qn("w:t"), qn("w:br"))
    lines = ("".join(one.text or "\n" for one in paragraph.iter(*pieces)) for paragraph in paragraphs)
    return unmarked("\n".join(lines))


def words_of_pptx(content: bytes) -> str:
    """Every shape, table, chart, attached workbook and note of a presentation."""
    from pptx import Presentation

    made = Presentation(io.BytesIO(content))
    lines = [line for slide in made.slides for shape in slide.shapes for line in _words_of_shape(shape)]
    lines += [slide.notes_slide.notes_text_frame.text for slide in made.slides if slide.has_notes_slide]
    return unmarked("\n".join(lines))


def _words_of_shape(shape) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        yield from (point.text or "" for point in shape.chart._chartSpace.iter("{*}v"))
    elif shape.shape_type == 7:
        yield words_of_xlsx(shape.ole_format.blob)


def words_of_xlsx(content: bytes) -> str:
    """Every cell of a workbook: numbers as they are kept."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return unmarked("\n".join(_cell(cell) for row in rows for cell in row if cell != ""))


def _cell(cell) -> str:
    return f"{cell:.12g}" if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


READERS: Mapping[str, Callable[[bytes], str]] = {
    "docx": words_of_docx,
    "pptx": words_of_pptx,
    "xlsx": words_of_xlsx,
}
