"""How wide the columns of a table are where nobody said so: as their words and numbers need."""

from __future__ import annotations

from typing import Final

from miqyas.reports.document.model import Column, DataTable, Value, shown

_LEAST: Final = 6
_MOST: Final = 46
_LOOKED_AT: Final = 200
_NOT_SAID: Final = 1.0


def shares(table: DataTable) -> tuple[float, ...]:
    """Shares of the width, which add up to 1: those of the columns, else by the longest of the first cells.

    >>> columns = (Column("Country"), Column("Rank", "rank"))
    >>> [round(one, 2) for one in shares(DataTable("Ranks", columns, (("United Arab Emirates", 11),)))]
    [0.77, 0.23]
    """
    wanted = [column.share for column in table.columns]
    if all(share == _NOT_SAID for share in wanted):
        wanted = [float(length) for length in lengths(table)]
    return tuple(share / sum(wanted) for share in wanted)


def lengths(table: DataTable) -> tuple[int, ...]:
    """Signs that each column has to hold, within reason; a heading may break into two lines."""
    rows = table.rows[:_LOOKED_AT]
    return tuple(_length(column, [row[at] for row in rows]) for at, column in enumerate(table.columns))


def _length(column: Column, cells: list[Value]) -> int:
    longest = max((len(shown(cell, column.kind)) for cell in cells), default=0)
    return min(_MOST, max(_LEAST, longest, len(column.label) * 2 // 3))
