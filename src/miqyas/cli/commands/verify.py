"""`miqyas verify`: does our method give back what was published, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.session import FINE, FOUND_SOMETHING, Session

if TYPE_CHECKING:
    from miqyas.analysis.verify import EditionCheck, Verification


def verify(
    ctx: typer.Context,
    edition: Annotated[list[int] | None, typer.Option("--edition", "-e")] = None,
) -> int:
    from miqyas.analysis.verify import verify as check
    from miqyas.cli.fields import check_fields
    from miqyas.cli.finding import find_edition

    session: Session = ctx.obj
    editions = [find_edition(session, one) for one in edition] if edition else None
    outcome = check(session.world, editions=editions)
    if session.as_json:
        whole = {
            name: getattr(outcome, name) for name in ("rows", "equal", "declared", "undeclared", "holds")
        }
        checked = [check_fields(found) for found in outcome.editions]
        session.emit(
            {
                **whole,
                "mended": list(outcome.mended),
                "editions": checked,
                "not_verified": ["group", "rating_class"],
            }
        )
    else:
        _show(session, outcome)
    return FINE if outcome.holds else FOUND_SOMETHING


def _show(session: Session, outcome: Verification) -> None:
    from miqyas.analysis.verify import CHECKS
    from miqyas.cli.screen import Column

    screen = session.screen
    words = screen.words
    columns = [
        Column(words("cli.column.edition"), "number"),
        Column(words("cli.column.rows"), "number"),
        *(Column(words(f"cli.check.{check}"), "number") for check in CHECKS),
        Column(words("cli.column.declared"), "number"),
        Column(words("cli.column.undeclared"), "number"),
    ]
    screen.line()
    screen.table(columns, [_row(session, check) for check in outcome.editions])
    for check in CHECKS:
        screen.line(
            words(
                "cli.check_means", name=words(f"cli.check.{check}"), what=words(f"cli.check.{check}.means")
            ),
            style="dim",
        )
    _show_declared(session, outcome)
    _show_undeclared(session, outcome)
    screen.line()
    screen.line(words("cli.not_verified"), style="yellow")
    counts = {name: getattr(outcome, name) for name in ("rows", "equal", "declared", "undeclared")}
    screen.line(words("cli.verified", **counts), style="bold green" if outcome.holds else "bold red")


def _row(session: Session, check: EditionCheck) -> list[Any]:
    from miqyas.cli.screen import BAD, Cell

    number = session.screen.number
    return [
        Cell(number(check.edition, "year"), "bold"),
        number(check.rows, "count"),
        *(number(equal, "count") for equal in check.equal.values()),
        Cell(number(check.declared, "count"), "yellow" if check.declared else "dim"),
        Cell(number(check.undeclared, "count"), f"bold {BAD}" if check.undeclared else "dim"),
    ]


def _show_declared(session: Session, outcome: Verification) -> None:
    from miqyas.observations.known_errors import known_errors

    screen, world = session.screen, session.world
    checked = {check.edition for check in outcome.editions}
    declared = [error for error in known_errors() if error.edition in checked]
    if declared:
        screen.heading(screen.words("cli.declared"))
    for error in declared:
        names = [world.country(iso3).name.in_language(screen.language) for iso3 in error.countries]
        where = screen.words("cli.list_comma").join(names)
        screen.line(
            screen.words("cli.declared_where", edition=error.edition, where=where), style="bold", indent=2
        )
        screen.line(error.what.in_language(screen.language), indent=4)
        screen.line(error.evidence.in_language(screen.language), indent=4, style="dim")
        if error.id in outcome.mended:
            screen.line(screen.words("cli.mended"), indent=4, style="bold red")


def _show_undeclared(session: Session, outcome: Verification) -> None:
    from miqyas.cli.screen import Column

    screen, world = session.screen, session.world
    rows = [
        [
            screen.number(found.edition, "year"),
            world.country(found.iso3).name.in_language(screen.language),
            screen.words(f"cli.check.{found.check}"),
            screen.number(found.published, "plain"),
            screen.number(found.computed, "plain"),
        ]
        for check in outcome.editions
        for found in check.differences
        if not found.declared_by
    ]
    if not rows:
        return
    screen.heading(screen.words("cli.undeclared"))
    words = screen.words
    columns = [
        Column(words("cli.column.edition"), "number"),
        Column(words("cli.column.country")),
        Column(words("cli.column.check")),
        Column(words("cli.column.published"), "number"),
        Column(words("cli.column.computed"), "number"),
    ]
    screen.table(columns, rows)
