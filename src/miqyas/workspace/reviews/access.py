"""Who may assess, run a review, decide, reply, and see what came of it.

Strangers to a task, an item or a reply are told that there is none. What may be seen of judgements is said by
`blindness`; who has a part in an item, and so neither assesses nor decides it, by `parties`.
"""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.access import Person, Policy, Verdict, register, verdict
from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.reviews.blindness import OPEN, is_blind_in, is_over, sees_all_marks
from miqyas.workspace.reviews.models import Judgement, Reply, ReviewItem, ReviewTask
from miqyas.workspace.reviews.parties import has_part_in

OF_ENTITY = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)
REPLIES = (SIGNATORY, ENTITY_LEAD)
ONLOOKERS = (LEAD, COORDINATOR, VIEWER, ADJUDICATOR)


def _holds_anywhere(role: str) -> Policy:
    def policy(person: Person, target: Any) -> Verdict:
        return Verdict.ALLOWED if role in person.roles else Verdict.FORBIDDEN

    return policy


def _task(person: Person, target: ReviewTask) -> Verdict:
    """An assessor's own task, and no more once they have a part in what it asks for."""
    if person.pseudonym is None or target.assessor != person.pseudonym:
        return Verdict.HIDDEN
    if not person.holds(ASSESSOR, campaign=target.item.campaign_id):
        return Verdict.FORBIDDEN
    return Verdict.FORBIDDEN if has_part_in(person.pseudonym, target.item) else Verdict.ALLOWED


def _unblinded(*roles: str) -> Policy:
    """Holders of a role in the campaign, unless they assess in it and it is not over."""

    def policy(person: Person, target: Campaign) -> Verdict:
        if not person.holds(*roles, campaign=target.pk):
            is_known = verdict(person, "campaign.view", target) is Verdict.ALLOWED
            return Verdict.FORBIDDEN if is_known else Verdict.HIDDEN
        return Verdict.FORBIDDEN if is_blind_in(person, target) else Verdict.ALLOWED

    return policy


def _adjudicate(person: Person, target: ReviewItem | None) -> Verdict:
    """Adjudicators, once all have judged; not one who assessed it, nor one who has a part in it."""
    if target is None:
        return _holds_anywhere(ADJUDICATOR)(person, target)
    if person.pseudonym is None or not person.holds(ADJUDICATOR, campaign=target.campaign_id):
        return Verdict.HIDDEN
    if target.state == OPEN:
        return Verdict.HIDDEN
    has_assessed = target.tasks.filter(assessor=person.pseudonym).exists()
    return Verdict.FORBIDDEN if has_assessed or has_part_in(person.pseudonym, target) else Verdict.ALLOWED


def _judgement(person: Person, target: Judgement) -> Verdict:
    if person.pseudonym is not None and target.task.assessor == person.pseudonym:
        return Verdict.ALLOWED
    return Verdict.ALLOWED if sees_all_marks(person, target.task.item) else Verdict.HIDDEN


def _results(person: Person, target: CampaignEntity) -> Verdict:
    """An entity's own people, and those who look on; while reviews are blind there is nothing there."""
    where = {"entity": target.entity_id, "campaign": target.campaign_id}
    if person.holds(*OF_ENTITY, **where):
        return Verdict.ALLOWED
    looks_on = person.holds(*ONLOOKERS, campaign=target.campaign_id)
    return Verdict.ALLOWED if looks_on and not is_blind_in(person, target.campaign) else Verdict.HIDDEN


def _reply_view(person: Person, target: Reply) -> Verdict:
    campaign = target.item.campaign
    if person.holds(*OF_ENTITY, entity=target.entity_id, campaign=campaign.pk):
        return Verdict.ALLOWED
    looks_on = person.holds(*ONLOOKERS, campaign=campaign.pk) and is_over(campaign)
    return Verdict.ALLOWED if looks_on else Verdict.HIDDEN


def _reply_give(person: Person, target: Reply) -> Verdict:
    if person.holds(*REPLIES, entity=target.entity_id, campaign=target.item.campaign_id):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _reply_view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


register("review.queue", _holds_anywhere(ASSESSOR))
register("review.task.view", _task)
register("review.task.submit", _task)
register("review.manage", _unblinded(LEAD, COORDINATOR))
register("review.progress", _unblinded(LEAD, COORDINATOR, VIEWER))
register("review.agreement", _unblinded(LEAD, COORDINATOR, ADJUDICATOR))
register("review.adjudicate", _adjudicate)
register("judgement.view", _judgement)
register("result.view", _results)
register("reply.view", _reply_view)
register("reply.give", _reply_give)
