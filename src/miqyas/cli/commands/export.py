"""`miqyas export`: the tables written to files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import Session
from miqyas.kernel.files import write_whole

if TYPE_CHECKING:
    from miqyas.reports.tables import Table

FORMATS = ("csv", "json", "xlsx", "datapackage", "parquet")
WHOLE = "miqyas"
"""Name of a file that holds all tables."""


def export(
    ctx: typer.Context,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT")] = "csv",  # noqa: A002 - its name for users
    out: Annotated[Path, typer.Option("--out", "-o")] = Path(),
    table: Annotated[list[str] | None, typer.Option("--table", "-t", metavar="TABLE")] = None,
) -> None:
    session: Session = ctx.obj
    if format not in FORMATS:
        raise CommandError("unknown_format", given=format, known=", ".join(FORMATS))
    tables = _tables(session, table or [])
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in _files(session, tables, format):
            write_whole(out / name, content)
            written.append(str(out / name))
    except OSError as error:
        raise CommandError("cannot_write", path=str(out), why=error.strerror or str(error)) from error
    if session.as_json:
        session.emit({"files": written})
        return
    session.screen.line(session.screen.words("cli.exported", n=len(written)), style="bold green")
    for file in written:
        session.screen.line(file, indent=2)


def _tables(session: Session, names: list[str]) -> list[Table]:
    from miqyas.reports.tables import table_of, tables_of

    if not names:
        return list(tables_of(session.world))
    return [table_of(session.world, name) for name in names]


def _files(session: Session, tables: list[Table], form: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file: one for all tables where the format holds several, else one a table."""
    from miqyas.reports import tables as write

    language = session.language
    match form:
        case "xlsx":
            yield f"{WHOLE}.xlsx", write.write_xlsx(tables, language=language)
        case "datapackage":
            yield f"{WHOLE}.zip", write.write_package(tables, name=WHOLE, language=language)
        case "json":
            yield from ((f"{table.name}.json", write.write_json(table)) for table in tables)
        case "parquet":
            yield from (
                (f"{table.name}.parquet", write.write_parquet(table, language=language)) for table in tables
            )
        case _:
            yield from ((f"{table.name}.csv", write.write_csv(table, language=language)) for table in tables)
