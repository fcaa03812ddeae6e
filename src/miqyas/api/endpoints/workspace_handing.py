"""Work in the place of others: single questions handed on, signatures lent for some days."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, QuestionInPath, part_at, question_at
from miqyas.api.endpoints.workspace_answers import BASE
from miqyas.api.gate import private, target_of
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity, Delegation, SignatureDelegation
from miqyas.workspace.campaigns.services.answers import LONGEST_NOTE, delegation_end, delegation_set
from miqyas.workspace.campaigns.services.approvals import signature_delegate, signature_end

router = Router(tags=["answers"])
DIGITS: Final = 19
"""Digits of more than any id has."""
HANDED: Final = f"{BASE}/answers/{{feature}}/delegation"
LENT: Final = f"{BASE}/signatures"
LentInPath = Annotated[int, Path(ge=1, le=2**62, description="Id of a signature lent.", examples=[1])]


class HandOnAsked(Schema):
    """Who takes a question over."""

    holder: UUID = Field(description="Pseudonym of the person.")
    until: date | None = Field(None, description="Their last day; null: none.")
    note: str = Field("", max_length=LONGEST_NOTE, description="What is asked of them.")


class HandedTold(Schema):
    """Who has a question."""

    feature: str
    holder: UUID | None = Field(description="Null where nobody in particular has it.")
    name: str
    until: date | None
    note: str


class LendAsked(Schema):
    """Who signs in the place of whoever asks, and when."""

    holder: UUID = Field(description="Pseudonym of the person.")
    starts_on: date
    ends_on: date


class LentTold(Schema):
    """A signature lent."""

    id: int
    giver: UUID
    holder: UUID
    name: str = Field(description="Name of the holder.")
    starts_on: date
    ends_on: date
    has_ended: bool = Field(description="Whether it was taken back before its last day.")


def lent_at(code: str, entity: str, lent: str) -> SignatureDelegation:
    """A signature lent for an entity, by its id; 404 where there is none."""
    part = part_at(code, entity)
    held = SignatureDelegation.objects.filter(entity=part.entity_id)
    return get_object_or_404(held, pk=lent if lent.isdecimal() and len(lent) < DIGITS else 0)


@router.put(
    HANDED,
    response=HandedTold,
    operation_id="answer_hand_on",
    url_name="answer_hand_on",
    summary="Hand one question to one person",
)
@private("answer.delegate", of=question_at)
def hand_on(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    asked: HandOnAsked,
) -> dict[str, Any]:
    """In the place of whoever had it. They see this question, and no other that was not handed to them."""
    given = delegation_set(target_of(request), **asked.dict(), by=person_of(request.user).pseudonym)
    return _handed(target_of(request), given)


@router.delete(
    HANDED,
    response=HandedTold,
    operation_id="answer_take_back",
    url_name="answer_take_back",
    summary="Take a question back",
)
@private("answer.delegate", of=question_at)
def take_back(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, feature: QuestionInPath
) -> dict[str, Any]:
    """Nothing changes where nobody has it."""
    delegation_end(target_of(request), by=person_of(request.user).pseudonym)
    return _handed(target_of(request), None)


@router.post(
    LENT,
    response=LentTold,
    operation_id="signature_lend",
    url_name="signature_lend",
    summary="Lend a signature for some days",
)
@private("submission.view", of=part_at)
def lend(request: HttpRequest, code: CodeInPath, entity: EntityInPath, asked: LendAsked) -> dict[str, Any]:
    """By a signatory of the entity; what is signed with it names both."""
    part: CampaignEntity = target_of(request)
    giver = require(request.user, "signature.delegate", part.entity).pseudonym
    assert giver is not None
    return _lent(signature_delegate(part.entity, giver=giver, **asked.dict()))


@router.delete(
    f"{LENT}/{{lent}}",
    response=LentTold,
    operation_id="signature_take_back",
    url_name="signature_take_back",
    summary="Take a lent signature back",
)
@private("signature.end", of=lent_at)
def end(request: HttpRequest, code: CodeInPath, entity: EntityInPath, lent: LentInPath) -> dict[str, Any]:
    """What was signed with it stands."""
    by = person_of(request.user).pseudonym
    assert by is not None
    signature_end(target_of(request), by=by)
    return _lent(target_of(request))


def _handed(question: Assignment, given: Delegation | None) -> dict[str, Any]:
    return {
        "feature": question.feature,
        "holder": given.holder if given else None,
        "name": names_of([given.holder])[given.holder] if given else "",
        "until": given.until if given else None,
        "note": given.note if given else "",
    }


def _lent(lent: SignatureDelegation) -> dict[str, Any]:
    return {
        "id": lent.pk,
        "giver": lent.giver,
        "holder": lent.holder,
        "name": names_of([lent.holder])[lent.holder],
        "starts_on": lent.starts_on,
        "ends_on": lent.ends_on,
        "has_ended": lent.ended_at is not None,
    }
