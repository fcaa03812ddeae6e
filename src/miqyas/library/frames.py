"""Tables as data frames: a type for each kind of column, nulls for what is not there."""

from __future__ import annotations

from typing import Any, Final

from miqyas.extras import extras_told
from miqyas.kernel.errors import Place
from miqyas.reports.tables.model import Table, in_language

PANDAS: Final = {"string": "string", "integer": "Int64", "number": "Float64"}
POLARS: Final = {"string": "String", "integer": "Int64", "number": "Float64"}
"""Types of columns in each package by the type of the table's; all of them know a null."""


def frame_of(table: Table, *, kind: str, language: str) -> Any:
    """A table as a frame of pandas or polars, texts in the language.

    What the table says of itself (title, source, licence, versions) is in ``attrs`` of a pandas frame.
    """
    builders = {"pandas": _pandas, "polars": _polars}
    if kind not in builders:
        from miqyas.library.answers import LibraryError

        raise LibraryError("frame_kind", place=Place(name="kind"), given=kind, known=", ".join(builders))
    return builders[kind](table, language)


def _pandas(table: Table, language: str) -> Any:
    with extras_told():
        import pandas as pd  # type: ignore[import-untyped]
    columns = {
        column.name: pd.array(values, dtype=PANDAS[column.field_type])
        for column, values in zip(table.columns, _values(table, language), strict=True)
    }
    frame = pd.DataFrame(columns)
    frame.attrs = {
        "title": table.title.in_language(language),
        "source": table.source.in_language(language),
        "licence": table.licence.in_language(language),
        "versions": dict(table.versions),
    }
    return frame


def _polars(table: Table, language: str) -> Any:
    with extras_told():
        import polars as pl
    return pl.DataFrame(
        [
            pl.Series(column.name, values, dtype=getattr(pl, POLARS[column.field_type]))
            for column, values in zip(table.columns, _values(table, language), strict=True)
        ]
    )


def _values(table: Table, language: str) -> list[list[Any]]:
    """The cells by column; of a table without rows, empty columns."""
    return [
        [in_language(row[place], language=language) for row in table.rows]
        for place in range(len(table.columns))
    ]
