"""The methods: each edition's tree, what changed between two, every source, every indicator over time."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.methodology import Methodology, indicators, published_editions, sources
from miqyas.methodology.diff import diff, weight_text
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.methods import change_shown, marks_of, name_of, rules_of, trees_of
from miqyas.web.pages import public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

WIDEST_YEAR: Final = 4


@public_page
def methodology(request: HttpRequest) -> HttpResponseBase:
    """The editions and their methods, the draft of the next one first."""
    world = world_of(request)
    context = {
        "table": _editions_table(world),
        "draft": world.draft,
        "older": world.previous(world.latest),
        "newer": world.latest,
        "editions": world.editions,
        "crumbs": [Link(label=say_here("shell.methodology"))],
    }
    return show(request, "web/methodology.html", context)


@public_page
def edition(request: HttpRequest, edition: int) -> HttpResponseBase:
    """The method of one edition, or of the draft, down to its sources."""
    world = world_of(request)
    method = _method(world, edition)
    context = {
        "method": method,
        "name": method.name.in_language(current_language()),
        "note": method.note.in_language(current_language()) if method.note else "",
        "trees": trees_of(method),
        "rules": rules_of(method),
        "marks": marks_of(method),
        "provisional": [name_of(node.code) for node in method.nodes.values() if node.provisional],
        "before": _before(world, edition),
        "editions": _edition_links(world, edition),
        "crumbs": _crumbs(say_here("methodology.edition", edition=edition)),
    }
    return show(request, "web/methodology_edition.html", context, edition=edition)


@public_page
def differences(request: HttpRequest) -> HttpResponseBase:
    """What changed between two editions, in words; without a choice, the two newest."""
    world = world_of(request)
    newer = _asked_edition(request, world, "newer", world.latest)
    older = _asked_edition(request, world, "older", _before(world, newer) or newer)
    if older > newer:
        older, newer = newer, older
    newer_method = _method(world, newer)
    changes = [change_shown(change, newer_method) for change in diff(_method(world, older), newer_method)]
    context = {
        "older": older,
        "newer": newer,
        "changes": changes,
        "editions": _known(world),
        "status": newer_method.status,
        "crumbs": _crumbs(say_here("methodology.differences")),
    }
    return show(request, "web/methodology_differences.html", context)


@public_page
def source_register(request: HttpRequest) -> HttpResponseBase:
    """Every row of the register of method facts: the only list that an edition may cite."""
    context = {
        "sources": tuple(sources().values()),
        "crumbs": _crumbs(say_here("methodology.sources")),
    }
    return show(request, "web/methodology_sources.html", context)


@public_page
def indicator_matrix(request: HttpRequest) -> HttpResponseBase:
    """Every index and indicator over the editions, with its weight in each."""
    world = world_of(request)
    context = {
        "table": _matrix(world),
        "crumbs": _crumbs(say_here("methodology.indicators")),
    }
    return show(request, "web/methodology_indicators.html", context)


def _known(world: World) -> tuple[int, ...]:
    """Editions with a method, the draft last."""
    return tuple(sorted({*published_editions(), *world.editions, world.draft.edition}))


def _method(world: World, edition: int) -> Methodology:
    if edition not in _known(world):
        raise Http404
    return world.methodology(edition)


def _before(world: World, edition: int) -> int | None:
    earlier = [year for year in _known(world) if year < edition]
    return earlier[-1] if earlier else None


def _asked_edition(request: HttpRequest, world: World, name: str, default: int) -> int:
    given = request.GET.get(name, "") or str(default)
    if not (
        given.isascii() and given.isdigit() and len(given) <= WIDEST_YEAR and int(given) in _known(world)
    ):
        raise Http404
    return int(given)


def _crumbs(label: str) -> list[Link]:
    return [Link(label=say_here("shell.methodology"), url=reverse("methodology")), Link(label=label)]


def _edition_links(world: World, current: int) -> list[Link]:
    return [
        Link(
            label=_edition_label(world, year),
            url=reverse("methodology_edition", args=[year]),
            current=year == current,
        )
        for year in reversed(_known(world))
    ]


def _edition_label(world: World, year: int) -> str:
    text = format_number(year, "year")
    return (
        say_here("methodology.draft_of", edition=year) if world.methodology(year).status == "draft" else text
    )


def _editions_table(world: World) -> Table:
    columns = (
        Column(label=say_here("methodology.column.edition"), is_header=True),
        Column(label=say_here("methodology.column.name")),
        Column(label=say_here("methodology.column.indicators"), kind="count"),
        Column(label=say_here("methodology.column.groups")),
        Column(label=say_here("methodology.column.facts"), kind="count"),
        Column(label=say_here("methodology.column.firm"), kind="percent"),
        Column(label=say_here("methodology.column.changes"), kind="count"),
    )
    rows = [_edition_row(world, year) for year in reversed(_known(world))]
    return Table(caption=say_here("methodology.editions"), columns=columns, rows=rows, is_caption_hidden=True)


def _edition_row(world: World, year: int) -> Row:
    method = world.methodology(year)
    marks = marks_of(method)
    facts = sum(count for _, count in marks)
    firm = sum(count for mark, count in marks if mark.is_official)
    leaves = {leaf.code for tree in (method.root, *method.indices) for leaf in tree.leaves}
    before = _before(world, year)
    kinds = "classes" if method.classes else "groups" if method.groups else "none"
    changes = len(diff(world.methodology(before), method)) if before else None
    address = reverse("methodology_differences")
    return Row(
        cells=(
            Cell(value=_edition_label(world, year), url=reverse("methodology_edition", args=[year])),
            method.name.in_language(current_language()),
            len(leaves),
            say_here(f"methodology.groups.{kinds}"),
            facts,
            firm / facts,
            Cell(value=changes, url=f"{address}?older={before}&newer={year}" if before else ""),
        )
    )


def _matrix(world: World) -> Table:
    years = _known(world)
    columns = (
        Column(label=say_here("methodology.column.indicator"), is_header=True),
        Column(label=say_here("methodology.column.life")),
        *(Column(label=_edition_label(world, year), kind="weight") for year in years),
    )
    rows = [_indicator_row(world, code, years) for code in indicators() if _life(world, code, years)]
    caption = say_here("methodology.matrix_caption")
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True)


def _life(world: World, code: str, years: tuple[int, ...]) -> list[int]:
    return [year for year in years if code in world.methodology(year).nodes]


def _indicator_row(world: World, code: str, years: tuple[int, ...]) -> Row:
    present = _life(world, code, years)
    became = indicators()[code].became
    is_current = world.latest in present or present[-1] > world.latest
    key = "since" if is_current else "during" if len(present) > 1 else "only"
    life = say_here(f"methodology.life.{key}", first=present[0], last=present[-1])
    cells = [_weight_cell(world, code, year) for year in years]
    note = say_here("methodology.became", name=name_of(became)) if became else ""
    return Row(
        cells=(Cell(value=name_of(code), note=f"\u2066{code}\u2069"), Cell(value=life, note=note), *cells)
    )


def _weight_cell(world: World, code: str, year: int) -> Cell:
    node = world.methodology(year).nodes.get(code)
    if node is None:
        return Cell(value=None)
    return Cell(value=weight_text(node.weight.value) if node.weight else "\u25cf")
