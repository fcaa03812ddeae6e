"""Words in languages that a form does not ask for stay when the form is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from miqyas.kernel.text import REQUIRED_LANGUAGES

FieldsT = TypeVar("FieldsT")


def with_other_languages(fields: FieldsT, before: object, *names: str) -> FieldsT:
    """Fields as a form gave them, each of `names` with the words that `before` has in further languages.

    >>> from types import SimpleNamespace as Row
    >>> from miqyas.workspace.workshops.fields import WorkshopFields
    >>> from datetime import UTC, datetime
    >>> day = datetime(2030, 1, 1, tzinfo=UTC)
    >>> given = WorkshopFields("day", {"ar": "يوم", "en": "Day"}, day, day)
    >>> with_other_languages(given, Row(title={"en": "Old", "fr": "Journée"}), "title").title
    {'fr': 'Journée', 'ar': 'يوم', 'en': 'Day'}
    """
    kept: dict[str, Any] = {}
    for name in names:
        others = {
            language: text
            for language, text in getattr(before, name).items()
            if language not in REQUIRED_LANGUAGES
        }
        kept[name] = {**others, **getattr(fields, name)}
    return replace(fields, **kept)  # type: ignore[type-var]
