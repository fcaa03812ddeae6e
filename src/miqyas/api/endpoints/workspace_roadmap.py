"""The roadmap in the workspace: items, their steps, reports, outcomes, baselines, files."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.files import (
    AS_BYTES,
    FileAsked,
    FileStanding,
    PlanOfFile,
    brought,
    file_answer,
    told_by,
)
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.roadmaps import (
    BaselineAsked,
    BaselinesTold,
    BaselineTold,
    ItemChange,
    ItemInPath,
    ItemNew,
    ItemSaved,
    ItemWhole,
    OutcomeAsked,
    OutcomeTold,
    ReportAsked,
    ReportTold,
    RoadmapItemsTold,
    RoadmapItemTold,
    RoadmapStepAsked,
    ValueAsked,
    frozen_record,
    item_found,
    item_of_outcome,
    item_record,
    note_record,
    outcome_record,
    revision_record,
)
from miqyas.jobs.programme.brought import ROADMAP
from miqyas.jobs.programme.roadmap_files import roadmap_template, roadmap_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.importing import Line
from miqyas.workspace.roadmaps.models import Baseline, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import (
    Sought,
    baselines_newest,
    days_late,
    item_whole,
    items_matching,
    items_whole,
    notes_of,
    revisions_of,
    tree_of,
)
from miqyas.workspace.roadmaps.queries.outcomes import outcome_by_id, outcomes_of
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.services.items import item_create, item_note, item_save, item_step
from miqyas.workspace.roadmaps.services.outcomes import outcome_add, outcome_measure

router = Router(tags=["roadmap"])
BASE: Final = "/workspace/roadmap"
ITEMS: Final = f"{BASE}/items"
ONE: Final = f"{ITEMS}/{{code}}"
Name = Literal["roadmap.xlsx", "template.xlsx"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["roadmap.xlsx"])]
OutcomeInPath = Annotated[UUID, Path(description="Id of an outcome.")]


class ItemsAsked(Window):
    """Which items."""

    text: str = Field("", max_length=200, description="In code or title.")
    kind: str = Field("", max_length=12, description="Kind of item; empty: any.")
    state: str = Field("", max_length=12, description="Where an item stands; empty: anywhere.")
    entity: str = Field("", max_length=60, description="Code of the owner.")
    feature: str = Field("", max_length=40, description="Code of a feature that it turns.")
    late: bool = Field(False, description="Only what is late.")


class RoadmapLineTold(Schema):
    """What the file would do to an item."""

    code: str
    doing: Literal["add", "change"]
    changed: list[str] = Field(description="Names of the fields that would be others.")


class RoadmapPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[RoadmapLineTold] = Field(description="Items that would be new or others, the first of them.")
    count: int = Field(description="Of how many.")
    unchanged: int


@router.get(
    ITEMS,
    response=RoadmapItemsTold,
    operation_id="roadmap_items",
    url_name="roadmap_items",
    summary="Items of the roadmap",
)
@private("roadmap.list")
def items(request: HttpRequest, asked: Query[ItemsAsked], response: HttpResponse) -> dict[str, Any]:
    """In the order of the tree, or those that match."""
    given = asked.dict(exclude={"limit", "offset", "late"})
    sought, today = Sought(**given, only_late=asked.late), timezone.localdate()
    found = [branch.item for branch in tree_of(items_matching(items_whole(), sought, today=today))]
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "items": [_record(request, item) for item in shown]}


@router.post(
    ITEMS,
    response=RoadmapItemTold,
    operation_id="roadmap_item_add",
    url_name="roadmap_item_add",
    summary="Put an item into the roadmap",
)
@private("roadmap.plan")
def add(request: HttpRequest, asked: ItemNew) -> dict[str, Any]:
    """As proposed; its code does not change any more."""
    made = item_create(asked.fields(asked.code), by=person_of(request.user).by)
    return _record(request, item_found(made.code))


@router.get(
    ONE,
    response=ItemWhole,
    operation_id="roadmap_item_get",
    url_name="roadmap_item_get",
    summary="An item of the roadmap",
)
@private("roadmap.view", of=item_found)
def get(request: HttpRequest, code: ItemInPath) -> dict[str, Any]:
    """With what was frozen and measured; what was reported and changed is for those who may see inside."""
    item = target_of(request)
    is_inside = allowed(request.user, "roadmap.inside", item)
    return {
        **_record(request, item),
        "baseline": frozen_record(baselines_newest([item]).get(item.pk), is_inside=is_inside),
        "outcomes": [outcome_record(one) for one in outcomes_of([item]).get(item.pk, [])],
        "notes": [note_record(one) for one in notes_of(item)] if is_inside else None,
        "revisions": [revision_record(one) for one in revisions_of(item)] if is_inside else None,
    }


@router.put(
    ONE,
    response=ItemSaved,
    operation_id="roadmap_item_save",
    url_name="roadmap_item_save",
    summary="Change an item",
)
@private("roadmap.edit", of=item_found)
def save(request: HttpRequest, code: ItemInPath, asked: ItemChange) -> dict[str, Any]:
    """Over the version that was seen: what meets other changes of the same fields is kept aside."""
    item = target_of(request)
    saved = item_save(item, asked.fields(item.code), version=asked.version, by=person_of(request.user).by)
    outcome = "saved" if saved.aside is None else "kept_aside"
    return {"outcome": outcome, "item": _record(request, item_found(item.code))}


@router.post(
    f"{ONE}/steps",
    response=RoadmapItemTold,
    operation_id="roadmap_item_step",
    url_name="roadmap_item_step",
    summary="Take an item to its next state",
)
@private("roadmap.edit", of=item_found)
def step(request: HttpRequest, code: ItemInPath, asked: RoadmapStepAsked) -> dict[str, Any]:
    """Approve, start, hold, resume, finish, reopen, stop, propose_again."""
    item, person = target_of(request), person_of(request.user)
    item_step(
        item,
        asked.action,
        roles=roles_on(person, item),
        on=asked.on or timezone.localdate(),
        reason=asked.reason,
        by=person.by,
    )
    return _record(request, item_found(item.code))


@router.post(
    f"{ONE}/notes",
    response=ReportTold,
    operation_id="roadmap_item_report",
    url_name="roadmap_item_report",
    summary="Report on an item",
)
@private("roadmap.edit", of=item_found)
def report(request: HttpRequest, code: ItemInPath, asked: ReportAsked) -> dict[str, Any]:
    """It stays as it was written."""
    return note_record(item_note(target_of(request), asked.text, by=person_of(request.user).by))


@router.post(
    f"{ONE}/outcomes",
    response=OutcomeTold,
    operation_id="roadmap_outcome_add",
    url_name="roadmap_outcome_add",
    summary="Say what an item is to bring",
)
@private("roadmap.edit", of=item_found)
def outcome_new(request: HttpRequest, code: ItemInPath, asked: OutcomeAsked) -> dict[str, Any]:
    """To people, apart from the effect on the index."""
    item = target_of(request)
    made = outcome_add(item, asked.fields(), by=person_of(request.user).by)
    return _outcome(item, made.pk)


@router.post(
    f"{ONE}/outcomes/{{outcome}}/values",
    response=OutcomeTold,
    operation_id="roadmap_outcome_measure",
    url_name="roadmap_outcome_measure",
    summary="Keep what was measured",
)
@private("roadmap.edit", of=item_of_outcome)
def measure(
    request: HttpRequest, code: ItemInPath, outcome: OutcomeInPath, asked: ValueAsked
) -> dict[str, Any]:
    """Of two values for one day the later one counts."""
    item = target_of(request)
    found = outcome_by_id(item, outcome)
    assert found is not None
    outcome_measure(
        found,
        on=asked.on,
        value=Decimal(str(asked.value)),
        source=asked.source,
        today=timezone.localdate(),
        by=person_of(request.user).by,
    )
    return _outcome(item, found.pk)


@router.get(
    f"{BASE}/baselines",
    response=BaselinesTold,
    operation_id="roadmap_baselines",
    url_name="roadmap_baselines",
    summary="Baselines of the roadmap",
)
@private("roadmap.list")
def baselines(request: HttpRequest) -> dict[str, Any]:
    """The newest first."""
    found = Baseline.objects.select_related("root").prefetch_related("items")
    return {"baselines": [_baseline(one) for one in found]}


@router.post(
    f"{BASE}/baselines",
    response=BaselineTold,
    operation_id="roadmap_baseline_take",
    url_name="roadmap_baseline_take",
    summary="Freeze a baseline",
)
@private("roadmap.plan")
def freeze(request: HttpRequest, asked: BaselineAsked) -> dict[str, Any]:
    """Dates and cost of the whole roadmap, or of one branch."""
    root = item_whole(asked.root) if asked.root.isascii() and asked.root.isprintable() else None
    if asked.root and root is None:
        raise fault("item_unknown", "root", given=asked.root)
    return _baseline(baseline_take(reason=asked.reason, root=root, by=person_of(request.user).by))


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="roadmap_file_get",
    url_name="roadmap_file_get",
    summary="The roadmap as a file",
    openapi_extra=AS_BYTES,
)
@private("roadmap.list", gives=BYTES)
def file_get(request: HttpRequest, name: NameInPath) -> HttpResponse:
    """A workbook in the language that is asked for; the template is for who may fill it in."""
    language = language_of(request)
    if name == "template.xlsx":
        require(request.user, "roadmap.plan")
        content = roadmap_template(language=language)
    else:
        content = roadmap_workbook(language=language, with_inside=allowed(request.user, "roadmap.pack"))
    return file_answer(content, name=f"miqyas-{name}")


@router.post(
    f"{BASE}/file",
    response={200: RoadmapPlanTold, 202: FileStanding},
    operation_id="roadmap_file_bring",
    url_name="roadmap_file_bring",
    summary="Bring a roadmap in",
)
@private("roadmap.plan", takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile], response: HttpResponse
) -> Status[dict[str, Any]]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing.

    A long file is worked on by jobs: 202 with an address at which that is followed and, at its end, told.
    """
    return brought(request, response, ROADMAP, asked, file)


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.fields.code, "doing": line.doing, "changed": line.changed}


told_by(ROADMAP, _line, also=lambda plan: {"unchanged": plan.counts["same"]})


def _record(request: HttpRequest, item: RoadmapItem) -> dict[str, Any]:
    is_inside = allowed(request.user, "roadmap.inside", item)
    late = days_late(item, today=timezone.localdate())
    return item_record(item, is_inside=is_inside, days_late=late)


def _outcome(item: RoadmapItem, pk: UUID) -> dict[str, Any]:
    return next(outcome_record(one) for one in outcomes_of([item])[item.pk] if one.outcome.pk == pk)


def _baseline(one: Baseline) -> dict[str, Any]:
    same = {name: getattr(one, name) for name in ("number", "reason", "at")}
    return {**same, "root": one.root.code if one.root else "", "items": len(one.items.all())}
