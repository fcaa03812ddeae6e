"""Running a review: who takes what, how far it has come and how far assessors agree; results and replies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router

from miqyas.api.answers import CodeInPath, EntityInPath, QuestionInPath, part_at
from miqyas.api.campaigns import campaign_at
from miqyas.api.gate import private, target_of
from miqyas.api.reviews import (
    AgreementTold,
    AssignedTold,
    ConflictAsked,
    ConflictsTold,
    FewerTold,
    PersonInPath,
    ProgressTold,
    ReassignAsked,
    ReplyAsked,
    ResultsTold,
    SeedAsked,
    TaskInPath,
    TermsAsked,
    agreement_record,
    reply_at,
    result_record,
)
from miqyas.kernel.text import plain_line
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.reviews.allotting import Lacking
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import Reply, ReviewTask
from miqyas.workspace.reviews.queries.progress import (
    agreement_in,
    assessor_in,
    assessors_progress,
    conflicts_in,
    item_counts,
    lacking_in,
    task_in,
)
from miqyas.workspace.reviews.queries.results import results_of
from miqyas.workspace.reviews.services.items import (
    conflict_declare,
    conflict_lift,
    items_do_with_fewer,
    review_items_create,
    reviewers_assign,
    task_reassign,
    task_withdraw,
    terms_set,
)
from miqyas.workspace.reviews.services.replies import reply_give, reply_proof_attach

router = Router(tags=["reviews"])
BASE: Final = "/workspace/campaigns/{code}/reviews"
RESULTS: Final = "/workspace/campaigns/{code}/entities/{entity}/results"
ConflictInPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a tie.", examples=[1])]


@router.get(
    BASE,
    response=ProgressTold,
    operation_id="review_progress",
    url_name="review_progress",
    summary="How far a review has come",
)
@private("review.progress", of=campaign_at)
def review_progress(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Features by state, how far each assessor has come, what lacks one; never for those who assess."""
    return _progress(target_of(request))


@router.post(
    f"{BASE}/assign",
    response=AssignedTold,
    operation_id="review_assign",
    url_name="review_assign",
    summary="Give out what lacks an assessor",
)
@private("review.manage", of=campaign_at)
def review_assign(request: HttpRequest, code: CodeInPath, asked: SeedAsked) -> dict[str, Any]:
    """By language, load and conflict of interest; the same seed gives the same assignment."""
    campaign, by = target_of(request), person_of(request.user).pseudonym
    review_items_create(campaign, by=by)
    found = reviewers_assign(campaign, seed=asked.seed, by=by)
    return {"campaign": campaign.code, "tasks": found.tasks, "lacking": _lacking(found.lacking)}


@router.post(
    f"{BASE}/fewer",
    response=FewerTold,
    operation_id="review_fewer",
    url_name="review_fewer",
    summary="Do with fewer assessors",
)
@private("review.manage", of=campaign_at)
def review_fewer(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Features for which nobody else can be found close with those they have."""
    campaign: Campaign = target_of(request)
    count = items_do_with_fewer(campaign, by=person_of(request.user).pseudonym)
    return {"campaign": campaign.code, "items": count}


@router.get(
    f"{BASE}/conflicts",
    response=ConflictsTold,
    operation_id="review_conflicts",
    url_name="review_conflicts",
    summary="Ties that bar assessors",
)
@private("review.progress", of=campaign_at)
def review_conflicts(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Those that were declared; roles and questions handed to somebody bar them anyway."""
    return _conflicts(target_of(request))


@router.post(
    f"{BASE}/conflicts",
    response=ConflictsTold,
    operation_id="review_conflict_add",
    url_name="review_conflict_add",
    summary="Declare a tie",
)
@private("review.manage", of=campaign_at)
def review_conflict_add(request: HttpRequest, code: CodeInPath, asked: ConflictAsked) -> dict[str, Any]:
    """What the assessor has not handed in of the entity's features is taken back."""
    campaign: Campaign = target_of(request)
    part = part_at(campaign.code, plain_line(asked.entity))
    assessor = assessor_in(campaign, asked.assessor)
    conflict_declare(assessor, part.entity, reason=asked.reason, by=person_of(request.user).pseudonym)
    return _conflicts(campaign)


@router.delete(
    f"{BASE}/conflicts/{{conflict}}",
    response=ConflictsTold,
    operation_id="review_conflict_lift",
    url_name="review_conflict_lift",
    summary="Lift a tie",
)
@private("review.manage", of=lambda code, conflict: campaign_at(code))
def review_conflict_lift(request: HttpRequest, code: CodeInPath, conflict: ConflictInPath) -> dict[str, Any]:
    """It bars nobody any more."""
    campaign: Campaign = target_of(request)
    found = get_object_or_404(conflicts_in(campaign), pk=conflict)
    conflict_lift(found, by=person_of(request.user).pseudonym)
    return _conflicts(campaign)


@router.put(
    f"{BASE}/terms/{{assessor}}",
    response=ProgressTold,
    operation_id="review_terms",
    url_name="review_terms",
    summary="What an assessor takes",
)
@private("review.manage", of=lambda code, assessor: campaign_at(code))
def review_terms(
    request: HttpRequest, code: CodeInPath, assessor: PersonInPath, asked: TermsAsked
) -> dict[str, Any]:
    """Which languages they read, none said: any; how many features at most."""
    campaign: Campaign = target_of(request)
    who = assessor_in(campaign, assessor)
    by = person_of(request.user).pseudonym
    terms_set(campaign, who, languages=asked.languages, most=asked.most, by=by)
    return _progress(campaign)


@router.post(
    f"{BASE}/tasks/{{task}}/withdraw",
    response=ProgressTold,
    operation_id="review_withdraw",
    url_name="review_withdraw",
    summary="Take a task back",
)
@private("review.manage", of=lambda code, task: campaign_at(code))
def review_withdraw(request: HttpRequest, code: CodeInPath, task: TaskInPath) -> dict[str, Any]:
    """One that is not handed in; the feature lacks an assessor then."""
    campaign: Campaign = target_of(request)
    task_withdraw(_task(campaign, task), by=person_of(request.user).pseudonym)
    return _progress(campaign)


@router.post(
    f"{BASE}/tasks/{{task}}/reassign",
    response=ProgressTold,
    operation_id="review_reassign",
    url_name="review_reassign",
    summary="Give a task to somebody else",
)
@private("review.manage", of=lambda code, task: campaign_at(code))
def review_reassign(
    request: HttpRequest, code: CodeInPath, task: TaskInPath, asked: ReassignAsked
) -> dict[str, Any]:
    """Not to one who has a part in the feature, nor to one who had it before."""
    campaign: Campaign = target_of(request)
    task_reassign(_task(campaign, task), to=asked.to, by=person_of(request.user).pseudonym)
    return _progress(campaign)


@router.get(
    "/workspace/campaigns/{code}/agreement",
    response=AgreementTold,
    operation_id="review_agreement",
    url_name="review_agreement",
    summary="How far assessors agree",
)
@private("review.agreement", of=campaign_at)
def review_agreement(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Alpha, kappa of each pair and against the results that stand, with intervals of 95 %; times."""
    campaign: Campaign = target_of(request)
    return {"campaign": campaign.code, **agreement_record(agreement_in(campaign))}


@router.get(
    RESULTS,
    response=ResultsTold,
    operation_id="results_get",
    url_name="results_get",
    summary="What strangers found of an entity's features",
)
@private("result.view", of=part_at)
def results_get(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """Nothing before the review of the campaign is over; assessors are not named."""
    return _results(target_of(request))


@router.post(
    f"{RESULTS}/{{feature}}/reply",
    response=ResultsTold,
    operation_id="reply_give",
    url_name="reply_give",
    summary="Reply to a result",
)
@private("reply.give", of=reply_at)
def reply_post(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, feature: QuestionInPath, asked: ReplyAsked
) -> dict[str, Any]:
    """Once, while the clock runs; an objection needs words and a proof."""
    reply: Reply = target_of(request)
    by = person_of(request.user).pseudonym
    assert by is not None
    with transaction.atomic():
        for pk in asked.proofs:
            reply_proof_attach(reply, _proof(reply, pk), by=by)
        reply_give(reply, stance=asked.stance, text=asked.text, by=by)
    return _results(part_at(code, entity))


def _progress(campaign: Campaign) -> dict[str, Any]:
    people = assessors_progress(campaign)
    names = names_of(one.assessor for one in people)
    return {
        "campaign": campaign.code,
        "items": item_counts(campaign),
        "assessors": [
            {
                "assessor": one.assessor,
                "name": names[one.assessor],
                "given": one.given,
                "begun": one.begun,
                "submitted": one.submitted,
                "languages": one.terms.languages if one.terms else [],
                "most": one.terms.most if one.terms else None,
            }
            for one in people
        ],
        "lacking": _lacking(lacking_in(campaign)),
    }


def _lacking(found: Iterable[Lacking]) -> list[dict[str, Any]]:
    return [
        {"feature": one.item.feature, "missing": one.missing, "reasons": dict(one.reasons)} for one in found
    ]


def _conflicts(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign.code,
        "conflicts": [
            {"id": row.pk, "assessor": row.assessor, "entity": row.entity.code, "reason": row.reason}
            for row in conflicts_in(campaign)
        ],
    }


def _results(part: CampaignEntity) -> dict[str, Any]:
    return {
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "results": [result_record(one) for one in results_of(part)],
    }


def _task(campaign: Campaign, task: UUID) -> ReviewTask:
    found = task_in(campaign, task)
    if found is None:
        raise Http404
    return found


def _proof(reply: Reply, pk: UUID) -> Evidence:
    found = Evidence.objects.filter(pk=pk, entity=reply.entity_id).first()
    if found is None:
        raise ReviewError("foreign_proof")
    return found
