"""A grid of text cells with their lines, whether it came from a text file or a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_COLUMNS: Final = 1_000
MOST_CELLS: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row and the line (from 1) on which it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """The rows of a text file at one delimiter, or of one sheet."""

    rows: tuple[Row, ...]
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
