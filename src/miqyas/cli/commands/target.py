"""`miqyas target`: what it takes to reach a goal with a stated probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import EngineName, Seed
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.target import Goal


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
    from miqyas.analysis.target import target as solved
    from miqyas.analysis.target.records import target_record
    from miqyas.cli.finding import find_country
    from miqyas.cli.target import show_target
    from miqyas.kernel.execution import open_engine

    session: Session = ctx.obj
    iso3 = find_country(session, " ".join(who))
    goal = _goal(session, rank=rank, group=group, rating_class=rating_class, ahead_of=ahead_of)
    costs = _costs(effort)
    with (
        open_engine(engine) as chosen,
        session.progress("cli.progress.drawing", n=draws) as on_progress,
    ):
        found = solved(
            session.world,
            goal,
            iso3=iso3,
            probability=prob,
            edition=edition,
            effort=costs,
            draws=draws,
            seed=seed,
            engine=chosen,
            on_progress=on_progress,
        )
    if session.as_json:
        session.emit(target_record(session.world, found))
    else:
        show_target(session, found)


def _goal(
    session: Session, *, rank: int | None, group: str | None, rating_class: str | None, ahead_of: str | None
) -> Goal:
    """The one goal that is named; raises `CommandError` for none and for several."""
    from miqyas.analysis.target import Goal
    from miqyas.cli.finding import find_country

    if sum(given is not None for given in (rank, group, rating_class, ahead_of)) != 1:
        raise CommandError("target_what")
    if rank is not None:
        return Goal("rank", rank=rank)
    if group is not None:
        return Goal("group", code=group.strip().lower().replace(" ", "_").replace("-", "_"))
    if rating_class is not None:
        return Goal("class", code=rating_class.strip().upper())
    return Goal("ahead", code=find_country(session, str(ahead_of)))


def _costs(text: str | None) -> dict[str, float]:
    """Costs written CODE=COST, divided by commas; raises `CommandError` for anything else."""
    costs: dict[str, float] = {}
    for piece in text.split(",") if text else ():
        code, _, number = piece.partition("=")
        name = code.strip().upper()
        try:
            cost = float(number)
        except ValueError:
            raise CommandError("bad_value", name="--effort", path="miqyas target") from None
        if name in costs:
            raise CommandError("bad_value", name="--effort", path="miqyas target")
        costs[name] = cost
    return costs
