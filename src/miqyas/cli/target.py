"""What it takes to reach a target, on the screen: the finding, the ways to it, what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from miqyas.cli.screen import ACCENT, BAD, GOOD, QUIET, Cell, Column
from miqyas.kernel.numbers import format_number

if TYPE_CHECKING:
    from miqyas.analysis.target import Alone, Mix, Part, Target
    from miqyas.cli.session import Session

Row = Sequence[str | Cell | Any]
STYLE: Final = {"met": GOOD, "reachable": "", "out_of_reach": BAD}
GAUGE: Final = 16


def show_target(session: Session, found: Target) -> None:
    """The answer: a sentence, then a table of ways, the parts that could carry them, and assumptions."""
    from miqyas.analysis.target.sentences import headline, mix_notes, notes

    screen, world = session.screen, session.world
    name = world.country(found.iso3).name.in_language(screen.language)
    screen.line()
    screen.line(f"{name}  {found.iso3}", style="bold")
    screen.line()
    words = headline(world, found, language=screen.language)
    screen.line(words, style=f"bold {STYLE[found.status]}".strip())
    for sentence in notes(world, found, language=screen.language):
        screen.line(sentence)
    if found.status != "met":
        _show_ways(session, found)
        for sentence in mix_notes(found, language=screen.language):
            screen.line(sentence, style=QUIET)
        _show_parts(session, found)
    _show_basis(session, found)


def _show_ways(session: Session, found: Target) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.target.ways"))
    columns = [
        Column(""),
        Column(screen.words("cli.target.column.gain"), "number"),
        Column(screen.words("cli.target.column.points"), "number"),
        Column(screen.words("cli.target.column.room"), "number"),
        Column(screen.words("cli.target.column.chance"), "number"),
        Column(""),
    ]
    rows = [_alone_row(session, way) for way in found.alone]
    for mix in (found.share, found.cheapest):
        if mix is not None:
            rows += _mix_rows(session, mix, found)
    screen.table(columns, rows)


def _alone_row(session: Session, way: Alone) -> Row:
    screen = session.screen
    name = Cell(screen.words("cli.target.alone", name=screen.words(f"target.name.{way.code}")))
    room = Cell(screen.number(way.room, "index3"), QUIET)
    gauge = screen.bar(way.probability, width=GAUGE)
    if way.gain is None:
        chance = Cell(screen.words("cli.target.at_most", best=way.best), BAD)
        return (name, Cell(screen.words("cli.target.not_enough"), BAD), Cell(""), room, chance, gauge)
    gain = Cell(format_number(way.gain, "signed3"), f"bold {ACCENT}")
    chance = Cell(screen.number(way.probability, "percent"))
    return (name, gain, Cell(_number(way.points)), room, chance, gauge)


def _mix_rows(session: Session, mix: Mix, found: Target) -> list[Row]:
    """A line for the mix and one for each component in it."""
    screen = session.screen
    title = (
        screen.words("cli.target.share", share=mix.share)
        if mix.share is not None
        else screen.words("cli.target.cheapest")
    )
    total = Cell(format_number(sum(mix.gains.values()), "signed3"), f"bold {ACCENT}")
    chance = Cell(screen.number(mix.probability, "percent"))
    rows: list[Row] = [
        (Cell(title), total, Cell(""), Cell(""), chance, screen.bar(mix.probability, width=GAUGE))
    ]
    for code, gain in mix.gains.items():
        if gain:
            name = Cell(f"  {screen.words(f'target.name.{code}')}", QUIET)
            room = Cell(screen.number(found.component(code).room, "index3"), QUIET)
            points = Cell(_number(mix.points[code]))
            rows.append((name, Cell(format_number(gain, "signed3")), points, room, Cell(""), Cell("")))
    return rows


def _show_parts(session: Session, found: Target) -> None:
    """What could carry the gains: of the components that are enough alone, else of the cheapest mix."""
    alone = [part for way in found.alone if way.gain is not None for part in way.parts]
    parts = alone or (list(found.cheapest.parts) if found.cheapest else [])
    if not parts:
        return
    screen = session.screen
    screen.heading(screen.words("cli.target.parts" if alone else "cli.target.parts_of_mix"))
    columns = [
        Column(""),
        Column(""),
        Column(screen.words("cli.target.column.amount"), "number"),
        Column(screen.words("cli.target.column.points"), "number"),
        Column(screen.words("cli.target.column.scale"), "number"),
        Column(screen.words("cli.target.column.mark"), "number"),
    ]
    screen.table(columns, [_part_row(session, part) for part in parts])


def _part_row(session: Session, part: Part) -> Row:
    from miqyas.methodology import indicators

    screen = session.screen
    name = indicators()[part.node].name.in_language(screen.language)
    bound = "≤ " if part.how == "at_least" else ""
    if part.amount is None:
        amount = Cell(screen.words("cli.target.not_enough"), BAD)
    else:
        unit = screen.words(f"cli.target.unit.{part.unit}")
        amount = Cell(f"{bound}{format_number(round(part.amount, 2), 'raw')} {unit}".strip())
    points = Cell("" if part.points is None else f"{bound}{part.points}", ACCENT)
    scale = Cell(screen.number(part.room, "raw"), QUIET)
    return (Cell(part.node, QUIET), Cell(name), amount, points, scale, Cell(part.mark.value, QUIET))


def _show_basis(session: Session, found: Target) -> None:
    from miqyas.analysis.target.sentences import assumptions
    from miqyas.cli.commands.country import version_pairs

    screen = session.screen
    screen.heading(screen.words("cli.target.assumptions"))
    for sentence, mark in assumptions(found, language=screen.language):
        screen.line(f"[{mark.value}] {sentence}", style=QUIET)
    screen.line()
    model = screen.words(f"forecast.model.{found.model}")
    words = screen.words("cli.target.basis", n=found.draws, margin=found.margin, seed=found.seed, model=model)
    screen.line(words, style=QUIET)
    screen.pairs(version_pairs(session, found.versions))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
