"""An entity's answers as a whole: what would be signed, signing, handing in, giving back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, part_at
from miqyas.api.endpoints.workspace_answers import BASE
from miqyas.api.gate import private, target_of
from miqyas.kernel.text import plain_line
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.answering import Reader, reader_of
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity
from miqyas.workspace.campaigns.queries.answers import questions_of
from miqyas.workspace.campaigns.queries.submissions import approval_in_force, submission_content
from miqyas.workspace.campaigns.services.approvals import (
    SubmissionError,
    submission_approve,
    submission_return,
    submission_submit,
)
from miqyas.workspace.campaigns.services.comments import LONGEST

router = Router(tags=["answers"])


class ApprovalTold(Schema):
    """The signature in force."""

    signed_by: str
    on_behalf_of: str | None = Field(description="Whose signature it is, where it was lent.")
    signed_at: datetime
    content_hash: str
    answers: int


class SubmissionTold(Schema):
    """Where an entity's answers stand as a whole."""

    campaign: str
    entity: str
    state: Literal["open", "approved", "submitted", "returned"]
    questions: int
    answered: int = Field(description="Answered, or said not to apply.")
    content_hash: str | None = Field(description="Names the content as it is; sign by sending it back.")
    begun: list[str] = Field(description="Features whose answers are begun and not ready.")
    missing: list[str] = Field(description="Features without an answer.")
    lacking: list[str] = Field(description="Features whose answers lack something else.")
    approval: ApprovalTold | None
    submitted_at: datetime | None


class ApproveAsked(Schema):
    """What was read."""

    content_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="The hash of the content that was read.")


class GiveBackAsked(Schema):
    """Why answers go back, and which."""

    reasons: str = Field(min_length=1, max_length=LONGEST)
    features: list[str] = Field([], max_length=1000, description="Which answers; none: all of them.")
    until: date | None = Field(None, description="A deadline of their own for the entity.")


@router.get(
    f"{BASE}/submission",
    response=SubmissionTold,
    operation_id="submission_get",
    url_name="submission_get",
    summary="An entity's answers as a whole",
)
@private("submission.view", of=part_at)
def submission(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """What would be signed now and what is missing; to the authority, what was handed in."""
    return _told(request)


@router.post(
    f"{BASE}/submission/approve",
    response=SubmissionTold,
    operation_id="submission_approve",
    url_name="submission_approve",
    summary="Sign an entity's answers",
)
@private("submission.approve", of=part_at)
def approve(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, asked: ApproveAsked
) -> dict[str, Any]:
    """The signature stands under the content that the hash names; refused where it has changed since."""
    pseudonym = person_of(request.user).pseudonym
    assert pseudonym is not None
    submission_approve(target_of(request), seen=asked.content_hash, by=pseudonym)
    return _told(request)


@router.post(
    f"{BASE}/submission/submit",
    response=SubmissionTold,
    operation_id="submission_submit",
    url_name="submission_submit",
    summary="Hand in what is signed",
)
@private("submission.submit", of=part_at)
def submit(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """To the authority. Where anything changed after the signature, it is void, and nothing is handed in."""
    submission_submit(target_of(request), by=person_of(request.user).pseudonym)
    return _told(request)


@router.post(
    f"{BASE}/submission/return",
    response=SubmissionTold,
    operation_id="submission_return",
    url_name="submission_return",
    summary="Give answers back to the entity",
)
@private("submission.return", of=part_at)
def give_back(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, asked: GiveBackAsked
) -> dict[str, Any]:
    """With reasons, which stand beside each answer; after the deadline, with a new one."""
    part: CampaignEntity = target_of(request)
    features = set(map(plain_line, asked.features))
    rows = dict(Assignment.objects.filter(part=part, feature__in=features).values_list("feature", "pk"))
    if rows.keys() != features:
        raise SubmissionError("not_handed_in")
    pseudonym = person_of(request.user).pseudonym
    assert pseudonym is not None
    submission_return(
        part, reasons=asked.reasons, answers=list(rows.values()), until=asked.until, by=pseudonym
    )
    return _told(request)


def _told(request: HttpRequest) -> dict[str, Any]:
    held: CampaignEntity = target_of(request)
    part = part_at(held.campaign.code, held.entity.code)
    reader = reader_of(person_of(request.user), part)
    questions = questions_of(part, reader)
    return {
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "state": part.state,
        "questions": len(questions),
        "answered": sum(1 for one in questions if one.answer.grade or not one.applies),
        "content_hash": submission_content(part).hash if _reads_all(reader) else None,
        "begun": [one.code for one in questions if one.answer.state in {"draft", "returned"}],
        "missing": [one.code for one in questions if one.is_missing],
        "lacking": [one.code for one in questions if one.lacks and not one.is_missing],
        "approval": _approval(part, reader),
        "submitted_at": part.submitted_at,
    }


def _reads_all(reader: Reader) -> bool:
    return reader.is_inside and reader.only is None


def _approval(part: CampaignEntity, reader: Reader) -> dict[str, Any] | None:
    approval = approval_in_force(part)
    if approval is None or reader.only is not None or (reader.is_authority and part.state != "submitted"):
        return None
    names = names_of([approval.signatory, approval.on_behalf_of])
    return {
        "signed_by": names[approval.signatory],
        "on_behalf_of": names[approval.on_behalf_of] if approval.on_behalf_of else None,
        "signed_at": approval.signed_at,
        "content_hash": approval.content_hash,
        "answers": approval.answers,
    }
