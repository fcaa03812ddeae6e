"""A portfolio from a file: CSV or XLSX, its tables one below the other or each on a sheet of its own.

A table begins with its header. Columns may be named in Arabic or English, in any order:

- actions: one row an action; costs by kind (`cost: capital`), points and gains by node (`points: OSI.SP`);
- limits: what there is of a budget, or of an entity's people, period by period;
- periods, editions, levels of nodes, names of entities and budgets, and the chance of counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from miqyas.analysis.portfolio.checks import MOST_ACTIONS
from miqyas.analysis.portfolio.document import Reading, read_document
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.world import World
from miqyas.kernel.documents import read_document as read_yaml
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import Text, fold
from miqyas.observations.names import is_state
from miqyas.sheets import Grid, ImportedFileError, Row, read_text, read_workbook, sniff, take_bytes

MOST_ROWS: Final = MOST_ACTIONS + 10_000
LARGEST_SHEET: Final = 40 * 2**20


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table: its role, what follows a colon in its name, and the name as it stands."""

    role: str
    of: str
    name: str


Header = dict[int, Heading]
Cells = tuple[str, ...]


@cache
def columns() -> Mapping[str, Mapping[str, Text]]:
    """The tables of a portfolio and their columns, with the names of these.

    >>> list(columns()), columns()["periods"]["begins"]["en"]
    (['actions', 'limits', 'periods', 'editions', 'names', 'levels', 'chance'], 'begins')
    """
    text = (files("miqyas.analysis.portfolio") / "columns.yaml").read_text(encoding="utf-8")
    document = read_yaml(text, file="columns.yaml")
    return {
        table: {role: Text(words) for role, words in roles["columns"].items()}
        for table, roles in document.items()
    }


@cache
def table_names() -> Mapping[str, Text]:
    """What each table is called.

    >>> table_names()["actions"]["ar"]
    'الإجراءات'
    """
    text = (files("miqyas.analysis.portfolio") / "columns.yaml").read_text(encoding="utf-8")
    return {table: Text(part["name"]) for table, part in read_yaml(text, file="columns.yaml").items()}


@cache
def _signatures() -> Mapping[str, frozenset[str]]:
    """The columns without which a header does not begin a table."""
    text = (files("miqyas.analysis.portfolio") / "columns.yaml").read_text(encoding="utf-8")
    return {
        table: frozenset(part["begins_with"]) for table, part in read_yaml(text, file="columns.yaml").items()
    }


def read_portfolio(world: World, source: Path | bytes, *, name: str = "", iso3: str | None = None) -> Reading:
    r"""The portfolio in a file, or each problem with its line and column; never raises for what is in it.

    >>> from miqyas.analysis.world import load_world
    >>> lines = "action,duration,points: OSI.SP\nA1,0,3\n\nperiod,begins,ends\n1,2027-01-01,2027-12-31\n"
    >>> found = read_portfolio(load_world(), lines.encode(), name="own.csv")
    >>> [(one.place.line, one.place.name, one.detail) for one in found.problems]
    [(2, 'duration', 'duration')]
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    try:
        content = take_bytes(source, name=shown)
        tables = _Tables(shown)
        for grid in _grids(content, name=shown):
            tables.take(grid)
        document, problems = tables.document()
    except MiqyasError as problem:
        return Reading(None, (problem,))
    found = read_document(world, document, where=tables.where, iso3=iso3)
    if not problems:
        return found
    every = sorted((*problems, *found.problems), key=lambda one: one.place.line or 0)
    return Reading(None, tuple(every), found.unlisted)


def _grids(content: bytes, *, name: str) -> Sequence[Grid]:
    """The sheets of a workbook, or a text cut at the delimiter under which most headers are known."""
    if sniff(content, name=name) == "zip":
        _check_unpacked(content, name=name)
        grids = read_workbook(content, name=name).grids
        _check_rows(sum(len(grid.rows) for grid in grids), name=name)
        return grids
    _check_rows(content.count(b"\n"), name=name)
    return [max(read_text(content, name=name, is_known=is_state), key=_known_columns)]


def _check_rows(count: int, *, name: str) -> None:
    if count > MOST_ROWS:
        raise PortfolioError("too_many", place=Place(file=name), given=count, most=MOST_ACTIONS)


def _check_unpacked(content: bytes, *, name: str) -> None:
    """A sheet of a million rows is refused by its size, before its cells are read."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            largest = max((one.file_size for one in packed.infolist()), default=0)
    except zipfile.BadZipFile:
        return
    if largest > LARGEST_SHEET:
        raise PortfolioError(
            "sheet_too_large", place=Place(file=name), size=largest // 2**20, limit=LARGEST_SHEET // 2**20
        )


def _known_columns(grid: Grid) -> int:
    return sum(len(found[1]) for row in grid.rows if (found := _header(row)) is not None)


@cache
def _roles(table: str) -> Mapping[str, str]:
    found = {}
    for role, words in columns()[table].items():
        for written in (role, *words.values()):
            found[_key(written)] = role
    return found


def _key(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")


def _heading(table: str, cell: str) -> Heading | None:
    name = cell.strip()
    head, colon, of = name.partition(":")
    role = _roles(table).get(_key(head if colon else name))
    if role is None and table == "limits" and name.isdecimal():
        return Heading("amount", name, name)
    return Heading(role, of.strip(), name) if role else None


def _header(row: Row) -> tuple[str, dict[int, Heading]] | None:
    """The table that a row begins, with its columns by position; None for any other row."""
    for table, needed in _signatures().items():
        found = {
            position: heading
            for position, cell in enumerate(row.cells)
            if cell.strip() and (heading := _heading(table, cell)) is not None
        }
        if needed <= {heading.role for heading in found.values()}:
            return table, found
    return None


@dataclass
class _Tables:
    """The tables of a file as one document, and where each piece of it stood."""

    file: str
    rows: dict[str, list[tuple[Place, Header, Cells]]] = field(default_factory=dict)
    problems: list[MiqyasError] = field(default_factory=list)
    places: dict[str, tuple[Place, dict[str, str]]] = field(default_factory=dict)

    def take(self, grid: Grid) -> None:
        """Sort the rows of a grid under their headers; rows above the first are notes of the author."""
        table, header, width = "", Header(), 0
        file = f"{self.file} [{grid.sheet}]" if grid.sheet else self.file
        for row in grid.rows:
            found = _header(row)
            if found is not None:
                table, header = found
                width = max(place for place, cell in enumerate(row.cells, start=1) if cell.strip())
                self._check_header(row, table, header, file)
            elif table:
                self._check_width(row, width, file)
                self.rows.setdefault(table, []).append((Place(file=file, line=row.line), header, row.cells))

    def _check_header(self, row: Row, table: str, header: Header, file: str) -> None:
        seen: dict[tuple[str, str], str] = {}
        for heading in header.values():
            key = (heading.role, heading.of.casefold())
            if key in seen:
                place = Place(file=file, line=row.line, name=heading.name)
                self.problems.append(
                    ImportedFileError("column_twice", place=place, first=seen[key], second=heading.name)
                )
            seen[key] = heading.name
        for position, cell in enumerate(row.cells):
            if cell.strip() and position not in header:
                known = ", ".join(columns()[table])
                place = Place(file=file, line=row.line, name=cell.strip()[:60])
                self.problems.append(
                    PortfolioError("unknown_column", place=place, given=cell.strip()[:60], known=known)
                )

    def _check_width(self, row: Row, width: int, file: str) -> None:
        if any(cell.strip() for cell in row.cells[width:]):
            place = Place(file=file, line=row.line)
            self.problems.append(
                ImportedFileError("row_width", place=place, n=len(row.cells), expected=width)
            )

    def where(self, path: str, of: str) -> Place:
        """The place of a field in the file."""
        if path not in self.places:
            return Place(file=self.file, name=of or path)
        place, names = self.places[path]
        return Place(file=place.file, line=place.line, name=names.get(of, of))

    def document(self) -> tuple[dict[str, Any], list[MiqyasError]]:
        """All tables as one document, and what is wrong with the tables themselves."""
        if "actions" not in self.rows and not self.problems:
            raise PortfolioError("no_actions_table", place=Place(file=self.file))
        found: dict[str, Any] = {
            "actions": [self._action(*row) for row in self._numbered("actions")],
            "periods": [self._plain(*row) for row in self._numbered("periods")],
            "editions": [self._plain(*row) for row in self._numbered("editions")],
            "budgets": {},
            "people": {},
            "levels": {},
            "chance": [],
            "names": {},
        }
        self._limits(found)
        for place, header, cells in self.rows.get("levels", ()):
            entry = self._entry(header, cells)
            self.places[f"levels.{entry.get('node', '')}"] = (place, {"": "node"})
            found["levels"][entry.get("node", "")] = entry.get("level", "")
        for place, header, cells in self.rows.get("names", ()):
            entry = self._entry(header, cells)
            word = entry.get("word", "")
            self.places[f"names.{word}"] = (place, {})
            found["names"][word] = {"ar": entry.get("name_ar", ""), "en": entry.get("name_en", "")}
        for number, (place, header, cells) in enumerate(self.rows.get("chance", ())):
            entry = self._entry(header, cells)
            self.places[f"chance[{number}]"] = (place, {})
            found["chance"].append([entry.get("passed", ""), entry.get("chance", "")])
        return found, self.problems

    def _numbered(self, table: str) -> Iterator[tuple[str, Place, Header, Cells]]:
        for number, (place, header, cells) in enumerate(self.rows.get(table, ())):
            yield f"{table}[{number}]", place, header, cells

    def _entry(self, header: Header, cells: Cells) -> dict[str, str]:
        return {
            heading.role: cells[position].strip() if position < len(cells) else ""
            for position, heading in header.items()
        }

    def _plain(self, path: str, place: Place, header: Header, cells: Cells) -> dict[str, str]:
        self.places[path] = (place, {heading.role: heading.name for heading in header.values()})
        entry = self._entry(header, cells)
        entry.pop("period", None)
        return entry

    def _action(self, path: str, place: Place, header: Header, cells: Cells) -> dict[str, Any]:
        names: dict[str, str] = {}
        entry: dict[str, Any] = {}
        for position, heading in header.items():
            cell = cells[position].strip() if position < len(cells) else ""
            if heading.role in {"cost", "points", "gains"}:
                of = heading.of or heading.role
                names[f"{heading.role} {of}"] = heading.name
                names[of.upper()] = heading.name
                entry.setdefault(heading.role, {})[of] = cell
            elif heading.role in {"name_ar", "name_en"}:
                entry.setdefault("name", {})[heading.role[-2:]] = cell
                names["name"] = heading.name
            else:
                role = "id" if heading.role == "action" else heading.role
                names[role] = heading.name
                entry[role] = cell
        self.places[path] = (place, names)
        return entry

    def _limits(self, found: dict[str, Any]) -> None:
        kinds = {"budget": "budgets", "ميزانيه": "budgets", "people": "people", "افراد": "people"}
        for place, header, cells in self.rows.get("limits", ()):
            entry = self._entry({p: h for p, h in header.items() if h.role != "amount"}, cells)
            part, of = kinds.get(fold(entry.get("limit", ""))), entry.get("of", "")
            if part is None:
                where = Place(file=place.file, line=place.line, name="limit")
                self.problems.append(
                    PortfolioError("limit_kind", place=where, given=entry.get("limit", "")[:60])
                )
                continue
            if of in found[part]:
                where = Place(file=place.file, line=place.line, name="of")
                self.problems.append(PortfolioError("limit_twice", place=where, given=of))
                continue
            amounts = sorted(
                (int(heading.of), cells[position].strip() if position < len(cells) else "", heading.name)
                for position, heading in header.items()
                if heading.role == "amount"
            )
            self.places[f"{part}.{of}"] = (place, {str(period): name for period, _, name in amounts})
            found[part][of] = [amount for _, amount, _ in amounts]
