"""The field over time: medians and spread, convergence, groups of the index, climbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.trends import Mover, convergence, movers, spread_over_time
from miqyas.analysis.world import World
from miqyas.observations.countries import Group, groups
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import about_table
from miqyas.reports.figures.trends import ends_of, groups_by, reading_of
from miqyas.reports.findings import GROUPS, name_in, said, short_name
from miqyas.web.charts import figure_of
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.methods import name_of
from miqyas.web.pages import public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

KINDS: Final = ("region", "income", "membership", "situation")
OF_CONVERGENCE: Final = ("world", "region", "income", "situation")


@dataclass(frozen=True, slots=True)
class Choice:
    """What an address asks of the trends; `swapped` when its span ran backwards."""

    index: str
    by: str
    group: str
    before: int
    after: int
    swapped: bool = False

    @property
    def address(self) -> str:
        """The address of this choice."""
        parts = {
            "index": self.index,
            "by": self.by,
            "group": self.group,
            "from": self.before,
            "to": self.after,
        }
        return f"{reverse('trends')}?{urlencode(parts)}"


@public_page
def trends(request: HttpRequest) -> HttpResponseBase:
    """All trends of one index, for groups of one kind, with climbers of one span."""
    world = world_of(request)
    choice = _choice(request, world)
    found = movers(world, before=choice.before, after=choice.after, members=choice.group)
    context: dict[str, Any] = {
        "choice": choice,
        "index_name": name_of(choice.index),
        "indices": _links(choice, "index", [(code, _short(code)) for code in PUBLISHED]),
        "kinds": _links(choice, "by", [(kind, say_here(f"trends.by.{kind}")) for kind in KINDS]),
        "spread": figure_of(
            request,
            "trends-spread",
            note=say_here("trends.spread.note"),
            index=choice.index,
            members="world",
        ),
        "medians": figure_of(request, "trends-medians", index=choice.index, by=choice.by),
        "convergence": _convergence_table(world, choice.index),
        "convergence_said": _convergence_said(world, choice.index),
        **_index_groups(world),
        "climbers": figure_of(
            request,
            "trends-climbers",
            note=say_here("trends.climbers.note"),
            before=choice.before,
            after=choice.after,
            members=choice.group,
        )
        if ends_of(found)
        else None,
        "movers": _movers_table(world, choice, found) if found else None,
        "editions": world.editions,
        "options": _options(),
        "recalled_as_of": about_table("countries").checked[:4],
        "crumbs": [Link(label=say_here("shell.trends"))],
    }
    return show(request, "web/trends.html", context)


def _short(code: str) -> str:
    return short_name(code, current_language())


def _choice(request: HttpRequest, world: World) -> Choice:
    index = request.GET.get("index", "EGDI")
    by = request.GET.get("by", "region")
    group = request.GET.get("group", "") or "world"
    if index not in PUBLISHED or by not in KINDS or group not in groups():
        raise Http404
    before = _edition(request, world, "from", world.previous(world.latest) or world.latest)
    after = _edition(request, world, "to", world.latest)
    if before == after:
        before = world.previous(after) or before
        after = after if before != after else world.editions[1]
    return Choice(index, by, group, min(before, after), max(before, after), swapped=before > after)


def _edition(request: HttpRequest, world: World, name: str, default: int) -> int:
    known = {str(year): year for year in world.editions}
    given = request.GET.get(name, "") or str(default)
    if given not in known:
        raise Http404
    return known[given]


def _links(choice: Choice, name: str, entries: list[tuple[str, str]]) -> list[Link]:
    return [
        Link(
            label=label,
            url=replace(choice, **{name: value}).address,
            current=getattr(choice, name) == value,
        )
        for value, label in entries
    ]


def _options() -> list[tuple[str, list[Group]]]:
    """Groups of countries by kind, for the list of choices."""
    kinds = ("world", "region", "subregion", "income", "situation", "membership")
    return [(kind, [group for group in groups().values() if group.kind == kind]) for kind in kinds]


def _changes(world: World, index: str) -> list[tuple[Group, float, float, float | None, int]]:
    """Each group with the width of its middle half, first and last, its change, and its size."""
    found = []
    for kind in OF_CONVERGENCE:
        for group in groups_by(kind):
            spreads = spread_over_time(world, members=group.code, code=index)
            if spreads:
                first, last = spreads[0], spreads[-1]
                change = convergence(spreads)
                found.append((group, first.middle_half, last.middle_half, change, last.count))
    return found


def _convergence_said(world: World, index: str) -> str:
    inside = [row for row in _changes(world, index) if row[0].kind != "world"]
    closer = sum(reading_of(row[3]) == "closer" for row in inside)
    return said("trends.convergence.count", language=current_language(), n=closer, of=len(inside))


def _convergence_table(world: World, index: str) -> Table:
    columns = (
        Column(label=say_here("trends.convergence.group"), is_header=True),
        Column(label=say_here("trends.convergence.members"), kind="count"),
        Column(label=str(world.editions[0]), kind="index3"),
        Column(label=str(world.latest), kind="index3"),
        Column(label=say_here("trends.convergence.change"), kind="signed_percent1"),
        Column(label=say_here("trends.convergence.reading")),
    )
    rows = [
        Row(
            cells=(
                group.short.in_language(current_language()),
                count,
                first,
                last,
                change,
                "" if change is None else say_here(f"trends.convergence.{reading_of(change)}"),
            )
        )
        for group, first, last, change, count in _changes(world, index)
    ]
    caption = say_here("trends.convergence.caption")
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True)


def _index_groups(world: World) -> dict[str, Any]:
    """How many states are in each group of the index, for the editions that have groups."""
    counts = {
        year: Counter(standing.group for standing in world.ranking(year))
        for year in world.editions
        if world.methodology(year).groups
    }
    if not counts:
        return {}
    first, last = min(counts), max(counts)
    columns = (
        Column(label=say_here("trends.groups.edition"), is_header=True),
        *(Column(label=say_here(f"group.{group}"), kind="count") for group in GROUPS),
    )
    rows = [
        Row(
            cells=(
                Cell(value=str(year), url=reverse("rankings_edition", args=[year])),
                *(found[group] for group in GROUPS),
            )
        )
        for year, found in sorted(counts.items(), reverse=True)
    ]
    return {
        "groups_table": Table(
            caption=say_here("trends.groups.caption"), columns=columns, rows=rows, is_compact=True
        ),
        "groups_said": say_here(
            "trends.groups.finding",
            n=counts[last][GROUPS[0]],
            last=last,
            first=first,
            before=counts[first][GROUPS[0]],
        ),
        "groups_since": first,
    }


def _movers_table(world: World, choice: Choice, found: tuple[Mover, ...]) -> Table:
    columns = (
        Column(label=say_here("trends.climbers.state"), is_header=True),
        Column(label=str(choice.before), kind="rank"),
        Column(label=str(choice.after), kind="rank"),
        Column(label=say_here("trends.climbers.gained"), kind="signed_rank"),
        Column(label=say_here("trends.climbers.egdi"), kind="signed"),
    )
    language = current_language()
    rows = [
        Row(
            cells=(
                Cell(
                    value=name_in(world, mover.iso3, language),
                    url=reverse("country_edition", args=[mover.iso3, choice.after]),
                ),
                mover.rank_before,
                mover.rank_after,
                mover.gained,
                mover.egdi_change,
            )
        )
        for mover in found
    ]
    caption = say_here("trends.climbers.table", before=choice.before, after=choice.after)
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True, is_caption_hidden=True)
