"""Answers without a connection: the workbook of an entity's part, and its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, TypeAdapter, ValidationError

from miqyas.api.answers import CodeInPath, EntityInPath, part_at
from miqyas.api.endpoints.workspace_answers import BASE
from miqyas.api.errors import RequestError
from miqyas.api.files import AS_BYTES, FileAsked, PlanOfFile, done_as_told, file_answer, plan_record
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.jobs.offline import answers_workbook
from miqyas.kernel.errors import Place
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity
from miqyas.workspace.campaigns.offline.merge import Cell
from miqyas.workspace.campaigns.offline.plan import OfflinePlan, offline_plan
from miqyas.workspace.campaigns.offline.reading import AnswerFile, read_answers
from miqyas.workspace.campaigns.offline.services import Brought, Decisions, offline_apply

router = Router(tags=["answers"])
FILE: Final = f"{BASE}/file"
CellName = Literal["grade", "note"]
Decided = dict[str, dict[CellName, Literal["here", "file", "both", "later"]]]
"""What stands after conflicts, by feature and cell."""
_DECISIONS: Final = TypeAdapter(Decided)


class BringAsked(FileAsked):
    """What is to become of a workbook."""

    decisions: str = Field(
        "{}",
        max_length=200_000,
        description="What stands after a conflict, as JSON by feature and cell: here, file, both or later.",
        examples=['{"OSI-IF-001": {"note": "both"}}'],
    )


class CellTold(Schema):
    """A cell that both sides know."""

    cell: CellName
    here: str
    file: str


class RowTold(Schema):
    """What the workbook would do to an answer."""

    feature: str
    changes: list[CellTold] = Field(description="Words of the workbook that come in.")
    conflicts: list[CellTold] = Field(description="Cells that both sides changed: nothing is overwritten.")
    proof: str | None = Field(description="The address of a proof to add.")


class PartPlanTold(Schema):
    """What the workbook would do to an entity's answers, or did."""

    rows: list[RowTold]
    kept: int = Field(description="Rows in which what stands here is newer.")
    changed: int | None = Field(description="Answers that changed; null while nothing was done.")
    aside: int | None = Field(description="Answers beside which words of the workbook wait.")
    proofs: int | None = Field(description="Proofs that were added.")


class PlanTold(PlanOfFile, PartPlanTold):
    """What the workbook would do, or did."""


@router.get(
    FILE,
    operation_id="answers_file_get",
    url_name="answers_file_get",
    summary="The answers of an entity as a workbook",
    openapi_extra=AS_BYTES,
)
@private("submission.view", of=part_at, gives=BYTES)
def workbook(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> HttpResponse:
    """The questions that whoever asks may read, as XLSX, in the language that is asked for."""
    part: CampaignEntity = target_of(request)
    rows = part.assignments.select_related("answer", "part__campaign", "part__entity", "entity", "campaign")
    readable = [row for row in rows if allowed(request.user, "answer.read", row)]
    content = answers_workbook(part, readable, language=language_of(request))
    return file_answer(content, name=f"miqyas-{part.campaign.code}-{part.entity.code}.xlsx")


@router.post(
    FILE,
    response=PlanTold,
    operation_id="answers_file_bring",
    url_name="answers_file_bring",
    summary="Bring a workbook of answers back",
)
@private("submission.view", of=part_at, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    asked: Form[BringAsked],
    file: File[UploadedFile],
) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    part: CampaignEntity = target_of(request)
    features = instruments_of(part.campaign).features
    read = read_answers(file.read(), name=file.name or "", features=features)
    plan = offline_plan(part, read, may_answer=may_answer_by(request))
    brought = done_as_told(plan, asked, lambda: _brought(request, part, read, plan, asked))
    return {
        **plan_record(request, plan, asked),
        **part_plan_record(plan, brought),
    }


def part_plan_record(plan: OfflinePlan, brought: Brought | None) -> dict[str, Any]:
    """What a workbook would do to one entity's answers, or did."""
    return {
        "rows": [
            {
                "feature": row.assignment.feature,
                "changes": [_cell(cell) for cell in row.changes],
                "conflicts": [_cell(cell) for cell in row.conflicts],
                "proof": row.proof_address or None,
            }
            for row in plan.rows
        ],
        "kept": plan.kept,
        "changed": brought.changed if brought else None,
        "aside": brought.aside if brought else None,
        "proofs": brought.proofs if brought else None,
    }


def _brought(
    request: HttpRequest, part: CampaignEntity, read: AnswerFile, plan: OfflinePlan, asked: BringAsked
) -> Brought:
    return offline_apply(
        part,
        read,
        seen=asked.digest,
        decisions=_decisions(plan, asked.decisions),
        may_answer=may_answer_by(request),
        by=person_of(request.user).by,
    )


def _decisions(plan: OfflinePlan, given: str) -> Decisions:
    try:
        return decisions_of(plan, _DECISIONS.validate_json(given))
    except ValidationError as error:
        raise RequestError("not_json", place=Place(name="form.decisions")) from error


def decisions_of(plan: OfflinePlan, decided: Decided) -> Decisions:
    """What was decided, by question and cell; other features than those of the plan are left out."""
    found: dict[tuple[UUID, str], str] = {}
    for row in plan.rows:
        for cell, take in decided.get(row.assignment.feature, {}).items():
            found[row.assignment.pk, cell] = take
    return found


def may_answer_by(request: HttpRequest) -> Callable[[Assignment], bool]:
    """Whether whoever asks may write in an answer, by the gate."""
    return lambda row: allowed(request.user, "answer.save", row)


def _cell(cell: Cell) -> dict[str, str]:
    return {"cell": cell.name, "here": cell.here, "file": cell.file}
