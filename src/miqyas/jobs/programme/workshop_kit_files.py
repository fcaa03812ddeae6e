"""The kit of a workshop to take away: workbooks and pages to print in each language, in one zip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import say
from miqyas.observations.countries import countries
from miqyas.reports.document.settled import packed
from miqyas.reports.handout import write_handout
from miqyas.reports.tables import Table, write_xlsx


def kit_workbook(tables: Sequence[Table], *, language: str) -> bytes:
    """A sheet for each table."""
    return write_xlsx(tables, language=language)


def kit_zip(tables: Sequence[Table], iso3: str) -> bytes:
    """The workbook and the page to print, in Arabic and in English."""
    return packed(dict(_entries(tables, iso3)))


def _entries(tables: Sequence[Table], iso3: str) -> Iterator[tuple[str, bytes]]:
    for language in REQUIRED_LANGUAGES:
        name = countries()[iso3].name.in_language(language)
        title = say("kit.title", language=language, country=name)
        stem = f"kit-{iso3.lower()}-{language}"
        yield f"{stem}.html", write_handout(tables, title=title, language=language)
        yield f"{stem}.xlsx", kit_workbook(tables, language=language)
