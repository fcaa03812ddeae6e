"""`miqyas twin`: who could help a country, and who should be paired with whom in a programme."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, WRONG_INPUT, Session
from miqyas.cli.written import write_new

if TYPE_CHECKING:
    from miqyas.analysis.twinning import ProgrammeFile

FORMATS = ("csv", "xlsx")


def twin(
    ctx: typer.Context,
    who: Annotated[list[str] | None, typer.Argument(metavar="COUNTRY")] = None,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    top: Annotated[int, typer.Option("--top", min=1)] = 10,
    weight: Annotated[list[str] | None, typer.Option("--weight", "-w", metavar="TERM=WEIGHT")] = None,
    need: Annotated[list[str] | None, typer.Option("--need", metavar="CODE")] = None,
    programme: Annotated[Path | None, typer.Option("--programme", metavar="FILE")] = None,
    minimum: Annotated[float, typer.Option("--minimum", metavar="BENEFIT")] = 0.0,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
) -> int:
    session: Session = ctx.obj
    if sum(bool(given) for given in (who, programme, template)) != 1:
        raise CommandError("twin_what")
    if template:
        return _write_template(session, template)
    weights = _weights(weight or [])
    if programme:
        return _match(session, programme, edition=edition, minimum=minimum, weights=weights)
    return _rank(session, " ".join(who or []), edition=edition, top=top, weights=weights, needs=need or [])


def _rank(
    session: Session,
    who: str,
    *,
    edition: int | None,
    top: int,
    weights: dict[str, float],
    needs: Iterable[str],
) -> int:
    from miqyas.analysis.twinning import partners
    from miqyas.analysis.twinning.records import twinning_record
    from miqyas.cli.finding import find_edition
    from miqyas.cli.twinning import show_partners
    from miqyas.observations.finding import find_country

    iso3, year = find_country(who), find_edition(session, edition)
    codes = tuple(code.upper() for code in needs)
    found = partners(session.world, iso3=iso3, edition=year, weights=weights, needs=codes)
    if session.as_json:
        session.emit(twinning_record(found, top=top))
    else:
        show_partners(session, found, top=top)
    return FINE


def _match(
    session: Session, file: Path, *, edition: int | None, minimum: float, weights: dict[str, float]
) -> int:
    from miqyas.analysis.twinning import match_programme, read_programme
    from miqyas.analysis.twinning.records import matched_record
    from miqyas.cli.finding import find_edition
    from miqyas.cli.twinning import show_matched

    year = find_edition(session, edition)
    read = read_programme(file, minimum=minimum)
    if read.programme is None:
        return _refuse(session, file, read)
    with session.progress("cli.progress.working") as _:
        found = match_programme(session.world, read.programme, edition=year, weights=weights)
    if session.as_json:
        session.emit(matched_record(found))
    else:
        show_matched(session, found)
    return FINE


def _refuse(session: Session, file: Path, read: ProgrammeFile) -> int:
    """Every problem of the file at once, each with its line; a single one is an error like any other."""
    from miqyas.cli.screen import BAD

    if len(read.problems) == 1:
        raise read.problems[0]
    if session.as_json:
        session.emit({"problems": [problem.as_dict(session.language) for problem in read.problems]})
        return WRONG_INPUT
    session.screen.line(
        session.screen.words("cli.twin.refused", file=file.name, n=len(read.problems)), style=BAD
    )
    for problem in read.problems:
        session.screen.line(problem.render(session.language), indent=2)
    return WRONG_INPUT


def _write_template(session: Session, file: Path) -> int:
    from miqyas.reports.tables import programme_template, write_csv, write_xlsx

    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))
    table, language = programme_template(language=session.language), session.language
    content = (
        write_xlsx([table], language=language)
        if form == "xlsx"
        else write_csv(table, language=language, encoding="utf-8-sig")
    )
    write_new(file, content)
    if session.as_json:
        session.emit({"files": [str(file)]})
    else:
        session.screen.line(
            session.screen.words("cli.twin.template_written", file=str(file)), style="bold green"
        )
    return FINE


def _weights(given: Iterable[str]) -> dict[str, float]:
    """Weights written TERM=WEIGHT; raises `CommandError` for anything else and for a term twice."""
    weights: dict[str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            weight = float(number)
        except ValueError:
            raise CommandError("bad_value", name="--weight", path="miqyas twin") from None
        if name in weights:
            raise CommandError("twin_weight_twice", name=name)
        weights[name] = weight
    return weights
