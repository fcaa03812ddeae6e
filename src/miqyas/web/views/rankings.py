"""All states of an edition in order, filtered and sorted by links; those without a rank, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from miqyas.analysis.world import Standing, World
from miqyas.kernel.text import fold
from miqyas.methodology import indicators
from miqyas.observations.countries import Group, groups
from miqyas.observations.names import spellings
from miqyas.observations.tables import about_table
from miqyas.reports.findings import GROUPS
from miqyas.reports.standings import reason_unranked
from miqyas.reports.tables import Table as ExportTable
from miqyas.reports.tables.build import standings_table
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.files import FORMS, table_file
from miqyas.web.groups import group_sign, tone_of
from miqyas.web.pages import country_address, public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

SORTS: Final = ("rank", "name", "egdi", "osi", "tii", "hci", "epi", "change")
KINDS: Final = ("region", "subregion", "income", "situation", "membership")
LONGEST_QUESTION: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asked of the ranking: a group of countries, a group of the index, a name, an order."""

    group: str = ""
    band: str = ""
    q: str = ""
    sort: str = "rank"

    @property
    def key(self) -> str:
        """What is sorted by, without its direction."""
        return self.sort.removeprefix("-")

    @property
    def query(self) -> str:
        """The choice as it stands in an address, with nothing that is as usual."""
        usual = Choice()
        given = {name: getattr(self, name) for name in ("group", "band", "q", "sort")}
        return urlencode({name: value for name, value in given.items() if value != getattr(usual, name)})


@dataclass(frozen=True, slots=True)
class Line:
    """A ranked state with the places it gained since the edition before (None: not ranked then)."""

    name: str
    standing: Standing
    change: int | None


@dataclass(frozen=True, slots=True)
class Unranked:
    """A listed state without a rank, and why."""

    name: str
    url: str
    iso3: str
    reason: str


@public_page
def rankings(request: HttpRequest, edition: int | None = None) -> HttpResponseBase:
    """The ranking of an edition (default: the newest)."""
    world = world_of(request)
    chosen_edition = edition or world.latest
    if chosen_edition not in world.editions:
        raise Http404
    choice = choice_of(request.GET)
    lines = lines_of(world, chosen_edition, choice)
    context = {
        "edition": chosen_edition,
        "before": world.previous(chosen_edition),
        "choice": choice,
        "editions": _editions(world, chosen_edition, choice),
        "options": _options(),
        "bands": GROUPS if world.methodology(chosen_edition).groups else (),
        "table": _table(world, lines, chosen_edition, choice),
        "shown": len(lines),
        "count": world.published(chosen_edition).ranked_count,
        "group": groups().get(choice.group),
        "recalled_as_of": about_table("countries").checked[:4],
        "is_newest": chosen_edition == world.latest,
        "unranked": _unranked(world, chosen_edition, choice),
        "address": reverse("rankings_edition", args=[chosen_edition]),
        "downloads": [_download(chosen_edition, choice, form) for form in FORMS],
        "crumbs": [
            Link(label=say_here("shell.rankings"), url=reverse("rankings")),
            Link(label=say_here("rankings.edition", edition=chosen_edition)),
        ],
    }
    return show(request, "web/rankings.html", context, edition=chosen_edition)


@public_page
def ranking_file(request: HttpRequest, edition: str, form: str) -> HttpResponseBase:
    """The same view of the ranking as a file to keep."""
    world = world_of(request)
    year = int(edition)
    if year not in world.editions:
        raise Http404
    lines = lines_of(world, year, choice_of(request.GET))
    return table_file(_kept(standings_table(world, edition=year), lines), form=form)


def _kept(table: ExportTable, lines: Sequence[Line]) -> ExportTable:
    """The rows of the chosen states, in the order in which the page shows them."""
    place = [column.name for column in table.columns].index("iso3")
    rows = {row[place]: row for row in table.rows}
    return replace(table, rows=tuple(rows[line.standing.iso3] for line in lines))


def choice_of(given: QueryDict) -> Choice:
    """The choice in an address. Raises `Http404` for a group, a band or an order that there is not."""
    choice = Choice(
        group=given.get("group", ""),
        band=given.get("band", ""),
        q=given.get("q", "").strip()[:LONGEST_QUESTION],
        sort=given.get("sort", "") or "rank",
    )
    known_group = not choice.group or choice.group in groups()
    known_band = not choice.band or choice.band in GROUPS
    if not (known_group and known_band and choice.key in SORTS):
        raise Http404
    return choice


def lines_of(world: World, edition: int, choice: Choice) -> tuple[Line, ...]:
    """The ranked states that the choice leaves, in its order; equals stay in the order of rank."""
    before = world.previous(edition)
    members = groups()[choice.group or "world"].members
    found = [
        _line(world, standing, before)
        for standing in world.ranking(edition)
        if standing.iso3 in members
        and choice.band in ("", standing.group)
        and _answers(standing.iso3, choice.q)
    ]
    key = _KEYS[choice.key]
    known = [line for line in found if key(line) is not None]
    unknown = [line for line in found if key(line) is None]
    is_falling = choice.sort.startswith("-") != (choice.key not in ("rank", "name"))
    return (*sorted(known, key=key, reverse=is_falling), *unknown)


def _line(world: World, standing: Standing, before: int | None) -> Line:
    rank_before = world.standing(standing.iso3, before).rank if before else None
    change = rank_before - standing.rank if rank_before and standing.rank else None
    return Line(world.country(standing.iso3).name.in_language(current_language()), standing, change)


def _component(code: str) -> Callable[[Line], float | None]:
    return lambda line: line.standing.component(code)


_KEYS: Final[dict[str, Callable[[Line], object]]] = {
    "rank": lambda line: line.standing.rank,
    "name": lambda line: fold(line.name).removeprefix("ال"),
    "change": lambda line: line.change,
    **{code: _component(code) for code in ("egdi", "osi", "tii", "hci", "epi")},
}


def _answers(iso3: str, question: str) -> bool:
    wanted = fold(question)
    return not wanted or wanted == iso3.casefold() or any(wanted in fold(name) for name in spellings(iso3))


def _table(world: World, lines: Sequence[Line], edition: int, choice: Choice) -> Table:
    columns = (
        _column("rank", "rank", choice),
        _column("name", "text", choice),
        Column(label=say_here("rankings.group")),
        *(_column(code, "index", choice) for code in ("egdi", "osi", "tii", "hci", "epi")),
        _column("change", "signed_rank", choice),
    )
    has_groups = world.methodology(edition).groups is not None
    has_before = world.previous(edition) is not None
    kept = [
        place
        for place in range(len(columns))
        if not (place == 2 and not has_groups) and not (place == 8 and not has_before)
    ]
    rows = [_row(line, kept) for line in lines]
    caption = say_here("rankings.caption", n=len(lines), edition=edition)
    return Table(caption=caption, columns=[columns[place] for place in kept], rows=rows, is_compact=True)


def _column(key: str, kind: str, choice: Choice) -> Column:
    is_current = choice.key == key
    turned = f"-{key}" if choice.sort == key else key
    rises = choice.sort.startswith("-") == (key not in ("rank", "name"))
    label = (
        say_here(f"rankings.{key}") if key in ("rank", "name", "change") else indicators()[key.upper()].code
    )
    return Column(
        label=label,
        kind=kind,
        is_header=key == "name",
        sort_url=f"?{replace(choice, sort=turned).query}",
        sorted="" if not is_current else "ascending" if rises else "descending",
    )


def _row(line: Line, kept: Sequence[int]) -> Row:
    standing = line.standing
    cells = (
        standing.rank,
        Cell(value=line.name, url=country_address(standing.iso3)),
        Cell(value=group_sign(standing), tone=tone_of(standing)),
        *(standing.component(code) for code in ("EGDI", "OSI", "TII", "HCI", "EPI")),
        line.change,
    )
    return Row(cells=[cells[place] for place in kept], is_selected=standing.iso3 == home_country())


def _editions(world: World, edition: int, choice: Choice) -> list[Link]:
    """The same choice in other editions; without the group of the index where an edition has none."""
    links = []
    for year in reversed(world.editions):
        kept = choice if world.methodology(year).groups else replace(choice, band="")
        address = reverse("rankings_edition", args=[year])
        url = f"{address}?{kept.query}" if kept.query else address
        links.append(Link(label=str(year), url=url, current=year == edition))
    return links


def _download(edition: int, choice: Choice, form: str) -> Link:
    address = reverse("ranking_file", args=[edition, form])
    return Link(label=form.upper(), url=f"{address}?{choice.query}" if choice.query else address)


def _options() -> list[tuple[str, list[Group]]]:
    """Groups of countries by kind, for the list of choices."""
    return [(kind, [group for group in groups().values() if group.kind == kind]) for kind in KINDS]


def _unranked(world: World, edition: int, choice: Choice) -> list[Unranked]:
    """Listed states without a rank that the choice of countries leaves."""
    members = groups()[choice.group or "world"].members
    standings = [world.standing(iso3, edition) for iso3 in members]
    return [
        Unranked(
            name=world.country(standing.iso3).name.in_language(current_language()),
            url=country_address(standing.iso3),
            iso3=standing.iso3,
            reason=reason_unranked(world, standing, language=current_language()),
        )
        for standing in standings
        if standing.is_listed and not standing.rank and not choice.band and _answers(standing.iso3, choice.q)
    ]
