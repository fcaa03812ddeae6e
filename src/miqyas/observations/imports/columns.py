"""What a file calls its columns, and which kind of file that makes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from miqyas.kernel.errors import Place
from miqyas.kernel.text import fold
from miqyas.methodology import indicators
from miqyas.observations.imports.plan import Kind
from miqyas.sheets import Grid, ImportedFileError, Row

HEADER_WITHIN: Final = 20
LEAST_KNOWN: Final = 2
EDITION, COUNTRY, CODE_OF_COUNTRY, CITY = "edition", "country", "iso3", "city"
RANK, STATUS, NOTE, CODE, VALUE, IGNORED = "egdi_rank", "status", "note", "code", "value", "ignored"
INDICES: Final = ("EGDI", "OSI", "TII", "HCI", "EPI")

_WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    EDITION: (
        "edition",
        "survey year",
        "survey edition",
        "year",
        "السنة",
        "سنة المسح",
        "الإصدار",
        "إصدار",
        "العام",
    ),
    COUNTRY: (
        "country name",
        "country",
        "member state",
        "state",
        "economy",
        "الدولة",
        "اسم الدولة",
        "البلد",
        "دولة",
    ),
    CODE_OF_COUNTRY: ("iso3", "iso", "iso code", "iso3 code", "country code", "iso alpha3", "رمز الدولة"),
    CITY: ("city", "city name", "municipality", "المدينة", "اسم المدينة", "مدينة"),
    RANK: (
        "e-government rank",
        "egdi rank",
        "rank",
        "e-government development rank",
        "المركز",
        "الترتيب",
        "egdi_rank",
    ),
    STATUS: ("status", "الحالة"),
    NOTE: ("note", "notes", "ملاحظة", "ملاحظات"),
    CODE: ("code", "indicator", "indicator code", "dimension", "رمز المؤشر", "المؤشر"),
    VALUE: ("value", "score", "القيمة", "الدرجة"),
    IGNORED: (
        "e-participation rank",
        "epi rank",
        "egdi group",
        "group",
        "rating class",
        "region",
        "sub-region",
    ),
    "EGDI": ("e-government index", "e-government development index", "egdi index"),
    "OSI": ("online service index", "online services index", "مؤشر الخدمات الإلكترونية"),
    "TII": ("telecommunication infrastructure index", "telecommunications infrastructure index"),
    "HCI": ("human capital index",),
    "EPI": ("e-participation index",),
    "LOSI": (
        "local online service index",
        "local online services index",
        "total losi",
        "losi total",
        "total",
    ),
}


@dataclass(frozen=True)
class Header:
    """The header line found in a grid: where each known column stands, and what the others are called."""

    line: int
    names: tuple[str, ...]
    columns: Mapping[str, int]
    ignored: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]

    def name_of(self, role: str) -> str:
        """What the file itself calls the column."""
        return self.names[self.columns[role]].strip() if role in self.columns else role


@cache
def _roles() -> Mapping[str, str]:
    """A column's name without case, accents and spaces, to its role."""
    roles = {}
    for code, indicator in indicators().items():
        for written in (code, *indicator.aliases, *indicator.name.values()):
            roles[_key(written)] = code
    for role, names in _WRITTEN.items():
        for written in (role, *names):
            roles[_key(written)] = role
    return roles


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def role_of(name: str) -> str | None:
    """What a column of this name holds; None when it is not known.

    >>> role_of("E-Government  INDEX"), role_of("OSI.EPI"), role_of("Population")
    ('EGDI', 'EPI', None)
    """
    return _roles().get(_key(name))


def read_header(row: Row) -> Header:
    """Roles of the cells of one row."""
    columns: dict[str, int] = {}
    ignored: list[str] = []
    twice: list[tuple[str, str]] = []
    for position, name in enumerate(row.cells):
        role = role_of(name)
        if role is None or role == IGNORED:
            ignored.extend([name.strip()] if name.strip() else [])
        elif role in columns:
            twice.append((row.cells[columns[role]].strip(), name.strip()))
        else:
            columns[role] = position
    return Header(row.line, row.cells, columns, tuple(ignored), tuple(twice))


def best_header(grid: Grid) -> Header:
    """The row among the first ones with most known columns."""
    headers = [read_header(row) for row in grid.rows[:HEADER_WITHIN]]
    return max(headers, key=lambda header: len(header.columns))


def choose(grids: Sequence[Grid], *, name: str) -> tuple[Grid, Header]:
    """The delimiter, or the sheet, under which the columns are known; raises `ImportedFileError`."""
    found = sorted(((best_header(grid), grid) for grid in grids), key=lambda pair: -len(pair[0].columns))
    header, grid = found[0]
    if len(header.columns) < LEAST_KNOWN:
        first = [cell.strip() for cell in grid.rows[0].cells if cell.strip()]
        raise ImportedFileError(
            "no_header", place=Place(file=name, line=grid.rows[0].line), found=_listed(first)
        )
    equal = [other for head, other in found[1:] if len(head.columns) == len(header.columns)]
    if equal and grid.sheet:
        sheets = _listed([grid.sheet, *(other.sheet for other in equal)])
        raise ImportedFileError("several_sheets", place=Place(file=name), found=sheets)
    if equal:
        raise ImportedFileError("delimiter_unclear", place=Place(file=name, line=header.line))
    if header.twice:
        first_name, second_name = header.twice[0]
        place = Place(file=name, line=header.line, name=second_name)
        raise ImportedFileError("column_twice", place=place, first=first_name, second=second_name)
    return grid, header


def kind_of(header: Header, *, name: str) -> Kind:
    """Results, raw inputs or city tables, by the columns; raises where they tell nothing."""
    roles = header.columns.keys()
    if CITY in roles or "LOSI" in roles:
        return "losi"
    if CODE in roles or VALUE in roles or any("." in role for role in roles):
        return "raw"
    if not roles.isdisjoint((*INDICES, RANK)):
        return "results"
    place = Place(file=name, line=header.line)
    raise ImportedFileError("kind_unclear", place=place, found=_listed(header.names))


def require(
    header: Header, roles: Collection[str | tuple[str, ...]], *, name: str
) -> Iterable[ImportedFileError]:
    """A problem for each column that must be there and is not; a tuple names alternatives."""
    for role in roles:
        alternatives = (role,) if isinstance(role, str) else role
        if header.columns.keys().isdisjoint(alternatives):
            yield ImportedFileError(
                "missing_column",
                place=Place(file=name, line=header.line),
                missing=" / ".join(usual_name(alternative) for alternative in alternatives),
                found=_listed(header.names),
            )


def usual_name(role: str) -> str:
    """How a column is called in the yearly export."""
    usual = {
        EDITION: "Survey Year",
        COUNTRY: "Country Name",
        RANK: "E-Government Rank",
        "EGDI": "E-Government Index",
    }
    usual |= {code: indicators()[code].name["en"] for code in INDICES[1:]}
    return usual.get(role, role)


def _listed(names: Iterable[str]) -> str:
    shown = [name.strip()[:40] for name in names if name.strip()]
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")
