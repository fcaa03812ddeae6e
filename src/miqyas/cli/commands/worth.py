"""`miqyas worth`: what points and inputs are worth to a country, in index and rank."""

from __future__ import annotations

from typing import Annotated

import typer

from miqyas.cli.options import Draws, EngineName, Seed
from miqyas.cli.session import Session


def worth(
    ctx: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="COUNTRY")],
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    engine: EngineName = "serial",
) -> None:
    from miqyas.analysis.features import worth as worth_of
    from miqyas.analysis.features.records import worth_record
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    iso3 = find_country(" ".join(who))
    with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
        found = worth_of(
            session.world,
            iso3=iso3,
            edition=edition,
            draws=draws,
            seed=seed,
            **at_work,
        )
    if session.as_json:
        session.emit(worth_record(session.world, found))
        return
    from miqyas.cli.worth import show_worth

    show_worth(session, found)
