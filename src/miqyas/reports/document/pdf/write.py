"""Writing a report as PDF."""

from __future__ import annotations

from typing import Final

from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.legible import legible
from miqyas.reports.document.model import Document
from miqyas.reports.document.pdf.compile import compiled
from miqyas.reports.document.pdf.content import content_of

MOST_CELLS: Final = 60_000
"""Cells of all tables together, such as 10,000 rows of six columns; setting them takes about a gigabyte."""


def write_pdf(document: Document, *, branding: Branding = HOUSE) -> bytes:
    """The report as PDF/UA-1: equal documents give equal bytes, dated by the day they were made on.

    Raises `ReportError` for tables of more cells than there is memory for, and where Typst cannot set it.

    >>> document = Document("note", "A note", "en", "2026-01-31", ())
    >>> write_pdf(document)[:8], write_pdf(document) == write_pdf(document)
    (b'%PDF-1.7', True)
    """
    _check_length(document)
    return compiled(content_of(legible(document), branding=branding), made_on=document.made_on)


def _check_length(document: Document) -> None:
    """Refuse tables that nobody would leaf through and that would take gigabytes to set."""
    cells = sum(len(table.rows) * len(table.columns) for table in document.tables)
    if cells > MOST_CELLS:
        raise ReportError("long", cells=cells, most=MOST_CELLS)
