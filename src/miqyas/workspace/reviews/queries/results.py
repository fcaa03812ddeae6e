"""What strangers found of an entity's features, as the entity reads it: with no name of any assessor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from miqyas.assessment.answers import UNANSWERED
from miqyas.assessment.asked import Asked
from miqyas.workspace.campaigns.models import Answer, Assignment, CampaignEntity, Kind
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.evidence.queries import Proof, evidence_of
from miqyas.workspace.reviews.blindness import is_over
from miqyas.workspace.reviews.features import asked_by_code
from miqyas.workspace.reviews.models import Decision, Judgement, Reply, ReviewItem
from miqyas.workspace.reviews.services.replies import OBJECT_KIND


@dataclass(frozen=True)
class Result:
    """A feature of the entity: what it answered, what was found, what stands, its right of reply."""

    item: ReviewItem
    answer: Answer
    judgements: Sequence[Judgement]
    decisions: Sequence[Decision]
    reply: Reply | None
    proofs: Sequence[Proof]
    is_lost: bool
    """Whether the entity claims more than stands."""


def results_of(part: CampaignEntity) -> list[Result]:
    """The results of an entity's features, once the review of the campaign is over; seven queries."""
    if not is_over(part.campaign):
        return []
    given = {row.feature: row for row in Assignment.objects.filter(part=part).select_related("answer")}
    items = _items(part, given)
    judgements, decisions, replies = _judgements(items), _decisions(items), _replies(part, items)
    proofs = evidence_of(OBJECT_KIND, [reply.pk for reply in replies.values()])
    asked = asked_by_code(part.campaign)
    found = []
    for item in items:
        answer, reply = answer_of(given[item.feature]), replies.get(item.pk)
        found.append(
            Result(
                item,
                answer,
                judgements.get(item.pk, ()),
                decisions.get(item.pk, ()),
                reply,
                proofs[reply.pk] if reply else (),
                _is_lost(asked[item.feature], claimed=answer.grade, stands=item.grade),
            )
        )
    return found


def _is_lost(asked: Asked, *, claimed: str, stands: str) -> bool:
    return UNANSWERED not in {claimed, stands} and asked.share(stands) < asked.share(claimed)


def _items(part: CampaignEntity, features: Iterable[str]) -> list[ReviewItem]:
    subject = part.entity_id if part.campaign.kind == Kind.CITIES else None
    rows = ReviewItem.objects.filter(campaign=part.campaign_id, feature__in=features, subject=subject)
    return list(rows.select_related("campaign", "subject").order_by("instrument", "feature"))


def _judgements(items: Iterable[ReviewItem]) -> dict[UUID, list[Judgement]]:
    rows = Judgement.objects.filter(task__item__in=items).select_related("task").order_by("task__slot")
    found: dict[UUID, list[Judgement]] = defaultdict(list)
    for row in rows:
        found[row.task.item_id].append(row)
    return found


def _decisions(items: Iterable[ReviewItem]) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = defaultdict(list)
    for row in Decision.objects.filter(item__in=items).order_by("-number"):
        found[row.item_id].append(row)
    return found


def _replies(part: CampaignEntity, items: Iterable[ReviewItem]) -> dict[UUID, Reply]:
    rows = Reply.objects.filter(item__in=items, entity=part.entity_id)
    return {reply.item_id: reply for reply in rows.select_related("item__campaign", "entity")}
