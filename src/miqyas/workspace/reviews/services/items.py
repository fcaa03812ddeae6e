"""Items are made from what a campaign assigned, and given to assessors by turns that anybody can repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from miqyas.assessment.workflow import step
from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_line
from miqyas.kernel.words import language_code
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import ASSESSOR
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign, Kind
from miqyas.workspace.campaigns.services.campaigns import campaign_locked
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.allotting import Lacking, allotment_of, item_name, shuffled
from miqyas.workspace.reviews.blindness import OPEN, UNDER_REVIEW
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import AssessorTerms, Conflict, ReviewItem, ReviewTask
from miqyas.workspace.reviews.parties import has_part_in
from miqyas.workspace.reviews.settling import AT_WORK, item_locked, item_record, item_settle

LONGEST_REASON: Final = 1000
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True)
class Assigned:
    """What an allocation gave: how many tasks to each assessor, and what could not be given."""

    counts: dict[UUID, int]
    lacking: tuple[Lacking, ...]

    @property
    def tasks(self) -> int:
        return sum(self.counts.values())


@transaction.atomic
def review_items_create(campaign: Campaign, *, by: UUID | None) -> int:
    """Make an item of each feature that applies to somebody; in a campaign of cities, of each for each city.

    How many are new; what is there already stays. An item that nobody has begun goes if its feature does.
    """
    held = campaign_locked(campaign)
    _check_state(held)
    wanted = _wanted(held)
    there = {(item.feature, item.subject_id): item for item in held.items.all()}
    gone = [item for key, item in there.items() if key not in wanted and item.state == OPEN]
    _remove_unbegun(gone)
    new = [
        ReviewItem(
            campaign=held,
            instrument=instrument,
            feature=feature,
            subject_id=subject,
            assessors=held.assessors,
        )
        for (feature, subject), instrument in wanted.items()
        if (feature, subject) not in there
    ]
    ReviewItem.objects.bulk_create(new)
    if new:
        _record("review.items", held, by=by, count=len(new))
    return len(new)


def _wanted(campaign: Campaign) -> dict[tuple[str, UUID | None], str]:
    rows = Assignment.objects.filter(campaign=campaign).exclude(applicability=Applicability.NOT_APPLICABLE)
    of_cities = campaign.kind == Kind.CITIES
    return {
        (feature, entity if of_cities else None): instrument
        for instrument, feature, entity in rows.order_by("feature").values_list(
            "instrument", "feature", "entity"
        )
    }


def _remove_unbegun(items: Iterable[ReviewItem]) -> None:
    listed = [item.pk for item in items]
    begun = (
        ReviewTask.objects.filter(item__in=listed).exclude(state="assigned").values_list("item", flat=True)
    )
    free = set(listed) - set(begun)
    ReviewTask.objects.filter(item__in=free).delete()
    ReviewItem.objects.filter(pk__in=free).delete()


@transaction.atomic
def reviewers_assign(campaign: Campaign, *, seed: int, by: UUID | None) -> Assigned:
    """Give every open item the assessors that it lacks, and tell each how many are new.

    The same seed gives the same assignment of the same items to the same people. By language, load and
    conflict of interest; what could not be given is told with the reasons.
    """
    held = campaign_locked(campaign)
    _check_state(held)
    found = allotment_of(held, seed=seed)
    tasks = [
        ReviewTask(item_id=item, assessor=person, slot=slot)
        for item, people in found.given.items()
        for slot, person in zip(_free_slots(item, len(people)), people, strict=True)
    ]
    counts = Counter(task.assessor for task in tasks)
    for person in counts:
        _put_in_order(held, person, [task for task in tasks if task.assessor == person], seed=seed)
    ReviewTask.objects.bulk_create(tasks)
    if tasks:
        told = _record("review.assign", held, by=by, seed=seed, tasks=len(tasks))
        for person, count in counts.items():
            _tell(held, person, count, key=f"{told}:{person}")
    return Assigned(dict(counts), found.lacking)


def _free_slots(item: UUID, count: int) -> list[int]:
    if not count:
        return []
    taken = set(ReviewTask.objects.filter(item=item).exclude(state=WITHDRAWN).values_list("slot", flat=True))
    return [slot for slot in range(1, len(taken) + count + 1) if slot not in taken][:count]


def _put_in_order(campaign: Campaign, person: UUID, tasks: list[ReviewTask], *, seed: int) -> None:
    """Each in an order of their own: where a task stands says nothing of anybody else's."""
    mine = ReviewTask.objects.filter(item__campaign=campaign, assessor=person)
    last = mine.aggregate(last=Max("position"))["last"] or 0
    by_item = {task.item_id: task for task in tasks}
    items = ReviewItem.objects.filter(pk__in=by_item)
    order = shuffled(items, seed=seed, salt=str(person), name=item_name)
    for at, item in enumerate(order, start=last + 1):
        by_item[item.pk].position = at


@transaction.atomic
def task_withdraw(task: ReviewTask, *, by: UUID | None) -> None:
    """Take a task back that is not handed in; the item lacks an assessor then."""
    item = item_locked(task.item_id)
    _withdraw(_task_of(item, task), by=by)


@transaction.atomic
def task_reassign(task: ReviewTask, *, to: UUID, by: UUID | None) -> ReviewTask:
    """Give a task that is not handed in to another assessor.

    Raises `ReviewError` for somebody who does not assess in the campaign, has a part in the feature, or has
    looked or looks for it already.
    """
    item = item_locked(task.item_id)
    _check_state(item.campaign)
    _check_taker(item, to)
    held = _task_of(item, task)
    _withdraw(held, by=by)
    last = ReviewTask.objects.filter(item__campaign=item.campaign, assessor=to)
    position = (last.aggregate(last=Max("position"))["last"] or 0) + 1
    new = ReviewTask.objects.create(item=item, assessor=to, slot=held.slot, position=position)
    _tell(item.campaign, to, 1, key=str(new.pk))
    return new


def _check_taker(item: ReviewItem, person: UUID) -> None:
    if not users_with(ASSESSOR, campaign=item.campaign_id).filter(pseudonym=person).exists():
        raise ReviewError("not_an_assessor")
    if has_part_in(person, item):
        raise ReviewError("in_conflict")
    if item.tasks.filter(assessor=person).exists():
        raise ReviewError("has_looked")


@transaction.atomic
def items_do_with_fewer(campaign: Campaign, *, by: UUID | None) -> int:
    """Let items for which nobody else can be found close with the assessors that they have; how many do."""
    held = campaign_locked(campaign)
    _check_state(held)
    listed = held.items.filter(state=OPEN).values_list("pk", flat=True)
    return sum(_do_with_fewer(item_locked(pk), by=by) for pk in listed)


def _do_with_fewer(item: ReviewItem, *, by: UUID | None) -> bool:
    present = item.tasks.exclude(state=WITHDRAWN).count()
    if item.state != OPEN or not 0 < present < item.assessors:
        return False
    item.assessors = present
    item.save(update_fields=["assessors"])
    item_record("review.fewer", item, by=by, assessors=present)
    item_settle(item)
    return True


@transaction.atomic
def conflict_declare(assessor: UUID, entity: Entity, *, reason: str, by: UUID | None) -> Conflict:
    """Say that somebody does not judge what an entity answered; tasks not handed in are taken back."""
    words = plain_line(reason)
    if not words:
        raise ReviewError("no_reason", place=Place(name="reason"))
    if len(words) > LONGEST_REASON:
        raise ReviewError("too_long", place=Place(name="reason"), n=len(words), limit=LONGEST_REASON)
    conflict, _ = Conflict.objects.update_or_create(
        assessor=assessor, entity=entity, defaults={"reason": words, "by": by}
    )
    record_add(
        "review.conflict", actor=by, object_kind="entity", object_id=entity.pk, details={"who": str(assessor)}
    )
    for task in ReviewTask.objects.filter(assessor=assessor, state__in=AT_WORK).select_related("item"):
        item = item_locked(task.item_id)
        if has_part_in(assessor, item):
            _withdraw(_task_of(item, task), by=by)
    return conflict


@transaction.atomic
def conflict_lift(conflict: Conflict, *, by: UUID | None) -> None:
    """Say that the conflict is no more."""
    record_add(
        "review.conflict_lift",
        actor=by,
        object_kind="entity",
        object_id=conflict.entity_id,
        details={"who": str(conflict.assessor)},
    )
    conflict.delete()


@transaction.atomic
def terms_set(
    campaign: Campaign, assessor: UUID, *, languages: Iterable[str], most: int | None, by: UUID | None
) -> None:
    """Say which languages an assessor reads in a campaign, and how many features they take at most."""
    if most is not None and not 0 <= most <= 10_000:
        raise ReviewError("most", place=Place(name="most"), limit=10_000)
    listed = sorted(set(map(_language, languages)))
    AssessorTerms.objects.update_or_create(
        campaign=campaign, assessor=assessor, defaults={"languages": listed, "most": most}
    )
    _record("review.terms", campaign, by=by, who=str(assessor), languages=listed, most=most)


def _language(given: str) -> str:
    code = language_code(plain_line(given))
    if not code:
        raise ReviewError("language_unknown", place=Place(name="languages"), given=plain_line(given)[:40])
    return code


def _withdraw(task: ReviewTask, *, by: UUID | None) -> None:
    task.state = step("review_task", task.state, "withdraw")
    task.save(update_fields=["state"])
    item_record("review.withdraw", task.item, by=by, slot=task.slot)


def _task_of(item: ReviewItem, task: ReviewTask) -> ReviewTask:
    held = ReviewTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    held.item = item
    return held


def _check_state(campaign: Campaign) -> None:
    if campaign.state != UNDER_REVIEW:
        raise ReviewError("not_under_review")


def _tell(campaign: Campaign, person: UUID, count: int, *, key: str) -> None:
    publish("review.assigned", key=key, campaign=str(campaign.pk), assessor=str(person), count=count)


def _record(action: str, campaign: Campaign, *, by: UUID | None, **details: Any) -> int:
    record = record_add(
        action,
        actor=by,
        object_kind="campaign",
        object_id=campaign.pk,
        details=details,
        chain=str(campaign.pk),
    )
    return int(record.pk)
