"""Portfolios as tables: the file to fill in, the sample, and a plan to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from miqyas.analysis.portfolio.sample import Sheet
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.tables.model import TEXT, Column, Table
from miqyas.reports.tables.sheet import write_xlsx
from miqyas.reports.tables.text import write_csv

_OWN: Final = Text({"ar": "مقياس", "en": "Miqyas"})
_FREE: Final = Text({"ar": "Apache-2.0", "en": "Apache-2.0"})
_INFERRED: Final = "I"


def file_of_sheets(sheets: Sequence[Sheet], *, form: str, language: str) -> bytes:
    """Tables of a portfolio as one file that can be read back: "csv", one below the other, or "xlsx".

    Headings of a workbook are in the language, those of a text are the stable names.
    """
    tables = [_sheet_table(sheet) for sheet in sheets]
    if form == "xlsx":
        return write_xlsx(tables, language=language)
    mark = b"\xef\xbb\xbf"
    parts = [write_csv(table, language=language, encoding="utf-8-sig").removeprefix(mark) for table in tables]
    return mark + b"\r\n".join(parts)


def _sheet_table(sheet: Sheet) -> Table:
    columns = []
    for place, (name, title) in enumerate(sheet.headings):
        cells = [row[place] for row in sheet.rows if row[place] is not None]
        is_number = bool(cells) and all(isinstance(cell, (int, float)) for cell in cells)
        columns.append(Column(name, title, "plain" if is_number else TEXT))
    rows = tuple(
        tuple(
            str(cell) if column.kind == TEXT and cell is not None else cell
            for column, cell in zip(columns, row, strict=True)
        )
        for row in sheet.rows
    )
    return Table(
        name=sheet.table,
        title=sheet.title,
        columns=tuple(columns),
        rows=rows,
        source=_OWN,
        licence=_FREE,
        mark=_INFERRED,
        what=_words("table.portfolio.sample"),
        notes=tuple(_words(f"table.portfolio.how.{key}") for key in ("amounts", "lists", "points", "starts")),
    )


def plan_tables(record: Mapping[str, Any]) -> tuple[Table, ...]:
    """A plan (the record of an answer) as tables: what is done, what is left out, the means, the frontier."""
    return (_plan(record), _left_out(record), _resources(record), _frontier(record))


def _plan(record: Mapping[str, Any]) -> Table:
    editions = [str(one["edition"]) for one in record["editions"]]
    adds = [_column(f"adds_{edition}", "adds", "signed", edition=edition) for edition in editions]
    counts = [_column(f"counts_{edition}", "counts", "percent", edition=edition) for edition in editions]
    columns = (
        *_columns("id", "name", "entity"),
        _column("first", "first", "count"),
        _column("last", "last", "count"),
        *_columns("live"),
        _column("cost", "cost", "raw"),
        *counts,
        *adds,
    )
    rows = tuple(
        (
            task["id"],
            Text(task["name"]),
            Text(task["entity"]),
            task["first"],
            task["last"],
            task["live"],
            task["cost"],
            *(task["counts"][edition] for edition in editions),
            *(task["adds"][edition] for edition in editions),
        )
        for task in record["tasks"]
    )
    return _table("portfolio_plan", columns, rows, record)


def _left_out(record: Mapping[str, Any]) -> Table:
    columns = (
        *_columns("id", "name", "entity", "why"),
        _column("cost", "cost", "raw"),
        _column("worth", "worth", "signed"),
    )
    rows = tuple(
        (one["id"], Text(one["name"]), Text(one["entity"]), Text(one["words"]), one["cost"], one["worth"])
        for one in record["not_done"]
    )
    return _table("portfolio_left_out", columns, rows, record)


def _resources(record: Mapping[str, Any]) -> Table:
    columns = (
        *_columns("kind", "of"),
        _column("period", "period", "count"),
        _column("used", "used", "raw"),
        _column("limit", "limit", "raw"),
        _column("price", "price", "plain"),
    )
    rows = tuple(
        (
            _words(f"table.portfolio.kind.{one['kind']}"),
            Text(one["name"]),
            one["period"],
            one["used"],
            one["limit"],
            one["price"],
        )
        for one in record["means"]
    )
    return _table("portfolio_resources", columns, rows, record)


def _frontier(record: Mapping[str, Any]) -> Table:
    columns = (
        _column("share", "share", "percent"),
        _column("budget", "budget", "raw"),
        _column("spent", "spent", "raw"),
        _column("gain", "gain", "signed"),
        *_columns("joined", "dropped"),
    )
    rows = tuple(
        (
            one["share"],
            one["budget"],
            one["spent"],
            one["gain"],
            "; ".join(one["joined"]),
            "; ".join(one["dropped"]),
        )
        for one in record["frontier"]
    )
    return _table("portfolio_frontier", columns, rows, record)


def _table(name: str, columns: tuple[Column, ...], rows: Any, record: Mapping[str, Any]) -> Table:
    made_up = (_words("portfolio.sample_notice"),) if record["is_sample"] else ()
    notes = (*made_up, *(Text(one["words"]) for one in record["assumptions"]))
    return Table(
        name=name,
        title=_words(f"table.{name}"),
        columns=columns,
        rows=rows,
        source=_OWN,
        licence=_FREE,
        mark=record["scale_mark"],
        notes=notes,
        versions=record["versions"],
    )


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(_column(name, name, TEXT) for name in names)


def _column(name: str, key: str, kind: str, **params: Any) -> Column:
    return Column(name, _words(f"table.portfolio.{key}", **params), kind)


def _words(key: str, **params: Any) -> Text:
    return Text({language: say(key, language=language, **params) for language in REQUIRED_LANGUAGES})
