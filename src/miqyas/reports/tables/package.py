"""Frictionless data package: the tables as CSV with a `datapackage.json` that describes them, in one zip."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from miqyas.reports.tables.model import Table
from miqyas.reports.tables.text import write_csv

PROFILE: Final = "tabular-data-package"
LICENCES: Final = "LICENCES.txt"
_OPEN: Final = {"CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")}
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""A fixed time of making: equal tables give equal bytes."""


def write_package(tables: Sequence[Table], *, name: str, language: str = "en") -> bytes:
    """A zip of `datapackage.json`, one CSV a table under `data/`, and the licences in words."""
    files = {f"data/{table.name}.csv": write_csv(table, language=language) for table in tables}
    files[LICENCES] = _licences(tables, language=language).encode("utf-8")
    described = json.dumps(
        _descriptor(tables, files, name=name, language=language), ensure_ascii=False, indent=1
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in {"datapackage.json": f"{described}\n".encode(), **files}.items():
            entry = zipfile.ZipInfo(path, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return target.getvalue()


def _descriptor(
    tables: Sequence[Table], files: dict[str, bytes], *, name: str, language: str
) -> dict[str, Any]:
    versions = {part: version for table in tables for part, version in table.versions.items()}
    return {
        "profile": PROFILE,
        "name": name,
        "languages": [language],
        "miqyas:versions": versions,
        "resources": [
            _resource(table, files[f"data/{table.name}.csv"], language=language) for table in tables
        ],
    }


def _resource(table: Table, content: bytes, *, language: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "title": table.title.in_language(language),
        "description": table.what.in_language(language) if table.what else "",
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "sources": [{"title": table.source.in_language(language)}],
        "licenses": [_licence(table, language=language)],
        "miqyas:mark": table.mark,
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "title": column.title.in_language(language),
                    "type": column.field_type,
                    **({"unit": column.unit.in_language(language)} if column.unit else {}),
                }
                for column in table.columns
            ],
            "missingValues": [""],
        },
    }


def _licence(table: Table, *, language: str) -> dict[str, str]:
    title = table.licence.in_language(language)
    if title in _OPEN:
        code, address = _OPEN[title]
        return {"name": code, "path": address, "title": title}
    return {"path": LICENCES, "title": title}


def _licences(tables: Sequence[Table], *, language: str) -> str:
    return "".join(
        f"{table.name}.csv\n  {table.licence.in_language(language)}\n"
        f"  {table.source.in_language(language)}\n\n"
        for table in tables
    )
