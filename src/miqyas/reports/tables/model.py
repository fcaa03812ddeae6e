"""A table as a frozen value, the same for every format it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text

Value = str | int | float | bool | Text | None
WHOLE: Final = frozenset({"rank", "count", "year"})
TEXT: Final = "text"


class ExportError(MiqyasError):
    """A table cannot be written as asked."""

    code = "export"


@dataclass(frozen=True)
class Column:
    """A column: its stable name for programs, its title for people, its kind and unit.

    `kind` is "text" or a kind of `kernel.numbers`; whole-number kinds are rank, count and year.
    """

    name: str
    title: Text
    kind: str = TEXT
    unit: Text | None = None

    @property
    def field_type(self) -> str:
        """The type in a table schema: string, integer or number."""
        if self.kind == TEXT:
            return "string"
        return "integer" if self.kind in WHOLE else "number"


@dataclass(frozen=True)
class Table:
    """Rows under their columns, with all that must travel along: source, licence, mark, versions, notes."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    source: Text
    licence: Text
    mark: str
    what: Text | None = None
    notes: tuple[Text, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows}
        if widths - {len(self.columns)}:
            raise ValueError(f"{self.name}: rows of {sorted(widths)} cells under {len(self.columns)} columns")


def in_language(value: Value, *, language: str) -> str | int | float | bool | None:
    """A cell with its text in the language.

    >>> in_language(Text({"ar": "البحرين", "en": "Bahrain"}), language="en"), in_language(1, language="en")
    ('Bahrain', 1)
    """
    return value.in_language(language) if isinstance(value, Text) else value


_COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading apostrophe where it could be one.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("Bahrain")
    ("'=cmd|' /C calc'!A0", 'Bahrain')
    """
    return f"'{text}" if text.startswith(_COMMANDS) else text
