"""What documents of the workspace share: their frame, tables that exist already, what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from django.utils import timezone

from miqyas.jobs.reports.kinds import Order
from miqyas.jobs.sample.load import is_sample
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.text import (
    OPTIONAL_LANGUAGES,
    REQUIRED_LANGUAGES,
    RIGHT_TO_LEFT,
    Text,
    direction,
    isolate,
    isolate_right_to_left,
    nearest,
)
from miqyas.kernel.words import day_in_words, say
from miqyas.reports.document import Block, Column, DataTable, Document, KeyFigures, Source, Value
from miqyas.reports.tables import Table
from miqyas.reports.tables.model import in_language
from miqyas.workspace.datasets.world import current_world

CONTENT: Final = "content"
"""Key of the version that is another as soon as any figure or answer is."""
_HASH: Final = 12
HELD: Final = "held"
"""Key of the source that is what this installation holds."""
TRAVELS: Final = (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
"""Languages of what goes to other countries."""
YES: Final[Mapping[bool, str]] = {True: "report.yes", False: "report.no"}


class Teller:
    """Words, numbers and columns of one report, in its language."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.language = order.language

    def say(self, key: str, **params: Any) -> str:
        """Words of the catalogue."""
        return say(key, language=self.language, **params)

    def text(self, words: Text | Mapping[str, str] | str | None) -> str:
        """Text that belongs to data."""
        if isinstance(words, str):
            return words
        return Text(words).in_language(self.language) if words else ""

    def column(self, key: str, kind: str = "text", share: float = 1.0) -> Column:
        """A column whose heading is a key of the words."""
        return Column(self.say(key), kind, share)

    def latin(self, text: str) -> str:
        """A code or an address, kept in order where the language runs from right to left."""
        return isolate(text) if text and self.language in RIGHT_TO_LEFT else text

    def quoted(self, text: str, language: str) -> str:
        """What somebody wrote in a language, each line in that language's own direction."""
        if direction(language) == direction(self.language):
            return text
        turned = isolate_right_to_left if language in RIGHT_TO_LEFT else isolate
        return "\n".join(map(turned, text.splitlines()))

    def nearest(self, words: Mapping[str, str]) -> str:
        """Words that may lack this language: the nearest there are; nothing for none."""
        found = nearest(words, self.language)
        return self.quoted(found.text, found.language)

    def number(self, value: float | None, kind: str) -> str:
        """A number as a cell of text."""
        return self.latin(format_number(value, kind))

    def day(self, iso: object) -> str:
        """A day in words; nothing for none."""
        return day_in_words(str(iso), language=self.language) if iso else ""

    def table(self, table: Table, *, sources: tuple[str, ...] = (HELD,), empty: str = "") -> DataTable:
        """A table that exists already, as a block."""
        return DataTable(
            title=table.title.in_language(self.language),
            columns=tuple(Column(self._heading(one.title), one.kind) for one in table.columns),
            rows=tuple(tuple(map(self._cell, row)) for row in table.rows),
            sources=sources,
            note=" ".join(note.in_language(self.language) for note in table.notes),
            empty=empty,
        )

    def _heading(self, title: Text) -> str:
        return begun(title.in_language(self.language))

    def _cell(self, value: Any) -> Value:
        shown = in_language(value, language=self.language)
        return self.say(YES[shown]) if isinstance(shown, bool) else shown

    def document(
        self,
        kind: str,
        blocks: Iterable[Block],
        *,
        title: str,
        subtitle: str = "",
        layout: Literal["brief", "report", "pack"] = "brief",
        sources: Iterable[Source] = (),
        is_draft: bool = False,
        is_made_up: bool = False,
        versions: Mapping[str, str] | None = None,
    ) -> Document:
        """The document of a kind, which rests on what is held here on its day."""
        world, told_blocks = current_world(), tuple(blocks)
        told = self.say("report.source.held", day=self.order.made_on)
        held = Source(HELD, told, self.say("report.source.own"))
        made = Document(
            kind=kind,
            title=title,
            subtitle=subtitle or self.say(f"report.kind.{kind}"),
            language=self.language,
            made_on=self.order.made_on,
            blocks=told_blocks,
            layout=layout,
            sources=((held,) if _rests_on_held(told_blocks) else ()) + tuple(sources),
            versions={**world.versions(world.target).as_dict(), **(versions or {})},
            is_draft=is_draft,
            is_sample=is_sample() or is_made_up,
        )
        facts = content_hash(fact.encode() for fact in made.facts())
        return replace(made, versions={**made.versions, CONTENT: facts[:_HASH]})


def _rests_on_held(blocks: Iterable[Block]) -> bool:
    """Whether any block names what this installation holds as its source."""
    shown = (one.figures if isinstance(one, KeyFigures) else (one,) for one in blocks)
    return any(HELD in getattr(part, "sources", ()) for parts in shown for part in parts)


def begun(words: str) -> str:
    """Words as they begin a line: with a capital, where the script has any.

    >>> begun("its entry is behind sign-in")
    'Its entry is behind sign-in'
    """
    return f"{words[:1].upper()}{words[1:]}"


def always_anew(of: str) -> tuple[object, ...]:
    """The basis of what has no name of its own: whoever orders it gets it as it is now."""
    return (timezone.now(),)
