"""All answers of a campaign in one workbook, a sheet for each entity, and its way back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field, TypeAdapter, ValidationError

from miqyas.api.answers import CodeInPath
from miqyas.api.campaigns import campaign_at
from miqyas.api.endpoints.workspace_offline import (
    Decided,
    PartPlanTold,
    decisions_of,
    may_answer_by,
    part_plan_record,
)
from miqyas.api.errors import RequestError
from miqyas.api.files import AS_BYTES, FileAsked, PlanOfFile, done_as_told, file_answer, plan_record
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.jobs.offline import campaign_workbook
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.campaigns.offline.plan import OfflinePlan, offline_plan, parts_in
from miqyas.workspace.campaigns.offline.reading import AnswerFile, read_answers
from miqyas.workspace.campaigns.offline.services import Brought, offline_apply

router = Router(tags=["answers"])
FILE: Final = "/workspace/campaigns/{code}/file"
_DECISIONS: Final = TypeAdapter(dict[str, Decided])


class CampaignBringAsked(FileAsked):
    """What is to become of a workbook of several entities."""

    decisions: str = Field(
        "{}",
        max_length=500_000,
        description="What stands after a conflict, as JSON by entity, feature and cell: "
        "here, file, both or later.",
        examples=['{"health": {"OSI-IF-001": {"note": "both"}}}'],
    )


class EntityPlanTold(PartPlanTold):
    """What the workbook would do to the answers of one entity, or did."""

    entity: str


class CampaignPlanTold(PlanOfFile):
    """What the workbook would do, or did."""

    parts: list[EntityPlanTold]
    unknown: int = Field(description="Rows of no question that whoever asks may see: left alone.")


@dataclass(frozen=True)
class CampaignPlan:
    """What a workbook would do to each entity's answers."""

    file: AnswerFile
    parts: Mapping[CampaignEntity, OfflinePlan]

    @property
    def problems(self) -> Sequence[MiqyasError]:
        """Those of the file, then those of each entity's rows; once each."""
        rows = [one for plan in self.parts.values() for one in plan.problems]
        return [*self.file.problems, *(one for one in rows if one not in self.file.problems)]

    @property
    def digest(self) -> str:
        """A name of all of it."""
        told = "".join(f"{part.entity.code}:{plan.digest}" for part, plan in self.parts.items())
        return hashlib.sha256(told.encode()).hexdigest()


@router.get(
    FILE,
    operation_id="campaign_answers_file_get",
    url_name="campaign_answers_file_get",
    summary="The answers of a campaign as a workbook",
    openapi_extra=AS_BYTES,
)
@private("answer.take_all", of=campaign_at, gives=BYTES)
def workbook(request: HttpRequest, code: CodeInPath) -> HttpResponse:
    """The questions that whoever asks may read, as XLSX with a sheet for each entity."""
    campaign: Campaign = target_of(request)
    rows = campaign.assignments.select_related(
        "answer", "delegation", "part__campaign", "part__entity", "entity", "campaign"
    )
    readable = [row for row in rows if allowed(request.user, "answer.read", row)]
    content = campaign_workbook(campaign, readable, language=language_of(request))
    return file_answer(content, name=f"miqyas-{campaign.code}.xlsx")


@router.post(
    FILE,
    response=CampaignPlanTold,
    operation_id="campaign_answers_file_bring",
    url_name="campaign_answers_file_bring",
    summary="Bring a workbook of a campaign back",
)
@private("answer.take_all", of=campaign_at, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, code: CodeInPath, asked: Form[CampaignBringAsked], file: File[UploadedFile]
) -> dict[str, Any]:
    """First what it would do to each entity's answers; then, with that digest, all of it or nothing."""
    campaign: Campaign = target_of(request)
    read = read_answers(file.read(), name=file.name or "", features=instruments_of(campaign).features)
    counts = {
        part: count
        for part, count in parts_in(campaign, read).items()
        if allowed(request.user, "submission.view", part)
    }
    plan = CampaignPlan(
        read, {part: offline_plan(part, read, may_answer=may_answer_by(request)) for part in counts}
    )
    brought = done_as_told(plan, asked, lambda: _brought(request, plan, asked)) or {}
    return {
        **plan_record(request, plan, asked),
        "parts": [
            {"entity": part.entity.code, **part_plan_record(planned, brought.get(part))}
            for part, planned in plan.parts.items()
        ],
        "unknown": len(read.rows) - sum(counts.values()),
    }


@transaction.atomic
def _brought(
    request: HttpRequest, plan: CampaignPlan, asked: CampaignBringAsked
) -> dict[CampaignEntity, Brought]:
    decided = _decided(asked.decisions)
    return {
        part: offline_apply(
            part,
            plan.file,
            seen=planned.digest,
            decisions=decisions_of(planned, decided.get(part.entity.code, {})),
            may_answer=may_answer_by(request),
            by=person_of(request.user).by,
        )
        for part, planned in plan.parts.items()
        if planned.does_something
    }


def _decided(given: str) -> dict[str, Decided]:
    try:
        return _DECISIONS.validate_json(given)
    except ValidationError as error:
        raise RequestError("not_json", place=Place(name="form.decisions")) from error
