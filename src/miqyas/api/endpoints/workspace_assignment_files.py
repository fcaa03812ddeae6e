"""Who answers what in bulk: as a workbook and back, and every feature for every city."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.answers import CodeInPath
from miqyas.api.campaigns import AssignTold, campaign_at, changed_record, national_at
from miqyas.api.endpoints.workspace_campaigns import BASE
from miqyas.api.files import AS_BYTES, FileAsked, PlanOfFile, done_as_told, file_answer, plan_record
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.jobs.assignment_files import assignment_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.campaigns.assigning import (
    AssignmentLine,
    AssignmentPlan,
    Holding,
    assignment_plan,
    entities_taking_part,
)
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.services.assignments import assignments_apply, cities_assign

router = Router(tags=["campaigns"])
FILE = f"{BASE}/assignments/file"


class TakeAsked(FileAsked):
    """What is to become of a workbook."""

    take: str = Field(
        "",
        max_length=50_000,
        pattern=r"^[A-Za-z0-9_,-]*$",
        description="Features of `conflicts`, divided by commas, in which the workbook is to stand.",
        examples=["OSI-IF-001,OSI-IF-002"],
    )


class HeldTold(Schema):
    """Who has a feature."""

    lead: str | None
    helpers: list[str]


class ComparedTold(Schema):
    """A feature whose owners would be others."""

    feature: str
    now: HeldTold
    wanted: HeldTold = Field(description="What the workbook says.")
    seen: HeldTold | None = Field(description="What was when the workbook was made.")


class AssignmentPlanTold(PlanOfFile):
    """What the workbook would do, or did."""

    campaign: str
    changes: list[ComparedTold]
    conflicts: list[ComparedTold] = Field(description="Given to others meanwhile: they stay, unless taken.")
    changed: AssignTold | None = Field(description="Null while nothing was done.")


@router.get(
    FILE,
    operation_id="assignments_file_get",
    url_name="assignments_file_get",
    summary="Who answers what as a workbook",
    openapi_extra=AS_BYTES,
)
@private("campaign.oversee", of=national_at, gives=BYTES)
def workbook(request: HttpRequest, code: CodeInPath) -> HttpResponse:
    """The features of a national campaign, as XLSX, in the language that is asked for."""
    campaign: Campaign = target_of(request)
    content = assignment_workbook(campaign, language=language_of(request))
    return file_answer(content, name=f"miqyas-{campaign.code}-assignments.xlsx")


@router.post(
    FILE,
    response=AssignmentPlanTold,
    operation_id="assignments_file_bring",
    url_name="assignments_file_bring",
    summary="Bring a workbook of assignments back",
)
@private("assignment.edit", of=national_at, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, code: CodeInPath, asked: Form[TakeAsked], file: File[UploadedFile]
) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    campaign: Campaign = target_of(request)
    plan = assignment_plan(campaign, file.read(), name=file.name or "")
    changed = done_as_told(plan, asked, lambda: _brought(request, campaign, plan, asked))
    return {
        **plan_record(request, plan, asked),
        "campaign": campaign.code,
        "changes": [_compared(line) for line in plan.changes],
        "conflicts": [_compared(line) for line in plan.conflicts],
        "changed": changed,
    }


@router.post(
    f"{BASE}/assignments/cities",
    response=AssignTold,
    operation_id="assignments_cities",
    url_name="assignments_cities",
    summary="Give every feature to every city",
)
@private("assignment.edit", of=campaign_at)
def cities(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Of a campaign of cities; refused in a national one."""
    campaign: Campaign = target_of(request)
    return changed_record(campaign, cities_assign(campaign, by=person_of(request.user).pseudonym))


def _brought(
    request: HttpRequest, campaign: Campaign, plan: AssignmentPlan, asked: TakeAsked
) -> dict[str, Any]:
    taken = frozenset(asked.take.upper().split(","))
    wanted = plan.wanted(entities_taking_part(campaign), taken=taken)
    by = person_of(request.user).by
    return changed_record(campaign, assignments_apply(campaign, wanted, by=by))


def _compared(line: AssignmentLine) -> dict[str, Any]:
    return {
        "feature": line.feature,
        "now": _held(line.now),
        "wanted": _held(line.wanted),
        "seen": _held(line.seen) if line.seen else None,
    }


def _held(holding: Holding) -> dict[str, Any]:
    return {"lead": holding.lead or None, "helpers": list(holding.helpers)}
