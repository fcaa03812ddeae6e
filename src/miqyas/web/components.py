"""What views hand to the parts of a page. Each class is drawn by the template tag named in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from miqyas.kernel.provenance import Mark
from miqyas.reports.figures.registry import Asked as AskedChart

Tone = Literal["1", "2", "3", "4", "none"]
"""A group of the index: 1 is very high, 4 is low, none is not ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A word that leads somewhere: an entry of a breadcrumb, of segments (`current`), of a list."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. `kind` is "text" or a kind of number; `sort_url` makes its header a link."""

    label: str
    kind: str = "text"
    is_header: bool = False
    """Whether its cells name their row; one column at most."""
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""

    @property
    def is_number(self) -> bool:
        """Whether cells stand at the end side, in tabular figures."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value (text, or a number that the column formats), perhaps a link, a mark, a group, a note."""

    value: object
    url: str = ""
    mark: Mark | None = None
    tone: Tone | None = None
    note: str = ""
    kind: str = ""
    """Overrules the column's kind of number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of cells in the order of the columns; plain values stand for cells without more to say."""

    cells: Sequence[object]
    is_selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`{% data_table table %}`: sortable by links, label and value by label and value on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    is_caption_hidden: bool = False
    is_compact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`{% figure figure %}`: a drawn chart, its finding as title, its source, its numbers, its downloads."""

    title: str
    wide: str
    """SVG by `reports.charts`, with title and description inside: it is put in the page as it is."""
    narrow: str = ""
    """SVG for phones; empty: the wide one shrinks."""
    note: str = ""
    source: str = ""
    table: Table | None = None
    svg_url: str = ""
    png_url: str = ""
    csv_url: str = ""
    bib_url: str = ""
    """How the chart is cited, as a file."""
    embed: AskedChart | None = None
    """The chart as it is asked for, where somebody may show it on a page of their own."""
    spec_url: str = ""
    """Address of the Vega-Lite spec as JSON; empty: the chart stays still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`{% facts items %}`: a term and its value, with source and mark."""

    term: str
    value: object
    kind: str = "text"
    source: str = ""
    source_url: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A state as a tile: its code on a square in the tone of its group."""

    code: str
    name: str
    url: str
    rank: int | None = None
    is_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TileGroup:
    """`{% tile_grid groups %}`: the states of one group."""

    label: str
    tone: Tone
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`{% waiting item %}`: how far an answer is that is still worked out, or why it does not come.

    ``state`` names the words: running, turn (it waits for others), worker (none is there), cancelled, failed,
    busy. ``again_url`` asks afresh; ``let_go_url`` takes the form that waits no longer.
    """

    state: Literal["running", "turn", "worker", "cancelled", "failed", "busy"]
    share: float = 0.0
    again_url: str = ""
    let_go_url: str = ""
    here_url: str = ""
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the answer is still to come."""
        return self.state in {"running", "turn", "worker"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A thing that may be chosen by its code: a feature, a service, an item of the roadmap."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Words that may mean several things, which stand below the field to be ticked."""

    words: str
    picks: Sequence[Pick]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """`{% field form.features %}` of a `picking.PickField`: what was typed, names, is asked.

    ``url`` answers ?q= while somebody types; ``most`` is how many may be chosen.
    """

    name: str
    typed: str
    url: str
    most: int
    chosen: Sequence[Pick] = ()
    asked: Sequence[Asked] = ()
    attrs: Mapping[str, object] = field(default_factory=dict)
