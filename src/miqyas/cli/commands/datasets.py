"""`miqyas datasets`: what is laid over the release, what was, and the way back."""

from __future__ import annotations

from typing import Annotated

import typer

from miqyas.cli.session import Session
from miqyas.kernel.datasets import ActiveSet


def datasets(
    ctx: typer.Context,
    revert: Annotated[bool, typer.Option("--revert")] = False,
) -> None:
    from miqyas.analysis.records import dataset_record

    session: Session = ctx.obj
    active = session.overlays.revert() if revert else session.overlays.active()
    sets = session.overlays.history()
    if session.as_json:
        session.emit(
            {"set": active.name, "datasets": [dataset_record(one) for one in active.datasets], "sets": sets}
        )
        return
    screen = session.screen
    screen.line()
    if revert:
        screen.line(screen.words("cli.reverted"), style="bold green")
    screen.line(screen.words("cli.active_set", set=_short(active.name)), style="bold")
    _show_members(session, active)
    if sets:
        screen.line(screen.words("cli.sets_before", n=len(sets)), style="dim")
    screen.line(screen.words("cli.overlay_folder", path=str(session.overlays.path)), style="dim")


def _show_members(session: Session, active: ActiveSet) -> None:
    from miqyas.cli.screen import ACCENT, Cell, Column

    screen = session.screen
    if not active.datasets:
        screen.line(screen.words("cli.bare_release"))
        return
    columns = [
        Column(screen.words("cli.column.dataset")),
        Column(screen.words("cli.column.kind")),
        Column(screen.words("cli.column.name"), fold=True),
        Column(screen.words("cli.column.bytes"), "number"),
    ]
    rows = [
        [Cell(_short(one.sha256), ACCENT), one.kind, one.name, screen.number(len(one.content), "count")]
        for one in active.datasets
    ]
    screen.table(columns, rows)


def _short(name: str) -> str:
    return name[:12]
