"""`miqyas simulate`: what becomes of a rank if values change, in a field that stands still or moves."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from miqyas.cli.options import Draws, EngineName, Seed
from miqyas.cli.session import Session


class Field(StrEnum):
    """Whether the others stay as published or move as forecast."""

    moving = "moving"
    fixed = "fixed"


def simulate(
    ctx: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="COUNTRY")],
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="NODE=CHANGE")] = None,
    field: Annotated[Field, typer.Option("--field")] = Field.moving,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    engine: EngineName = "serial",
) -> None:
    from miqyas.analysis.simulate import simulate as simulated
    from miqyas.analysis.simulate.records import outcome_record
    from miqyas.analysis.simulate.scenario import parse_scenario
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    iso3 = find_country(" ".join(who))
    scenario = parse_scenario(changes or [], iso3=iso3)
    with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
        outcome = simulated(
            session.world,
            scenario,
            iso3=iso3,
            field=field.value,
            edition=edition,
            draws=draws,
            seed=seed,
            **at_work,
        )
    if session.as_json:
        session.emit(outcome_record(session.world, outcome))
        return
    from miqyas.cli.simulate import show_outcome

    show_outcome(session, outcome)
