"""`miqyas twinning inspect FILE.json`: what a package says, whether its signature holds, what it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, FOUND_SOMETHING, Session

if TYPE_CHECKING:
    from miqyas.analysis.twinning.package import Package
    from miqyas.kernel.errors import MiqyasError


def twinning_inspect(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.json")],
    here: Annotated[bool, typer.Option("--here")] = False,
) -> int:
    from miqyas.analysis.twinning.package import package_read
    from miqyas.workspace.history.keys import is_signed

    session: Session = ctx.obj
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError("cannot_read", path=str(file), why=error.strerror or str(error)) from error
    package = package_read(content)
    holds = is_signed(package.signed_bytes, signature=package.signature, key=package.key)
    problems = _judged(session, content, name=file.name) if here else ()
    if session.as_json:
        told = {"problems": [one.as_dict(session.language) for one in problems]} if here else {}
        session.emit({"holds": holds, **_record(package), **told})
    else:
        _show(session, package, holds=holds)
        _show_judged(session, problems, here=here)
    return FINE if holds and not problems else FOUND_SOMETHING


def _judged(session: Session, content: bytes, *, name: str) -> tuple[MiqyasError, ...]:
    """All that speaks against the package in this installation: who signed it, whether it came before."""
    session.started_by().set_up()
    demand_database(session)
    from miqyas.workspace.twinning.receiving import package_plan

    return package_plan(content, name=name).problems


def _show_judged(session: Session, problems: tuple[MiqyasError, ...], *, here: bool) -> None:
    screen = session.screen
    for one in problems:
        screen.line(one.render(session.language), style="bold red")
    if here and not problems:
        screen.line(screen.words("cli.twinning.acceptable"), style="bold green")


def _record(package: Package) -> dict[str, object]:
    return {
        "id": str(package.id),
        "kind": package.kind,
        "sender": package.sender.as_dict(),
        "addressee": package.addressee.as_dict(),
        "issued": package.issued.isoformat(),
        "expires": package.expires.isoformat(),
        "content": dict(package.content),
        "fingerprint": package.fingerprint,
    }


def _show(session: Session, package: Package, *, holds: bool) -> None:
    from miqyas.analysis.twinning.package import grouped

    screen = session.screen
    words = screen.words
    screen.line(
        words(f"cli.twinning.{'holds' if holds else 'differs'}"), style=f"bold {'green' if holds else 'red'}"
    )
    said = package.words.get(screen.language) or next(iter(package.words.values()))
    if holds:
        screen.line(said)
    screen.pairs(
        [
            (words("cli.twinning.kind"), package.kind),
            (words("cli.twinning.sender"), f"{package.sender.iso3} {package.sender.code}"),
            (words("cli.twinning.addressee"), f"{package.addressee.iso3} {package.addressee.code}"),
            (words("cli.twinning.issued"), package.issued.date().isoformat()),
            (words("cli.twinning.expires"), package.expires.date().isoformat()),
            (words("cli.twinning.fingerprint"), grouped(package.fingerprint)),
        ]
    )
    screen.line(words("cli.twinning.trust"), style="dim")
