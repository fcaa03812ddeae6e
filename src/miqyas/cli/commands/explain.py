"""`miqyas explain`: how a score came about, as a tree down to what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.analysis.errors import AnalysisError
    from miqyas.analysis.explain import Explained
    from miqyas.analysis.inputs import FromInputs
    from miqyas.cli.screen import Column
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
    from miqyas.cli.finding import find_edition
    from miqyas.observations.finding import find_country

    session: Session = ctx.obj
    world = session.world
    iso3, chosen = find_country(who), find_edition(session, edition)
    wanted = _find_code(world.methodology(chosen), code)
    found = explanation_of(world, iso3=iso3, edition=chosen, code=wanted)
    if session.as_json:
        session.emit(explanation_record(world, found))
    else:
        _show(session, found)


def _find_code(methodology: Methodology, code: str | None) -> str:
    if code is None:
        return methodology.root.code
    known = {name.upper(): name for name in methodology.nodes}
    if code.upper() not in known:
        codes = ", ".join(known.values())
        raise CommandError("unknown_code", given=code, edition=methodology.edition, codes=codes)
    return known[code.upper()]


def _show(session: Session, explained: Explained) -> None:
    from miqyas.cli.commands.country import version_pairs
    from miqyas.cli.commands.method import branches

    screen, world, tree = session.screen, session.world, explained.tree
    words = screen.words
    name = world.country(tree.country).name.in_language(screen.language)
    screen.line()
    screen.line(words("cli.explanation", country=name, edition=tree.edition), style="bold")
    shows_raw = any(_is_scaled(node) for node in tree.walk())
    columns = _columns(session, shows_raw=shows_raw)
    rows = (_row(session, node, guide, shows_raw=shows_raw)[: len(columns)] for guide, node in branches(tree))
    screen.table(columns, rows)
    if tree.rank is not None:
        screen.line(words("cli.rank_in_code", rank=tree.rank, code=tree.code))
    for node in tree.walk():
        if node.unexplained is not None:
            screen.line(words("cli.unexplained", code=node.code, error=node.unexplained), style="yellow")
    _show_inputs(session, explained.inputs)
    if any(node.origin == "absent" for node in tree.walk()):
        screen.line(words("cli.inputs_not_loaded"), style="dim")
    screen.pairs(version_pairs(session, world.versions(tree.edition)))


def _columns(session: Session, *, shows_raw: bool) -> list[Column]:
    from miqyas.cli.screen import Column

    screen = session.screen
    numbers = ["raw", "value"] if shows_raw else ["value"]
    columns = [Column(screen.words("cli.column.component"), fold=True)]
    columns += [
        Column(screen.words(f"cli.column.{name}"), "number") for name in (*numbers, "weight", "contribution")
    ]
    if screen.width >= 80:
        columns += [Column(screen.words(f"cli.column.{name}")) for name in ("origin", "mark", "source")]
    return columns


def _show_inputs(session: Session, inputs: FromInputs | AnalysisError | None) -> None:
    """How the loaded raw inputs made the value, or why they could not."""
    from miqyas.analysis.inputs import FromInputs

    screen = session.screen
    if isinstance(inputs, FromInputs):
        how = screen.words(f"explain.how.{inputs.how}", covered=inputs.covered, listed=inputs.listed)
        mark = screen.words(f"mark.{inputs.mark.value}.word")
        screen.line(screen.words("cli.told_with_mark", words=how, mark=mark))
        if inputs.published is not None:
            both = {"published": inputs.published, "difference": inputs.difference}
            screen.line(screen.words("cli.beside_published", **both))
    elif inputs is not None:
        told = screen.words("explain.inputs_failed", problem=inputs.render(screen.language))
        screen.line(told, style="yellow")


def _is_scaled(node: Explanation) -> bool:
    """Whether the value that the parent uses is not the one that was loaded."""
    return node.origin == "given" and node.raw is not None and node.raw != node.value


def _row(session: Session, node: Explanation, guide: str, *, shows_raw: bool) -> list[Any]:
    from miqyas.cli.commands.method import labelled, mark_style
    from miqyas.cli.screen import ACCENT, Cell
    from miqyas.methodology import indicators

    screen = session.screen
    quiet = "dim" if node.origin == "absent" else ""
    name = indicators()[node.code].name.in_language(screen.language)
    _, _, basis = node.facts[0]
    raw = [Cell(screen.number(node.raw, "plain") if _is_scaled(node) else "")] if shows_raw else []
    return [
        Cell(labelled(session, guide, name), quiet or ("" if guide else "bold")),
        *raw,
        Cell(screen.number(node.value, "index5"), quiet or "bold"),
        Cell(screen.number(node.weight, "weight") if node.weight is not None else "", ACCENT),
        Cell(screen.number(node.contribution, "index") if node.contribution is not None else ""),
        Cell(screen.words(f"cli.origin.{_origin(node)}"), "dim"),
        Cell(screen.words(f"mark.{basis.mark.value}.word"), mark_style(basis.mark.value)),
        Cell(basis.source or screen.words("cli.no_source"), "dim"),
    ]


def _origin(node: Explanation) -> str:
    from miqyas.observations.results import PUBLISHED

    return "imported" if node.origin == "given" and node.code not in PUBLISHED else node.origin
