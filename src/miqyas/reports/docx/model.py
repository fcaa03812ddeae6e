"""What a document is made of, before it has a form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is that of a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Lines:
    """A paragraph, or several; quiet ones are notes and sources."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Page:
    """A web address, as a link to itself."""

    address: str


@dataclass(frozen=True)
class Sheet:
    """A table with its heading row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Lines | Page | Sheet
