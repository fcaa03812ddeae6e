"""`miqyas history`: a country over all editions, or the editions themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.world import Standing


def history(
    ctx: typer.Context,
    who: Annotated[list[str] | None, typer.Argument(metavar="COUNTRY")] = None,
) -> None:
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    if who:
        _of_country(session, find_country(" ".join(who)))
    else:
        _of_editions(session)


def _of_country(session: Session, iso3: str) -> None:
    from miqyas.analysis.records import history_record

    world, screen = session.world, session.screen
    places, name = world.history(iso3), world.country(iso3).name
    if session.as_json:
        session.emit(history_record(world, iso3))
        return
    screen.line()
    screen.line(f"{name.in_language(screen.language)}  {iso3}", style="bold")
    screen.table(_columns(session), [_row(session, place) for place in places])


def _columns(session: Session) -> list[Any]:
    from miqyas.cli.screen import Column

    words = session.screen.words
    columns = [
        Column(words("cli.column.edition"), "number"),
        Column(words("cli.column.rank"), "number"),
        Column(words("cli.column.of"), "number"),
        Column(words("cli.column.egdi"), "number"),
    ]
    if session.screen.width >= 80:
        columns += [Column(code, "number") for code in ("OSI", "TII", "HCI", "EPI")]
        columns.append(Column(words("cli.column.group")))
    return columns


def _row(session: Session, place: Standing) -> list[Any]:
    from miqyas.cli.commands.country import absent, group_words
    from miqyas.cli.screen import ACCENT, Cell

    screen = session.screen
    row: list[Any] = [
        Cell(screen.number(place.edition, "year"), "dim"),
        Cell(screen.number(place.rank, "rank"), f"bold {ACCENT}"),
        Cell(screen.number(session.world.published(place.edition).ranked_count, "count"), "dim"),
        Cell(screen.number(place.egdi, "index")) if place.rank is not None else absent(screen, place),
    ]
    if screen.width >= 80:
        row += [screen.number(place.component(code), "index") for code in ("OSI", "TII", "HCI", "EPI")]
        row.append(Cell(group_words(screen, place) if place.group else "", "dim"))
    return row


def _of_editions(session: Session) -> None:
    from miqyas.analysis.records import edition_record
    from miqyas.cli.screen import ACCENT, Cell, Column

    screen, world = session.screen, session.world
    editions = [edition_record(world, edition) for edition in world.editions]
    if session.as_json:
        session.emit({"editions": editions, "versions": world.versions(world.latest).as_dict()})
        return
    screen.line()
    screen.line(screen.words("cli.editions", n=len(editions)), style="bold")
    words = screen.words
    columns = [
        Column(words("cli.column.edition"), "number"),
        Column(words("cli.column.ranked"), "number"),
        Column(words("cli.column.first")),
        Column(words("cli.column.egdi"), "number"),
        Column(words("cli.column.median"), "number"),
    ]
    rows = []
    for found in editions:
        first = found["first"]
        rows.append(
            [
                Cell(screen.number(found["edition"], "year"), ACCENT),
                screen.number(found["ranked_count"], "count"),
                world.country(first["iso3"]).name.in_language(screen.language),
                screen.number(first["egdi"], "index"),
                screen.number(found["median"], "index"),
            ]
        )
    screen.table(columns, rows)
