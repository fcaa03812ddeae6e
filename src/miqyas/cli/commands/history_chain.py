"""`miqyas history verify` and `miqyas history checkpoint`: the history of the workspace and its proof.

`miqyas history COUNTRY` stays what it was. No country has these names, so that the second word decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, FOUND_SOMETHING, Session

if TYPE_CHECKING:
    from miqyas.workspace.history.checkpoints import Checkpoint
    from miqyas.workspace.history.verification import Verification

_FIGURES: Final = ("seals", "sealed", "unsealed", "covered")


def history_verify(
    ctx: typer.Context,
    checkpoint: Annotated[list[Path] | None, typer.Option("--checkpoint")] = None,
) -> int:
    session: Session = ctx.obj
    session.started_by().set_up()
    demand_database(session)
    from miqyas.workspace.history.verification import history_verify as verify

    found = verify([_read(file) for file in checkpoint or ()])
    if session.as_json:
        from miqyas.workspace.history.records import verification_record

        session.emit(verification_record(found, session.language))
    else:
        _show(session, found)
    return FINE if found.holds else FOUND_SOMETHING


def _read(file: Path) -> Checkpoint:
    from miqyas.workspace.history.checkpoints import checkpoint_read

    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError("cannot_read", path=str(file), why=error.strerror or str(error)) from error
    return checkpoint_read(content, name=file.name)


def history_checkpoint(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    from miqyas.cli.written import write_new

    session: Session = ctx.obj
    session.started_by().set_up()
    demand_database(session)
    from miqyas.workspace.history.checkpoints import checkpoint_make, checkpoint_read

    content = checkpoint_make(by=None)
    write_new(file, content)
    made = checkpoint_read(content, name=file.name)
    if session.as_json:
        session.emit({"file": str(file), "public_key": made.public_key, "chains": len(made.heads)})
        return
    screen = session.screen
    screen.line(screen.words("cli.checkpoint.written", file=str(file), n=len(made.heads)), style="bold")
    screen.line(screen.words("cli.checkpoint.keep"))


def _show(session: Session, found: Verification) -> None:
    from miqyas.cli.screen import BAD, GOOD, QUIET, Column
    from miqyas.workspace.history.records import words_of

    screen = session.screen
    words = screen.words
    screen.line()
    verdict, style = ("holds", GOOD) if found.holds else ("differs", BAD)
    screen.line(words(f"cli.history_chain.{verdict}"), style=f"bold {style}")
    if found.chains:
        columns = [Column(words("cli.column.chain"), fold=True)]
        columns += [Column(words(f"cli.column.{name}"), "number") for name in _FIGURES]
        rows = [[chain_words(session, state.chain), *_figures(session, state)] for state in found.chains]
        screen.table(columns, rows)
    _show_list(
        session, "cli.history_chain.findings", [_told(session, one) for one in found.findings], style=BAD
    )
    _show_list(session, "cli.history_chain.notes", [_told(session, one) for one in found.notes])
    limits = [words_of(limit, session.language) for limit in found.limits]
    _show_list(session, "cli.history_chain.limits", limits, style=QUIET)


def _figures(session: Session, state: Any) -> list[str]:
    return [session.screen.number(getattr(state, name), "count") for name in _FIGURES]


def _told(session: Session, finding: Any) -> str:
    from miqyas.workspace.history.records import words_of

    said = words_of(finding, session.language)
    return f"{chain_words(session, finding.chain)}: {said}" if finding.chain else said


def chain_words(session: Session, chain: str) -> str:
    """What a chain is called: the installation, or a campaign by its id."""
    if not chain:
        return session.screen.words("history.chain.installation")
    return session.screen.words("history.chain.campaign", chain=chain)


def _show_list(session: Session, heading: str, lines: list[str], *, style: str = "") -> None:
    if not lines:
        return
    session.screen.heading(session.screen.words(heading))
    for line in lines:
        session.screen.line(f"· {line}", style=style, indent=2)
