"""An adjudicator decides where assessors differ, and once more where an entity contests; each time signed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import grades_of
from miqyas.assessment.workflow import step
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.events.services import publish
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import Decision, ReviewItem
from miqyas.workspace.reviews.queries.digests import basis_of, decision_digest
from miqyas.workspace.reviews.services.replies import replies_open
from miqyas.workspace.reviews.settling import item_locked, item_record

LONGEST_REASONS: Final = 8000
TAKES_DECISIONS: Final = frozenset({"review", "reply"})


@transaction.atomic
def item_decide(item: ReviewItem, *, grade: str, reasons: str, by: UUID, seen: int | None = None) -> Decision:
    """Give an item its grade, with reasons, signed over all that lay before the adjudicator.

    `seen` is the number of decisions that there were when the form was shown. Raises `ReviewError` for a
    grade of another scale, without reasons, once the campaign is frozen, and when somebody decided meanwhile;
    `WorkflowError` where nothing is to be decided.
    """
    held = item_locked(item.pk)
    number = held.decisions.count() + 1
    if seen is not None and seen != number - 1:
        raise ReviewError("decided_meanwhile")
    if held.campaign.state not in TAKES_DECISIONS:
        raise ReviewError("deciding_over")
    words = reasons.replace("\r\n", "\n").replace("\x00", "").strip()
    _check(held, grade, words)
    held.state = step("review_item", held.state, "decide_again" if held.state == "contested" else "decide")
    held.grade = grade
    held.save(update_fields=["state", "grade"])
    decision = _sign(held, grade=grade, reasons=words, number=number, by=by)
    item_record("review.decide", held, by=by, number=number, grade=grade, hash=decision.content_hash)
    publish("review.decided", key=f"{held.pk}:{number}", item=str(held.pk), by=str(by))
    if held.campaign.state == "reply":
        replies_open([held])
    return decision


def _check(item: ReviewItem, grade: str, reasons: str) -> None:
    scale = instruments_of(item.campaign).features[item.feature].scale
    if grade not in grades_of(scale):
        raise ReviewError("grade_missing", place=Place(name="grade"))
    if not reasons:
        raise ReviewError("reasons_missing", place=Place(name="reasons"))
    if len(reasons) > LONGEST_REASONS:
        raise ReviewError("too_long", place=Place(name="reasons"), n=len(reasons), limit=LONGEST_REASONS)


def _sign(item: ReviewItem, *, grade: str, reasons: str, number: int, by: UUID) -> Decision:
    decision = Decision(
        item=item,
        number=number,
        grade=grade,
        reasons=reasons,
        adjudicator=by,
        basis=basis_of(item),
        at=timezone.now(),
    )
    decision.content_hash = decision_digest(decision)
    decision.save()
    return decision


def decision_holds(decision: Decision) -> bool:
    """Whether a decision is still what was signed."""
    return decision.content_hash == decision_digest(decision)
