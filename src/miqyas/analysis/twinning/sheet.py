"""A programme as people write it down: a CSV or XLSX table, read row by row, with every problem placed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning.programme import Entry, Programme
from miqyas.analysis.twinning.rules import default_rules
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold
from miqyas.kernel.words import say
from miqyas.methodology import indicators
from miqyas.observations.countries import countries
from miqyas.observations.names import is_state, match_name, suggest
from miqyas.sheets import Grid, Row, read_text, read_workbook, sniff, take_bytes

COLUMNS: Final = ("role", "country", "capacity", "needs", "without")
REQUIRED: Final = ("role", "country")
SEEKER, GIVER = "seeker", "giver"
HEADER_WITHIN: Final = 20
MOST_PROBLEMS: Final = 100
"""Problems after which the rest of a file is not looked at."""
MOST_PARTNERS: Final = 193
_LIST: Final = re.compile(r"[;،,؛/]")
_NUMBER: Final = re.compile(r"[+-]?\d{1,9}(\.0+)?")


@dataclass(frozen=True)
class ProgrammeFile:
    """What a file gave: a programme, or the problems that refuse it."""

    programme: Programme | None
    problems: tuple[MiqyasError, ...]


@dataclass
class _Found:
    """Entries and problems, as rows are read."""

    name: str
    entries: dict[str, list[Entry]] = field(default_factory=lambda: {SEEKER: [], GIVER: []})
    problems: list[MiqyasError] = field(default_factory=list)


def column_title(column: str, *, language: str) -> str:
    """What a column is called in the template.

    >>> column_title("capacity", language="en")
    'capacity'
    """
    return say(f"twin.file.{column}", language=language)


def template_rows(*, language: str) -> tuple[tuple[str, ...], ...]:
    """The template: headings, and a row for each role to be written over.

    >>> template_rows(language="en")[1]
    ('seeker', 'Bahrain', '1', 'HCI', '')
    """
    states = countries()

    def row(role: str, iso3: str, capacity: str, needs: str) -> tuple[str, ...]:
        return (
            say(f"twin.file.{role}", language=language),
            states[iso3].name.in_language(language),
            capacity,
            needs,
            "",
        )

    heads = tuple(column_title(column, language=language) for column in COLUMNS)
    return (heads, row(SEEKER, "BHR", "1", "HCI"), row(GIVER, "EST", "2", ""))


def read_programme(source: Path | bytes, *, name: str = "", minimum: float = 0.0) -> ProgrammeFile:
    r"""The programme of a CSV or XLSX file; never raises for what is in the file.

    Columns: role (seeker or giver), country (name or code), capacity (default 1), needs (indices), without
    (countries that are no partners); lists are divided by semicolons. Headings and roles may be in either
    language.

    >>> read = read_programme(b"role,country\nseeker,BHR\ngiver,Estonia\n", name="few.csv")
    >>> read.programme.givers[0].iso3, read.problems
    ('EST', ())
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    found = _Found(shown)
    try:
        rows, columns = _table(take_bytes(source, name=shown), shown)
    except MiqyasError as problem:
        return ProgrammeFile(None, (problem,))
    for row in rows:
        if len(found.problems) >= MOST_PROBLEMS:
            break
        _read_row(row, columns, found)
    _check_whole(found)
    if found.problems:
        return ProgrammeFile(None, tuple(found.problems[:MOST_PROBLEMS]))
    seekers, givers = (tuple(found.entries[role]) for role in (SEEKER, GIVER))
    return ProgrammeFile(Programme(seekers, givers, minimum, shown), ())


def _table(content: bytes, name: str) -> tuple[Sequence[Row], Mapping[str, int]]:
    """The rows below the headings, and where each column stands."""
    if sniff(content, name=name) == "zip":
        grids: Sequence[Grid] = read_workbook(content, name=name).grids
    else:
        grids = read_text(content, name=name, is_known=is_state)
    best: tuple[Grid, int, dict[str, int]] = (grids[0], 0, {})
    for grid in grids:
        for at, row in enumerate(grid.rows[:HEADER_WITHIN]):
            columns = _columns(row)
            if len(columns) > len(best[2]):
                best = (grid, at, columns)
    grid, at, columns = best
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        known = {
            language: ", ".join(column_title(column, language=language) for column in COLUMNS)
            for language in REQUIRED_LANGUAGES
        }
        line = grid.rows[at].line if grid.rows else 1
        raise AnalysisError("twin_columns", place=Place(file=name, line=line), known=Text(known))
    return grid.rows[at + 1 :], columns


def _columns(row: Row) -> dict[str, int]:
    known = {
        fold(written): column
        for column in COLUMNS
        for written in (column, *(column_title(column, language=language) for language in REQUIRED_LANGUAGES))
    }
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        column = known.get(fold(cell))
        if column:
            found.setdefault(column, at)
    return found


def _read_row(row: Row, columns: Mapping[str, int], found: _Found) -> None:
    cells = {column: row.cells[at].strip() if at < len(row.cells) else "" for column, at in columns.items()}

    def problem(detail: str, column: str, **params: Any) -> None:
        place = Place(file=found.name, line=row.line, name=column)
        found.problems.append(AnalysisError(detail, place=place, **params))

    role = _roles().get(fold(cells["role"]))
    if role is None:
        problem("twin_role", "role", given=cells["role"])
    country = _country(cells["country"], "country", problem)
    capacity = _capacity(cells.get("capacity", ""), problem)
    needs = tuple(_needs(cells.get("needs", ""), problem))
    without = [_country(part, "without", problem) for part in _parts(cells.get("without", ""))]
    if role and country and capacity:
        entry = Entry(country, capacity, needs, tuple(code for code in without if code), row.line)
        if any(entry.iso3 == other.iso3 for other in found.entries[role]):
            problem("twin_twice", "country", country=countries()[country].name)
        found.entries[role].append(entry)


def _roles() -> Mapping[str, str]:
    return {
        fold(written): role
        for role in (SEEKER, GIVER)
        for written in (
            role,
            *(say(f"twin.file.{role}", language=language) for language in REQUIRED_LANGUAGES),
        )
    }


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in _LIST.split(text) if part.strip())


def _country(text: str, column: str, problem: Any) -> str | None:
    found = match_name(text) if text else None
    if found is None:
        near = [countries()[iso3].name for iso3 in suggest(text)] if text else []
        likely = {
            language: comma.join(name.in_language(language) for name in near) or "–"
            for language, comma in (("ar", "، "), ("en", ", "))
        }
        problem("twin_country", column, given=text, likely=Text(likely))
    return found


def _capacity(text: str, problem: Any) -> int | None:
    if not text:
        return 1
    if not _NUMBER.fullmatch(text) or not 1 <= float(text) <= MOST_PARTNERS:
        problem("twin_capacity", "capacity", given=text)
        return None
    return int(float(text))


def _needs(text: str, problem: Any) -> Iterator[str]:
    """Codes of the indices that are named by code or name, in either language."""
    known: dict[str, str] = {}
    for code in default_rules().indices:
        indicator = indicators()[code]
        for written in (code, *indicator.name.values(), *indicator.short.values()):
            known[fold(written)] = code
    for part in _parts(text):
        if fold(part) in known:
            yield known[fold(part)]
        else:
            problem("twin_need", "needs", given=part, known=", ".join(default_rules().indices))


def _check_whole(found: _Found) -> None:
    """What only the whole file shows: a side with nobody in it."""
    if found.problems:
        return
    place = Place(file=found.name)
    if not found.entries[SEEKER]:
        found.problems.append(AnalysisError("twin_no_seekers", place=place))
    if not found.entries[GIVER]:
        found.problems.append(AnalysisError("twin_no_givers", place=place))
