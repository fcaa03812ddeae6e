"""`miqyas portfolio`: which actions get there within money, people and time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import Draws, EngineName, Seed
from miqyas.cli.session import FINE, WRONG_INPUT, Session
from miqyas.cli.written import write_new, write_over

if TYPE_CHECKING:
    from miqyas.analysis.portfolio import Reading

FORMATS = ("csv", "xlsx")


def portfolio(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    country: Annotated[str | None, typer.Option("--country", "-c", metavar="COUNTRY")] = None,
    citizens_only: Annotated[bool, typer.Option("--citizens-only")] = False,
    target_rank: Annotated[int | None, typer.Option("--target-rank", metavar="RANK", min=1)] = None,
    cheapest_for: Annotated[float | None, typer.Option("--cheapest-for", metavar="INDEX")] = None,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    alternatives: Annotated[int, typer.Option("--alternatives", metavar="NUMBER", min=0, max=50)] = 3,
    gap: Annotated[float, typer.Option("--gap", metavar="SHARE", min=0, max=1)] = 0.0,
    seconds: Annotated[float, typer.Option("--seconds", metavar="SECONDS", min=0.1)] = 60.0,
    draws: Draws = 10_000,
    seed: Seed = 1,
    engine: EngineName = "serial",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    example: Annotated[Path | None, typer.Option("--example", metavar="FILE")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
) -> int:
    from miqyas.analysis.portfolio import read_portfolio
    from miqyas.analysis.portfolio.question import Wanted, answer
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    if sum(given is not None for given in (file, example, template)) != 1:
        raise CommandError("portfolio_what")
    if file is None:
        return _write_sheets(session, example or template, is_example=example is not None)
    iso3 = find_country(country) if country else None
    if iso3 is None and (cheapest_for is not None or target_rank is not None):
        raise CommandError("portfolio_country")
    form = _form(out) if out else ""
    read = read_portfolio(session.world, file, name=file.name, iso3=iso3)
    if read.portfolio is None:
        return _refuse(session, file, read)
    wanted = Wanted(
        iso3=iso3,
        citizens_only=citizens_only,
        target_rank=target_rank,
        target=cheapest_for,
        edition=edition,
        alternatives=alternatives,
        draws=draws,
        seed=seed,
        gap=gap,
        seconds=seconds,
    )
    count = len(read.portfolio.actions)
    with session.at_work(engine, "cli.portfolio.progress", n=count) as at_work:
        found = answer(session.world, read.portfolio, wanted, **at_work)
    record = found.record()
    if out:
        _write_plan(session, out, form, record)
    if session.as_json:
        session.emit(record)
    else:
        from miqyas.cli.portfolio import show_portfolio

        show_portfolio(session, record, name=file.name)
    return FINE


def _refuse(session: Session, file: Path, read: Reading) -> int:
    """Every problem at once, each with its line and column; a single one is an error like any other."""
    if len(read.problems) == 1:
        raise read.problems[0]
    if session.as_json:
        problems = [problem.as_dict(session.language) for problem in read.problems]
        session.emit({"problems": problems, "unlisted": read.unlisted})
        return WRONG_INPUT
    from miqyas.cli.portfolio import show_problems

    show_problems(session, file.name, read.problems, unlisted=read.unlisted)
    return WRONG_INPUT


def _form(file: Path) -> str:
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))
    return form


def _write_sheets(session: Session, file: Path | None, *, is_example: bool) -> int:
    """The sample, or the empty tables, as a file."""
    from miqyas.analysis.portfolio.sample import sample_sheets, template_sheets
    from miqyas.reports.tables.portfolio import file_of_sheets

    assert file is not None
    sheets = sample_sheets() if is_example else template_sheets()
    write_new(file, file_of_sheets(sheets, form=_form(file), language=session.language))
    if session.as_json:
        session.emit({"files": [str(file)]})
        return FINE
    key = "cli.portfolio.example_written" if is_example else "cli.portfolio.template_written"
    session.screen.line(session.screen.words(key, file=str(file)), style="bold green")
    return FINE


def _write_plan(session: Session, file: Path, form: str, record: dict[str, object]) -> None:
    from miqyas.reports.tables import write_csv, write_xlsx
    from miqyas.reports.tables.portfolio import plan_tables

    tables = plan_tables(record)
    language = session.language
    write_over(
        file,
        write_xlsx(tables, language=language)
        if form == "xlsx"
        else write_csv(tables[0], language=language, encoding="utf-8-sig"),
    )
