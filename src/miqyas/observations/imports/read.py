"""Reading a file that a user brings, from its bytes to a plan of what importing it would do."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import Place
from miqyas.observations.imports import losi, raw, results
from miqyas.observations.imports.cells import Findings, readers
from miqyas.observations.imports.columns import Header, choose, kind_of, require
from miqyas.observations.imports.plan import ImportPlan, Kind, Understood
from miqyas.observations.names import is_state
from miqyas.sheets import Grid, ImportedFileError, read_text, read_workbook, sniff, take_bytes

_COLUMNS: Mapping[Kind, Sequence[str]] = {
    "results": results.COLUMNS,
    "raw": raw.COLUMNS,
    "losi": losi.COLUMNS,
}


def read_import(source: Path | bytes, *, name: str = "", kind: Kind | None = None) -> ImportPlan:
    """What importing the file would do; it changes nothing and never raises for what is in the file.

    `name` is the file's name as people know it (default: that of the path); `kind` overrules what the
    columns tell. With any problem the plan has no datasets.

    >>> import os
    >>> lines = ("edition,iso3,code,value", "2024,BHR,TII.IU,100")
    >>> plan = read_import(os.linesep.join(lines).encode(), name="inputs.csv")
    >>> plan.kind, plan.understood.rows, plan.is_ready
    ('raw', 1, True)
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    try:
        content = take_bytes(source, name=shown)
        grid, header, told = _open(content, name=shown)
        found = kind or kind_of(header, name=shown)
    except ImportedFileError as problem:
        return ImportPlan(shown, kind, None, (problem,), (), ())
    return _plan(content, grid, header, name=shown, kind=found, told=told)


def _open(content: bytes, *, name: str) -> tuple[Grid, Header, tuple[ImportedFileError, ...]]:
    if sniff(content, name=name) == "zip":
        workbook = read_workbook(content, name=name)
        return (*choose(workbook.grids, name=name), workbook.notices)
    return (*choose(read_text(content, name=name, is_known=is_state), name=name), ())


def _plan(
    content: bytes, grid: Grid, header: Header, *, name: str, kind: Kind, told: tuple[ImportedFileError, ...]
) -> ImportPlan:
    findings = Findings(name, notices=[*told])
    findings.problems.extend(require(header, _required(kind, header), name=name))
    entries = [] if findings.problems else _entries(kind, grid, header, findings)
    findings.close()
    if not entries and not findings.problems:
        findings.problems.append(ImportedFileError("no_rows", place=Place(file=name, line=header.line)))
    understood = _understood(grid, header, entries)
    datasets = () if findings.problems else (_dataset(content, entries, understood, name=name, kind=kind),)
    return ImportPlan(name, kind, understood, tuple(findings.problems), tuple(findings.notices), datasets)


def _required(kind: Kind, header: Header) -> Collection[str | tuple[str, ...]]:
    if kind == "results":
        return results.REQUIRED
    if kind == "raw":
        return raw.REQUIRED_LONG if raw.is_long(header) else raw.REQUIRED
    return losi.REQUIRED_LONG if raw.is_long(header) else losi.REQUIRED_WIDE


def _entries(kind: Kind, grid: Grid, header: Header, findings: Findings) -> list[dict[str, str]]:
    rows = readers(grid, header, findings)
    if kind == "results":
        return results.read_results(rows, findings)
    if kind == "raw":
        return raw.read_raw(rows, findings)
    return losi.read_losi(rows)


def _understood(grid: Grid, header: Header, entries: Sequence[Mapping[str, str]]) -> Understood:
    return Understood(
        format=grid.format,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        sheet=grid.sheet,
        header_line=header.line,
        columns={header.name_of(role): role for role in header.columns},
        ignored_columns=header.ignored,
        editions=tuple(sorted({int(entry["edition"]) for entry in entries})),
        countries=tuple(sorted({entry["iso3"] for entry in entries})),
        rows=len(entries),
    )


def _dataset(
    content: bytes, entries: Sequence[Mapping[str, str]], understood: Understood, *, name: str, kind: Kind
) -> Dataset:
    origin = {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "format": understood.format,
        "encoding": understood.encoding,
        "sheet": understood.sheet,
        "editions": list(understood.editions),
        "rows": len(entries),
    }
    return Dataset(kind=kind, name=name, content=_canonical(entries, _COLUMNS[kind]), origin=origin)


def _canonical(entries: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return target.getvalue().encode("utf-8")
