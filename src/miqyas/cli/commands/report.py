"""`miqyas report`: a report on a country, written as a file to sign, to edit or to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import Session
from miqyas.cli.written import write_over

if TYPE_CHECKING:
    from miqyas.reports.briefs import Parameter

KINDS: Final = {
    "brief": "country_brief",
    "full": "country_report",
    "forecast": "forecast_brief",
    "audit": "audit_report",
}
"""What each is called here."""


def report(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    country: Annotated[str, typer.Argument(metavar="COUNTRY")],
    edition: Annotated[int | None, typer.Option("--edition", "-e", metavar="EDITION")] = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT")] = "pdf",  # noqa: A002 - its name for users
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    rank: Annotated[int | None, typer.Option("--rank", metavar="RANK")] = None,
    probability: Annotated[float, typer.Option("--probability", metavar="PROBABILITY")] = 0.8,
) -> None:
    from miqyas.cli.finding import find_edition
    from miqyas.observations.finding import find_country
    from miqyas.reports.briefs import REPORTS
    from miqyas.reports.document.write import FORMS, write

    session: Session = ctx.obj
    if kind not in KINDS:
        raise CommandError("unknown_report", given=kind, known=", ".join(KINDS))
    if format not in FORMS:
        raise CommandError("unknown_format", given=format, known=", ".join(FORMS))
    found, branding = REPORTS[KINDS[kind]], session.branding
    iso3 = find_country(country)
    year = find_edition(session, edition)
    goal = {} if rank is None else {"goal": "rank", "value": str(rank), "probability": f"{probability:g}"}
    given: dict[str, Any] = {"country": iso3, "edition": year, **goal}
    asked = {one.name: _given(session, one, given) for one in found.parameters}
    kept = {name: value for name, value in asked.items() if value is not None}
    today = dt.date.today().isoformat()
    document = found.make(session.world, **kept, language=session.language, made_on=today)
    file = out or Path(f"miqyas-{kind}-{iso3}-{session.language}.{format}")
    write_over(file, write(document, form=format, branding=branding))
    if session.as_json:
        session.emit({"file": str(file), "title": document.title, "versions": dict(document.versions)})
        return
    session.screen.line(session.screen.words("cli.report.written", title=document.title), style="bold green")
    session.screen.line(str(file), indent=2)


def _given(session: Session, parameter: Parameter, given: Mapping[str, Any]) -> Any:
    """The value of a parameter; the audit, which takes a moment, only where the report shows it."""
    if parameter.asked != "audit":
        return given.get(parameter.name)
    from miqyas.analysis.audit import audit
    from miqyas.analysis.audit.records import audit_record

    return audit_record(session.world, audit(session.world, edition=given["edition"]))
