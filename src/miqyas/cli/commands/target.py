"""`miqyas target`: what it takes to reach a goal with a stated probability."""

from __future__ import annotations

from typing import Annotated

import typer

from miqyas.cli.options import EngineName, Seed
from miqyas.cli.session import Session


def target(
    ctx: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="COUNTRY")],
    rank: Annotated[int | None, typer.Option("--rank", "-r", metavar="RANK")] = None,
    group: Annotated[str | None, typer.Option("--group", "-g", metavar="GROUP")] = None,
    rating_class: Annotated[str | None, typer.Option("--class", metavar="CLASS")] = None,
    ahead_of: Annotated[str | None, typer.Option("--ahead-of", metavar="COUNTRY")] = None,
    prob: Annotated[float, typer.Option("--prob", "-p", metavar="PROBABILITY")] = 0.8,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    effort: Annotated[str | None, typer.Option("--effort", metavar="CODE=COST,…")] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="NUMBER")] = 10_000,
    seed: Seed = 1,
    engine: EngineName = "serial",
) -> None:
    from miqyas.analysis.target import one_goal, parse_effort
    from miqyas.analysis.target import target as solved
    from miqyas.analysis.target.records import target_record
    from miqyas.cli.target import show_target
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    iso3 = find_country(" ".join(who))
    rival = find_country(ahead_of) if ahead_of else None
    goal = one_goal(rank=rank, group=group, rating_class=rating_class, ahead_of=rival)
    costs = parse_effort(effort or "")
    with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
        found = solved(
            session.world,
            goal,
            iso3=iso3,
            probability=prob,
            edition=edition,
            effort=costs,
            draws=draws,
            seed=seed,
            **at_work,
        )
    if session.as_json:
        session.emit(target_record(session.world, found))
    else:
        show_target(session, found)
