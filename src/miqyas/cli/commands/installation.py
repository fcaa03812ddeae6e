"""`miqyas serve`, `worker`, `doctor`, `manage`: the processes of an installation."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, FOUND_SOMETHING, SAMPLE, Session


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
) -> None:
    session: Session = ctx.obj
    processes = session.started_by()
    if os.environ.get("MIQYAS_PROFILE") == SAMPLE:
        processes.sample(lambda code: session.screen.line(session.screen.words("cli.sample", code=code)))
    demand_database(session, parts=["database"])
    _demand_free(host, port)
    entrance = processes.first_start(host, port)
    demand_database(session)
    session.screen.line(session.screen.words("cli.serving", address=f"http://{host}:{port}/"))
    if entrance:
        session.screen.line(session.screen.words("cli.first_login", address=entrance))
    processes.serve(host, port)


def demand_database(session: Session, *, parts: Collection[str] = ("database", "migrations")) -> None:
    """Raise `CommandError` where the database is silent, or not yet of the shape of this version."""
    for name, ok, words in session.started_by().checks(session.language):
        if name in parts and not ok:
            raise CommandError("database_not_ready", why=words.rstrip("."))


def _demand_free(host: str, port: int) -> None:
    """Raise `CommandError` where another process has the port."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError("port_taken", host=host, port=str(port), why=error.strerror or "") from error


def worker(ctx: typer.Context) -> None:
    session: Session = ctx.obj
    demand_database(session)
    session.started_by().worker()


def doctor(ctx: typer.Context, deploy: Annotated[bool, typer.Option("--deploy")] = False) -> int:
    session: Session = ctx.obj
    if deploy:
        demand_database(session)
    checks = session.started_by().checks(session.language)
    if deploy:
        checks += session.started_by().deploy_checks(session.language)
    is_well = all(ok for _, ok, _ in checks)
    if session.as_json:
        session.emit(
            {"ok": is_well, "checks": [{"name": n, "ok": ok, "words": words} for n, ok, words in checks]}
        )
    else:
        _show(session, checks)
    return FINE if is_well else FOUND_SOMETHING


def _show(session: Session, checks: list[tuple[str, bool, str]]) -> None:
    from miqyas.cli.screen import BAD, GOOD, Cell, Column

    screen = session.screen
    signs = {True: Cell("✓", GOOD), False: Cell("✗", f"bold {BAD}")}
    rows = [[signs[ok], screen.words(f"doctor.{name}"), words] for name, ok, words in checks]
    table = screen.laid_out([Column(""), Column(""), Column("", fold=True)], rows, show_header=False)
    screen.line()
    screen.put(table)


def manage(ctx: typer.Context) -> None:
    session: Session = ctx.obj
    session.started_by().manage(ctx.args)
