"""`miqyas country`: one country at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text as Styled

from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.decompose import Change
    from miqyas.analysis.world import Standing
    from miqyas.cli.screen import Screen

SHOWN: Final = ("EGDI", "OSI", "TII", "HCI", "EPI")
WIDE: Final = 96
"""Cells from which the history stands beside the rest."""
NARROW: Final = 70
"""Cells below which gauges are short."""
RIVALS_SHOWN: Final = 3


def country(
    ctx: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="COUNTRY")],
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    since: Annotated[int | None, typer.Option("--since")] = None,
) -> None:
    from miqyas.analysis.records import change_since, country_record
    from miqyas.cli.finding import find_edition
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    iso3 = find_country(" ".join(who))
    standing = session.world.standing(iso3, find_edition(session, edition))
    if session.as_json:
        session.emit(country_record(session.world, standing, since=since))
    else:
        change = None if since is None else change_since(session.world, standing, before=since)
        _show(session, standing, change)


def _show(session: Session, standing: Standing, change: Change | None) -> None:
    screen, world = session.screen, session.world
    name = world.country(standing.iso3).name.in_language(screen.language)
    screen.line()
    screen.line(f"{name}  {standing.iso3}", style="bold")
    screen.line(screen.words("cli.survey", edition=standing.edition), style="dim")
    screen.line()
    if standing.rank is None:
        key = "cli.not_ranked_in" if standing.is_listed else "cli.not_member_in"
        screen.line(screen.words(key, edition=standing.edition), style="bold")
        screen.line()
    parts = [_standing_part(session, standing), _history_part(session, standing)]
    if screen.width >= WIDE:
        screen.side_by_side(*parts, gap=6)
    else:
        for part in parts:
            screen.put(part)
            screen.line()
    if change is not None:
        from miqyas.cli.changes import show_change

        show_change(session, change)
    _show_marks(session, standing)


def _standing_part(session: Session, standing: Standing) -> Any:
    from miqyas.analysis.records import last_change

    screen = session.screen
    parts: list[Any] = []
    if standing.rank is not None:
        parts += [_rank_part(session, standing), Styled()]
    if any(standing.component(code) is not None for code in SHOWN):
        parts += [_components(screen, standing, last_change(session.world, standing)), Styled()]
    parts += _rivals(session, standing)
    return screen.stacked(*parts)


def _rank_part(session: Session, standing: Standing) -> Any:
    """The rank in large figures beside what became of it."""
    from miqyas.cli.shapes import large

    screen = session.screen
    assert standing.rank is not None
    count = session.world.published(standing.edition).ranked_count
    lines = [screen.words("cli.rank_of", count=count), *_rank_change(session, standing)]
    figure = "\n".join(large(standing.rank)) if screen.is_terminal else str(standing.rank)
    beside = screen.stacked(*(screen.paragraph(text, style=style) for text, style in _styled(lines)))
    return screen.beside(Styled(figure, style="bold cyan"), beside, gap=2)


def _styled(lines: list[Any]) -> list[tuple[str, str]]:
    return [line if isinstance(line, tuple) else (line, "") for line in lines]


def _rank_change(session: Session, standing: Standing) -> list[Any]:
    from miqyas.analysis.records import last_change

    change = last_change(session.world, standing)
    screen = session.screen
    lines: list[Any] = []
    if change is not None:
        direction = "up" if change.rank > 0 else "down" if change.rank < 0 else "same"
        style = {"up": "green", "down": "red", "same": "dim"}[direction]
        words = screen.words(
            f"cli.moved.{direction}", n=abs(change.rank), before=change.before, rank=change.rank_before
        )
        lines.append((words, style))
    if standing.group:
        lines.append(group_words(screen, standing))
    return lines


def group_words(screen: Screen, standing: Standing) -> str:
    """Group and class of a standing in words."""
    group = screen.words(f"group.{standing.group}")
    return f"{group} · {standing.rating_class}" if standing.rating_class else group


def _components(screen: Screen, standing: Standing, change: Change | None) -> Any:
    from miqyas.cli.screen import ACCENT, Cell, Column, bare

    wide = screen.width >= NARROW
    columns = [Column(""), Column(screen.words("cli.column.value"), "number"), Column("")]
    rows = []
    for code in SHOWN:
        value = standing.component(code)
        name = Cell(screen.words(f"cli.component.{code}"), "bold" if code == "EGDI" else "")
        style = ACCENT if code != "EPI" else "dim"
        bar: Any = screen.bar(value, width=20 if wide else 12, style=style) if value is not None else Styled()
        rows.append(
            (Cell(code, "bold" if code == "EGDI" else "dim"), Cell(screen.number(value, "index")), bar, name)
        )
    if change:
        parts = {"EGDI": change.egdi}
        rows = [(*row, signed(screen, parts.get(row[0].text))) for row in rows]
        columns_more = [Column(""), Column("", "number")]
    else:
        columns_more = [Column("")]
    return bare(screen.laid_out([*columns, *columns_more], rows, show_header=False))


def signed(screen: Screen, value: float | None, kind: str = "signed") -> Any:
    """A change with its sign and colour; nothing for none."""
    from miqyas.cli.screen import BAD, GOOD, Cell

    if value is None:
        return Cell("")
    style = GOOD if value > 0 else BAD if value < 0 else "dim"
    return Cell(screen.number(value, kind), style)


def _rivals(session: Session, standing: Standing) -> list[Any]:
    from miqyas.analysis.profile import rivals
    from miqyas.cli.screen import ACCENT, Cell, Column, bare

    screen, world = session.screen, session.world
    near = rivals(world, iso3=standing.iso3, edition=standing.edition, each_side=RIVALS_SHOWN)
    if not near:
        return []
    rows = []
    own = (standing.rank, standing.iso3, standing.egdi, None)
    places = sorted(
        [*((r.rank, r.iso3, r.egdi, r.gap) for r in near), own], key=lambda p: (-(p[2] or 0), p[1])
    )
    for rank, iso3, egdi, gap in places:
        style = f"bold {ACCENT}" if gap is None else ""
        name = world.country(iso3).name.in_language(screen.language)
        row = [
            Cell(screen.number(rank, "rank"), style),
            Cell(name, style),
            Cell(screen.number(egdi, "index"), style),
        ]
        rows.append([*row, Cell("", style) if gap is None else Cell(screen.number(gap, "signed"), "dim")])
    columns = [Column("", "number"), Column(""), Column("", "number"), Column("", "number")]
    heading = screen.paragraph(screen.words("cli.rivals"), style="bold")
    return [heading, bare(screen.laid_out(columns, rows, show_header=False))]


def _history_part(session: Session, standing: Standing) -> Any:
    screen = session.screen
    history = session.world.history(standing.iso3)
    heading = screen.paragraph(screen.words("cli.history", n=len(history)), style="bold")
    return screen.stacked(
        heading, _spark(screen, history), history_table(session, history, current=standing.edition)
    )


def _spark(screen: Screen, history: tuple[Standing, ...]) -> Any:
    from miqyas.cli.shapes import sparkline

    heights = [None if past.rank is None else -float(past.rank) for past in history]
    return Styled(f" {sparkline(heights, language=screen.language)} ", style="cyan")


def history_table(session: Session, history: tuple[Standing, ...], *, current: int | None = None) -> Any:
    """Editions one below the other: rank, its change, index."""
    from miqyas.cli.screen import Cell, Column

    screen = session.screen
    columns = [
        Column(screen.words("cli.column.edition"), "number"),
        Column(screen.words("cli.column.rank"), "number"),
        Column(screen.words("cli.column.change"), "number"),
        Column(screen.words("cli.column.egdi"), "number"),
        Column(""),
    ]
    rows, last = [], None
    for past in history:
        gained = last - past.rank if last is not None and past.rank is not None else None
        style = "bold" if past.edition == current else ""
        edition = Cell(screen.number(past.edition, "year"), style or "dim")
        if past.rank is None:
            rows.append((edition, Cell(screen.number(None, "rank"), "dim"), "", absent(screen, past), ""))
        else:
            figures = (Cell(screen.number(past.rank, "rank"), style), signed(screen, gained, "signed_rank"))
            rows.append(
                (
                    edition,
                    *figures,
                    Cell(screen.number(past.egdi, "index"), style),
                    screen.bar(past.egdi, width=10),
                )
            )
        last = past.rank
    return screen.laid_out(columns, rows)


def absent(screen: Screen, standing: Standing) -> Any:
    """Why there is no figure."""
    from miqyas.cli.screen import Cell

    return Cell(screen.words("cli.not_ranked" if standing.is_listed else "cli.not_member"), "dim")


def _show_marks(session: Session, standing: Standing) -> None:
    from miqyas.observations.tables import about_table

    screen = session.screen
    about = about_table("survey_results")
    mark = screen.words(f"mark.{about.mark.value}.word")
    versions = session.world.versions(standing.edition)
    screen.line()
    screen.line(screen.words("cli.marked", mark=mark, source=about.title), style="dim")
    screen.pairs(version_pairs(session, versions))


def version_pairs(session: Session, versions: Any) -> list[tuple[str, str]]:
    """Versions of software, method and data with their names."""
    return [
        (session.screen.words(f"cli.version.{name}"), value) for name, value in versions.as_dict().items()
    ]
