"""An assessor's own tasks, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import ASSESSOR
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.blindness import UNDER_REVIEW
from miqyas.workspace.reviews.models import ReviewTask
from miqyas.workspace.reviews.parties import bars_of, parties_of

STARTED = "started"
SUBMITTED = "submitted"


@dataclass(frozen=True)
class Queue:
    """What a person has in a campaign, in the order of their own queue."""

    campaign: Campaign
    waiting: Sequence[ReviewTask]
    submitted: Sequence[ReviewTask]

    @property
    def all(self) -> int:
        return len(self.waiting) + len(self.submitted)

    @property
    def is_on(self) -> bool:
        """Whether anything can be handed in now."""
        return self.campaign.state == UNDER_REVIEW

    @property
    def following(self) -> ReviewTask | None:
        """The task to go on with: one begun, else the first."""
        begun = (task for task in self.waiting if task.state == STARTED)
        return next(begun, self.waiting[0] if self.waiting else None) if self.is_on else None


def tasks_of(person: UUID) -> QuerySet[ReviewTask]:
    """The person's tasks that were not taken back, in the order of their queue."""
    rows = ReviewTask.objects.filter(assessor=person).exclude(state="withdrawn")
    return rows.select_related("item__campaign", "item__subject").order_by(
        "-item__campaign__created_at", "item__campaign", "position", "pk"
    )


def queues_of(person: Person) -> list[Queue]:
    """What a person has to look for, campaign by campaign; what they have a part in by now is left out."""
    assert person.pseudonym is not None
    bars = bars_of([person.pseudonym])[person.pseudonym]
    found = []
    for _, group in groupby(tasks_of(person.pseudonym), key=lambda task: task.item.campaign_id):
        tasks = list(group)
        campaign = tasks[0].item.campaign
        if not person.holds(ASSESSOR, campaign=campaign.pk):
            continue
        parties = parties_of(campaign, [task.item for task in tasks])
        own = [task for task in tasks if not parties[task.item_id] & bars]
        waiting = [task for task in own if task.state != SUBMITTED]
        found.append(Queue(campaign, waiting, [task for task in own if task.state == SUBMITTED]))
    return found


def next_task_of(person: Person, campaign: Campaign) -> ReviewTask | None:
    """What the person goes on with in a campaign."""
    queues = (queue for queue in queues_of(person) if queue.campaign == campaign)
    return next((queue.following for queue in queues), None)
