"""`miqyas schedule`: when a programme will be done, whether it makes the window, and what slips cost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import Seed
from miqyas.cli.session import FINE, WRONG_INPUT, Session
from miqyas.cli.written import write_new

if TYPE_CHECKING:
    from miqyas.analysis.schedule import Reading

FORMATS = ("csv", "xlsx")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def schedule(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    country: Annotated[str | None, typer.Option("--country", "-c", metavar="COUNTRY")] = None,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    today: Annotated[str | None, typer.Option("--today", metavar="DATE")] = None,
    working: Annotated[bool, typer.Option("--working")] = False,
    weekend: Annotated[str, typer.Option("--weekend", metavar="DAYS")] = "fri,sat",
    draws: Annotated[int, typer.Option("--draws", metavar="NUMBER", min=1, max=20_000)] = 1000,
    seed: Seed = 1,
    example: Annotated[Path | None, typer.Option("--example", metavar="FILE")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
) -> int:
    from miqyas.analysis.schedule import Calendar, answer, read_schedule
    from miqyas.analysis.schedule.records import schedule_record
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    if sum(given is not None for given in (file, example, template)) != 1:
        raise CommandError("schedule_what")
    if file is None:
        return _write_form(session, example or template, is_example=example is not None)
    iso3 = find_country(country) if country else None
    calendar = Calendar("working" if working else "calendar", _weekend(weekend))
    day = _day(today) if today else dt.date.today()
    read = read_schedule(session.world, file, today=day, calendar=calendar, name=file.name)
    if read.programme is None:
        return _refuse(session, file, read)
    found = answer(session.world, read.programme, iso3=iso3, edition=edition, draws=draws, seed=seed)
    record = schedule_record(found)
    if session.as_json:
        session.emit(record)
    else:
        from miqyas.cli.schedule import show_schedule

        show_schedule(session, record, name=file.name)
    return FINE


def _weekend(text: str) -> tuple[int, ...]:
    """Numbers of days from their short names, Monday being 0; nothing between commas is none."""
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in DAYS:
            raise CommandError("weekday", given=name, known=", ".join(DAYS))
    return tuple(DAYS.index(name) for name in names)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError("no_day", given=text) from None


def _refuse(session: Session, file: Path, read: Reading) -> int:
    """Every problem at once, each with its line and column; a single one is an error like any other."""
    if len(read.problems) == 1:
        raise read.problems[0]
    if session.as_json:
        session.emit({"problems": [problem.as_dict(session.language) for problem in read.problems]})
        return WRONG_INPUT
    from miqyas.cli.portfolio import show_problems

    show_problems(session, file.name, read.problems, unlisted=0)
    return WRONG_INPUT


def _write_form(session: Session, file: Path | None, *, is_example: bool) -> int:
    """The sample, or an empty form, as a file."""
    from miqyas.analysis.schedule.sample import sample_rows
    from miqyas.reports.tables.schedule import schedule_file

    assert file is not None
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))
    rows = sample_rows() if is_example else ()
    write_new(file, schedule_file(rows, form=form, language=session.language))
    if session.as_json:
        session.emit({"files": [str(file)]})
        return FINE
    key = "cli.schedule.example_written" if is_example else "cli.schedule.template_written"
    session.screen.line(session.screen.words(key, file=str(file)), style="bold green")
    return FINE
