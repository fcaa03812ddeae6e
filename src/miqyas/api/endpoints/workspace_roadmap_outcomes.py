"""One outcome of an item with its history, changed, a value taken back; what was kept aside put back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field

from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.api.problems import language_of
from miqyas.api.roadmaps import (
    AsideAsked,
    AsideInPath,
    ItemInPath,
    ItemSaved,
    OutcomeAsked,
    OutcomeTold,
    item_found,
    item_of_outcome,
    item_record,
    outcome_record,
)
from miqyas.jobs.programme.outcomes_file import outcomes_workbook
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.roadmaps.models import ItemOutcome, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import days_late
from miqyas.workspace.roadmaps.queries.outcomes import OutcomeChange, changes_of, outcome_by_id, outcomes_of
from miqyas.workspace.roadmaps.services.items import item_put_back
from miqyas.workspace.roadmaps.services.outcomes import outcome_change, outcome_take_back

router = Router(tags=["roadmap"])
ONE: Final = "/workspace/roadmap/items/{code}"
OUTCOME: Final = f"{ONE}/outcomes/{{outcome}}"
OutcomeInPath = Annotated[UUID, Path(description="Id of an outcome.")]
DayInPath = Annotated[dt.date, Path(description="Day of a value that counts.", examples=["2026-01-31"])]


def item_around(code: str, **_: Any) -> RoadmapItem:
    """The item of whatever belongs to one."""
    return item_found(code)


class FieldChangeTold(Schema):
    """A field that was changed, as the history keeps its values."""

    field: str
    before: Any
    after: Any


class OutcomeChangeTold(Schema):
    """What was done with an outcome."""

    action: str = Field(description="outcome.add, outcome.change, outcome.measure or outcome.take_back.")
    at: dt.datetime
    fields: list[FieldChangeTold]
    on: dt.date | None = Field(description="Day of a value that was measured or taken back.")
    value: float | None


class OutcomeWhole(OutcomeTold):
    """An outcome with all that was done with it, the newest first."""

    changes: list[OutcomeChangeTold]


@router.get(
    "/workspace/roadmap/outcomes.xlsx",
    operation_id="outcomes_file_get",
    url_name="outcomes_file_get",
    summary="Outcomes of the roadmap as a file",
    openapi_extra=AS_BYTES,
)
@private("roadmap.list", gives=BYTES)
def outcomes_file(request: HttpRequest) -> HttpResponse:
    """What items bring to people, and every value that counts, oldest first."""
    content = outcomes_workbook(language=language_of(request))
    return file_answer(content, name="miqyas-roadmap-outcomes.xlsx")


@router.get(
    OUTCOME,
    response=OutcomeWhole,
    operation_id="roadmap_outcome_get",
    url_name="roadmap_outcome_get",
    summary="An outcome with its history",
)
@private("roadmap.inside", of=item_of_outcome)
def get(request: HttpRequest, code: ItemInPath, outcome: OutcomeInPath) -> dict[str, Any]:
    """What is to be reached, what was measured, and what was said before."""
    item, found = _found(request, outcome)
    return {**_outcome(item, found.pk), "changes": [_change(one) for one in changes_of(found)]}


@router.put(
    OUTCOME,
    response=OutcomeTold,
    operation_id="roadmap_outcome_save",
    url_name="roadmap_outcome_save",
    summary="Change an outcome",
)
@private("roadmap.edit", of=item_of_outcome)
def save(
    request: HttpRequest, code: ItemInPath, outcome: OutcomeInPath, asked: OutcomeAsked
) -> dict[str, Any]:
    """As a whole: what is left out becomes empty. The history keeps what was said before."""
    item, found = _found(request, outcome)
    outcome_change(found, asked.fields(), by=person_of(request.user).by)
    return _outcome(item, found.pk)


@router.delete(
    f"{OUTCOME}/values/{{on}}",
    response=OutcomeTold,
    operation_id="roadmap_outcome_take_back",
    url_name="roadmap_outcome_take_back",
    summary="Take a measured value back",
)
@private("roadmap.edit", of=item_of_outcome)
def take_back(
    request: HttpRequest, code: ItemInPath, outcome: OutcomeInPath, on: DayInPath
) -> dict[str, Any]:
    """It counts no more; the history keeps it."""
    item, found = _found(request, outcome)
    outcome_take_back(found, on=on, by=person_of(request.user).by)
    return _outcome(item, found.pk)


@router.post(
    f"{ONE}/aside/{{aside}}",
    response=ItemSaved,
    operation_id="roadmap_item_put_back",
    url_name="roadmap_item_put_back",
    summary="Put back what was kept aside of an item",
)
@private("roadmap.edit", of=item_around)
def put_back(request: HttpRequest, code: ItemInPath, aside: AsideInPath, asked: AsideAsked) -> dict[str, Any]:
    """Over the version that was seen; what meets other changes of the same fields is kept aside again."""
    item, person = target_of(request), person_of(request.user)
    saved = item_put_back(item, aside=aside, names=asked.names, version=asked.version, by=person.by)
    now = item_found(item.code)
    is_inside = allowed(request.user, "roadmap.inside", now)
    told = item_record(now, is_inside=is_inside, days_late=days_late(now, today=timezone.localdate()))
    return {"outcome": "saved" if saved.aside is None else "kept_aside", "item": told}


def _found(request: HttpRequest, outcome: UUID) -> tuple[RoadmapItem, ItemOutcome]:
    item = target_of(request)
    found = outcome_by_id(item, outcome)
    assert found is not None
    return item, found


def _outcome(item: RoadmapItem, pk: UUID) -> dict[str, Any]:
    return next(outcome_record(one) for one in outcomes_of([item])[item.pk] if one.outcome.pk == pk)


def _change(one: OutcomeChange) -> dict[str, Any]:
    fields = [{"field": name, "before": was, "after": now} for name, (was, now) in one.fields.items()]
    value = None if one.value is None else float(one.value)
    return {"action": one.action, "at": one.at, "fields": fields, "on": one.on, "value": value}
