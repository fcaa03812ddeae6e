"""Columns of a table on paper: wide enough for what must not be broken, type as large as fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from miqyas.reports.charts.layout import text_width
from miqyas.reports.document.model import TEXT, DataTable, shown
from miqyas.reports.document.widths import shares

SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
INSET: Final = 4.0
GAP: Final = 8.0
"""More room between a number and words beside it."""
_SIGN: Final = 0.62
_AMPLE: Final = 110.0
_SHORT: Final = 240.0
"""Enough for short words beside one column of numbers."""
_BOLD: Final = 1.08
_ROUNDED: Final = 0.1
"""Points that a width may have lost when it was rounded."""
_LONGEST: Final = 16
"""Signs of a word that a column makes room for; longer words are broken."""
_WORDS: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Fit:
    """Widths of the columns and size of the type, in points; within a width, the gap before its words."""

    widths: tuple[float, ...]
    size: float
    gaps: tuple[float, ...] = field(repr=False)

    def signs(self, at: int) -> int:
        """How many signs of a word a column surely holds; wider than any letter on average."""
        return max(1, int(self._inside(at) / (self.size * _SIGN)))

    def holds(self, at: int, word: str) -> bool:
        """Whether a column holds a word in one line, as wide as it is set."""
        return _BOLD * text_width(word, size=self.size) <= self._inside(at) + _ROUNDED

    def _inside(self, at: int) -> float:
        return self.widths[at] - self.gaps[at] - 2 * INSET


def parted(table: DataTable, *, room: float) -> Iterator[DataTable]:
    """The table itself, or, where its columns cannot stand side by side, parts of it: each names its rows.

    >>> from miqyas.reports.document.model import Column
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
    Fit(widths=(188.5, 161.5), size=9.0)
    """
    least = [_BOLD * text_width(word, size=1) for word in _unbroken(table)]
    size = next((one for one in SIZES if _needed(least, one) <= room), SIZES[-1])
    needed = [width * size + 2 * INSET for width in least]
    widths = tuple(round(width, 1) for width in _shared(table, needed, room))
    return Fit(widths, size, tuple(_gaps(table, widths, needed)))


def _needed(least: Iterable[float], size: float) -> float:
    return sum(width * size + 2 * INSET for width in least)


def _gaps(table: DataTable, widths: Iterable[float], needed: Iterable[float]) -> Iterator[float]:
    """What parts words from the number before them, as far as there is room."""
    is_after_number = False
    for at, (column, width, least) in enumerate(zip(table.columns, widths, needed, strict=True)):
        is_text = column.kind == TEXT
        yield max(0.0, min(GAP, width - least)) if is_text and is_after_number else 0.0
        is_after_number = at > 0 and not is_text


def _shared(table: DataTable, needed: list[float], room: float) -> list[float]:
    """Widths by share, those too narrow raised at the cost of the others; all alike where nothing fits."""
    if (total := sum(needed)) > room:
        return [width * room / total for width in needed]
    given = shares(table)
    room = min(room, sum(_ample(table, at, least) for at, least in enumerate(needed)))
    wanted = [max(share / sum(given) * room, least) for share, least in zip(given, needed, strict=True)]
    slack = [want - least for want, least in zip(wanted, needed, strict=True)]
    over = (sum(wanted) - room) / sum(slack) if sum(slack) else 0.0
    return [want - over * free for want, free in zip(wanted, slack, strict=True)]


def _ample(table: DataTable, at: int, needed: float) -> float:
    """More than enough for a column, so that a word and its number do not stand at two ends of a page."""
    if table.columns[at].kind != TEXT:
        return max(_AMPLE, needed)
    return _SHORT if len(table.columns) == 2 and not at and _is_short(table) else inf


def _is_short(table: DataTable) -> bool:
    """Whether the first column of a table holds nothing but a few words in each row."""
    most = _SHORT - 2 * INSET
    return all(_BOLD * text_width(str(row[0] or ""), size=SIZES[0]) <= most for row in table.rows)


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
