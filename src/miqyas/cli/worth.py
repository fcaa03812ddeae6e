"""The worth of features on the screen: the finding first, then steps, the price of ranks, equivalents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from miqyas.analysis.features.sentences import (
    gain_words,
    least_words,
    per_point_words,
    price_words,
    worth_finding,
)
from miqyas.analysis.simulate.sentences import COVERAGE, assumption_words, basis_words, step_words
from miqyas.cli.finding import listed
from miqyas.cli.screen import QUIET, Cell, Column, for_terminal
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from miqyas.analysis.features import Gain, Worth
    from miqyas.cli.session import Session
    from miqyas.kernel.provenance import Mark

WIDE = 120
"""Cells from which components are told as well, and the states passed are named."""
NARROW = 100
"""Cells from which the index is told as well."""
NAMED = 2
"""States named where a step passes some."""


def show_worth(session: Session, found: Worth) -> None:
    """What features are worth to a country."""
    screen, world, language = session.screen, session.world, session.language
    name = world.country(found.iso3).name.in_language(language)
    screen.line()
    screen.line(screen.words("cli.worth.title", country=name, edition=found.edition), style="bold")
    screen.line(worth_finding(world, found, language=language))
    if per_point := per_point_words(found, language=language):
        screen.line(per_point)
    if found.ladder:
        screen.line(price_words(found.ladder[0], edition=found.edition, language=language))
    else:
        screen.line(screen.words("worth.price.first"))
    _gains(session, found)
    _ladder(session, found)
    _equivalents(session, found)
    _foot(session, found)


def _gains(session: Session, found: Worth) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.worth.gains"))
    columns = [
        Column(screen.words("cli.column.what"), fold=True),
        Column(screen.words("cli.column.step"), "number"),
    ]
    if screen.width >= WIDE:
        columns.append(Column(" / ".join(COMPONENTS), "number"))
    if screen.width >= NARROW:
        columns.append(Column("EGDI", "number"))
    if found.coming:
        columns += [
            Column(screen.words("cli.column.places_coming", edition=found.coming), "number"),
            Column(screen.words("cli.column.at_least_one"), "number"),
        ]
    columns.append(Column(screen.words("cli.column.places_fixed", edition=found.edition), "number"))
    if screen.width >= WIDE:
        columns.append(Column(screen.words("cli.column.passed"), fold=True))
    last, rows = "", []
    for gain in found.gains:
        rows.append(_gain_row(session, found, gain, is_first=gain.node != last))
        last = gain.node
    screen.table(columns, rows)


def _gain_row(session: Session, found: Worth, gain: Gain, *, is_first: bool) -> list[str | Cell]:
    screen, language = session.screen, session.language
    sign = "≥ " if gain.is_lower_bound else ""
    step = gain_words(gain, language=language) + ("*" if gain.limit else "")
    row: list[str | Cell] = [Cell(_name(session, gain.node) if is_first else "", "bold"), step]
    if screen.width >= WIDE:
        row.append(sign + screen.number(gain.component_gain, "signed"))
    if screen.width >= NARROW:
        row.append(sign + screen.number(gain.egdi_gain, "signed"))
    if gain.moving:
        row += [
            Cell(_band(*gain.moving.gained.interval(COVERAGE)), "cyan"),
            screen.number(gain.moving.gained.at_least(1), "percent"),
        ]
    elif found.coming:
        row += ["", ""]
    row.append(screen.number(found.rank - gain.rank, "rank"))
    if screen.width >= WIDE:
        row.append(Cell(_named(session, gain), QUIET))
    return row


def _named(session: Session, gain: Gain) -> str:
    """The first states passed, and how many more."""
    names = [session.world.country(iso3).name.in_language(session.language) for iso3 in gain.passed]
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    return listed(session, names[:NAMED]) + more


def _band(low: int, high: int) -> str:
    return str(high) if low == high else f"{low}–{high}"


def _ladder(session: Session, found: Worth) -> None:
    if not found.ladder:
        return
    screen, language = session.screen, session.language
    screen.heading(screen.words("cli.worth.ladder", edition=found.edition))
    nodes = [found.reference, "OSI"] if found.reference != "OSI" else ["OSI"]
    others = [code for code in COMPONENTS if code != "OSI"]
    columns = [
        Column(screen.words("cli.column.rank"), "number"),
        Column(screen.words("cli.column.held_by")),
        *(Column(_name(session, code), "number") for code in (*nodes, *others)),
    ]
    rows: list[list[Any]] = [
        [
            Cell(screen.number(price.rank, "rank"), "bold cyan"),
            listed(session, [session.world.country(one).name.in_language(language) for one in price.ahead]),
            *(least_words(price, code, language=language) for code in (*nodes, *others)),
        ]
        for price in found.ladder
    ]
    screen.table(columns, rows)


def _equivalents(session: Session, found: Worth) -> None:
    screen, language = session.screen, session.language
    unit = indicators()[found.reference].unit
    step = step_words(found.reference_amount, unit=unit, points=found.reference_points, language=language)
    heading = screen.words("cli.worth.equivalents", step=step, name=_name(session, found.reference))
    screen.heading(heading)
    columns = [
        Column(screen.words("cli.column.what")),
        Column(screen.words("cli.column.same_gain"), "number"),
        Column(screen.words("cli.column.rests_on"), fold=True),
        Column(""),
    ]
    rows: list[list[Any]] = []
    for one in found.equivalents:
        step = step_words(one.amount, unit=one.unit, points=one.points, language=language)
        if one.is_upper_bound:
            step = screen.words("step.at_most", step=step)
        room = "" if one.fits else screen.words("cli.worth.no_room")
        basis = Cell(basis_words(one.how, language=language), QUIET)
        rows.append([_name(session, one.node), step, basis, Cell(room, QUIET)])
    screen.table(columns, rows)


def _foot(session: Session, found: Worth) -> None:
    """What an asterisk means, how certain the steps are, how they were drawn, and the versions."""
    screen, language = session.screen, session.language
    screen.line()
    if any(gain.limit for gain in found.gains):
        screen.line(screen.words("cli.worth.cut"), style=QUIET)
    if any(gain.is_lower_bound for gain in found.gains):
        screen.line(screen.words("cli.worth.lower_bound"), style=QUIET)
    for how, mark in _marks(found.gains):
        words = basis_words(how, language=language)
        screen.line(f"{words}: {screen.words(f'mark.{mark.value}.word')}", style=QUIET)
    if found.coming:
        for name, mark in found.assumptions.items():
            words = assumption_words(name, language=language)
            screen.line(f"{words}: {screen.words(f'mark.{mark.value}.word')}", style=QUIET)
        model = screen.words(f"forecast.model.{found.model}")
        drawn = screen.words("cli.drawn", n=found.draws, seed=str(found.seed), model=model)
        screen.line(drawn, style=QUIET)
    from miqyas.cli.commands.country import version_pairs

    screen.pairs(version_pairs(session, found.versions))


def _marks(gains: Iterable[Gain]) -> list[tuple[str, Mark]]:
    found: dict[str, Mark] = {}
    for gain in gains:
        kept = found.get(gain.how)
        if kept is None or gain.mark.strength < kept.strength:
            found[gain.how] = gain.mark
    return list(found.items())


def _name(session: Session, node: str) -> str:
    indicator = indicators()[node]
    return for_terminal((indicator.short or indicator.name).in_language(session.language))
