"""City tables of the Local Online Service Index: totals, parts, or single indicators met or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from miqyas.kernel.text import fold
from miqyas.methodology import indicators
from miqyas.observations.imports.cells import RowReader
from miqyas.observations.imports.columns import CITY, CODE, CODE_OF_COUNTRY, COUNTRY, EDITION, VALUE, role_of
from miqyas.observations.imports.raw import Entry, is_long, method_at

COLUMNS: Final = ("edition", "city", "iso3", "code", "value", "status")
REQUIRED: Final = (EDITION, CITY, (COUNTRY, CODE_OF_COUNTRY))
REQUIRED_LONG: Final = (*REQUIRED, VALUE)
REQUIRED_WIDE: Final = (*REQUIRED, "LOSI")
TOTAL: Final = "LOSI"
_INDICATOR: Final = re.compile(r"LOSI\.(?:IF|CP|SP|EP|TEC)\.[A-Z0-9.]{1,20}")


def read_losi(rows: Iterator[RowReader]) -> list[Entry]:
    """Canonical rows, by edition, state, city and code."""
    entries: dict[tuple[str, str, str, str], Entry] = {}
    lines: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        edition, iso3, city = row.edition(), row.country(), row.text(CITY)
        if not city:
            row.problem("no_city", CITY)
        if edition is None or iso3 is None or not city:
            continue
        if TOTAL not in method_at(edition).nodes:
            row.problem("no_losi", EDITION, edition=str(edition))
            continue
        for code, role in _codes(row):
            entry = _entry(row, code, role, city=city)
            if entry is None:
                continue
            key = str(edition), iso3, fold(city), code
            if key in entries:
                row.problem("city_twice", CITY, city=city, code=code, edition=key[0], first=lines[key])
                continue
            entries[key] = {"edition": key[0], "city": city, "iso3": iso3, **entry}
            lines[key] = row.line
    return [entries[key] for key in sorted(entries)]


def _codes(row: RowReader) -> Iterator[tuple[str, str]]:
    if not is_long(row.header):
        yield from ((role, role) for role in row.header.columns if role.startswith(TOTAL))
        return
    given = row.text(CODE)
    code = role_of(given) or given.upper() if given else TOTAL
    if (code in indicators() and code.startswith(TOTAL)) or _INDICATOR.fullmatch(code):
        yield code, VALUE
    else:
        row.problem("unknown_losi_code", CODE, given=given)


def _entry(row: RowReader, code: str, role: str, *, city: str) -> Entry | None:
    cell = row.number(role)
    if cell is None or (cell.status == "missing" and not is_long(row.header)):
        return None
    if cell.value is not None and _INDICATOR.fullmatch(code) and cell.value not in (0, 1):
        row.problem("met_or_not", role, given=row.text(role), city=city)
        return None
    if cell.value is not None and not 0 <= cell.value <= 1:
        row.problem("out_of_bounds_share", role, given=row.text(role), code=code)
        return None
    return {"code": code, "value": cell.text, "status": cell.status}
