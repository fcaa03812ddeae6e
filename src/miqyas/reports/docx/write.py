"""A report as a Word document: the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, Final

from miqyas.reports.document import Document, Heading
from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.legible import legible
from miqyas.reports.document.settled import settled
from miqyas.reports.document.told import author
from miqyas.reports.docx.blocks import Blocks
from miqyas.reports.docx.frame import closing, closing_headings, contents, cover, running
from miqyas.reports.docx.styles import dress
from miqyas.reports.docx.text import Writing, element, put

_PAGE: Final = (11906, 16838)
_MARGIN: Final = 1134
_EDGES: Final = (1474, 1134)
_EDGES_OF_BRIEF: Final = (1134, 850)
_RUNNING: Final = 480
"""Head and foot from the edge of the page."""
_TWENTIETH: Final = 635
_SECTION: Final = (
    "w:headerReference", "w:footerReference", "w:type", "w:pgSz", "w:pgMar", "w:cols", "w:titlePg",
    "w:bidi", "w:docGrid",
)  # fmt: skip


def write_docx(document: Document, *, branding: Branding = HOUSE) -> bytes:
    """The report with styles, real tables, pictures with words, contents and sources; Arabic from the right.

    >>> from zipfile import ZipFile
    >>> from miqyas.reports.document import Paragraph
    >>> note = Document("note", "A note", "en", "2026-01-31", (Paragraph("Words."),))
    >>> ZipFile(io.BytesIO(write_docx(note))).testzip() is None
    True
    """
    import docx

    document = legible(document)
    made = docx.Document()
    numbers = {source.key: document.number_of(source.key) for source in document.sources}
    writing = Writing(base=document.direction, numbers=numbers)
    dress(made, document, colour=branding.colour)
    _page(made, document, branding=branding)
    running(made, document, branding=branding, writing=writing)
    _body(Blocks(made, document, writing=writing), branding)
    target = io.BytesIO()
    made.save(target)
    return settled(target.getvalue())


def _body(blocks: Blocks, branding: Branding) -> None:
    document = blocks.document
    ends = closing_headings(document)
    cover(blocks, branding=branding)
    if document.layout == "report":
        own = [block for block in document.blocks if isinstance(block, Heading)]
        contents(blocks, [*own, *ends.values()])
    blocks.write(document.blocks)
    closing(blocks, headings=ends)


def _page(made: Any, document: Document, *, branding: Branding) -> None:
    """A4, what the file says of itself, and the direction of its pages."""
    about, section = made.core_properties, made.sections[0]
    about.title, about.language = document.title, document.language
    about.author = author(branding, document.language)
    about.created = about.modified = dt.datetime.fromisoformat(document.made_on).replace(tzinfo=dt.UTC)
    about.last_modified_by, about.comments, about.subject = "", "", document.subtitle
    section.page_width, section.page_height = (side * _TWENTIETH for side in _PAGE)
    section.left_margin = section.right_margin = _MARGIN * _TWENTIETH
    edges = _EDGES_OF_BRIEF if document.layout == "brief" else _EDGES
    section.top_margin, section.bottom_margin = (edge * _TWENTIETH for edge in edges)
    section.header_distance, section.footer_distance = (_RUNNING * _TWENTIETH,) * 2
    if document.direction == "rtl":
        put(section._sectPr, element("bidi"), order=_SECTION)
