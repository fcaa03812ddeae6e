"""`miqyas services`: how mature the services of a file are; services into an installation, and out of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, WRONG_INPUT, Session
from miqyas.cli.written import write_new

if TYPE_CHECKING:
    from collections.abc import Sequence

    from miqyas.kernel.errors import MiqyasError
    from miqyas.workspace.services.importing import ServicePlan

FORMATS = ("csv", "xlsx")


def services(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    bring: Annotated[bool, typer.Option("--bring")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    export: Annotated[Path | None, typer.Option("--export", metavar="FILE")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
) -> int:
    session: Session = ctx.obj
    if sum(given is not None for given in (file, export, template)) != 1 or (bring and file is None):
        raise CommandError("services_what")
    session.started_by().set_up()
    if file is None:
        return _write(session, export or template, is_export=export is not None)
    content = _content(file)
    return _bring(session, content, name=file.name, yes=yes) if bring else _rate(session, content, file.name)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError("cannot_read", path=str(file), why=error.strerror or str(error)) from error


def _rate(session: Session, content: bytes, name: str) -> int:
    from miqyas.jobs.programme.service_reading import services_rated, services_record

    found = services_rated(content, name=name)
    if found.problems:
        return _refuse(session, name, found.problems)
    record = services_record(found)
    if session.as_json:
        session.emit(record)
    else:
        from miqyas.cli.services import show_services

        show_services(session, record, name=name)
    return FINE


def _bring(session: Session, content: bytes, *, name: str, yes: bool) -> int:
    """What the file would do; it is done once somebody agrees, as a whole."""
    from miqyas.workspace.services.importing import Rights, services_apply, services_plan

    demand_database(session)
    plan = services_plan(content, name=name, rights=Rights())
    if not plan.is_ready:
        return _refuse(session, name, plan.problems)
    if not session.as_json:
        from miqyas.cli.services import show_plan

        show_plan(session, plan)
    is_done = plan.does_something and (yes or _is_agreed(session))
    if is_done:
        services_apply(plan, by=None)
    return _tell(session, plan, is_done=is_done)


def _is_agreed(session: Session) -> bool:
    """Ask a person; where none is there, or JSON is wanted, nothing is done without ``--yes``."""
    if session.as_json or not sys.stdin.isatty():
        return False
    answer = session.screen.console.input(f"{session.screen.words('cli.import.question')} ")
    return answer.strip().casefold() in session.screen.words("cli.import.yes_words").split()


def _tell(session: Session, plan: ServicePlan, *, is_done: bool) -> int:
    if session.as_json:
        rows = [
            {"code": row.fields.code, "doing": row.doing, "changed": list(row.changed)} for row in plan.rows
        ]
        session.emit({"brought": rows, "accepted": is_done})
        return FINE
    key = "done" if is_done else "not_done" if plan.does_something else "nothing"
    session.screen.line(
        session.screen.words(f"cli.services.{key}"), style="bold green" if is_done else "bold"
    )
    return FINE


def _refuse(session: Session, name: str, problems: Sequence[MiqyasError]) -> int:
    """Every problem at once, each with its line and column; a single one is an error like any other."""
    if len(problems) == 1:
        raise problems[0]
    if session.as_json:
        session.emit({"problems": [problem.as_dict(session.language) for problem in problems]})
        return WRONG_INPUT
    from miqyas.cli.portfolio import show_problems

    show_problems(session, name, problems, unlisted=0)
    return WRONG_INPUT


def _write(session: Session, file: Path | None, *, is_export: bool) -> int:
    """The services of the installation, or an empty form, as a file that can be brought in again."""
    from miqyas.jobs.programme.service_files import services_csv, services_workbook
    from miqyas.workspace.registry.queries import entities_active
    from miqyas.workspace.services.queries import services_all

    assert file is not None
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))
    rows, codes = (), []
    if is_export:
        demand_database(session)
        rows = services_all().prefetch_related("data").order_by("code")
        codes = [one.code for one in entities_active()]
    if form == "xlsx":
        content = services_workbook(rows, entities=codes, language=session.language)
    else:
        content = services_csv(rows, language=session.language)
    write_new(file, content)
    if session.as_json:
        session.emit({"files": [str(file)]})
    else:
        key = "cli.services.exported" if is_export else "cli.services.template_written"
        words = session.screen.words(key, file=str(file), n=len(rows))
        session.screen.line(words, style="bold green")
    return FINE
