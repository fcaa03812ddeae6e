"""The right of reply: an entity agrees with a result, or contests it with new proof, while the clock runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.models import Evidence, EvidenceUse
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.features import asked_by_code, is_highest
from miqyas.workspace.reviews.models import Reply, ReviewItem, Stance
from miqyas.workspace.reviews.parties import entities_of
from miqyas.workspace.reviews.settling import item_locked, item_record

LONGEST_TEXT: Final = 8000
OBJECT_KIND: Final = "reply"
STANDS: Final = ("agreed", "decided")
"""States of an item whose result stands and can be replied to."""


@transaction.atomic
def replies_open_all(campaign: Campaign) -> int:
    """Open the right of reply to every result of a campaign that stands; how many are new."""
    return replies_open(campaign.items.filter(state__in=STANDS).select_related("campaign"))


def replies_open(items: Iterable[ReviewItem]) -> int:
    """Let the entities of these items reply, until `reply_days` from now. What is there already stays.

    Nothing better can be asked than the highest grade, so that leaves nothing to reply to.
    """
    count = 0
    for item in items:
        if item.state not in STANDS or not item.campaign.reply_days:
            continue
        if is_highest(asked_by_code(item.campaign)[item.feature].scale, item.grade):
            continue
        count += sum(_open(item, entity.pk) for entity in entities_of(item))
    return count


def _open(item: ReviewItem, entity: UUID) -> bool:
    now = timezone.now()
    due = now + timedelta(days=item.campaign.reply_days)
    reply, is_new = Reply.objects.get_or_create(
        item=item, entity_id=entity, defaults={"opened_at": now, "due_at": due}
    )
    if is_new:
        item_record("review.reply_open", item, by=None, entity=str(entity))
        publish("review.reply_open", key=str(reply.pk), item=str(item.pk), entity=str(entity))
    return is_new


@transaction.atomic
def reply_give(reply: Reply, *, stance: str, text: str, by: UUID) -> Reply:
    """Agree with a result, or contest it. The same again changes nothing.

    Raises `ReviewError` after the time, when something else was said before, when the decision is final, and
    for an objection without words or without any proof.
    """
    item, held = _locked(reply)
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if held.stance:
        if (held.stance, held.text) == (stance, words):
            return held
        raise ReviewError("replied")
    _check_open(item, held)
    _check(held, stance, words)
    held.stance, held.text, held.by, held.at = stance, words, by, timezone.now()
    held.save(update_fields=["stance", "text", "by", "at"])
    item_record("review.reply", item, by=by, entity=str(held.entity_id), stance=stance)
    if stance == Stance.CONTEST:
        _contest(item, held, by=by)
    return held


def _contest(item: ReviewItem, reply: Reply, *, by: UUID) -> None:
    if item.state != "contested":
        item.state = step("review_item", item.state, "contest")
        item.save(update_fields=["state"])
    key = str(reply.pk)
    publish("review.contested", key=key, item=str(item.pk), entity=str(reply.entity_id), by=str(by))


def _check(reply: Reply, stance: str, text: str) -> None:
    if stance not in Stance.values:
        raise ReviewError("stance_missing", place=Place(name="stance"))
    if len(text) > LONGEST_TEXT:
        raise ReviewError("too_long", place=Place(name="text"), n=len(text), limit=LONGEST_TEXT)
    if stance == Stance.CONTEST and not text:
        raise ReviewError("objection_missing", place=Place(name="text"))
    if stance == Stance.CONTEST and not _proofs(reply).exists():
        raise ReviewError("proof_missing", place=Place(name="proof"))


def _proofs(reply: Reply) -> QuerySet[EvidenceUse]:
    return EvidenceUse.objects.filter(object_kind=OBJECT_KIND, object_id=reply.pk, evidence__retired_at=None)


@transaction.atomic
def reply_proof_attach(reply: Reply, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof of the entity serve its reply, while it is open."""
    if evidence.entity_id != reply.entity_id:
        raise ReviewError("foreign_proof")
    item, held = _locked(reply)
    _check_unsaid(item, held)
    evidence_attach(evidence, OBJECT_KIND, held.pk, by=by, chain=str(item.campaign_id))


@transaction.atomic
def reply_proof_detach(reply: Reply, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve the reply no longer, while it is open."""
    item, held = _locked(reply)
    _check_unsaid(item, held)
    evidence_detach(evidence, OBJECT_KIND, held.pk, by=by, chain=str(item.campaign_id))


def _check_unsaid(item: ReviewItem, reply: Reply) -> None:
    if reply.stance:
        raise ReviewError("replied")
    _check_open(item, reply)


def closed_because(reply: Reply) -> ReviewError | None:
    """Why a reply can be given no more; None while it can."""
    try:
        _check_unsaid(reply.item, reply)
    except ReviewError as error:
        return error
    return None


def _check_open(item: ReviewItem, reply: Reply) -> None:
    if item.state == "final":
        raise ReviewError("final")
    if item.campaign.state != "reply" or timezone.now() > reply.due_at:
        raise ReviewError("reply_closed", until=timezone.localtime(reply.due_at).strftime("%Y-%m-%d %H:%M"))


def _locked(reply: Reply) -> tuple[ReviewItem, Reply]:
    item = item_locked(reply.item_id)
    return item, Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)


@transaction.atomic
def items_conclude(campaign: Campaign, *, by: UUID | None) -> int:
    """Make every result that stands final, when the campaign is frozen; how many."""
    listed = list(campaign.items.filter(state__in=STANDS).values_list("pk", flat=True))
    for pk in listed:
        item = item_locked(pk)
        item.state = step("review_item", item.state, "conclude")
        item.save(update_fields=["state"])
        item_record("review.conclude", item, by=by, grade=item.grade)
    return len(listed)
