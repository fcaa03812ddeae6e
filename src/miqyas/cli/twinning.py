"""Partners and matched programmes for people: every term as a figure, and what the numbers say in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from miqyas.cli.screen import ACCENT, GOOD, Cell, Column

if TYPE_CHECKING:
    from miqyas.analysis.twinning import Matched, Matching, Pair, Twinning
    from miqyas.cli.session import Session

WIDE = 100
"""Cells from which the columns of terms have their full names."""


def show_partners(session: Session, found: Twinning, *, top: int) -> None:
    """The first partners of a country: total and terms, then a paragraph for each."""
    from miqyas.analysis.twinning import TERMS
    from miqyas.analysis.twinning.sentences import index_name, partner_sentences, term_name

    screen, world = session.screen, session.world
    language = screen.language
    name = world.country(found.iso3).name.in_language(language)
    screen.line()
    screen.line(screen.words("cli.twin.heading", name=name, edition=found.edition), style="bold")
    lacks = (
        f"{index_name(code, language=language)} {screen.number(share, 'percent')}"
        for code, share in found.lacks.items()
        if share
    )
    screen.line(screen.words("cli.twin.lacks", lacks=screen.words("cli.list_comma").join(lacks)))
    if not found.partners:
        screen.line(screen.words("cli.twin.nobody", name=name), style="bold")
        return
    columns = [
        Column("", "number"),
        Column(screen.words("cli.column.country")),
        Column(screen.words("cli.column.rank"), "number"),
        Column(screen.words("cli.twin.total"), "number"),
        *(Column(term_name(term, language=language), "number") for term in TERMS),
    ]
    rows = [
        [
            Cell(screen.number(partner.place, "rank"), "dim"),
            Cell(world.country(partner.iso3).name.in_language(language), "bold"),
            Cell(screen.number(partner.rank, "rank"), "dim"),
            Cell(screen.number(partner.total, "percent"), f"bold {ACCENT}"),
            *(Cell(screen.number(partner.terms[term], "percent")) for term in TERMS),
        ]
        for partner in found.partners[:top]
    ]
    screen.table(columns, rows)
    screen.line(screen.words("cli.twin.shown", n=len(found.partners), shown=len(rows)), style="dim")
    for partner in found.partners[:top]:
        screen.line()
        screen.line(world.country(partner.iso3).name.in_language(language), style="bold")
        for sentence in partner_sentences(found, partner, language=language):
            screen.line(sentence, indent=2)
    _show_basis(session, found.weights, found.versions)


def show_matched(session: Session, found: Matched) -> None:
    """Both ways of matching one after the other, what stability costs, and who was left out."""
    screen = session.screen
    screen.line()
    screen.line(
        screen.words(
            "cli.twin.matched",
            seekers=len(found.programme.seekers),
            givers=len(found.programme.givers),
            edition=found.edition,
        ),
        style="bold",
    )
    _show_matching(session, found.best, key="best")
    if found.best.blocking:
        screen.line(screen.words("cli.twin.blocking", n=len(found.best.blocking)))
        _show_pairs(session, found.best.blocking)
    else:
        screen.line(screen.words("cli.twin.no_blocking"), style=GOOD)
    _show_matching(session, found.stable, key="stable")
    share = found.cost / found.best.total if found.best.total else 0.0
    screen.line(screen.words("cli.twin.cost", cost=found.cost, share=share), style="bold")
    _show_basis(session, found.weights, found.versions)


def _show_matching(session: Session, matching: Matching, *, key: str) -> None:
    screen = session.screen
    screen.heading(screen.words(f"cli.twin.{key}", total=matching.total))
    _show_pairs(session, matching.pairs)
    for one in matching.left_out:
        name = session.world.country(one.iso3).name.in_language(screen.language)
        why = screen.words(f"twin.why.{one.why}")
        screen.line(screen.words("cli.twin.left_out", name=name, n=one.lacking, why=why))


def _show_pairs(session: Session, pairs: Iterable[Pair]) -> None:
    screen, world = session.screen, session.world
    columns = [
        Column(screen.words("cli.twin.seeker")),
        Column(screen.words("cli.twin.giver")),
        Column(screen.words("cli.twin.benefit"), "number"),
        Column(screen.words("cli.twin.wish"), "number"),
        Column(screen.words("cli.twin.favour"), "number"),
    ]
    rows: list[list[Any]] = [
        [
            Cell(world.country(pair.seeker).name.in_language(screen.language), "bold"),
            Cell(world.country(pair.giver).name.in_language(screen.language)),
            Cell(screen.number(pair.benefit, "percent"), f"bold {ACCENT}"),
            screen.number(pair.wish, "percent"),
            screen.number(pair.favour, "percent"),
        ]
        for pair in pairs
    ]
    if rows:
        screen.table(columns, rows)


def _show_basis(session: Session, weights: Mapping[str, float], versions: Any) -> None:
    """What the answer rests on, and the marks of it."""
    from miqyas.analysis.twinning.sentences import term_name
    from miqyas.cli.commands.country import version_pairs
    from miqyas.observations.tables import about_table

    screen = session.screen
    listed = screen.words("cli.list_comma").join(
        f"{term_name(name, language=screen.language)} {screen.number(weight, 'percent')}"
        for name, weight in weights.items()
    )
    screen.line()
    screen.line(screen.words("cli.twin.weights", weights=listed), style="dim")
    screen.line(screen.words("cli.twin.memberships", year=about_table("countries").checked[:4]), style="dim")
    screen.pairs(version_pairs(session, versions))
