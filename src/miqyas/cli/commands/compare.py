"""`miqyas compare`: two to eight countries or groups side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.compare import Comparison


def compare(
    ctx: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="COUNTRY")],
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
) -> None:
    from miqyas.analysis.compare import compare as put_side_by_side
    from miqyas.analysis.records import comparison_record
    from miqyas.cli.finding import find_edition
    from miqyas.observations.finding import find_subject

    session: Session = ctx.obj
    codes = [find_subject(text) for text in who]
    comparison = put_side_by_side(session.world, codes=codes, edition=find_edition(session, edition))
    if session.as_json:
        session.emit(comparison_record(session.world, comparison))
    else:
        _show(session, comparison)


def _show(session: Session, comparison: Comparison) -> None:
    from miqyas.cli.screen import Cell, Column

    screen = session.screen
    names = [series.subject.name.in_language(screen.language) for series in comparison.series]
    screen.line()
    screen.line(screen.words("cli.comparison", edition=comparison.edition), style="bold")
    columns = [Column(""), *(Column(name, "number") for name in names)]
    ranks = [screen.number(series.rank[comparison.edition], "rank") for series in comparison.series]
    rows: list[list[Any]] = [[screen.words("cli.column.rank"), *(Cell(rank, "bold cyan") for rank in ranks)]]
    for code in ("EGDI", "OSI", "TII", "HCI", "EPI"):
        values = [series.values[code][comparison.edition] for series in comparison.series]
        best = max((value for value in values if value is not None), default=None)
        style = {True: "bold", False: ""}
        cells = [
            Cell(screen.number(value, "index"), style[value is not None and value == best])
            for value in values
        ]
        rows.append([Cell(screen.words(f"cli.component.{code}")), *cells])
    screen.table(columns, rows)
    if any(series.subject.kind == "group" for series in comparison.series):
        screen.line(screen.words("cli.medians"), style="dim")
    _show_ranks(session, comparison, names)


def _show_ranks(session: Session, comparison: Comparison, names: list[str]) -> None:
    from miqyas.cli.screen import Cell, Column

    screen = session.screen
    countries = [
        (name, series)
        for name, series in zip(names, comparison.series, strict=True)
        if series.subject.kind == "country"
    ]
    if not countries:
        return
    screen.heading(screen.words("cli.rank_by_edition"))
    rows = [
        [
            Cell(screen.number(edition, "year"), "dim"),
            *(screen.number(series.rank[edition], "rank") for _, series in countries),
        ]
        for edition in session.world.editions
    ]
    screen.table([Column(""), *(Column(name, "number") for name, _ in countries)], rows)
