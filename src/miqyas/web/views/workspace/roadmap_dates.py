"""The roadmap over time: what is done when, held against the assessment window, and what each slip costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.schedule import Answered, Timed
from miqyas.analysis.schedule.records import COVERAGE
from miqyas.analysis.schedule.slips import Future, Slip
from miqyas.analysis.schedule.window import GoLive, last_day
from miqyas.jobs.programme.roadmap import Held, roadmap_schedule
from miqyas.jobs.programme.slips_file import slips_workbook
from miqyas.kernel.text import Text
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.gantt import axis, branch_drawing, scene_of
from miqyas.web.rank_rows import band_row, ruler, scale_of
from miqyas.web.roadmaps import roadmap_tabs
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_by_id

ROWS: Final = 80
"""Items of the drawing on one page."""
ALL: Final = ""
VIEWS: Final = ("critical", "late", "risk")
_RISKY: Final = ("at_risk", "in_window", "too_late")


@dataclass(frozen=True)
class Line:
    """An item in the list beside the drawing."""

    timed: Timed
    live: GoLive | None
    url: str
    entity: Entity | None
    driver: str


@dataclass(frozen=True)
class Branch:
    """What belongs together: a programme with its items and their drawing."""

    name: str
    lines: Sequence[Line]
    drawing: SafeString


def _held(request: HttpRequest) -> tuple[Held, int | None]:
    """The schedule, for the edition that the address asks for if there can be one."""
    given = request.GET.get("edition", "")
    edition = int(given) if given.isascii() and given.isdecimal() and len(given) == len("2028") else None
    try:
        return roadmap_schedule(edition=edition), edition
    except PortfolioError:
        return roadmap_schedule(), None


@work_page
@require_GET
def roadmap_dates(request: HttpRequest) -> HttpResponseBase:
    """What is done when."""
    require(request.user, "roadmap.list")
    held, _ = _held(request)
    tabs = roadmap_tabs(request, "roadmap_dates")
    if held.found is None:
        return _nothing(request, held, tabs, heading=say_here("roadmap_time.dates.title"))
    get = request.GET.get
    branch, view, entity = get("branch", ALL), get("view", ALL), get("entity", ALL)
    entities = entities_by_id(row.entity for row in held.rows.values() if row.entity)
    chosen = [
        one
        for one in held.found.schedule.timed
        if (not branch or held.rows[one.task.id].branch == branch)
        and (not entity or _code_of(held, one, entities) == entity)
        and _is_seen(one, held.lives.get(one.task.id), view)
    ]
    page = Paginator(_in_order(held, chosen), ROWS).get_page(get("page"))
    scene = scene_of(
        page.object_list or chosen, aim=held.found.aim, today=held.found.schedule.programme.today
    )
    context = {
        "tabs": tabs,
        "held": held,
        "found": held.found,
        "page": page,
        "axis": axis(scene),
        "branches": list(_branches(held, page.object_list, scene, entities)),
        "paths": [_path(held.found, path) for path in held.found.schedule.paths],
        "counts": _counts(held),
        "late_end": held.found.ends_by[0.9],
        "branch": branch,
        "view": view,
        "entity": entity,
        "is_filtered": bool(branch or view or entity),
        "branch_choices": _choices(held),
        "view_choices": [(one, say_here(f"roadmap_time.view.{one or 'all'}")) for one in (ALL, *VIEWS)],
        "entity_choices": _entity_choices(entities),
        "assumed": held.found.assumptions,
    }
    return show_work(request, "web/workspace/roadmap_dates.html", context)


@work_page
@require_GET
def roadmap_slips(request: HttpRequest) -> HttpResponseBase:
    """The coming edition if all is done and if the late stay late, and what each slip costs."""
    require(request.user, "roadmap.list")
    held, edition = _held(request)
    tabs = roadmap_tabs(request, "roadmap_slips")
    if held.found is None:
        return _nothing(request, held, tabs, heading=say_here("roadmap_time.slips.title"))
    found = held.found
    page = Paginator(found.slips.slips, ROWS).get_page(request.GET.get("page"))
    ranks = [one.rank for one in found.slips.futures if one.rank is not None]
    scale = scale_of(ranks) if ranks else None
    context = {
        "tabs": tabs,
        "held": held,
        "found": found,
        "edition": edition,
        "page": page,
        "cases": [_case(one, scale) for one in reversed(found.slips.futures)],
        "ruler": ruler(scale) if scale else "",
        "costs": [_cost(held, one) for one in page],
        "assumed": found.assumptions,
        "last_day": last_day(found.aim),
        "gained": found.slips.future("all_in_time").gain.mean
        - found.slips.future("late_stay_late").gain.mean,
    }
    return show_work(request, "web/workspace/roadmap_slips.html", context)


def _nothing(request: HttpRequest, held: Held, tabs: Sequence[Link], *, heading: str) -> HttpResponse:
    may_add = allowed(request.user, "roadmap.plan")
    context = {"tabs": tabs, "held": held, "heading": heading, "may_add": may_add}
    return show_work(request, "web/workspace/roadmap_undated.html", context)


def _is_seen(one: Timed, live: GoLive | None, view: str) -> bool:
    if view == "critical":
        return one.is_critical
    if view == "late":
        return one.delay > 0
    return view != "risk" or (live is not None and live.standing in _RISKY)


def _code_of(held: Held, one: Timed, entities: Mapping[UUID, Entity]) -> str:
    row = held.rows[one.task.id]
    return entities[row.entity].code if row.entity in entities else ""


def _in_order(held: Held, timed: Sequence[Timed]) -> list[Timed]:
    """By branch in the order of the roadmap, then by beginning."""
    place = {code: number for number, code in enumerate(held.branches)}
    last = len(place)
    return sorted(
        timed,
        key=lambda one: (place.get(held.rows[one.task.id].branch, last), one.start, one.finish, one.task.id),
    )


def _branches(
    held: Held, timed: Sequence[Timed], scene: Any, entities: Mapping[UUID, Entity]
) -> Sequence[Branch]:
    grouped: dict[str, list[Timed]] = {}
    for one in timed:
        grouped.setdefault(held.rows[one.task.id].branch, []).append(one)
    return [
        Branch(
            name=_branch_name(held, code),
            lines=[_line(held, one, entities) for one in members],
            drawing=branch_drawing(members, held.lives, scene),
        )
        for code, members in grouped.items()
    ]


def _branch_name(held: Held, code: str) -> str:
    name: Text | None = held.branches.get(code)
    return name.in_language(current_language()) if name else say_here("roadmap_time.no_branch")


def _line(held: Held, one: Timed, entities: Mapping[UUID, Entity]) -> Line:
    assert held.found is not None
    row = held.rows[one.task.id]
    driver = held.found.schedule.by_id.get(one.driver)
    return Line(
        timed=one,
        live=held.lives.get(one.task.id),
        url=item_url(one.task.id),
        entity=entities.get(row.entity) if row.entity else None,
        driver=driver.task.name.in_language(current_language()) if driver else "",
    )


def item_url(code: str) -> str:
    """The page of an item."""
    return reverse("roadmap_item", args=[code])


def _path(found: Answered, path: Sequence[str]) -> list[Link]:
    by_id = found.schedule.by_id
    return [
        Link(label=by_id[id_].task.name.in_language(current_language()), url=item_url(id_)) for id_ in path
    ]


def _counts(held: Held) -> Mapping[str, int]:
    counts = dict.fromkeys(("live", "before", "at_risk", "in_window", "too_late"), 0)
    for one in held.lives.values():
        counts[one.standing] += 1
    return counts


def _choices(held: Held) -> list[tuple[str, str]]:
    used = {row.branch for row in held.rows.values()}
    named = [(code, _branch_name(held, code)) for code in held.branches if code in used]
    return [(ALL, say_here("roadmap_time.any_branch")), *named]


def _entity_choices(entities: Mapping[UUID, Entity]) -> list[tuple[str, str]]:
    language = current_language()
    named = sorted((one.title.in_language(language), one.code) for one in entities.values())
    return [(ALL, say_here("roadmap_time.any_entity")), *((code, name) for name, code in named)]


@work_page
@require_GET
def slips_file(request: HttpRequest) -> HttpResponseBase:
    """What each slip costs, to take away."""
    require(request.user, "roadmap.list")
    held, _ = _held(request)
    return as_file(
        slips_workbook(held, language=current_language()), name="miqyas-roadmap-slips", form="xlsx"
    )


def _case(one: Future, scale: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"case": one.case, "gain": one.gain.mean, "services": one.services}
    if one.rank is None:
        return told
    low, high = one.rank.interval(COVERAGE)
    return {**told, "low": low, "high": high, "median": one.rank.median, "row": band_row(one.rank, scale)}


def _cost(held: Held, one: Slip) -> dict[str, Any]:
    assert held.found is not None
    timed = held.found.schedule.by_id[one.id]
    return {
        "slip": one,
        "timed": timed,
        "live": held.lives[one.id],
        "url": item_url(one.id),
        "places": None if one.places is None else one.places.mean,
        "places_80": None if one.places is None else one.places.interval(COVERAGE),
    }
