"""Raw inputs and sub-indices: one row a value (code, value), or one column an indicator."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from miqyas.methodology import Methodology, indicators, method_for
from miqyas.observations.countries import countries
from miqyas.observations.imports.cells import Findings, RowReader
from miqyas.observations.imports.columns import (
    CODE,
    CODE_OF_COUNTRY,
    COUNTRY,
    EDITION,
    VALUE,
    Header,
    role_of,
)

COLUMNS: Final = ("edition", "iso3", "code", "value", "status")
REQUIRED: Final = (EDITION, (COUNTRY, CODE_OF_COUNTRY))
REQUIRED_LONG: Final = (*REQUIRED, CODE, VALUE)
ABOVE_100: Final = frozenset({"HCI.GER"})
"""Percentages of one age group that others may join: more than a hundred is possible."""

Entry = dict[str, str]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What values a unit permits; None: no bound."""

    low: float | None
    high: float | None

    def hold(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


BOUNDS: Final[Mapping[str, Bounds]] = {
    "index": Bounds(0, 1),
    "share": Bounds(0, 1),
    "percent": Bounds(0, 100),
    "per_100": Bounds(0, 500),
    "percent_gni": Bounds(0, None),
    "years": Bounds(0, 30),
    "points": Bounds(0, None),
    "score": Bounds(None, None),
}
_OVER_100: Final = Bounds(0, 250)


def bounds_of(code: str) -> Bounds:
    """What values an indicator may have at all, by its unit.

    >>> bounds_of("TII.IU").hold(101), bounds_of("HCI.GER").hold(101)
    (False, True)
    """
    return _OVER_100 if code in ABOVE_100 else BOUNDS[indicators()[code].unit]


def is_long(header: Header) -> bool:
    """Whether the file has one value a row."""
    return CODE in header.columns or VALUE in header.columns


def read_raw(rows: Iterator[RowReader], findings: Findings) -> list[Entry]:
    """Canonical rows, by edition, ISO code and indicator."""
    entries: dict[tuple[str, str, str], Entry] = {}
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        edition, iso3 = row.edition(), row.country()
        codes = [*_codes(row)]
        if edition is None or iso3 is None:
            continue
        for code, role in codes:
            entry = _entry(row, code, role, edition=edition, iso3=iso3)
            if entry is None:
                continue
            key = entry["edition"], iso3, code
            if key in entries:
                name = countries()[iso3].name
                row.problem("value_twice", role, country=name, code=code, edition=key[0], first=lines[key])
                continue
            entries[key], lines[key] = entry, row.line
    ordered = [entries[key] for key in sorted(entries)]
    _check_scale(ordered, findings)
    return ordered


def _codes(row: RowReader) -> Iterator[tuple[str, str]]:
    """Indicator codes that the row holds, each with the column of its value."""
    if not is_long(row.header):
        yield from ((role, role) for role in row.header.columns if role in indicators())
        return
    given = row.text(CODE)
    code = role_of(given)
    if code is not None and code in indicators():
        yield code, VALUE
    else:
        row.problem("unknown_indicator", CODE, given=given, known=", ".join(_imported_codes()))


@cache
def _imported_codes() -> tuple[str, ...]:
    return tuple(code for code in indicators() if re.match(r"(OSI|EPI|TII|HCI)\.", code))


@cache
def method_at(edition: int) -> Methodology:
    """The method of an edition, once for all the rows of a file."""
    return method_for(edition)


def _entry(row: RowReader, code: str, role: str, *, edition: int, iso3: str) -> Entry | None:
    cell = row.number(role)
    if cell is None or (cell.status == "missing" and not is_long(row.header)):
        return None
    if code not in method_at(edition).nodes:
        _explain_absent(row, code, role, edition=edition)
        return None
    if cell.value is not None and not bounds_of(code).hold(cell.value):
        row.problem(f"out_of_bounds_{indicators()[code].unit}", role, given=row.text(role), code=code)
        return None
    return {"edition": str(edition), "iso3": iso3, "code": code, "value": cell.text, "status": cell.status}


def _explain_absent(row: RowReader, code: str, role: str, *, edition: int) -> None:
    known = ", ".join(node for node in method_at(edition).nodes if node in _imported_codes())
    row.problem(
        "not_in_edition", CODE if role == VALUE else role, code=code, edition=str(edition), known=known
    )


def _check_scale(entries: list[Entry], findings: Findings) -> None:
    """Told, not refused: percentages that are all below one were probably given as shares."""
    by_code: dict[str, list[float]] = defaultdict(list)
    for entry in entries:
        if entry["value"] and indicators()[entry["code"]].unit == "percent":
            by_code[entry["code"]].append(float(entry["value"]))
    for code, values in by_code.items():
        if 0 < max(values) <= 1:
            findings.notice("looks_like_share", column=code, code=code, given=repr(max(values)))
