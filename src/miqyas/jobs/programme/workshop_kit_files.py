"""The kit of a workshop to take away: workbooks and pages to print in each language, in one zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import say
from miqyas.observations.countries import countries
from miqyas.reports.handout import write_handout
from miqyas.reports.tables import Table, write_xlsx

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""A fixed time of making: equal kits have equal names inside."""


def kit_workbook(tables: Sequence[Table], *, language: str) -> bytes:
    """A sheet for each table."""
    return write_xlsx(tables, language=language)


def kit_zip(tables: Sequence[Table], iso3: str) -> bytes:
    """The workbook and the page to print, in Arabic and in English."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for language in REQUIRED_LANGUAGES:
            name = countries()[iso3].name.in_language(language)
            title = say("kit.title", language=language, country=name)
            page = write_handout(tables, title=title, language=language)
            for form, content in (("html", page), ("xlsx", kit_workbook(tables, language=language))):
                entry = zipfile.ZipInfo(f"kit-{iso3.lower()}-{language}.{form}", date_time=_WHEN)
                packed.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()
