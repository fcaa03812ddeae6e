"""Writing a report as PDF."""

from __future__ import annotations

from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.legible import legible
from miqyas.reports.document.model import Document
from miqyas.reports.document.pdf.compile import compiled
from miqyas.reports.document.pdf.content import content_of


def write_pdf(document: Document, *, branding: Branding = HOUSE) -> bytes:
    """The report as PDF/UA-1: equal documents give equal bytes, dated by the day they were made on.

    Raises `ReportError` where Typst cannot set it.

    >>> document = Document("note", "A note", "en", "2026-01-31", ())
    >>> write_pdf(document)[:8], write_pdf(document) == write_pdf(document)
    (b'%PDF-1.7', True)
    """
    return compiled(content_of(legible(document), branding=branding), made_on=document.made_on)
