"""Entities are reminded of the days by which they answer and reply: once a step, and not when it is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.reviews.models import Reply, ReviewItem
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db


def remind() -> set[str]:
    """Carry out the round; the kinds of what is told after it, whoever is told."""
    before = set(Notification.objects.values_list("pk", flat=True))
    job = job_enqueue("campaigns.remind", by=None)
    job_run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "succeeded"
    deliver()
    return set(Notification.objects.exclude(pk__in=before).values_list("kind", flat=True))


@pytest.fixture
def part(campaign_cast: CampaignCast) -> CampaignEntity:
    """Health has one feature to answer by ten days from now."""
    campaign = Campaign.objects.create(
        code="year",
        title={"ar": "العام", "en": "Year"},
        state="open",
        answers_until=timezone.localdate() + timedelta(10),
    )
    part = CampaignEntity.objects.create(campaign=campaign, entity=campaign_cast.health)
    Assignment.objects.create(
        part=part, campaign=campaign, entity=campaign_cast.health, instrument="OSI", feature="OSI-SP-001"
    )
    return part


def moved(part: CampaignEntity, days: int) -> None:
    part.answers_until = timezone.localdate() + timedelta(days)
    part.save()


def test_each_step_is_told_once(part: CampaignEntity, campaign_cast: CampaignCast) -> None:
    assert remind() == {"answers.due"}
    assert remind() == set()
    recipients = set(Notification.objects.values_list("recipient", flat=True))
    assert recipients == {getattr(campaign_cast, name).pseudonym for name in ("salma", "noor", "bruno")}
    moved(part, 7)
    assert remind() == {"answers.due"}
    assert remind() == set()


@pytest.mark.parametrize("days", [15, -1])
def test_too_early_and_too_late_nobody_is_told(part: CampaignEntity, days: int) -> None:
    moved(part, days)
    assert remind() == set()


def test_who_has_handed_in_is_left_in_peace(part: CampaignEntity) -> None:
    CampaignEntity.objects.update(state="submitted")
    assert remind() == set()


def test_a_campaign_that_is_not_open_reminds_nobody(part: CampaignEntity) -> None:
    Campaign.objects.update(state="review")
    assert remind() == set()


def test_a_reply_that_is_open_is_told_of(part: CampaignEntity, campaign_cast: CampaignCast) -> None:
    CampaignEntity.objects.update(state="submitted")
    item = ReviewItem.objects.create(campaign=part.campaign, instrument="OSI", feature="OSI-SP-001")
    reply = Reply.objects.create(
        item=item, entity=campaign_cast.health, due_at=timezone.now() + timedelta(days=2)
    )
    assert remind() == {"reply.due"}
    reply.stance = "agree"
    reply.due_at = timezone.now() + timedelta(hours=20)
    reply.save()
    assert remind() == set()
