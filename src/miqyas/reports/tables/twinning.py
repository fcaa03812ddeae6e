"""The table that a twinning programme is written into."""

from __future__ import annotations

from miqyas.analysis.twinning import template_rows
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.tables.model import Column, Table

NAME = "twinning_programme"


def programme_template(*, language: str) -> Table:
    """The template of a programme in the language: headings, and a row for each role to be written over."""
    titles, *rows = template_rows(language=language)
    return Table(
        name=NAME,
        title=_said("twin.file.title"),
        what=_said("twin.file.what"),
        columns=tuple(Column(title, Text(dict.fromkeys(REQUIRED_LANGUAGES, title))) for title in titles),
        rows=tuple(rows),
        source=Text({"ar": "مقياس", "en": "Miqyas"}),
        licence=Text({"ar": "Apache-2.0", "en": "Apache-2.0"}),
        mark=Mark.INFERRED.value,
    )


def _said(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})
