"""Reading the cells of a row: numbers, editions, states; every problem placed at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from miqyas.kernel.errors import Place
from miqyas.kernel.text import Text, fold
from miqyas.methodology import published_editions
from miqyas.observations.countries import countries
from miqyas.observations.imports.columns import CODE_OF_COUNTRY, COUNTRY, EDITION, Header
from miqyas.observations.names import match_name, match_other, suggest
from miqyas.sheets import Grid, ImportedFileError, Row

MOST_PROBLEMS: Final = 200
LEAST_COLUMNS_OF_DATA: Final = 2
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+")
_EDITION: Final = re.compile(r"\d{4}")
_PLAIN: Final = str.maketrans({"\N{MINUS SIGN}": "-", "٫": ".", "\N{NO-BREAK SPACE}": " ", "\u202f": " "})
_MARKS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NOT_ASSESSED: Final = frozenset(
    {
        "not assessed",
        "na",
        "n a",
        "n d",
        "nd",
        "not available",
        "not applicable",
        "none",
        "غير مقيم",
        "غير متوفر",
        "لا ينطبق",
    }
)
_SIGNS_OF_NOTHING: Final = re.compile(r"[-–—.…*]+|#N/A")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, or why there is none: missing (empty) or not assessed (said so)."""

    value: float | None
    status: str

    @property
    def text(self) -> str:
        """The canonical text: the shortest form of the number, empty for none."""
        return "" if self.value is None else repr(self.value)


MISSING: Final = Cell(None, "missing")
NOT_ASSESSED: Final = Cell(None, "not_assessed")


@dataclass
class Findings:
    """Problems and notices as they are met; the decimal commas of a column are told once."""

    file: str
    problems: list[ImportedFileError] = field(default_factory=list)
    notices: list[ImportedFileError] = field(default_factory=list)
    unlisted: int = 0
    _commas: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def problem(self, detail: str, *, line: int | None = None, column: str = "", **params: Any) -> None:
        """Something that refuses the file."""
        if len(self.problems) >= MOST_PROBLEMS:
            self.unlisted += 1
            return
        self.problems.append(ImportedFileError(detail, place=self.place(line, column), **params))

    def notice(self, detail: str, *, line: int | None = None, column: str = "", **params: Any) -> None:
        """Something to be told that refuses nothing."""
        self.notices.append(ImportedFileError(detail, place=self.place(line, column), **params))

    def place(self, line: int | None, column: str) -> Place:
        """A place in the file."""
        return Place(file=self.file, line=line, name=column)

    def decimal_comma(self, *, line: int, column: str, given: str) -> None:
        """A number such as 0,91: counted by column."""
        self._commas.setdefault(column, []).append((line, given))

    def close(self) -> None:
        """Tell what was counted."""
        for column, met in self._commas.items():
            line, given = met[0]
            self.problem(
                "decimal_comma",
                line=line,
                column=column,
                given=given,
                better=given.replace(",", "."),
                n=len(met),
            )
        self._commas.clear()
        if self.unlisted:
            self.problems.append(
                ImportedFileError("more_problems", place=Place(file=self.file), n=self.unlisted)
            )


@dataclass(frozen=True)
class RowReader:
    """One row under its header."""

    row: Row
    header: Header
    findings: Findings

    @property
    def line(self) -> int:
        """The line on which the row begins."""
        return self.row.line

    def text(self, role: str) -> str:
        """The cell without surrounding space and invisible marks; empty where there is no such column."""
        position = self.header.columns.get(role)
        if position is None or position >= len(self.row.cells):
            return ""
        return _MARKS.sub("", self.row.cells[position]).translate(_PLAIN).strip()

    def problem(self, detail: str, role: str, **params: Any) -> None:
        """A problem at a cell of this row."""
        self.findings.problem(detail, line=self.line, column=self.header.name_of(role), **params)

    def edition(self) -> int | None:
        """The edition; a year in which no Survey came out is a problem."""
        given = self.text(EDITION)
        if not _EDITION.fullmatch(given):
            self.problem("not_an_edition", EDITION, given=given)
            return None
        edition, known = int(given), published_editions()
        if edition not in known and edition < known[-1]:
            self.problem("unknown_edition", EDITION, given=given, known=", ".join(map(str, known)))
            return None
        return edition

    def country(self) -> str | None:
        """The ISO code of the state; what is no Member State is a notice, what is not known a problem."""
        by_code, by_name = self._state(CODE_OF_COUNTRY), self._state(COUNTRY)
        if by_code and by_name and by_code != by_name:
            self.problem(
                "country_disagrees", COUNTRY, given=self.text(COUNTRY), code=self.text(CODE_OF_COUNTRY)
            )
            return None
        if by_code or by_name:
            return by_code or by_name
        role = COUNTRY if self.text(COUNTRY) else CODE_OF_COUNTRY
        self._explain_unknown(role, self.text(role))
        return None

    def _state(self, role: str) -> str | None:
        given = self.text(role)
        return match_name(given) if given else None

    def _explain_unknown(self, role: str, given: str) -> None:
        if not given:
            role = COUNTRY if COUNTRY in self.header.columns else CODE_OF_COUNTRY
            return self.problem("no_country", role)
        other = match_other(given)
        if other:
            self.findings.notice(
                "not_a_member", line=self.line, column=self.header.name_of(role), given=given, name=other.name
            )
            return None
        likely = [countries()[iso3].name for iso3 in suggest(given)]
        if not likely:
            return self.problem("unknown_country", role, given=given)
        words = {
            language: separator.join(name.in_language(language) for name in likely)
            for language, separator in (("ar", "، "), ("en", ", "))
        }
        return self.problem("unknown_country_like", role, given=given, likely=Text(words))

    def number(self, role: str) -> Cell | None:
        """The number of a cell, or why there is none; None when the cell was a problem."""
        given = self.text(role)
        if not given:
            return MISSING
        if fold(given) in _NOT_ASSESSED or _SIGNS_OF_NOTHING.fullmatch(given):
            return NOT_ASSESSED
        if _NUMBER.fullmatch(given):
            return Cell(float(given), "observed")
        if _DECIMAL_COMMA.fullmatch(given):
            self.findings.decimal_comma(line=self.line, column=self.header.name_of(role), given=given)
        elif given.endswith(("%", "٪")) and _NUMBER.fullmatch(given[:-1].strip()):
            self.problem("percent_sign", role, given=given)
        else:
            self.problem("not_a_number", role, given=given[:60])
        return None


def readers(grid: Grid, header: Header, findings: Findings) -> Iterator[RowReader]:
    """The rows below the header; rows of another width are problems, single stray cells notices."""
    width = len(header.names)
    while width and not header.names[width - 1].strip():
        width -= 1
    for row in grid.rows:
        if row.line <= header.line:
            continue
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if len(filled) == 1 and len(header.columns) > LEAST_COLUMNS_OF_DATA:
            findings.notice("stray_line", line=row.line, given=filled[0][:80])
        elif len(row.cells) < width or any(cell.strip() for cell in row.cells[width:]):
            findings.problem("row_width", line=row.line, n=len(row.cells), expected=width)
        else:
            yield RowReader(row, header, findings)
