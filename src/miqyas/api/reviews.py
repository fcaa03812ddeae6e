"""Reviews as the interface tells them: their shapes, how they are found, their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.answers import part_at
from miqyas.api.shapes import Names
from miqyas.assessment.agreement import Agreement
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.reviews.features import grades_to_choose, starting_portal
from miqyas.workspace.reviews.models import Decision, Judgement, Reply, ReviewItem, ReviewTask
from miqyas.workspace.reviews.queries.progress import AgreementFound
from miqyas.workspace.reviews.queries.results import Result
from miqyas.workspace.reviews.services.deciding import decision_holds
from miqyas.workspace.reviews.services.judging import LONGEST, Said
from miqyas.workspace.reviews.services.replies import closed_because

TaskInPath = Annotated[
    UUID, Path(description="Id of a task.", examples=["2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e001"])
]
ItemInPath = Annotated[
    UUID, Path(description="Id of an item.", examples=["2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e002"])
]
PersonInPath = Annotated[
    UUID, Path(description="Pseudonym of an assessor.", examples=["9f2c1f6e-6a52-4b77-8f52-1d3a3c8d2b10"])
]
TaskState = Literal["assigned", "started", "submitted", "withdrawn"]
ItemState = Literal["open", "agreed", "differs", "decided", "contested", "final"]
FoundTold = Literal["found", "not_found", "unsure"]
Stance = Literal["agree", "contest"]


class TaskLine(Schema):
    """One of the own tasks."""

    id: UUID
    campaign: str
    feature: str
    question: Names
    city: str | None = Field(description="The city that is looked at; null: the nation.")
    state: TaskState


class TasksTold(Schema):
    """What the person who asks has to look for, in their own order."""

    total: int
    submitted: int
    tasks: list[TaskLine]


class JudgementTold(Schema):
    """What an assessor found."""

    assessor: int = Field(description="Number of the assessor: nobody is named.")
    found: FoundTold
    grade: str | None
    path: str
    address: str | None
    language: str | None
    seconds: int
    viewpoint: Literal["inside", "outside"]
    confidence: int
    justification: str


class SaidAsked(Schema):
    """What is found so far; anything may be empty until it is handed in."""

    found: Literal["", "found", "not_found", "unsure"] = ""
    grade: str = Field("", max_length=LONGEST["grade"], description="Of the grades to choose, where found.")
    path: str = Field("", max_length=LONGEST["path"], description="The steps from the portal.")
    address: str = Field("", max_length=LONGEST["address"])
    language: str = Field("", max_length=LONGEST["language"])
    viewpoint: Literal["", "inside", "outside"] = ""
    confidence: Literal["", "1", "2", "3", "4", "5"] = ""
    justification: str = Field("", max_length=LONGEST["justification"])


class TaskTold(TaskLine):
    """A feature to look for: what a stranger is told of it, and nothing of whose it is."""

    find: Names | None
    counts: Names | None
    counts_not: Names | None
    portal: str | None = Field(description="The address to start from.")
    grades: list[str] = Field(description="Grades to choose from where it is found; none: found says it all.")
    seconds: int | None = Field(description="What the clock says; null before it is started.")
    limit: int = Field(description="Seconds after which a visitor would give up.")
    draft: SaidAsked | None
    judgement: JudgementTold | None = Field(description="What was handed in.")
    others: list[JudgementTold] = Field(description="What others found, once the whole review is over.")


class ItemLine(Schema):
    """A feature that waits for a decision."""

    id: UUID
    campaign: str
    feature: str
    question: Names
    city: str | None
    state: ItemState


class ItemApart(ItemLine):
    """A feature on which all assessors agree and a scan found otherwise."""

    grade: str = Field(description="What the assessors agreed on; it stands until somebody decides.")
    scanned: str = Field(description="The state that the scan found.")


class ItemsTold(Schema):
    """What needs a decision of the person who asks."""

    items: list[ItemLine]
    apart: list[ItemApart] = Field(
        description="Agreed on by the assessors, and contradicted by a scan, which decides nothing."
    )


class ClaimTold(Schema):
    """What an entity answered and handed in."""

    entity: str
    grade: str | None
    note: str
    proofs: list[UUID]


class DecisionTold(Schema):
    """A signed decision."""

    number: int
    grade: str
    reasons: str
    at: datetime
    content_hash: str
    holds: bool = Field(description="Whether it is still what was signed.")


class ReplyGiven(Schema):
    """A reply of an entity."""

    entity: str
    stance: Stance
    text: str
    at: datetime
    proofs: list[UUID]


class ItemTold(ItemLine):
    """What lies before an adjudicator."""

    grade: str | None = Field(description="The grade that stands.")
    judgements: list[JudgementTold]
    claims: list[ClaimTold]
    replies: list[ReplyGiven]
    decisions: list[DecisionTold]


class DecideAsked(Schema):
    """A decision."""

    grade: str = Field(min_length=1, max_length=20)
    reasons: str = Field(min_length=1, max_length=8000)
    seen: int = Field(ge=0, le=1000, description="How many decisions you saw.")


class ReplyTold(Schema):
    """The entity's right of reply to a result."""

    id: UUID = Field(description="What proofs are put to.")
    due_at: datetime
    is_open: bool
    stance: Stance | None
    text: str
    proofs: list[UUID]


class ResultTold(Schema):
    """What was found of a feature of the entity."""

    feature: str
    state: ItemState
    claimed: str | None
    stands: str | None
    is_lost: bool = Field(description="Whether the entity claims more than stands.")
    judgements: list[JudgementTold]
    decisions: list[DecisionTold]
    reply: ReplyTold | None


class ResultsTold(Schema):
    """The results of an entity, once the review of the campaign is over."""

    campaign: str
    entity: str
    results: list[ResultTold]


class ReplyAsked(Schema):
    """What the entity says to a result; an objection needs words and a proof."""

    stance: Stance
    text: str = Field("", max_length=8000)
    proofs: list[UUID] = Field([], max_length=20, description="Proofs of the entity that come with it.")


class AssessorTold(Schema):
    """How far an assessor has come."""

    assessor: UUID
    name: str
    given: int
    begun: int
    submitted: int
    languages: list[str]
    most: int | None


class LackingTold(Schema):
    """A feature that lacks assessors."""

    feature: str
    missing: int
    reasons: dict[str, int] = Field(description="Why how many could not take it; empty: somebody can.")


class ProgressTold(Schema):
    """How far a review has come."""

    campaign: str
    items: dict[str, int]
    assessors: list[AssessorTold]
    lacking: list[LackingTold]


class AssignedTold(Schema):
    """What an assignment gave."""

    campaign: str
    tasks: int = Field(description="Tasks that are new.")
    lacking: list[LackingTold]


class SeedAsked(Schema):
    """The seed of an assignment: the same gives the same."""

    seed: int = Field(strict=True, ge=0, le=2**31 - 1)


class FewerTold(Schema):
    """What closes with the assessors that it has."""

    campaign: str
    items: int


class ConflictAsked(Schema):
    """A tie between an assessor and an entity."""

    assessor: UUID
    entity: str = Field(max_length=60)
    reason: str = Field(min_length=1, max_length=1000)


class ConflictTold(Schema):
    """A tie that was declared."""

    id: int
    assessor: UUID
    entity: str
    reason: str


class ConflictsTold(Schema):
    """The ties declared of those who assess in the campaign."""

    campaign: str
    conflicts: list[ConflictTold]


class TermsAsked(Schema):
    """What an assessor takes."""

    languages: list[Annotated[str, Field(max_length=12)]] = Field([], max_length=20)
    most: int | None = Field(None, strict=True, ge=0, le=10_000)


class ReassignAsked(Schema):
    """To whom a task goes."""

    to: UUID


class CoefficientTold(Schema):
    """A coefficient of agreement with its interval; null where it is not defined, `why` says it."""

    scale: str
    value: float | None
    low: float | None
    high: float | None
    units: int
    observed: float | None
    why: str


class NodeTold(CoefficientTold):
    """Alpha of a sub-index."""

    node: str


class PairTold(CoefficientTold):
    """Kappa of two assessors."""

    first: UUID
    second: UUID


class AgainstTold(CoefficientTold):
    """Kappa of an assessor and the results that stand."""

    assessor: UUID
    lower: int
    higher: int


class TimesTold(Schema):
    """How long an assessor took, in seconds, and the share that they found."""

    assessor: UUID
    judgements: int
    found: float
    lower: float
    median: float
    upper: float


class AgreementTold(Schema):
    """How far the assessors of a campaign agree, on features of which all judgements are in."""

    campaign: str
    alpha: list[CoefficientTold]
    nodes: list[NodeTold]
    pairs: list[PairTold]
    against: list[AgainstTold]
    times: list[TimesTold]


def task_at(task: str | UUID) -> ReviewTask:
    """A task by its id; 404 where there is none."""
    rows = ReviewTask.objects.select_related("item__campaign", "item__subject")
    return _one(rows.filter(pk=_id(task)).first())


def item_at(item: str | UUID) -> ReviewItem:
    """An item by its id; 404 where there is none."""
    rows = ReviewItem.objects.select_related("campaign", "subject")
    return _one(rows.filter(pk=_id(item)).first())


def reply_at(code: str, entity: str, feature: str) -> Reply:
    """An entity's right of reply to the result of a feature; 404 where there is none."""
    part = part_at(code, entity)
    rows = Reply.objects.select_related("item__campaign", "entity")
    replies = rows.filter(entity=part.entity_id, item__campaign=part.campaign_id, item__feature=feature)
    return _one(replies.first())


def _id(given: str | UUID) -> UUID:
    try:
        return UUID(str(given))
    except ValueError as error:
        raise Http404 from error


def _one(found: Any) -> Any:
    if found is None:
        raise Http404
    return found


def said_of(asked: SaidAsked) -> Said:
    """What was asked as the service takes it."""
    return Said.of(asked.model_dump())


def item_line(item: ReviewItem) -> dict[str, Any]:
    """What everybody who may know of an item is told."""
    return {
        "id": item.pk,
        "campaign": item.campaign.code,
        "feature": item.feature,
        "question": dict(instruments_of(item.campaign).features[item.feature].question),
        "city": item.subject.code if item.subject else None,
        "state": item.state,
    }


def task_line(task: ReviewTask) -> dict[str, Any]:
    """A task in the queue of its assessor."""
    return item_line(task.item) | {"id": task.pk, "state": task.state}


def task_record(task: ReviewTask, *, own: Judgement | None, others: Iterable[Judgement]) -> dict[str, Any]:
    """A task as its assessor may see it."""
    feature = instruments_of(task.item.campaign).features[task.item.feature]
    portal = starting_portal(task.item)
    wordings = {name: feature.wording(name) for name in ("find", "counts", "counts_not")}
    return {
        **task_line(task),
        **{name: dict(text) if text else None for name, text in wordings.items()},
        "portal": portal.address if portal else None,
        "grades": list(grades_to_choose(feature.scale)),
        "seconds": _seconds(task),
        "limit": task.item.campaign.seconds,
        "draft": asdict(Said.of(task.draft)) if task.draft else None,
        "judgement": judgement_record(own) if own else None,
        "others": [judgement_record(one) for one in others],
    }


def _seconds(task: ReviewTask) -> int | None:
    if task.started_at is None:
        return None
    until = task.stopped_at or task.submitted_at or timezone.now()
    return max(0, int((until - task.started_at).total_seconds()))


def judgement_record(one: Judgement) -> dict[str, Any]:
    """A judgement by the number of its assessor."""
    return {
        "assessor": one.task.slot,
        "found": one.found,
        "grade": one.grade or None,
        "path": one.path,
        "address": one.address or None,
        "language": one.language or None,
        "seconds": one.seconds,
        "viewpoint": one.viewpoint,
        "confidence": one.confidence,
        "justification": one.justification,
    }


def decision_record(one: Decision) -> dict[str, Any]:
    """A decision; whoever gave it is not named."""
    return {
        "number": one.number,
        "grade": one.grade,
        "reasons": one.reasons,
        "at": one.at,
        "content_hash": one.content_hash,
        "holds": decision_holds(one),
    }


def result_record(one: Result) -> dict[str, Any]:
    """A result as its entity reads it."""
    reply = one.reply
    return {
        "feature": one.item.feature,
        "state": one.item.state,
        "claimed": one.answer.grade or None,
        "stands": one.item.grade or None,
        "is_lost": one.is_lost,
        "judgements": [judgement_record(each) for each in one.judgements],
        "decisions": [decision_record(each) for each in one.decisions],
        "reply": {
            "id": reply.pk,
            "due_at": reply.due_at,
            "is_open": closed_because(reply) is None,
            "stance": reply.stance or None,
            "text": reply.text,
            "proofs": [proof.evidence.pk for proof in one.proofs],
        }
        if reply
        else None,
    }


def agreement_record(found: AgreementFound | None) -> dict[str, Any]:
    """Agreement; empty lists while nothing can be measured."""
    if found is None:
        return {name: [] for name in ("alpha", "nodes", "pairs", "against", "times")}
    whole = found.whole
    return {
        "alpha": [_coefficient(scale, one) for scale, one in whole.alpha.items()],
        "nodes": [
            _coefficient(scale, one) | {"node": node}
            for node, alpha in found.by_node.items()
            for scale, one in alpha.items()
        ],
        "pairs": [
            _coefficient(one.scale, one.kappa) | {"first": one.first, "second": one.second}
            for one in whole.pairs
        ],
        "against": [
            _coefficient(one.scale, one.kappa)
            | {"assessor": one.assessor, "lower": one.lower, "higher": one.higher}
            for one in whole.assessors
        ],
        "times": [asdict(one) | {"judgements": one.count} for one in found.times],
    }


def _coefficient(scale: str, one: Agreement) -> dict[str, Any]:
    names = ("value", "low", "high", "units", "observed", "why")
    return {"scale": scale, **{name: getattr(one, name) for name in names}}
