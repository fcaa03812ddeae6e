"""Results of editions: from the Knowledgebase's yearly export, or from our own form of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from miqyas.observations.countries import countries
from miqyas.observations.imports.cells import Cell, Findings, RowReader
from miqyas.observations.imports.columns import CODE_OF_COUNTRY, COUNTRY, EDITION, INDICES, NOTE, RANK, STATUS
from miqyas.observations.results import COMPONENTS
from miqyas.observations.tables import read_table

COLUMNS: Final = ("edition", "iso3", "egdi", "egdi_rank", "osi", "tii", "hci", "epi", "status", "note")
REQUIRED: Final = (EDITION, (COUNTRY, CODE_OF_COUNTRY), "EGDI", RANK, "OSI", "TII", "HCI", "EPI")
RANKED, NOT_RANKED = "ranked", "not_ranked"
Entry = dict[str, str]


def read_results(rows: Iterator[RowReader], findings: Findings) -> list[Entry]:
    """Canonical rows, by edition and ISO code."""
    entries: dict[tuple[str, str], Entry] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        entry = _entry(row)
        if entry is None:
            continue
        key = entry["edition"], entry["iso3"]
        if key in entries:
            row.problem(
                "country_twice", COUNTRY, country=countries()[key[1]].name, edition=key[0], first=lines[key]
            )
            continue
        entries[key], lines[key] = entry, row.line
    ordered = [entries[key] for key in sorted(entries)]
    for edition, members in ({} if findings.problems else _by_edition(ordered)).items():
        _check_ranks(edition, members, findings)
        _check_states(edition, members, findings)
    return ordered


def _entry(row: RowReader) -> Entry | None:
    edition, iso3 = row.edition(), row.country()
    cells = {code: row.number(code) for code in INDICES}
    rank = _rank(row)
    if edition is None or iso3 is None or rank is None or any(cell is None for cell in cells.values()):
        return None
    known = {code: cell for code, cell in cells.items() if cell is not None}
    if not all(_in_bounds(row, code, cell, edition=edition, iso3=iso3) for code, cell in known.items()):
        return None
    return _with_standing(row, known, rank=rank, edition=edition, iso3=iso3)


def _rank(row: RowReader) -> str | None:
    """The rank as text, empty for none; None when the cell was a problem."""
    cell = row.number(RANK)
    if cell is None:
        return None
    if cell.value is None or cell.value == 0:
        return ""
    if not cell.value.is_integer() or not 1 <= cell.value <= len(countries()):
        row.problem("not_a_rank", RANK, given=row.text(RANK), n=len(countries()))
        return None
    return str(int(cell.value))


def _in_bounds(row: RowReader, code: str, cell: Cell, *, edition: int, iso3: str) -> bool:
    if cell.value is None or 0 <= cell.value <= 1:
        return True
    if _released().get((str(edition), iso3), {}).get(code.lower()) == cell.text:
        row.findings.notice(
            "published_error", line=row.line, column=row.header.name_of(code), given=cell.text
        )
        return True
    row.problem("not_an_index", code, given=row.text(code))
    return False


@cache
def _released() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["edition"], row["iso3"]): row for row in read_table("survey_results")}


def _with_standing(
    row: RowReader, cells: Mapping[str, Cell], *, rank: str, edition: int, iso3: str
) -> Entry | None:
    status = row.text(STATUS).casefold().replace(" ", "_") or _status(cells, rank=rank)
    if status not in {RANKED, NOT_RANKED}:
        row.problem("not_a_status", STATUS, given=row.text(STATUS))
        return None
    is_ranked = status == RANKED
    if is_ranked and not (rank and cells["EGDI"].value is not None):
        row.problem("rank_and_index", RANK, country=countries()[iso3].name)
        return None
    if not is_ranked and not row.text(STATUS):
        row.findings.notice("not_ranked", line=row.line, country=countries()[iso3].name)
    texts = {code.lower(): cells[code].text for code in INDICES}
    if not is_ranked:
        texts["egdi"], rank = "", ""
    identity = {"edition": str(edition), "iso3": iso3}
    return {**identity, **texts, "egdi_rank": rank, "status": status, "note": _note(row, cells)}


def _status(cells: Mapping[str, Cell], *, rank: str) -> str:
    """Not ranked: neither index nor rank, or an index of 0 that is a placeholder.

    It is one where no rank is given or a component is above 0.
    """
    value = cells["EGDI"].value
    is_placeholder = value == 0 and (not rank or any(cells[code].value for code in COMPONENTS))
    return NOT_RANKED if is_placeholder or (value is None and not rank) else RANKED


def _note(row: RowReader, cells: Mapping[str, Cell]) -> str:
    said = [f"{code.lower()}: not assessed" for code in INDICES[1:] if cells[code].status == "not_assessed"]
    given = row.text(NOTE)
    return "; ".join([*([given] if given else []), *(text for text in said if text not in given)])


def _by_edition(entries: Sequence[Entry]) -> Mapping[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry["edition"]].append(entry)
    return grouped


def _check_ranks(edition: str, entries: Sequence[Entry], findings: Findings) -> None:
    """Told, not refused: a better rank with a lower printed index, or one rank with two indices."""
    ranked = sorted(
        (int(entry["egdi_rank"]), -float(entry["egdi"]), entry["iso3"])
        for entry in entries
        if entry["egdi_rank"]
    )
    odd = [
        after[2]
        for before, after in pairwise(ranked)
        if after[1] < before[1] or (after[0] == before[0] and after[1] != before[1])
    ]
    if odd:
        findings.notice("rank_order", edition=edition, n=len(odd), country=countries()[odd[0]].name)


def _check_states(edition: str, entries: Sequence[Entry], findings: Findings) -> None:
    absent = len(countries()) - len(entries)
    if absent:
        findings.notice("states_absent", edition=edition, n=absent)
