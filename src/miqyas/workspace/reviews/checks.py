"""What of a review stands in the way of a campaign's steps, or should be known before them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from miqyas.workspace.campaigns.hindrances import Hindrance, hinders
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.blindness import OPEN
from miqyas.workspace.reviews.models import Reply


@hinders("begin_reply")
def not_all_judged(campaign: Campaign) -> Iterator[Hindrance]:
    """Features for which assessors are still awaited: they stay without a result."""
    waiting = campaign.items.filter(state=OPEN).count()
    if waiting:
        yield Hindrance("review_unfinished", False, {"n": waiting})


@hinders("begin_reply", "freeze")
def not_all_decided(campaign: Campaign) -> Iterator[Hindrance]:
    """Features on which assessors differ and nobody has decided."""
    waiting = campaign.items.filter(state="differs").count()
    if waiting:
        yield Hindrance("review_differs", False, {"n": waiting})


@hinders("freeze")
def contested_still(campaign: Campaign) -> Iterator[Hindrance]:
    """Results that an entity contests: it has a right to hear what became of that."""
    waiting = campaign.items.filter(state="contested").count()
    if waiting:
        yield Hindrance("review_contested", True, {"n": waiting})


@hinders("freeze")
def replies_running(campaign: Campaign) -> Iterator[Hindrance]:
    """Entities that may still reply."""
    running = Reply.objects.filter(item__campaign=campaign, stance="", due_at__gt=timezone.now()).count()
    if running:
        yield Hindrance("review_replies", False, {"n": running})
