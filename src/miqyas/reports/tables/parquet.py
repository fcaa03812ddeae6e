"""Parquet, for those who have installed the extra."""

from __future__ import annotations

import io
import json

from miqyas.kernel.errors import Place
from miqyas.reports.tables.model import Column, ExportError, Table, in_language


def write_parquet(table: Table, *, language: str = "en") -> bytes:
    """The table as one Parquet file; raises `ExportError` with the remedy where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("no_parquet", place=Place(name=table.name)) from error

    kinds = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    columns = [
        pa.array(
            [_typed(row[position], column, language=language) for row in table.rows], kinds[column.field_type]
        )
        for position, column in enumerate(table.columns)
    ]
    about = {
        "title": table.title.in_language(language),
        "source": table.source.in_language(language),
        "licence": table.licence.in_language(language),
        "mark": table.mark,
        "versions": json.dumps(dict(table.versions)),
    }
    schema = pa.schema(
        [pa.field(column.name, kinds[column.field_type]) for column in table.columns], metadata=about
    )
    target = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), target)
    return target.getvalue()


def _typed(cell: object, column: Column, *, language: str) -> str | int | float | None:
    value = in_language(cell, language=language)  # type: ignore[arg-type]
    if value is None:
        return None
    if column.field_type == "string":
        return str(value)
    return int(value) if column.field_type == "integer" else float(value)
