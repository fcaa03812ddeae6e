"""Output for people: tables and lines by rich, mirrored in Arabic.

In Arabic the first column stands at the right, text is set to the right, figures keep their digits and
signs in place. Terminals show Unicode isolates as boxes, so none are printed; where the terminal is one,
a zero-width left-to-right mark at the cells' edges keeps terminals that reorder Arabic from swapping columns.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

from rich import box
from rich.align import Align
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from miqyas.cli.fitting import LEAST_FOLDED, fitted, told
from miqyas.cli.shapes import gauge
from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import FSI, LRI, PDI, RIGHT_TO_LEFT, RLI
from miqyas.kernel.words import say

PIPED_WIDTH: Final = 140
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
ACCENT: Final = "cyan"
GOOD: Final = "green"
BAD: Final = "red"
QUIET: Final = "dim"
_TRAILING_SPACE: Final = re.compile(r"[ \t]+\n")
_LATIN: Final = re.compile(r"[A-Za-z─-▟]|^[+−]\d|^\d[\d.,]*$")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_MARKS: Final = ":.,،؛()"
_TURNED: Final = str.maketrans("()", ")(")
_ISOLATES: Final = str.maketrans("", "", LRI + RLI + FSI + PDI)

Holds = Literal["text", "number"]


@dataclass(frozen=True)
class Column:
    """A column: its heading in words, and whether it holds text or figures."""

    heading: str
    holds: Holds = "text"
    fold: bool = False


@dataclass(frozen=True)
class Cell:
    """A piece of text with a style of rich."""

    text: str
    style: str = ""


class Screen:
    """Prints to standard output in one language."""

    def __init__(self, language: str, *, console: Console | None = None) -> None:
        self.language = language
        self.console = console or _console()

    @property
    def is_mirrored(self) -> bool:
        """Whether the language runs from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it, not a pipe or a file."""
        return self.console.is_terminal

    @property
    def width(self) -> int:
        """Cells in a line."""
        return self.console.width

    def words(self, key: str, **params: Any) -> str:
        """Words of the catalogue as a terminal can show them."""
        return for_terminal(say(key, language=self.language, wrap=str, **params))

    def number(self, value: float | None, kind: str) -> str:
        """A figure."""
        return format_number(value, kind)

    def line(self, text: str = "", *, style: str = "", indent: int = 0) -> None:
        """One paragraph, set to the side where reading begins."""
        if self.is_terminal and text:
            self.console.print(self.paragraph(text, style=style, indent=indent))
        else:
            self.console.print(" " * indent + for_terminal(text), soft_wrap=True)

    def paragraph(self, text: str, *, style: str = "", indent: int = 0) -> RenderableType:
        """A paragraph that can stand in a grid; on a terminal it is set to the side where reading begins."""
        if not (self.is_mirrored and self.is_terminal):
            return Padding(Styled(for_terminal(text), style=style), (0, 0, 0, indent))
        return Align.right(Padding(_Mirrored(for_terminal(text), style), (0, indent, 0, 0)))

    def heading(self, text: str) -> None:
        """A line that begins a part, with room above."""
        self.console.print()
        self.line(text, style="bold")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str | Cell]]) -> None:
        """Print a table; in Arabic its first column stands at the right. Too wide, it becomes lines."""
        listed = [list(row) for row in rows]
        gap = 3 if self.is_terminal else 2
        fits = fitted(columns, listed, room=self.width - 2 * self.is_terminal, gap=gap)
        if fits:
            kept, lines, widths = fits
            self.put(self.laid_out(kept, lines, widths=widths))
            return
        self.console.print()
        for row in listed:
            title, values = told(columns, row)
            step = len(title) - len(title.lstrip())
            if title.strip():
                self.line(title.strip(), style="bold", indent=step)
            self.line(values, indent=step + 2)
        self.console.print()

    def put(self, part: RenderableType) -> None:
        """Print a part at the side where reading begins."""
        self.console.print(Align(part, self.side))

    def pairs(self, pairs: Iterable[tuple[str, str]], *, style: str = QUIET) -> None:
        """Names with their values, one pair a line."""
        rows = [(Cell(name, style), Cell(value, style)) for name, value in pairs]
        self.put(bare(self.laid_out([Column(""), Column("")], rows, show_header=False)))

    @property
    def side(self) -> Literal["left", "right"]:
        """The side where reading begins; to a pipe everything is written from the left."""
        return "right" if self.is_mirrored and self.is_terminal else "left"

    def laid_out(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str | Cell]],
        *,
        show_header: bool = True,
        widths: Sequence[int] | None = None,
    ) -> Table:
        """A table that can stand in a grid."""
        look = box.SIMPLE_HEAD if self.is_terminal else None
        table = Table(
            box=look, header_style=QUIET, pad_edge=False, show_header=show_header, border_style=QUIET
        )
        for place, column in self._ordered(enumerate(columns)):
            right = column.holds == "number" or self.is_mirrored
            table.add_column(
                self._cell(column.heading),
                justify="right" if right else "left",
                no_wrap=not column.fold,
                overflow="fold" if column.fold else "ellipsis",
                width=widths[place] if widths else None,
                min_width=LEAST_FOLDED if column.fold and column.heading else None,
            )
        for row in rows:
            cells = (self._cell(cell, folds=column.fold) for cell, column in zip(row, columns, strict=True))
            table.add_row(*self._ordered(cells))
        return table

    def side_by_side(self, *parts: RenderableType, gap: int = 4) -> None:
        """Print parts beside each other, the first where reading begins."""
        self.put(self.beside(*parts, gap=gap))

    def beside(self, *parts: RenderableType, gap: int) -> RenderableType:
        """Parts beside each other, the first where reading begins."""
        grid = Table.grid(padding=(0, gap))
        for _ in parts:
            grid.add_column(vertical="top")
        grid.add_row(*self._ordered(parts))
        return grid

    def stacked(self, *parts: RenderableType) -> RenderableType:
        """Parts below each other, set to the side where reading begins."""
        grid = Table.grid()
        for part in parts:
            grid.add_row(Align(part, self.side))
        return grid

    def bar(self, value: float | None, *, width: int, style: str = ACCENT) -> Styled:
        """A gauge from 0 to 1."""
        filled, empty = gauge(value or 0.0, width=width, language=self.language)
        parts = [(filled, style), (empty, QUIET)]
        return Styled.assemble(*(parts[::-1] if self.is_mirrored else parts))

    def _ordered(self, items: Iterable[Any]) -> list[Any]:
        listed = list(items)
        return listed[::-1] if self.is_mirrored else listed

    def _cell(self, cell: str | Cell | Styled, *, folds: bool = False) -> RenderableType:
        if isinstance(cell, Styled):
            return cell
        text, style = (cell, "") if isinstance(cell, str) else (cell.text, cell.style)
        shown = for_terminal(text)
        if not (self.is_mirrored and self.is_terminal):
            return Styled(shown, style=style)
        if folds:
            return _Mirrored(shown, style)
        return Styled("\n".join(map(in_visual_order, shown.split("\n"))), style=style)


@dataclass(frozen=True)
class _Mirrored:
    """A paragraph of Arabic on a terminal: broken into lines first, then each line put in visual order."""

    text: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = Styled(self.text).wrap(console, options.max_width)
        set_out = "\n".join(in_visual_order(line.plain.rstrip()) for line in lines)
        yield Styled(set_out, style=self.style, justify="right", no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, Styled(self.text))


def bare(table: Table) -> Table:
    """A table without rules, for the inside of a page."""
    table.box = None
    table.padding = (0, 1)
    return table


def in_visual_order(line: str) -> str:
    """One line of Arabic for a terminal, whose lines begin at the left.

    Terminals that reorder Arabic do so between Latin words, not around them: so Latin words, and numbers
    with a sign, are put where they are read, and zero-width marks keep each stretch in its direction.

    >>> in_visual_order("البحرين BHR").replace("\N{LEFT-TO-RIGHT MARK}", "").split()[0]
    'BHR'
    """
    stretches = [
        (latin, " ".join(words)) for latin, words in groupby(line.split(" "), key=_stays_left_to_right)
    ]
    if len(stretches) > 1:
        stretches = [(latin, _punctuation_outside(text) if latin else text) for latin, text in stretches]
    dressed = [
        f"{LEFT_TO_RIGHT_MARK}{text}{LEFT_TO_RIGHT_MARK}"
        if latin
        else f"{RIGHT_TO_LEFT_MARK}{text}{RIGHT_TO_LEFT_MARK}{LEFT_TO_RIGHT_MARK}"
        for latin, text in stretches
    ]
    return LEFT_TO_RIGHT_MARK + " ".join(reversed(dressed))


def _stays_left_to_right(word: str) -> bool:
    return bool(_LATIN.search(word)) and not _ARABIC.search(word)


def _punctuation_outside(text: str) -> str:
    """Marks at the ends of Latin words belong to the Arabic around: they change sides, brackets turn."""
    inner = text.strip(_MARKS)
    before, after = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    return f"{after[::-1].translate(_TURNED)}{inner}{before[::-1].translate(_TURNED)}"


def for_terminal(text: str) -> str:
    """The text without isolates, which terminals show as boxes.

    >>> for_terminal("المركز \N{LEFT-TO-RIGHT ISOLATE}18\N{POP DIRECTIONAL ISOLATE}")
    'المركز 18'
    """
    return text.translate(_ISOLATES)


class _Console(Console):
    """A console that leaves a closed pipe to whoever runs the command."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - called while the error is handled


class _WithoutTrailingSpace(io.TextIOBase):
    """What is piped has no padding at the ends of lines."""

    def write(self, text: str) -> int:
        sys.stdout.write(_TRAILING_SPACE.sub("\n", text))
        return len(text)

    def flush(self) -> None:
        sys.stdout.flush()


def _console() -> Console:
    console = _Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        return console
    width = None if "COLUMNS" in os.environ else PIPED_WIDTH
    return _Console(highlight=False, markup=False, emoji=False, file=_WithoutTrailingSpace(), width=width)
