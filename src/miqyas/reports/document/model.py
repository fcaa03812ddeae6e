"""A report as a frozen value, before it has a form: the same for PDF, DOCX, PPTX and XLSX.

Text stands in the document's language already, with the isolates that `kernel.words` puts around numbers.
Numbers that a reader may want again are values with a kind of `kernel.numbers`, formatted by the writers.
What is shown names, by key, the sources it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import direction
from miqyas.reports.charts.chart import Chart

Value = str | int | float | None
Tone = Literal["plain", "sea", "palm", "brass", "slate", "coral", "green"]
TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from: its key in the document, what it is, its mark, its address if any."""

    key: str
    title: str
    mark: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a chapter (a new page in a long report, a section of slides)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. "lead" opens a chapter in larger type; "quiet" is a note."""

    text: str
    style: Literal["body", "lead", "quiet"] = "body"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """Items of a list, each a sentence or two."""

    items: tuple[str, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A web address as a link, under its words."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with what it is; `note` stands small beneath it."""

    label: str
    value: Value
    kind: str = TEXT
    note: str = ""
    tone: Tone = "plain"
    sources: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The value as it is printed, without isolates."""
        return shown(self.value, self.kind)


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Up to five key figures side by side; the first is the largest."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its finding, its source line and a description for those who do not see it.

    A "half" figure stands beside the next "half" one. Its table follows in an annex where the format cannot
    carry it within the chart.
    """

    chart: Chart
    size: Literal["full", "half"] = "full"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the kind of its values (`kernel.numbers` or "text"), its share of the width."""

    label: str
    kind: str = TEXT
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with its caption. Rows may be many: writers repeat the heading row on each page.

    `strong` names rows, by their place, that are set apart (totals, "you"). The first column names the rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    sources: tuple[str, ...] = ()
    note: str = ""
    empty: str = ""
    strong: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows} - {len(self.columns)}
        if widths:
            raise ValueError(
                f"{self.title}: rows of {sorted(widths)} cells under {len(self.columns)} columns"
            )


@dataclass(frozen=True, slots=True)
class Callout:
    """One thought in a box: what is asked for, what to be careful about."""

    title: str
    text: str
    tone: Tone = "sea"


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and what was answered, as in a questionnaire; an answer that is missing is None and says so."""

    rows: tuple[tuple[str, Value], ...]
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: the office, and the name where it is known."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | Link
    | KeyFigures
    | Figure
    | DataTable
    | Callout
    | Fields
    | Signatures
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A report: what it is, what made it, its blocks in reading order, the sources that they name.

    `kind` is the name of the report ("country_brief"). `made_on`, an ISO date, is the time in files, so
    that equal inputs give equal bytes. A draft is watermarked; a sample says so on every page. `layout` is
    "brief" (no cover, no contents), "report" (cover, contents, chapters) or "pack" (cover, no contents).
    """

    kind: str
    title: str
    language: str
    made_on: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    layout: Literal["brief", "report", "pack"] = "brief"
    sources: tuple[Source, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    is_draft: bool = False
    is_sample: bool = False

    def __post_init__(self) -> None:
        known = {source.key for source in self.sources}
        unknown = sorted(set(self._cited()) - known)
        if unknown:
            raise ValueError(f"{self.kind}: no source of the name {', '.join(unknown)}")

    @property
    def direction(self) -> str:
        """Either "rtl" or "ltr"."""
        return direction(self.language)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(block.chart for block in self.blocks if isinstance(block, Figure))

    @property
    def tables(self) -> tuple[DataTable, ...]:
        """Every table, in order."""
        return tuple(block for block in self.blocks if isinstance(block, DataTable))

    def facts(self) -> Iterator[str]:
        """Everything that each format must hold, as it is shown: numbers, cells, answers, in order."""
        for block in self.blocks:
            match block:
                case KeyFigures(figures):
                    yield from (figure.shown for figure in figures)
                case DataTable():
                    kinds = [column.kind for column in block.columns]
                    yield from (
                        shown(cell, kind) for row in block.rows for cell, kind in zip(row, kinds, strict=True)
                    )
                case Fields(rows, kind):
                    yield from (shown(value, kind) for _, value in rows)
                case _:
                    continue

    def number_of(self, key: str) -> int:
        """The number under which a source stands in the list of sources, from 1."""
        return 1 + [source.key for source in self.sources].index(key)

    def _cited(self) -> Iterator[str]:
        for block in self.blocks:
            yield from getattr(block, "sources", ())
            if isinstance(block, KeyFigures):
                yield from (key for figure in block.figures for key in figure.sources)


def shown(value: Value, kind: str) -> str:
    """A value as it is printed: text as it is, a number in its kind, what is missing as an en dash.

    >>> shown(0.91958, "index"), shown(None, "rank"), shown("Manama", "text")
    ('0.9196', '–', 'Manama')
    """
    if isinstance(value, str):
        return value
    return format_number(value, "plain" if kind == TEXT else kind)
