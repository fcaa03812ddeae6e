"""What of a review may be seen by whom: the one place that says so.

Until all who are awaited have judged, a judgement is its assessor's alone. Then those who decide and those
who run the campaign read it. Whoever looked for the same feature reads the other's only when the review of
the whole campaign is over; so does, of all features, whoever assesses in the campaign and runs it too.
"""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import ADJUDICATOR, ASSESSOR, COORDINATOR, LEAD, VIEWER
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.models import Judgement, ReviewItem, ReviewTask
from miqyas.workspace.reviews.parties import has_part_in

OPEN: Final = "open"
UNDER_REVIEW: Final = "review"
OVER: Final = frozenset({"reply", "frozen", "published", "closed"})
"""States of a campaign in which nobody looks blindly any more."""
RUNS: Final = (LEAD, COORDINATOR, VIEWER)


def is_over(campaign: Campaign) -> bool:
    """Whether the blind review of the campaign is over."""
    return campaign.state in OVER


def is_blind_in(person: Person, campaign: Campaign) -> bool:
    """Whether the person assesses in the campaign, or has looked for a feature of it, and it is not over.

    Who has looked and gives the role back learns no more by that.
    """
    if is_over(campaign) or person.pseudonym is None:
        return False
    if person.holds(ASSESSOR, campaign=campaign.pk):
        return True
    looked = ReviewTask.objects.filter(item__campaign=campaign, assessor=person.pseudonym)
    return looked.exclude(started_at=None).exists()


def judgements_visible(person: Person, item: ReviewItem) -> QuerySet[Judgement]:
    """The judgements of an item that the person may read."""
    rows = Judgement.objects.filter(task__item=item).select_related("task").order_by("task__slot")
    return rows if sees_all_marks(person, item) else rows.filter(task__assessor=person.pseudonym)


def sees_all_marks(person: Person, item: ReviewItem) -> bool:
    """Whether the person may read what others found, too."""
    campaign = item.campaign
    if person.pseudonym is None or (item.state == OPEN and not is_over(campaign)):
        return False
    if item.tasks.filter(assessor=person.pseudonym).exists():
        return is_over(campaign)
    if person.holds(ADJUDICATOR, campaign=campaign.pk) and not has_part_in(person.pseudonym, item):
        return True
    return person.holds(*RUNS, campaign=campaign.pk) and not is_blind_in(person, campaign)
