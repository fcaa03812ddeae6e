"""The first sheet of a workbook: what the report is, its sheets, its sources and what made it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.document import Document, Source
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.told import logo_png, told, versions
from miqyas.reports.tables.sheet import page_set
from miqyas.reports.xlsx.sheet import SECOND_WIDE, Formats, lines_of

_LOGO_SCALE: Final = 0.3
_WIDTH: Final = 120


def write_about(
    made: Any, document: Document, *, branding: Branding, formats: Formats, titles: Mapping[str, str]
) -> None:
    """Title, notices, sheets with a way to each, sources, versions."""
    language = document.language
    if document.direction == "rtl":
        made.right_to_left()
    made.hide_gridlines(2)
    page_set(made, width=_WIDTH)
    made.set_column(0, 0, 30)
    made.set_column(1, 1, SECOND_WIDE)
    row = _head(made, document, branding=branding, formats=formats)
    row = _heading(made, row, say("document.contents_of_file", language=language), formats=formats)
    for name, title in titles.items():
        made.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        made.write_string(row, 1, formats.text(title), formats.words)
        row += 1
    if document.sources:
        row = _heading(made, row + 1, say("document.sources", language=language), formats=formats)
        listed = enumerate(document.sources, start=1)
        row = lines_of(made, row, [(f"[{at}]", _whole(one, language)) for at, one in listed], formats=formats)
    if document.versions:
        row = _heading(made, row + 1, say("document.versions", language=language), formats=formats)
        lines_of(made, row, versions(document), formats=formats)


def _whole(source: Source, language: str) -> str:
    return " ".join(part for part in (told(source, language), source.address) if part)


def _head(made: Any, document: Document, *, branding: Branding, formats: Formats) -> int:
    """Whose report it is, its title, its day, and what is to be known before it is used."""
    language, row = document.language, 0
    if branding.logo:
        scale = {"x_scale": _LOGO_SCALE, "y_scale": _LOGO_SCALE}
        content = {"image_data": io.BytesIO(logo_png(branding))}
        alt = {"description": branding.logo.alt.in_language(language)}
        made.set_row(row, 48)
        made.insert_image(row, 0, "logo.png", {**content, **scale, **alt})
        row += 1
    made.write_string(row, 0, formats.text(document.title), formats.title)
    for line, look in _told(document, branding, formats):
        row += 1
        made.write_string(row, 0, formats.text(line), look)
    return row + 2


def _told(document: Document, branding: Branding, formats: Formats) -> Iterator[tuple[str, Any]]:
    language = document.language
    if document.subtitle:
        yield document.subtitle, formats.quiet
    for words in (branding.organisation, branding.cover):
        if words:
            yield words.in_language(language), formats.quiet
    yield say("document.made_on", language=language, on=document.made_on), formats.quiet
    notices = {"draft": document.is_draft, "sample": document.is_sample}
    for name in (name for name, is_so in notices.items() if is_so):
        yield say(f"document.{name}", language=language), formats.warning


def _heading(made: Any, row: int, words: str, *, formats: Formats) -> int:
    made.write_string(row, 0, words, formats.heading)
    return row + 1
