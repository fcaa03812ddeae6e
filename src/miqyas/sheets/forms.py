"""Files that people fill in: tables known by their headings in either language, on sheets or in a text.

A table begins with its header, wherever that stands; several may stand one below the other. What a cell means
is the caller's business: here it is text, with the line and the heading under which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.kernel.text import Text, fold, plain_line
from miqyas.sheets.errors import ImportedFileError
from miqyas.sheets.grid import Grid, Row
from miqyas.sheets.source import sniff, take_bytes
from miqyas.sheets.text_file import read_text
from miqyas.sheets.workbook import read_workbook

LARGEST_FORM: Final = 5 * 2**20
"""Bytes of a form that is brought in."""
MOST_LINES: Final = 50_000
LONGEST_HEADING: Final = 120
"""Letters up to which a cell is taken for a heading."""
_QUOTED_COMMAND: Final = re.compile(r"'(?=[=+\-@])")
_BETWEEN: Final = re.compile(r"[;؛\n]+")


@dataclass(frozen=True)
class FormTable:
    """A table of a form: its name, the columns without which it is not that table, what each is called."""

    code: str
    name: Text
    begins_with: frozenset[str]
    columns: Mapping[str, Text]

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The role behind each heading, folded: its code and its name in every language."""
        return {
            fold(heading): role for role, words in self.columns.items() for heading in (role, *words.values())
        }


@dataclass(frozen=True)
class FormLine:
    """A row under the header of a table; `headings` are those of the file, for telling where a problem is."""

    file: str
    sheet: str
    line: int
    table: str
    cells: Mapping[str, str]
    headings: Mapping[str, str] = field(default_factory=dict)

    def text(self, role: str) -> str:
        """The cell on one line, without signs that cannot be seen; empty where there is no such column."""
        return plain_line(_QUOTED_COMMAND.sub("", self.cells.get(role, ""), count=1))

    def has(self, role: str) -> bool:
        """Whether the file has the column at all."""
        return role in self.headings

    def parts(self, role: str) -> tuple[str, ...]:
        """The items of a cell that holds several, divided by semicolons or lines."""
        items = map(plain_line, _BETWEEN.split(self.cells.get(role, "")))
        return tuple(item for item in items if item)

    def place(self, role: str = "") -> Place:
        """Where it is: the file, its sheet, the line, the heading as it stands."""
        where = " · ".join(part for part in (self.file, self.sheet) if part)
        return Place(file=where, line=self.line, name=self.headings.get(role, role))


def form_tables(text: str, *, file: str) -> dict[str, FormTable]:
    """The tables of a form from their YAML: for each code its `name`, `begins_with` and `columns`."""
    return {
        code: FormTable(
            code=code,
            name=Text(part["name"]),
            begins_with=frozenset(part["begins_with"]),
            columns={role: Text(words) for role, words in part["columns"].items()},
        )
        for code, part in read_document(text, file=file).items()
    }


def read_form(content: bytes, *, name: str, tables: Mapping[str, FormTable]) -> tuple[FormLine, ...]:
    r"""The rows of every table of a form in an XLSX or a text file; raises `ImportedFileError`.

    >>> table = FormTable(
    ...     "people",
    ...     Text({"ar": "أشخاص", "en": "People"}),
    ...     frozenset({"email"}),
    ...     {"email": Text({"ar": "البريد", "en": "E-mail"}), "name": Text({"ar": "الاسم", "en": "Name"})},
    ... )
    >>> [
    ...     line.text("email")
    ...     for line in read_form(b"Name,E-mail\nA,a@b.org", name="x.csv", tables={"people": table})
    ... ]
    ['a@b.org']
    """
    taken = take_bytes(content, name=name)
    known = frozenset(heading for table in tables.values() for heading in table.roles)
    grids: Sequence[Grid]
    if sniff(taken, name=name) == "zip":
        grids = read_workbook(taken, name=name).grids
    else:
        grids = [
            max(
                read_text(taken, name=name, is_known=lambda text: fold(text) in known),
                key=lambda grid: _headers_in(grid, tables),
            )
        ]
    if sum(len(grid.rows) for grid in grids) > MOST_LINES:
        raise ImportedFileError("too_many_rows", place=Place(file=name), limit=MOST_LINES)
    if not any(_header(row, tables) for grid in grids for row in grid.rows):
        raise _no_table(name, tables)
    return tuple(line for grid in grids for line in _lines(grid, name=name, tables=tables))


def _headers_in(grid: Grid, tables: Mapping[str, FormTable]) -> int:
    """How many columns of headers are known: tells the right delimiter from the others."""
    return sum(len(found[1]) for row in grid.rows if (found := _header(row, tables)))


def _header(row: Row, tables: Mapping[str, FormTable]) -> tuple[str, dict[str, int]] | None:
    """The table that a row heads, and where its columns stand; None for a row that heads none."""
    folded = [fold(cell) if len(cell) <= LONGEST_HEADING else "" for cell in row.cells]
    for table in tables.values():
        columns: dict[str, int] = {}
        for position, heading in enumerate(folded):
            role = table.roles.get(heading)
            if role and role not in columns:
                columns[role] = position
        if table.begins_with <= columns.keys():
            return table.code, columns
    return None


def _lines(grid: Grid, *, name: str, tables: Mapping[str, FormTable]) -> Iterator[FormLine]:
    table, columns, headings = "", dict[str, int](), dict[str, str]()
    for row in grid.rows:
        found = _header(row, tables)
        if found:
            table, columns = found
            headings = {role: plain_line(row.cells[position]) for role, position in columns.items()}
        elif table and any(
            row.cells[position].strip() for position in columns.values() if position < len(row.cells)
        ):
            cells = {
                role: row.cells[position] for role, position in columns.items() if position < len(row.cells)
            }
            yield FormLine(name, grid.sheet, row.line, table, cells, headings)


def _no_table(name: str, tables: Mapping[str, FormTable]) -> ImportedFileError:
    needed: dict[str, Any] = {}
    for language, words in (("ar", "، "), ("en", ", ")):
        needed[language] = "; ".join(
            words.join(table.columns[role].in_language(language) for role in sorted(table.begins_with))
            for table in tables.values()
        )
    return ImportedFileError("no_form", place=Place(file=name), needed=Text(needed))
