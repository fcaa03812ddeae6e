"""Columns of a table on paper: wide enough for what must not be broken, type as large as fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from miqyas.reports.charts.layout import text_width
from miqyas.reports.document.model import TEXT, Column, DataTable, shown
from miqyas.reports.document.widths import shares

SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
INSET: Final = 4.0
_SIGN: Final = 0.62
_AMPLE: Final = 110.0
_BOLD: Final = 1.08
_ROUNDED: Final = 0.1
"""Points that a width may have lost when it was rounded."""
_LONGEST: Final = 16
"""Signs of a word that a column makes room for; longer words are broken."""
_WORDS: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Fit:
    """Widths of the columns and size of the type, in points."""

    widths: tuple[float, ...]
    size: float

    def signs(self, at: int) -> int:
        """How many signs of a word a column surely holds; wider than any letter on average."""
        return max(1, int((self.widths[at] - 2 * INSET) / (self.size * _SIGN)))

    def holds(self, at: int, word: str) -> bool:
        """Whether a column holds a word in one line, as wide as it is set."""
        return _BOLD * text_width(word, size=self.size) <= self.widths[at] - 2 * INSET + _ROUNDED


def parted(table: DataTable, *, room: float) -> Iterator[DataTable]:
    """The table itself, or, where its columns cannot stand side by side, parts of it: each names its rows.

    >>> columns = (Column("Country"), *(Column("Expected", "signed5") for _ in range(12)))
    >>> [len(part.columns) for part in parted(DataTable("", columns, (("Oman", *[-0.5] * 12),)), room=400)]
    [10, 4]
    """
    needed = [_BOLD * text_width(word, size=SIZES[-1]) + 2 * INSET for word in _unbroken(table)]
    places, used = [0], needed[0]
    for at, width in list(enumerate(needed))[1:]:
        if len(places) > 1 and used + width > room:
            yield _part(table, places)
            places, used = [0], needed[0]
        places.append(at)
        used += width
    yield table if len(places) == len(needed) else _part(table, places)


def _part(table: DataTable, places: list[int]) -> DataTable:
    columns = tuple(table.columns[at] for at in places)
    return replace(table, columns=columns, rows=tuple(tuple(row[at] for at in places) for row in table.rows))


def fitted(table: DataTable, *, room: float) -> Fit:
    """How a table stands in a column of `room` points: as its shares say, but no number is ever broken.

    >>> from miqyas.reports.document.model import Column
    >>> ranks = DataTable("", (Column("Country"), Column("Rank", "rank")), (("Bahrain", 18),))
    >>> fitted(ranks, room=400)
    Fit(widths=(215.4, 184.6), size=9.0)
    """
    least = [_BOLD * text_width(word, size=1) for word in _unbroken(table)]
    size = next((one for one in SIZES if _needed(least, one) <= room), SIZES[-1])
    needed = [width * size + 2 * INSET for width in least]
    return Fit(tuple(round(width, 1) for width in _shared(table, needed, room)), size)


def _needed(least: Iterable[float], size: float) -> float:
    return sum(width * size + 2 * INSET for width in least)


def _shared(table: DataTable, needed: list[float], room: float) -> list[float]:
    """Widths by share, those too narrow raised at the cost of the others; all alike where nothing fits."""
    if (total := sum(needed)) > room:
        return [width * room / total for width in needed]
    given = shares(table)
    room = min(room, sum(map(_ample, table.columns, needed)))
    wanted = [max(share / sum(given) * room, least) for share, least in zip(given, needed, strict=True)]
    slack = [want - least for want, least in zip(wanted, needed, strict=True)]
    over = (sum(wanted) - room) / sum(slack) if sum(slack) else 0.0
    return [want - over * free for want, free in zip(wanted, slack, strict=True)]


def _ample(column: Column, needed: float) -> float:
    """More than enough for a column of numbers, so that few numbers do not stand at two ends of a page."""
    return inf if column.kind == TEXT else max(_AMPLE, needed)


def _unbroken(table: DataTable) -> list[str]:
    """For each column the longest word that has to stay whole: a number, a word of a heading or of a text."""
    columns = enumerate(table.columns)
    return [
        max((*_WORDS.findall(column.label), *_held(table, at)), key=len, default="")[: _limit(column.kind)]
        for at, column in columns
    ]


def _held(table: DataTable, at: int) -> Iterable[str]:
    kind = table.columns[at].kind
    cells = {shown(row[at], kind) for row in table.rows}
    return cells if kind != TEXT else {word for cell in cells for word in _WORDS.findall(cell)}


def _limit(kind: str) -> int | None:
    return _LONGEST if kind == TEXT else None
