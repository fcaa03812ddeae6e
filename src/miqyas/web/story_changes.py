"""Two texts of a story beside one another: part by part, in each language, what differs marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from miqyas.kernel.words import language_name
from miqyas.lexicon.changes import changed
from miqyas.lexicon.search import Piece
from miqyas.web.words import current_language, say_here
from miqyas.workspace.stories.fields import LANGUAGES

Content = Mapping[str, Any]
"""A text as a revision keeps it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of a story in one language, or in none: as it was and as it is, in pieces."""

    language: str
    name: str
    before: Sequence[Piece]
    after: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs: its name, and its words in every language that either text has."""

    label: str
    lines: Sequence[Beside]


def changes_between(before: Content, after: Content) -> list[Change]:
    """The parts in which two texts differ, in the order of the story; both languages of each."""
    return [
        Change(say_here(f"stories.part.{name}"), tuple(_lines(before.get(name), after.get(name))))
        for name in after
        if _texts(before.get(name)) != _texts(after.get(name))
    ]


def _lines(before: Any, after: Any) -> Iterator[Beside]:
    old, new = _texts(before), _texts(after)
    for language in (*LANGUAGES, ""):
        if language in old or language in new:
            pair = changed(old.get(language, ""), new.get(language, ""))
            name = language_name(language, language=current_language()) if language else ""
            yield Beside(language, name, *pair)


def _texts(value: Any) -> dict[str, str]:
    """What a part says, by language; under no language what has none. Names of results say nothing."""
    found: dict[str, list[str]] = {}
    for language, text in _said(value):
        found.setdefault(language, []).append(text)
    return {language: "\n".join(texts) for language, texts in found.items()}


def _said(value: Any, language: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name != "id":
                yield from _said(part, name if name in LANGUAGES else language)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _said(part, language)
    elif value not in (None, ""):
        yield language, str(value)
