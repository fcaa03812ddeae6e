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
    show_causes(screen, cause_rows(screen, change), places=change.rank, points=change.egdi)
    for note in change_notes(session.world, change, language=screen.language):
        screen.line(note, style="dim")
    _show_inside(session, change)


def _show_inside(session: Session, change: Change) -> None:
    """What moved each component that can be split."""
    from miqyas.analysis.decompose import Inside, split_components
    from miqyas.analysis.decompose.sentences import inside_rows

    screen, words = session.screen, session.screen.words
    inside = split_components(session.world, iso3=change.iso3, before=change.before, after=change.after)
    for part in inside:
        if not isinstance(part, Inside):
            continue
        name, mark = words(f"cli.component.{part.code}"), words(f"mark.{part.mark.value}.word")
        screen.heading(words("cli.since.inside", name=name, mark=mark))
        rows = [
            [Cell(label), _signed(screen, points, "signed"), _signed(screen, share, "signed")]
            for label, points, share in inside_rows(part, language=screen.language)
        ]
        columns = [
            Column(""),
            Column(words("cli.column.in_component"), "number"),
            Column(words("cli.column.egdi"), "number"),
        ]
        screen.table(columns, rows)


def cause_rows(screen: Screen, change: Change) -> list[list[Any]]:
    """A row for each cause: its name, the places and the index points that it brought."""
    words = screen.words
    rows: list[list[Any]] = [
        [Cell(words(f"cli.component.{code}")), *parts(screen, places, change.components[code])]
        for code, places in change.places.items()
    ]
    for name, places in change.others_parts.items():
        if places or name == "moved":
            rows.append([Cell(words(f"cli.cause.{name}")), *parts(screen, places, None)])
    return [
        *rows,
        [Cell(words("cli.cause.method")), *parts(screen, change.method_places, change.method)],
        [Cell(words("cli.cause.rounding")), *parts(screen, change.rounding_places, change.rounding)],
    ]


def show_causes(screen: Screen, rows: list[list[Any]], *, places: float, points: float) -> None:
    """The causes and their sum."""
    words = screen.words
    columns = [
        Column(""),
        Column(words("cli.column.places"), "number"),
        Column(words("cli.column.egdi"), "number"),
    ]
    total = [Cell(words("cli.cause.total"), "bold"), *parts(screen, places, points)]
    screen.table(columns, [*rows, total])


def parts(screen: Screen, places: float, points: float | None) -> list[Cell]:
    """Places and index points with sign and colour."""
    return [_signed(screen, places, "signed_places"), _signed(screen, points, "signed")]


def _signed(screen: Screen, value: float | None, kind: str) -> Cell:
    style = "dim" if not value else GOOD if value > 0 else BAD
    return Cell(screen.number(value, kind), style)
