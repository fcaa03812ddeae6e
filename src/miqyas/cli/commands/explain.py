"""`miqyas explain`: how a score came about, as a tree down to what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.index import Explanation
    from miqyas.methodology.model import Methodology


def explain(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(metavar="COUNTRY")],
    edition: Annotated[int | None, typer.Argument(metavar="EDITION")] = None,
    code: Annotated[str | None, typer.Argument(metavar="CODE")] = None,
) -> None:
    from miqyas.analysis.explain import explain as explanation_of
    from miqyas.analysis.records import explanation_record
    from miqyas.cli.finding import find_country, find_edition

    session: Session = ctx.obj
    world = session.world
    iso3, chosen = find_country(session, who), find_edition(session, edition)
    wanted = _find_code(world.methodology(chosen), code)
    tree = explanation_of(world, iso3=iso3, edition=chosen, code=wanted)
    if session.as_json:
        session.emit(explanation_record(world, tree))
    else:
        _show(session, tree)


def _find_code(methodology: Methodology, code: str | None) -> str:
    if code is None:
        return methodology.root.code
    known = {name.upper(): name for name in methodology.nodes}
    if code.upper() not in known:
        codes = ", ".join(known.values())
        raise CommandError("unknown_code", given=code, edition=methodology.edition, codes=codes)
    return known[code.upper()]


def _show(session: Session, tree: Explanation) -> None:
    from miqyas.cli.commands.country import version_pairs
    from miqyas.cli.commands.method import branches
    from miqyas.cli.screen import Column

    screen, world = session.screen, session.world
    words = screen.words
    name = world.country(tree.country).name.in_language(screen.language)
    screen.line()
    screen.line(words("cli.explanation", country=name, edition=tree.edition), style="bold")
    wide = screen.width >= 80
    columns = [
        Column(words("cli.column.component"), fold=True),
        Column(words("cli.column.value"), "number"),
        Column(words("cli.column.weight"), "number"),
        Column(words("cli.column.contribution"), "number"),
    ]
    if wide:
        columns += [
            Column(words("cli.column.origin")),
            Column(words("cli.column.mark")),
            Column(words("cli.column.source")),
        ]
    screen.table(columns, (_row(session, node, guide, wide=wide) for guide, node in branches(tree)))
    if tree.rank is not None:
        screen.line(words("cli.rank_in_code", rank=tree.rank, code=tree.code))
    for node in tree.walk():
        if node.unexplained is not None:
            screen.line(words("cli.unexplained", code=node.code, error=node.unexplained), style="yellow")
    if any(node.origin == "absent" for node in tree.walk()):
        screen.line(words("cli.inputs_not_loaded"), style="dim")
    screen.pairs(version_pairs(session, world.versions(tree.edition)))


def _row(session: Session, node: Explanation, guide: str, *, wide: bool) -> list[Any]:
    from miqyas.cli.commands.method import labelled, mark_style
    from miqyas.cli.screen import ACCENT, Cell
    from miqyas.methodology import indicators

    screen = session.screen
    quiet = "dim" if node.origin == "absent" else ""
    name = indicators()[node.code].name.in_language(screen.language)
    row: list[Any] = [
        Cell(labelled(session, guide, name), quiet or ("" if guide else "bold")),
        Cell(screen.number(node.value, "index5"), quiet or "bold"),
        Cell(screen.number(node.weight, "weight") if node.weight is not None else "", ACCENT),
        Cell(screen.number(node.contribution, "index") if node.contribution is not None else ""),
    ]
    if wide:
        _, _, basis = node.facts[0]
        row.append(Cell(screen.words(f"cli.origin.{node.origin}"), "dim"))
        row.append(Cell(screen.words(f"mark.{basis.mark.value}.word"), mark_style(basis.mark.value)))
        row.append(Cell(basis.source or screen.words("cli.no_source"), "dim"))
    return row
