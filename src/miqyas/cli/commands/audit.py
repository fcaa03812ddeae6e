"""`miqyas audit`: how much of a rank is the method's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import EngineName, Seed
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.audit import Audit


def audit(
    ctx: typer.Context,
    edition: Annotated[int | None, typer.Argument(metavar="EDITION")] = None,
    country: Annotated[str | None, typer.Option("--country", "-c", metavar="COUNTRY")] = None,
    component: Annotated[str | None, typer.Option("--component", metavar="CODE")] = None,
    weights: Annotated[str | None, typer.Option("--weights", metavar="W,W,W")] = None,
    replications: Annotated[int, typer.Option("--replications", metavar="NUMBER")] = 10_000,
    error: Annotated[float, typer.Option("--error", metavar="PROBABILITY")] = 0.02,
    seed: Seed = 1,
    engine: EngineName = "serial",
) -> None:
    from miqyas.analysis.audit import audit as audited
    from miqyas.analysis.audit.field import checked_weights, field_of
    from miqyas.analysis.audit.uncertainty import checked_replications
    from miqyas.cli.finding import find_edition
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    year = find_edition(session, edition)
    iso3 = find_country(country) if country else None
    code = component.upper() if component else None
    field = field_of(session.world, edition=year, code=code)
    own = checked_weights(_numbers(weights), parts=len(field.codes)) if weights else None
    checked_replications(replications)
    if iso3:
        field.position(iso3)
    with session.at_work(engine, "cli.audit.progress", n=replications) as at_work:
        found = audited(
            session.world,
            edition=year,
            code=code,
            replications=replications,
            error=error,
            seed=seed,
            **at_work,
        )
    if session.as_json:
        session.emit(_record(session, found, iso3=iso3, own=own))
        return
    from miqyas.cli.audit import show_audit, show_country_audit, show_own_weights

    if iso3:
        show_country_audit(session, found, iso3)
    else:
        show_audit(session, found)
    if own is not None:
        show_own_weights(session, found, own, iso3=iso3)


def _numbers(text: str) -> list[float]:
    """Numbers divided by commas; raises `CommandError` for anything else."""
    try:
        return [float(piece) for piece in text.split(",")]
    except ValueError:
        raise CommandError("bad_value", name="--weights", path="miqyas audit") from None


def _record(session: Session, found: Audit, *, iso3: str | None, own: Any) -> dict[str, Any]:
    from miqyas.analysis.audit.field import ranks_under
    from miqyas.analysis.audit.records import audit_record, country_audit_record

    record = audit_record(session.world, found)
    record["country"] = country_audit_record(session.world, found, iso3) if iso3 else None
    field = found.structure.field
    record["own_weights"] = None
    if own is not None:
        ranks = ranks_under(field, weights=own)
        record["own_weights"] = {
            "weights": dict(zip(field.codes, own.tolist(), strict=True)),
            "ranks": {name: int(rank) or None for name, rank in zip(field.countries, ranks, strict=True)},
        }
    return record
