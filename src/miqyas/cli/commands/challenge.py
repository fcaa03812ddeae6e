"""`miqyas challenge verify EXPORT.json`: are the standings of a round what its figures give, to the byte."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, FOUND_SOMETHING, Session

DIFFERENCES_SHOWN = 20


def challenge_verify(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="EXPORT.json")]) -> int:
    from miqyas.assessment.challenge.export import verify

    session: Session = ctx.obj
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError("cannot_read", path=str(file), why=error.strerror or str(error)) from error
    found, digest = verify(content, name=file.name), sha256(content).hexdigest()
    if session.as_json:
        told = {"holds": found.holds, "file": str(file), "sha256": digest}
        session.emit({**told, "differing": list(found.differing)})
        return FINE if found.holds else FOUND_SOMETHING
    screen = session.screen
    verdict = "holds" if found.holds else "differs"
    style = "bold green" if found.holds else "bold red"
    screen.line(screen.words(f"cli.challenge.{verdict}", n=len(found.differing)), style=style)
    for place in found.differing[:DIFFERENCES_SHOWN]:
        screen.line(place, indent=2)
    screen.pairs([("SHA-256", digest)])
    screen.line(screen.words("cli.challenge.signature"), style="dim")
    return FINE if found.holds else FOUND_SOMETHING
