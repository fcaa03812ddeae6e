"""When all who are awaited have judged, an item closes: they agree, or somebody has to decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from miqyas.assessment.adjudication import outcome_of
from miqyas.assessment.workflow import step
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.reviews.features import asked_by_code
from miqyas.workspace.reviews.models import Judgement, ReviewItem
from miqyas.workspace.reviews.queries.values import judged_values

AT_WORK = ("assigned", "started")
"""States of tasks that are still awaited."""


def item_locked(pk: UUID) -> ReviewItem:
    """The item as it is now, locked to the end of the transaction: whoever judges it queues here."""
    rows = ReviewItem.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign", "subject").get(pk=pk)


def item_settle(item: ReviewItem) -> None:
    """Close the item if all who are awaited have judged it; call it with the item locked."""
    judgements = Judgement.objects.filter(task__item=item).select_related("task__item")
    if item.tasks.filter(state__in=AT_WORK).exists():
        return
    asked = asked_by_code(item.campaign)[item.feature]
    outcome = outcome_of(asked, judged_values(judgements), assessors=item.assessors)
    if outcome.standing == "waiting":
        return
    item.state = step("review_item", item.state, "agree" if outcome.standing == "agreed" else "differ")
    item.grade = outcome.grade
    item.save(update_fields=["state", "grade"])
    item_record("review.settle", item, by=None, standing=outcome.standing)
    publish(f"review.{item.state}", key=str(item.pk), item=str(item.pk))


def item_record(action: str, item: ReviewItem, *, by: UUID | None, **details: Any) -> None:
    """Keep what was done to an item in the chain of its campaign."""
    record_add(
        action,
        actor=by,
        object_kind="review_item",
        object_id=item.pk,
        details={"feature": item.feature, **details},
        chain=str(item.campaign_id),
    )
