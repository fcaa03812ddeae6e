"""`miqyas method`: what an edition's method says, each fact with its mark and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.methodology.model import Methodology, Node


def method(
    ctx: typer.Context, edition: Annotated[int | None, typer.Argument(metavar="EDITION")] = None
) -> None:
    from miqyas.analysis.records import method_record
    from miqyas.cli.finding import find_method

    session: Session = ctx.obj
    methodology = session.world.methodology(find_method(session, edition or session.world.latest))
    if session.as_json:
        session.emit(method_record(methodology))
        return
    screen = session.screen
    screen.line()
    screen.line(screen.words("cli.method", edition=methodology.edition), style="bold")
    if methodology.note:
        screen.line(methodology.note.in_language(screen.language), style="yellow")
    for tree in (methodology.root, *methodology.indices):
        _show_tree(session, tree)
    _show_sections(session, methodology)
    _show_legend(session, methodology)


def _show_tree(session: Session, tree: Node) -> None:
    from miqyas.cli.screen import Column

    screen = session.screen
    words = screen.words
    columns = [Column(words("cli.column.component"), fold=True), Column(words("cli.column.weight"), "number")]
    wide = screen.width >= 80
    if wide:
        columns.append(Column(words("cli.column.rules"), fold=True))
    columns.append(Column(words("cli.column.mark")))
    if wide:
        columns.append(Column(words("cli.column.source")))
    screen.table(columns, (_row(session, node, guide, wide=wide) for guide, node in branches(tree)))


def branches(tree: Any) -> Iterator[tuple[str, Any]]:
    """Each node of a tree with the lines that lead to it."""
    return _branches(tree, "", "", "")


def _branches(node: Any, lead: str, turn: str, below: str) -> Iterator[tuple[str, Any]]:
    yield lead + turn, node
    for child in node.children:
        is_last = child is node.children[-1]
        yield from _branches(child, lead + below, "└ " if is_last else "├ ", "  " if is_last else "│ ")


_MIRRORED = str.maketrans({"├": "┤", "└": "┘", " ": "\N{NO-BREAK SPACE}"})


def labelled(session: Session, guide: str, text: str) -> str:
    """A node's name with its lines on the side where reading begins."""
    screen = session.screen
    if not screen.is_mirrored or not guide:
        return f"{guide}{text}"
    lines = guide.rstrip().translate(_MIRRORED)[::-1]
    return f"{lines} {text}" if screen.is_terminal else f"{text} {lines}"


def _row(session: Session, node: Node, guide: str, *, wide: bool) -> list[Any]:
    from miqyas.cli.screen import ACCENT, Cell
    from miqyas.methodology import indicators
    from miqyas.methodology.diff import weight_text

    screen = session.screen
    name = node.known_as or indicators()[node.code].name
    row: list[Any] = [
        Cell(labelled(session, guide, name.in_language(screen.language)), "" if guide else "bold"),
        Cell(weight_text(node.weight.value) if node.weight else "", ACCENT),
    ]
    if wide:
        row.append(Cell(rule_words(session, node), "dim"))
    row.append(Cell(screen.words(f"mark.{node.basis.mark.value}.word"), mark_style(node.basis.mark.value)))
    if wide:
        row.append(Cell(node.basis.source or screen.words("cli.no_source"), "dim"))
    return row


def mark_style(mark: str) -> str:
    """Colour of a mark: firm, second-hand, or to be read with caution."""
    return {"V": "green", "N": "green", "S": ""}.get(mark, "yellow")


def rule_words(session: Session, node: Node) -> str:
    """How a node is made, in a few words."""
    from miqyas.methodology.sentences import rules_of

    return session.screen.words("cli.list_comma").join(rules_of(node, language=session.language))


def _show_sections(session: Session, methodology: Methodology) -> None:
    screen = session.screen
    if methodology.groups:
        screen.heading(screen.words("cli.groups"))
        for band in methodology.groups.bands:
            above = "cli.group_above" if band.above is not None else "cli.group_rest"
            codes = methodology.classes.codes[band.code] if methodology.classes else ()
            words = screen.words(above, group=screen.words(f"group.{band.code}"), above=band.above or 0.0)
            screen.line(f"{words}  {' '.join(codes)}".rstrip(), indent=2)
    if methodology.not_ranked:
        screen.heading(screen.words("cli.unranked_when"))
        for rule in methodology.not_ranked:
            screen.line(screen.words(f"rule.{rule.when}", component=rule.component or ""), indent=2)


def _show_legend(session: Session, methodology: Methodology) -> None:
    screen = session.screen
    used = {basis.mark.value for *_, basis in methodology.facts()}
    screen.heading(screen.words("mark.legend"))
    for mark in "VNSIR":
        if mark in used:
            words = (screen.words(f"mark.{mark}.{part}") for part in ("word", "means"))
            screen.line(screen.words("cli.list_colon").join(words), style="dim", indent=2)
