"""`miqyas import`: a file read with care; nothing changes unless all is well and accepted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, WRONG_INPUT, Session
from miqyas.kernel.datasets import ActiveSet

if TYPE_CHECKING:
    from miqyas.observations.imports import Changes, ImportPlan

KINDS = ("results", "raw", "losi")


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND")] = None,
) -> int:
    from miqyas.observations.imports import diff, read_import

    session: Session = ctx.obj
    if kind not in {None, *KINDS}:
        raise CommandError("unknown_kind", given=kind, known=", ".join(KINDS))
    active = session.overlays.active()
    plan = read_import(file, name=file.name, kind=kind)  # type: ignore[arg-type]
    changes = diff(plan, active=active)
    if not session.as_json:
        _show(session, plan, changes)
    accepted = plan.is_ready and (yes or _is_agreed(session))
    if accepted:
        for dataset in plan.datasets:
            active = active.with_dataset(dataset)
        session.overlays.activate(active)
    _conclude(session, plan, changes, accepted=accepted, active=active)
    return FINE if plan.is_ready else WRONG_INPUT


def _is_agreed(session: Session) -> bool:
    """Ask a person; where none is there, or JSON is wanted, nothing is accepted without ``--yes``."""
    if session.as_json or not sys.stdin.isatty():
        return False
    answer = session.screen.console.input(f"{session.screen.words('cli.import.question')} ")
    return answer.strip().casefold() in session.screen.words("cli.import.yes_words").split()


def _show(session: Session, plan: ImportPlan, changes: Changes) -> None:
    from miqyas.observations.imports import change_sentences, plan_sentences

    screen = session.screen
    screen.line()
    screen.line(plan.name, style="bold")
    for sentence in plan_sentences(plan, language=screen.language):
        screen.line(sentence)
    _show_problems(session, plan.problems, heading="cli.import.problems", style="red")
    _show_problems(session, plan.notices, heading="cli.import.notices", style="yellow")
    if plan.is_ready:
        screen.heading(screen.words("cli.import.changes"))
        for sentence in change_sentences(changes, language=screen.language):
            screen.line(sentence, indent=2)


def _show_problems(session: Session, problems: Any, *, heading: str, style: str) -> None:
    from miqyas.cli.problems import list_problems

    if not problems:
        return
    screen = session.screen
    screen.heading(screen.words(heading, n=len(problems)))
    list_problems(screen, problems, count=len(problems), style=style)


def _conclude(
    session: Session, plan: ImportPlan, changes: Changes, *, accepted: bool, active: ActiveSet
) -> None:
    if session.as_json:
        session.emit(
            {
                "plan": plan.as_dict(session.language),
                "changes": changes.as_dict(),
                "accepted": accepted,
                "set": active.name,
            }
        )
        return
    key = "accepted" if accepted else "waiting" if plan.is_ready else "refused"
    style = {"accepted": "bold green", "waiting": "bold yellow", "refused": "bold red"}[key]
    session.screen.line()
    session.screen.line(session.screen.words(f"cli.import.{key}", set=active.name[:12]), style=style)
