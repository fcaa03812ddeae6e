"""`miqyas rank`: the ranking of an edition, of the world or of a group."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from miqyas.cli.session import Session


def rank(
    ctx: typer.Context,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    group: Annotated[str, typer.Option("--group", "-g")] = "world",
    top: Annotated[int | None, typer.Option("--top", "-n", min=1)] = None,
) -> None:
    from miqyas.analysis.records import ranking_record
    from miqyas.cli.finding import find_edition
    from miqyas.observations.countries import groups
    from miqyas.observations.finding import find_group

    session: Session = ctx.obj
    chosen, members = find_edition(session, edition), groups()[find_group(group)]
    world = session.world
    inside = [standing for standing in world.ranking(chosen) if standing.iso3 in members.members]
    shown = inside[:top]
    if session.as_json:
        record = ranking_record(world, edition=chosen, group=members)
        session.emit({**record, "countries": record["countries"][:top]})
        return
    screen = session.screen
    screen.line()
    screen.line(screen.words("cli.ranking", edition=chosen, group=members.name), style="bold")
    screen.table(_columns(session), [_row(session, standing) for standing in shown])
    unranked = len(members.members) - len(inside)
    if unranked:
        screen.line(screen.words("cli.without_rank", n=unranked), style="dim")


def _columns(session: Session) -> list[Any]:
    from miqyas.cli.screen import Column

    words = session.screen.words
    columns = [
        Column(words("cli.column.rank"), "number"),
        Column(words("cli.column.change"), "number"),
        Column(words("cli.column.country")),
        Column(words("cli.column.egdi"), "number"),
    ]
    if _is_wide(session):
        columns += [Column(code, "number") for code in ("OSI", "TII", "HCI", "EPI")]
        columns.append(Column(words("cli.column.group")))
    return columns


def _is_wide(session: Session) -> bool:
    return session.screen.width >= 90


def _row(session: Session, standing: Any) -> list[Any]:
    from miqyas.cli.commands.country import group_words, signed
    from miqyas.cli.screen import ACCENT, Cell

    screen, world = session.screen, session.world
    before = world.previous(standing.edition)
    past = world.standing(standing.iso3, before).rank if before else None
    row = [
        Cell(screen.number(standing.rank, "rank"), f"bold {ACCENT}"),
        signed(screen, past - standing.rank if past else None, "signed_rank"),
        world.country(standing.iso3).name.in_language(screen.language),
        Cell(screen.number(standing.egdi, "index"), "bold"),
    ]
    if _is_wide(session):
        row += [screen.number(standing.component(code), "index") for code in ("OSI", "TII", "HCI", "EPI")]
        row.append(Cell(group_words(screen, standing) if standing.group else "", "dim"))
    return row
