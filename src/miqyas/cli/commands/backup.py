"""`miqyas backup` and `miqyas restore`: everything that is stored, into one file and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.session import FINE, FOUND_SOMETHING, Session


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    with_keys: Annotated[bool, typer.Option("--with-keys")] = False,
) -> int:
    session: Session = ctx.obj
    demand_database(session)
    made = session.started_by().backup(file, with_keys=with_keys)
    if session.as_json:
        session.emit(made)
    else:
        _show(session, made, heading="cli.backup.written")
    return FOUND_SOMETHING if made["damaged"] or made["missing"] else FINE


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    replace: Annotated[bool, typer.Option("--replace")] = False,
    with_keys: Annotated[bool, typer.Option("--with-keys")] = False,
) -> int:
    session: Session = ctx.obj
    demand_database(session, parts=["database"])
    done = session.started_by().restore(file, replace=replace, with_keys=with_keys)
    if session.as_json:
        session.emit(done)
    else:
        _show(session, done, heading="cli.backup.restored")
    is_whole = not (done["damaged"] or done["missing"])
    return FINE if done["history_holds"] and is_whole else FOUND_SOMETHING


def _show(session: Session, record: Mapping[str, Any], *, heading: str) -> None:
    screen, words = session.screen, session.screen.words
    screen.line()
    screen.line(words(heading, file=record["file"]), style="bold")
    if saved := record.get("saved_before"):
        screen.line(words("cli.backup.saved_before", file=saved))
    counts = ("rows", "files", "bytes")
    pairs = [(words(f"cli.backup.{name}"), screen.number(record[name], "count")) for name in counts]
    pairs += [(words(f"cli.backup.{name}"), record[name]) for name in ("made_at", "sha256")]
    pairs.append((words("cli.backup.keys"), words(f"cli.backup.keys_{'in' if record['keys'] else 'out'}")))
    screen.pairs(pairs)
    for name in ("damaged", "missing"):
        if found := record[name]:
            told = words(f"cli.backup.{name}", n=len(found), names=", ".join(found[:3]))
            screen.line(told, style="red")
    if not record.get("history_holds", True):
        screen.line(words("cli.backup.history_differs"), style="red")
