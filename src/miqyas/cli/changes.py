"""A change of index and rank for people: each cause with the places and the index points that it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from miqyas.cli.screen import BAD, GOOD, Cell, Column

if TYPE_CHECKING:
    from miqyas.analysis.decompose import Change
    from miqyas.cli.screen import Screen
    from miqyas.cli.session import Session


def show_change(session: Session, change: Change) -> None:
    """The causes of a change, one below the other, their sums, and what cannot be told apart."""
    from miqyas.analysis.decompose.sentences import change_notes

    screen, words = session.screen, session.screen.words
    screen.heading(words("cli.since", before=change.before, after=change.after))
    rows: list[list[Any]] = [
        [Cell(words(f"cli.component.{code}")), *_parts(screen, places, change.components[code])]
        for code, places in change.places.items()
    ]
    for name, places in change.others_parts.items():
        if places or name == "moved":
            rows.append([Cell(words(f"cli.cause.{name}")), *_parts(screen, places, None)])
    rows += [
        [Cell(words("cli.cause.method")), *_parts(screen, change.method_places, change.method)],
        [Cell(words("cli.cause.rounding")), *_parts(screen, change.rounding_places, change.rounding)],
        [Cell(words("cli.cause.total"), "bold"), *_parts(screen, change.rank, change.egdi)],
    ]
    columns = [
        Column(""),
        Column(words("cli.column.places"), "number"),
        Column(words("cli.column.egdi"), "number"),
    ]
    screen.table(columns, rows)
    for note in change_notes(session.world, change, language=screen.language):
        screen.line(note, style="dim")


def _parts(screen: Screen, places: float, points: float | None) -> list[Cell]:
    return [_signed(screen, places, "signed_places"), _signed(screen, points, "signed")]


def _signed(screen: Screen, value: float | None, kind: str) -> Cell:
    style = "dim" if not value else GOOD if value > 0 else BAD
    return Cell(screen.number(value, kind), style)
