"""The roadmap over time: dates against the window, what slips cost, plans kept and adopted, the way back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.schedule.records import schedule_record
from miqyas.api.gate import private
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import Mark, Names
from miqyas.jobs.answers import handle_find
from miqyas.jobs.programme.adoption import adopt, plan_from_answer, portfolio_of_roadmap
from miqyas.jobs.programme.roadmap import roadmap_schedule
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.roadmaps.faults import LONGEST_LINE, LONGEST_NAME
from miqyas.workspace.roadmaps.models import PortfolioPlan
from miqyas.workspace.roadmaps.queries.plans import actions_of, plan_by_id, plans_kept

router = Router(tags=["roadmap"])
BASE: Final = "/workspace/roadmap"
Share = Annotated[float, Field(ge=0, le=1)]
Standing = Literal["live", "before", "at_risk", "in_window", "too_late"]
PlanInPath = Annotated[UUID, Path(description="Id of a plan that is kept.")]


class DatesAsked(Window):
    """Which part of the roadmap, for which edition."""

    edition: int | None = Field(
        None, ge=1, le=9999, description="Null: the next whose window has not closed."
    )


class ScheduleLinkTold(Schema):
    """What a task waits for, and days more that must pass."""

    id: str
    lag: int


class ScheduleTaskTold(Schema):
    """An item with its dates."""

    id: str = Field(description="Code of the item.")
    name: Names
    group: str | None = Field(description="Code of the programme or strategy that it stands below.")
    state: Literal["waiting", "under_way", "done"]
    duration: int
    after: list[ScheduleLinkTold]
    planned_start: dt.date
    planned_finish: dt.date
    start: dt.date
    finish: dt.date
    latest_start: dt.date | None
    latest_finish: dt.date | None
    total_float: int | None
    free_float: int | None
    is_critical: bool
    delay: int = Field(description="Days by which it ends later than planned.")
    inherited: int = Field(description="How many of them come from what it waits for.")
    held_by: str | None
    baseline_start: dt.date | None
    baseline_finish: dt.date | None
    variance: int | None


class LiveTold(Schema):
    """What goes live, against the window."""

    id: str
    live: dt.date
    safe: dt.date
    last: dt.date
    margin: int
    chance: Share = Field(description="Of being live by the last date.")
    standing: Standing
    room: int | None = Field(description="Days by which it may slip before anything misses the last date.")


class ShareDay(Schema):
    """The day that a share of the draws does not exceed."""

    share: Share
    day: dt.date


class AssumedTold(Schema):
    """Something that is taken to be so."""

    name: str
    mark: Mark
    words: Names


class SchedulePart(Schema):
    """A part of a list."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None


class ScheduleTold(SchedulePart):
    """The roadmap over time; all null and empty where nothing in it has dates."""

    edition: int | None
    opens: dt.date | None
    closes: dt.date | None
    today: dt.date | None
    begins: dt.date | None
    ends: dt.date | None
    planned_end: dt.date | None
    ends_by: list[ShareDay]
    chance_of_all: Share | None
    critical_paths: list[list[str]]
    go_lives: list[LiveTold]
    tasks: list[ScheduleTaskTold]
    undated: list[str] = Field(description="Codes of items without dates.")
    settled: list[str] = Field(
        description="Codes of items whose features the newest campaign found in full: they add nothing more."
    )
    assumptions: list[AssumedTold]


class FutureTold(Schema):
    """A case of the coming edition: nothing_more, late_stay_late, all_in_time."""

    case: str
    gain: float
    gain_80: list[float]
    services_gain: float
    index: dict[str, Any] | None
    rank: dict[str, Any] | None


class SlipTold(Schema):
    """What it costs if an item, and all that waits for it, misses the edition."""

    id: str
    with_it: int
    index: float
    index_80: list[float]
    services: float
    places: float | None
    places_80: list[int] | None
    now: float = Field(description="What the index is expected to lose by this item's dates as they stand.")


class SlipsTold(SchedulePart):
    """The coming edition in three cases, and slips by their cost, the dearest first."""

    edition: int | None
    iso3: str | None
    futures: list[FutureTold]
    slips: list[SlipTold]
    draws: int | None
    seed: int | None
    versions: dict[str, str]


class PlanBrief(Schema):
    """A plan that is kept."""

    id: UUID
    name: str
    digest: str
    at: dt.datetime
    is_adopted: bool
    carried_out: int
    rejected: int
    expected_gain: float
    money: float


class PlansTold(SchedulePart):
    """Plans that are kept, the newest first."""

    plans: list[PlanBrief]


class PlanWhole(PlanBrief):
    """A plan with what it was chosen from, its answer, and what became of its actions."""

    document: dict[str, Any]
    record: dict[str, Any]
    actions: list[dict[str, Any]] = Field(description="Once adopted: each action with its item, or why not.")


class KeepAsked(Schema):
    """A plan to be kept: the handle of the answer to the question `portfolio`."""

    answer: UUID
    name: str = Field(max_length=LONGEST_NAME)


class AdoptAsked(Schema):
    """How a plan is adopted."""

    reason: str = Field("", max_length=LONGEST_LINE)
    parent: str = Field("", max_length=60, description="Code of what new initiatives stand below.")


class PortfolioTold(Schema):
    """The roadmap as the document of a portfolio, to be given limits and asked as `portfolio` again."""

    portfolio: dict[str, Any] | None


@router.get(
    f"{BASE}/schedule",
    response=ScheduleTold,
    operation_id="roadmap_schedule",
    url_name="roadmap_schedule",
    summary="The roadmap over time",
)
@private("roadmap.list")
def roadmap_schedule_get(
    request: HttpRequest, response: HttpResponse, asked: Query[DatesAsked]
) -> dict[str, Any]:
    """Dates, floats, critical paths and delays of items, and each go-live against the window."""
    held = roadmap_schedule(edition=asked.edition)
    record = _record(held.found)
    tasks, about = part_of(record.get("tasks", ()), asked, request=request, response=response)
    empty = dict.fromkeys(
        ("edition", "opens", "closes", "today", "begins", "ends", "planned_end", "chance_of_all")
    )
    lists: dict[str, Any] = {"ends_by": [], "critical_paths": [], "go_lives": [], "assumptions": []}
    shown = {task["id"] for task in tasks}
    lives = [one for one in record.get("go_lives", ()) if one["id"] in shown]
    return {
        **empty,
        **lists,
        **record,
        **about,
        "tasks": tasks,
        "go_lives": lives,
        "undated": list(held.undated),
        "settled": list(held.settled),
    }


@router.get(
    f"{BASE}/slips",
    response=SlipsTold,
    operation_id="roadmap_slips",
    url_name="roadmap_slips",
    summary="What slips of the roadmap cost",
)
@private("roadmap.list")
def roadmap_slips_get(
    request: HttpRequest, response: HttpResponse, asked: Query[DatesAsked]
) -> dict[str, Any]:
    """The coming edition if all is done, if the late stay late, if nothing more is; what each slip costs."""
    record = _record(roadmap_schedule(edition=asked.edition).found)
    slips, about = part_of(record.get("slips", ()), asked, request=request, response=response)
    empty = {"edition": None, "iso3": None, "futures": [], "draws": None, "seed": None, "versions": {}}
    return {**empty, **record, **about, "slips": slips}


def _record(found: Any) -> dict[str, Any]:
    return {} if found is None else schedule_record(found)


@router.get(
    f"{BASE}/plans",
    response=PlansTold,
    operation_id="roadmap_plans",
    url_name="roadmap_plans",
    summary="Plans that are kept",
)
@private("portfolio_plan.list")
def roadmap_plans_get(request: HttpRequest, response: HttpResponse, asked: Query[Window]) -> dict[str, Any]:
    """Plans from portfolios, kept to be compared."""
    plans, about = part_of(plans_kept(), asked, request=request, response=response)
    return {**about, "plans": [_brief(plan) for plan in plans]}


@router.post(
    f"{BASE}/plans",
    response=PlanWhole,
    operation_id="roadmap_plan_keep",
    url_name="roadmap_plan_keep",
    summary="Keep a plan",
)
@private("portfolio_plan.keep")
def roadmap_plan_keep(request: HttpRequest, asked: KeepAsked) -> dict[str, Any]:
    """Keep the answer to a portfolio's question beside the roadmap; the same plan is kept once."""
    held = handle_find(asked.answer)
    by = person_of(request.user).by
    plan = plan_from_answer(held, name=asked.name, by=by) if held else None
    if plan is None:
        raise Http404(str(asked.answer))
    return _whole(plan)


@router.get(
    f"{BASE}/plans/{{plan}}",
    response=PlanWhole,
    operation_id="roadmap_plan",
    url_name="roadmap_plan",
    summary="A plan that is kept",
)
@private("portfolio_plan.list")
def roadmap_plan_get(request: HttpRequest, plan: PlanInPath) -> dict[str, Any]:
    """A plan with what it was chosen from, what it does, what it rejects and why."""
    return _whole(_found(plan))


@router.post(
    f"{BASE}/plans/{{plan}}/adoption",
    response=PlanWhole,
    operation_id="roadmap_plan_adopt",
    url_name="roadmap_plan_adopt",
    summary="Adopt a plan",
)
@private("portfolio_plan.adopt")
def roadmap_plan_adopt(request: HttpRequest, plan: PlanInPath, asked: AdoptAsked) -> dict[str, Any]:
    """Make the actions of a plan items of the roadmap. A plan that is adopted already stays as it is."""
    found = _found(plan)
    adopt(found, reason=asked.reason, parent=asked.parent, by=person_of(request.user).by)
    return _whole(_found(plan))


@router.get(
    f"{BASE}/portfolio",
    response=PortfolioTold,
    operation_id="roadmap_portfolio",
    url_name="roadmap_portfolio",
    summary="The roadmap as a portfolio",
)
@private("portfolio_plan.list")
def roadmap_portfolio_get(request: HttpRequest) -> dict[str, Any]:
    """Initiatives still to be ended, as the question `portfolio` takes them; null where there are none."""
    portfolio = portfolio_of_roadmap()
    return {"portfolio": None if portfolio is None else document_of(portfolio)}


def _found(plan: UUID) -> PortfolioPlan:
    found = plan_by_id(plan)
    if found is None:
        raise Http404(str(plan))
    return found


def _brief(plan: PortfolioPlan) -> dict[str, Any]:
    record = plan.record
    return {
        "id": plan.pk,
        "name": plan.name,
        "digest": plan.digest,
        "at": plan.at,
        "is_adopted": hasattr(plan, "adoption"),
        "carried_out": len(record["tasks"]),
        "rejected": len(record["not_done"]),
        "expected_gain": record["expected_gain"],
        "money": record["money"],
    }


def _whole(plan: PortfolioPlan) -> dict[str, Any]:
    adoption = getattr(plan, "adoption", None)
    actions = [] if adoption is None else actions_of(adoption)
    return {
        **_brief(plan),
        "document": plan.document,
        "record": plan.record,
        "actions": [
            {
                "action": one.action,
                "name": one.name,
                "item": one.item.code if one.item else None,
                "why": one.why or None,
            }
            for one in actions
        ],
    }
