"""One door to all forms that a report may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.model import Document

_WRITERS: Final[Mapping[str, tuple[str, str]]] = {
    "pdf": ("miqyas.reports.document.pdf", "write_pdf"),
    "docx": ("miqyas.reports.docx", "write_docx"),
    "pptx": ("miqyas.reports.pptx", "write_pptx"),
    "xlsx": ("miqyas.reports.xlsx", "write_xlsx"),
}
"""Where the writer of a form is; loaded when it is wanted, as each brings a library of its own."""
FORMS: Final = tuple(_WRITERS)


def write(document: Document, *, form: str, branding: Branding = HOUSE) -> bytes:
    """The report as a file of one of `FORMS`: equal documents give equal bytes.

    Raises `KeyError` for another form, and what the writer of the form raises.
    """
    module, name = _WRITERS[form]
    writer: Callable[..., bytes] = getattr(import_module(module), name)
    return writer(document, branding=branding)
