"""How mature services are, of an entity and of the nation; what is asked again; what most to raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from miqyas.assessment.maturity import Summary
from miqyas.assessment.once_only import Edge, Likely, OnceOnly, likely_held
from miqyas.catalogue import vocabulary
from miqyas.jobs.programme.service_maturity import (
    Maturities,
    asked_again,
    carried,
    maturities,
    transactional_number,
    usual_holders,
)
from miqyas.jobs.programme.services import raises_in
from miqyas.kernel.text import Text, plain_line
from miqyas.web.components import Link
from miqyas.web.level_figures import mean_figure
from miqyas.web.maturities import empty_cells, mean_ruler, spread_bar, stops
from miqyas.web.scores import THOUSAND
from miqyas.web.services import line_of, names
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.services.queries import (
    services_in_order,
    services_living,
    services_living_seen,
)

ON_A_PAGE: Final = 50
EDGES_SHOWN: Final = 100
WEIGHTS: Final = 5
"""Steps of shade in the matrix."""


@dataclass(frozen=True, slots=True)
class Group:
    """Services of an entity or a sector together."""

    name: str
    url: str
    summary: Summary
    bar: Any
    share: float | None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one entity asks people for that another holds; `weight` is its shade.

    `before` are the cells between it and the one before, of entities whom nothing is asked of: a matrix of
    a whole government is mostly empty.
    """

    documents: int
    weight: int
    label: str
    is_own: bool
    before: SafeString


@work_page
@require_GET
def services_nation(request: HttpRequest) -> HttpResponseBase:
    """The maturity of all services, or those of a sector: together, by entity, and how it came there."""
    require(request.user, "service.nation")
    sector = plain_line(request.GET.get("sector", ""))
    name = names([sector], "sector") if sector in vocabulary().sectors else ""
    living = services_living().filter(sector=sector) if name else services_living()
    found = maturities(living, today=timezone.localdate())
    title = say_here("services.nation.of", sector=name) if name else say_here("services.nation.title")
    entities = {one.code: one for one in Entity.objects.filter(services__isnull=False).distinct()}
    context = {
        **_whole(found, name=name or say_here("services.history.all")),
        "title": title,
        "sector": sector if name else "",
        "entities": [_of_entity(entities[code], one) for code, one in found.entities.items()],
        "sectors": [_of_sector(code, one) for code, one in found.sectors.items()],
        "carried": carried(living),
        "crumbs": _crumbs(title),
    }
    return show_work(request, "web/workspace/services/nation.html", context)


@work_page
@require_GET
def services_entity(request: HttpRequest, code: str) -> HttpResponseBase:
    """The maturity of an entity's services, what each still needs, what it asks again."""
    entity = entity_by_code(code)
    if entity is None:
        raise Http404
    require(request.user, "service.view", entity)
    own = services_living().filter(entity=entity)
    page = Paginator(own.order_by("level_number", "-volume", "code"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    title = entity.title.in_language(current_language())
    context = {
        **_whole(maturities(own, today=timezone.localdate()), name=title),
        "entity": entity,
        "title": title,
        "page": page,
        "lines": [(line_of(service), stops(service.level_number)) for service in page.object_list],
        **_asked_again(asked_again(own)[1]),
        "crumbs": _crumbs(title),
    }
    return show_work(request, "web/workspace/services/entity.html", context)


def _whole(found: Maturities, *, name: str) -> dict[str, Any]:
    """Services together, drawn, with how they came there over the last year."""
    return {
        "summary": found.whole,
        "share": found.whole.share_from(transactional_number()),
        "levels": list(zip(stops(0), found.whole.counts, strict=True)),
        "bar": spread_bar(found.whole),
        "ruler": mean_ruler(found.whole),
        "past": found.past,
        "history": mean_figure(found.past, name=name),
    }


def _of_entity(entity: Entity, found: Summary) -> Group:
    name = entity.title.in_language(current_language())
    url = reverse("services_entity", args=[entity.code])
    return Group(name, url, found, spread_bar(found), found.share_from(transactional_number()))


def _of_sector(code: str, found: Summary) -> Group:
    url = f"{reverse('services_nation')}?sector={code}" if code else ""
    name = names([code], "sector") or say_here("services.no_sector")
    return Group(name, url, found, spread_bar(found), found.share_from(transactional_number()))


@work_page
@require_GET
def services_once_only(request: HttpRequest) -> HttpResponseBase:
    """Which data people are asked for again although an entity holds them: a matrix, then a table."""
    person = require(request.user, "service.list")
    uses, found = asked_again(services_living_seen(person))
    context = {
        **_asked_again(found),
        "likely": _likely(likely_held(uses, holders=usual_holders())),
        "crumbs": _crumbs(say_here("services.once.title")),
    }
    return show_work(request, "web/workspace/services/once_only.html", context)


def _asked_again(found: OnceOnly) -> dict[str, Any]:
    ends = {code for edge in found.edges for code in (edge.asker, edge.holder)}
    ends |= {code for link in found.links for code in (link.source, link.target)}
    titles = {one.code: one.title for one in Entity.objects.filter(code__in=ends)}
    named = _here(titles)
    return {
        "once": found,
        "edges": [_edge(edge, named) for edge in found.edges[:EDGES_SHOWN]],
        "edge_count": len(found.edges),
        "matrix": _matrix(found, named),
        "links": [
            (named[link.source], named[link.target], names(link.data, "datum"), len(link.services))
            for link in found.links
        ],
        "data": [(names([code], "datum"), burden) for code, burden in list(found.by_datum().items())[:8]],
    }


def _likely(found: Sequence[Likely]) -> list[tuple[str, str, str, int]]:
    """Datum, who asks, who usually has it, and of how many services."""
    ends = {code for one in found for code in (one.asker, one.holder)}
    named = _here({one.code: one.title for one in Entity.objects.filter(code__in=ends)})
    return [
        (names([one.datum], "datum"), named[one.asker], named[one.holder], len(one.services)) for one in found
    ]


def _here(titles: Mapping[str, Text]) -> dict[str, str]:
    language = current_language()
    return {code: title.in_language(language) for code, title in titles.items()}


def _edge(edge: Edge, named: Mapping[str, str]) -> dict[str, Any]:
    return {
        "edge": edge,
        "datum": names([edge.datum], "datum"),
        "asker": named[edge.asker],
        "holder": named[edge.holder],
    }


def _matrix(found: OnceOnly, named: Mapping[str, str]) -> dict[str, Any]:
    """Who asks (rows) for what whom holds (columns); a cell's shade is its share of the heaviest."""
    cells = found.between()
    askers = list(dict.fromkeys(asker for asker, _ in cells))
    holders = list(dict.fromkeys(holder for _, holder in cells))
    heaviest = max((_burden(edges) for edges in cells.values()), default=0)
    rows = []
    for asker in askers:
        row, gap = [], 0
        for holder in holders:
            if edges := cells.get((asker, holder)):
                row.append(_cell(edges, heaviest=heaviest, is_own=asker == holder, gap=gap))
            gap = 0 if edges else gap + 1
        rows.append((named[asker], row, empty_cells(gap)))
    return {"holders": [named[holder] for holder in holders], "rows": rows}


def _burden(edges: Iterable[Edge]) -> int:
    return sum(edge.burden for edge in edges)


def _cell(edges: Sequence[Edge], *, heaviest: int, is_own: bool, gap: int) -> MatrixCell:
    burden = _burden(edges)
    weight = 1 + round((WEIGHTS - 1) * burden / heaviest) if heaviest else 1
    return MatrixCell(
        burden, weight, names((edge.datum for edge in edges), "datum"), is_own, empty_cells(gap)
    )


@work_page
@require_GET
def services_worth(request: HttpRequest) -> HttpResponseBase:
    """The services whose becoming transactional adds most to the index."""
    person = require(request.user, "service.list")
    seen = services_living_seen(person)
    found = raises_in(seen)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {service.pk: service for service in services_in_order([one.key for one in page.object_list])}
    context = {
        "page": page,
        "raises": [
            {
                "line": line_of(shown[one.key]),
                "gain": one.worth.gain * THOUSAND,
                "low": one.worth.low * THOUSAND,
                "high": one.worth.high * THOUSAND,
                "features": [worth.feature for worth in one.worth.features if worth.gain > 0],
            }
            for one in page.object_list
            if one.key in shown
        ],
        "unmapped": seen.exclude(features__is_accepted=True).count(),
        "crumbs": _crumbs(say_here("services.worth.title")),
    }
    return show_work(request, "web/workspace/services/worth.html", context)


def _crumbs(label: str) -> list[Link]:
    return [Link(label=say_here("workspace.place.services"), url=reverse("services")), Link(label=label)]
