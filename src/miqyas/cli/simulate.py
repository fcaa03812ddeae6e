"""A simulation on the screen: the finding, ranks as bars, who is passed, groups, and what all rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from miqyas.analysis.simulate.sentences import (
    assumption_words,
    basis_words,
    finding,
    gained_words,
    without_words,
)
from miqyas.cli.screen import ACCENT, QUIET, Cell, Column
from miqyas.methodology import indicators

if TYPE_CHECKING:
    from miqyas.analysis.simulate import Outcome, RankDistribution
    from miqyas.cli.session import Session

SHOWN_RIVALS: Final = 10
MOST_BARS: Final = 16
"""Lines of the histogram; ranks are put together where there are more."""
SEEN: Final = 0.98
"""Share of draws that the histogram covers."""
BAR: Final = 24


def show_outcome(session: Session, outcome: Outcome) -> None:
    """What a scenario comes to."""
    screen, world, language = session.screen, session.world, session.language
    screen.line()
    screen.line(finding(world, outcome, language=language), style="bold")
    if outcome.scenario.changes:
        screen.line(without_words(outcome, language=language))
        screen.line(gained_words(outcome, language=language))
    else:
        screen.line(screen.words("simulate.no_changes"))
    _changes(session, outcome)
    if outcome.field == "moving":
        _ranks(session, outcome)
    _index(session, outcome)
    _passed(session, outcome)
    _groups(session, outcome)
    _foot(session, outcome)


def _changes(session: Session, outcome: Outcome) -> None:
    if not outcome.scenario.changes:
        return
    screen, language = session.screen, session.language
    screen.heading(screen.words("cli.simulate.changes"))
    rows: list[list[Any]] = [
        [
            Cell(str(change), ACCENT),
            session.world.country(change.iso3).name.in_language(language),
            indicators()[change.node].name.in_language(language),
        ]
        for change in outcome.scenario.changes
    ]
    screen.table([Column(""), Column(""), Column("")], rows)


def _ranks(session: Session, outcome: Outcome) -> None:
    """Probability of ranks without and with the changes, as bars."""
    screen = session.screen
    is_changed = bool(outcome.scenario.changes)
    shown = (outcome.rank_before, outcome.rank) if is_changed else (outcome.rank,)
    low = min(ranks.interval(SEEN)[0] for ranks in shown)
    high = max(ranks.interval(SEEN)[1] for ranks in shown)
    width = -(-(high - low + 1) // MOST_BARS)
    starts = range(low, high + 1, width)
    shares = [[_share(ranks, start, width) for start in starts] for ranks in shown]
    most = max(max(column) for column in shares)
    screen.heading(screen.words("cli.simulate.ranks", n=outcome.draws))
    columns = [Column(screen.words("cli.column.rank"), "number")]
    headings = ("cli.column.without", "cli.column.with") if is_changed else ("cli.column.probability",)
    for heading in headings:
        columns += [Column(screen.words(heading), "number"), Column("")]
    rows: list[list[Any]] = []
    for at, start in enumerate(starts):
        end = min(start + width - 1, high)
        row: list[Any] = [Cell(str(start) if end == start else f"{start}–{end}", "bold")]
        for column, ranks in zip(shares, shown, strict=True):
            style = ACCENT if ranks is outcome.rank else QUIET
            row += [
                screen.number(column[at], "percent"),
                screen.bar(column[at] / most, width=BAR, style=style),
            ]
        rows.append(row)
    screen.table(columns, rows)


def _share(ranks: RankDistribution, start: int, width: int) -> float:
    return ranks.probability_at_most(start + width - 1) - ranks.probability_at_most(start - 1)


def _index(session: Session, outcome: Outcome) -> None:
    screen = session.screen
    if outcome.field == "fixed":
        before, after = (
            screen.number(value, "index") for value in (outcome.egdi_mean_before, outcome.egdi_mean)
        )
    else:
        before, after = (
            f"{screen.number(band[0.1], 'index3')}–{screen.number(band[0.9], 'index3')}"
            for band in (outcome.egdi_before, outcome.egdi)
        )
    screen.line()
    screen.line(screen.words("cli.simulate.egdi", before=before, after=after))


def _passed(session: Session, outcome: Outcome) -> None:
    """The states that the changes help most to pass."""
    passed = outcome.passed[:SHOWN_RIVALS]
    if not passed:
        return
    screen, language = session.screen, session.language
    screen.heading(screen.words("cli.simulate.passed"))
    columns = [
        Column(screen.words("cli.column.country")),
        Column(screen.words("cli.column.without"), "number"),
        Column(screen.words("cli.column.with"), "number"),
        Column(""),
    ]
    rows: list[list[Any]] = [
        [
            session.world.country(rival.iso3).name.in_language(language),
            screen.number(rival.before, "percent"),
            Cell(screen.number(rival.after, "percent"), "bold"),
            screen.bar(rival.after, width=BAR),
        ]
        for rival in passed
    ]
    screen.table(columns, rows)


def _groups(session: Session, outcome: Outcome) -> None:
    screen = session.screen
    parts = [
        f"{screen.words(f'group.{code}')} {screen.number(share, 'percent')}"
        for code, share in outcome.groups.items()
        if share > 0
    ]
    parts += [
        f"{code} {screen.number(share, 'percent')}" for code, share in outcome.classes.items() if share > 0
    ]
    if parts:
        screen.heading(screen.words("cli.simulate.groups"))
        screen.line(screen.words("cli.list_dot").join(parts))


def _foot(session: Session, outcome: Outcome) -> None:
    screen, language = session.screen, session.language
    screen.line()
    assumed = {basis_words(how, language=language): mark for how, mark in outcome.marks.items()}
    assumed |= {assumption_words(name, language=language): mark for name, mark in outcome.assumptions.items()}
    for words, mark in assumed.items():
        screen.line(f"{words}: {screen.words(f'mark.{mark.value}.word')}", style=QUIET)
    if outcome.field == "moving":
        model = screen.words(f"forecast.model.{outcome.model}")
        drawn = screen.words("cli.drawn", n=outcome.draws, seed=str(outcome.seed), model=model)
        screen.line(drawn, style=QUIET)
    from miqyas.cli.commands.country import version_pairs

    screen.pairs(version_pairs(session, outcome.versions))
