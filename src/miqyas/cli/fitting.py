"""What becomes of a table that is wider than the screen: no figure is cut, and no column goes missing.

First headings are broken, then gauges left out, then texts folded; what still does not fit becomes lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.text import Text as Styled

if TYPE_CHECKING:
    from miqyas.cli.screen import Column

Row = Sequence[Any]
Table = tuple[Sequence["Column"], Sequence[Row]]
Fitted = tuple[Sequence["Column"], Sequence[Row], Sequence[int]]

LEAST_FOLDED: Final = 20
"""Cells that a column of sentences keeps."""


def fitted(columns: Sequence[Column], rows: Sequence[Row], *, room: int, gap: int) -> Fitted | None:
    """The table as it fits into so many cells, with the widths of its columns; None if it cannot.

    Between two columns stand `gap` cells. Columns of sentences share what the others leave.
    """
    table: Table = (columns, rows)
    for made_narrower in (_as_it_is, _with_broken_headings, _without_gauges, _with_folded_texts):
        table = made_narrower(*table)
        spare = room - gap * (len(table[0]) - 1) - sum(_widths(*table, least_width))
        if spare >= 0:
            return *table, _shared(*table, spare)
    return None


def told(columns: Sequence[Column], row: Row) -> tuple[str, str]:
    """A row in words: what it is about, and the rest with its headings."""
    title, *rest = [
        (column.heading, plain(cell))
        for column, cell in zip(columns, row, strict=True)
        if not isinstance(cell, Styled)
    ]
    values = [f"{heading}: {text}" if heading else text for heading, text in rest if text.strip()]
    if title[1].strip() and columns[0].holds == "number" and title[0]:
        return f"{title[0]}: {title[1]}", " · ".join(values)
    return title[1].rstrip(), " · ".join(values)


def least_width(column: Column, cells: Sequence[Any]) -> int:
    """Cells below which a column would lose something."""
    widest = natural_width(column, cells)
    if not column.fold:
        return widest
    texts = [column.heading, *map(plain, cells)]
    words = max((cell_len(word) for text in texts for word in text.split()), default=0)
    return min(widest, max(words, LEAST_FOLDED if column.heading else 0))


def natural_width(column: Column, cells: Sequence[Any]) -> int:
    """Cells of a column of which nothing is broken."""
    return max(map(cell_len, [*column.heading.split("\n"), *map(plain, cells)]))


def plain(cell: Any) -> str:
    """The text of a cell, whatever it is made of."""
    return cell if isinstance(cell, str) else str(cell.plain if isinstance(cell, Styled) else cell.text)


def _widths(
    columns: Sequence[Column], rows: Sequence[Row], width: Callable[[Column, Sequence[Any]], int]
) -> list[int]:
    return [width(column, [row[place] for row in rows]) for place, column in enumerate(columns)]


def _shared(columns: Sequence[Column], rows: Sequence[Row], spare: int) -> list[int]:
    """Least widths, and what is to spare handed to the columns that want more, cell by cell."""
    widths, wanted = _widths(columns, rows, least_width), _widths(columns, rows, natural_width)
    while spare > 0 and (short := [n for n, width in enumerate(widths) if width < wanted[n]]):
        for place in short[:spare]:
            widths[place] += 1
        spare -= len(short[:spare])
    return widths


def _as_it_is(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    return columns, rows


def _with_broken_headings(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    def broken(place: int, column: Column) -> Column:
        values = max((cell_len(plain(row[place])) for row in rows), default=0)
        return replace(column, heading=_in_lines(column.heading, values))

    return [broken(place, column) for place, column in enumerate(columns)], rows


def _without_gauges(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    def stays(place: int) -> bool:
        return not any(isinstance(row[place], Styled) for row in rows)

    return _kept(columns, rows, stays)


def _with_folded_texts(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    return [replace(column, fold=column.fold or column.holds == "text") for column in columns], rows


def _kept(columns: Sequence[Column], rows: Sequence[Row], stays: Callable[[int], bool]) -> Table:
    places = [place for place in range(len(columns)) if stays(place)]
    return [columns[place] for place in places], [[row[place] for place in places] for row in rows]


def _in_lines(heading: str, width: int) -> str:
    """A heading broken between words, in lines no wider than the values or its longest word."""
    words = heading.split()
    most = max([width, *map(cell_len, words)])
    lines: list[str] = []
    for word in words:
        if lines and cell_len(f"{lines[-1]} {word}") <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
