"""A report as slides: the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from miqyas.reports.document import Document
from miqyas.reports.document.branding import HOUSE, Branding
from miqyas.reports.document.legible import legible
from miqyas.reports.document.settled import settled
from miqyas.reports.document.told import author
from miqyas.reports.pptx.master import presentation
from miqyas.reports.pptx.plan import plan
from miqyas.reports.pptx.slides import Slides


def write_pptx(document: Document, *, branding: Branding = HOUSE) -> bytes:
    """The report as slides with placeholders, charts that can be edited, and everything said in the notes.

    >>> from zipfile import ZipFile
    >>> from miqyas.reports.document import Paragraph
    >>> note = Document("note", "A note", "en", "2026-01-31", (Paragraph("Words."),))
    >>> ZipFile(io.BytesIO(write_pptx(note))).testzip() is None
    True
    """
    document = legible(document)
    made = presentation(document, colour=branding.colour)
    slides = Slides(made, document, branding=branding)
    for planned in plan(document):
        slides.draw(planned)
    _about(made.core_properties, document, branding=branding)
    target = io.BytesIO()
    made.save(target)
    return settled(target.getvalue())


def _about(about: Any, document: Document, *, branding: Branding) -> None:
    about.title, about.language = document.title, document.language
    about.author = author(branding, document.language)
    about.subject, about.last_modified_by, about.revision = document.subtitle, "", 1
    about.created = about.modified = dt.datetime.fromisoformat(document.made_on).replace(tzinfo=dt.UTC)
