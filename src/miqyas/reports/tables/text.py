"""CSV and JSON. Numbers are written in full, a decimal point and no grouping; nothing is rounded here."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Literal

from miqyas.kernel.text import Text
from miqyas.reports.tables.model import Column, Table, Value, harmless, in_language


def write_csv(
    table: Table, *, language: str = "en", encoding: Literal["utf-8", "utf-8-sig"] = "utf-8"
) -> bytes:
    """The table with its stable column names; "utf-8-sig" begins with the mark that Excel looks for.

    Texts that a spreadsheet could take for a formula begin with an apostrophe. An empty cell is no value.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n" if encoding == "utf-8-sig" else "\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(_as_text(cell, language=language) for cell in row)
    return target.getvalue().encode(encoding)


def _as_text(cell: Value, *, language: str) -> str:
    value = in_language(cell, language=language)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else repr(value)


def write_json(table: Table) -> bytes:
    """The table and all that is known of it; texts as maps of languages, null for no value."""
    names = [column.name for column in table.columns]
    document = {
        "name": table.name,
        "title": dict(table.title),
        "what": dict(table.what) if table.what else None,
        "source": dict(table.source),
        "licence": dict(table.licence),
        "mark": table.mark,
        "versions": dict(table.versions),
        "notes": [dict(note) for note in table.notes],
        "columns": [_column(column) for column in table.columns],
        "rows": [dict(zip(names, map(_as_plain, row), strict=True)) for row in table.rows],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "title": dict(column.title),
        "type": column.field_type,
        "kind": column.kind,
        "unit": dict(column.unit) if column.unit else None,
    }


def _as_plain(cell: Value) -> Any:
    return dict(cell) if isinstance(cell, Text) else cell
