"""`miqyas diff`: what changed between the methods of two editions, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.methodology.diff import MethodChange


def diff(
    ctx: typer.Context,
    before: Annotated[int, typer.Argument(metavar="EDITION")],
    after: Annotated[int, typer.Argument(metavar="EDITION")],
) -> None:
    from miqyas.analysis.records import method_change_record
    from miqyas.cli.commands.method import mark_style
    from miqyas.cli.finding import find_method
    from miqyas.methodology.diff import diff as changes_between
    from miqyas.methodology.sentences import change_sentence

    session: Session = ctx.obj
    world, screen = session.world, session.screen
    older, newer = (world.methodology(find_method(session, edition)) for edition in (before, after))
    told = [
        (change, change_sentence(change, language=screen.language))
        for change in changes_between(older, newer)
    ]
    if session.as_json:
        changes = [method_change_record(change) for change, _ in told]
        session.emit({"before": before, "after": after, "changes": changes})
        return
    screen.line()
    screen.line(screen.words("cli.difference", before=before, after=after), style="bold")
    if newer.note:
        screen.line(newer.note.in_language(screen.language), style="yellow")
    if not told:
        screen.line(screen.words("cli.no_difference"))
    parts: dict[str, list[tuple[MethodChange, str]]] = {}
    for change, words in told:
        parts.setdefault(change.parent or change.code, []).append((change, words))
    for code, inside in parts.items():
        screen.heading(screen.words("cli.list_dot").join(_names(session, code)))
        for change, words in inside:
            mark = change.basis.mark.value
            told_mark = screen.words(f"mark.{mark}.word")
            line = screen.words("cli.told_with_mark", words=words, mark=told_mark)
            screen.line(line, indent=2, style=_quiet(mark_style(mark)))


def _quiet(style: str) -> str:
    return "" if style == "green" else style


def _names(session: Session, code: str) -> list[str]:
    from miqyas.methodology import indicators

    if code in indicators():
        return [code, indicators()[code].name.in_language(session.language)]
    return [session.screen.words(f"method.section.{code}")]
