"""The clocks of a round: published by the clock, once; reminders of coming days, once for each step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job, State
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.challenges.models import Certificate
from miqyas.workspace.challenges.services.results import appeal_lodge
from miqyas.workspace.events.models import Event
from miqyas.workspace.notifications.models import Notification
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import appealing, judging, opened, sealed

pytestmark = pytest.mark.django_db


def run_once(kind: str) -> dict:
    """The job as a worker carries it out."""
    asked_for = job_enqueue(kind, by=None)
    job_run(asked_for.pk)
    done = Job.objects.get(pk=asked_for.pk)
    assert done.state == State.SUCCEEDED, done.error
    return done.result


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


class TestPublishing:
    def test_before_its_moment_a_sealed_round_stays_so(self, campaign_cast: CampaignCast) -> None:
        given = sealed(campaign_cast)
        run_once("challenge.publish")
        assert given.again().state == "embargo"

    def test_it_is_published_once_with_its_certificates(self, campaign_cast: CampaignCast) -> None:
        given = sealed(campaign_cast)
        given.date(publish_at=timezone.now() - timedelta(minutes=1))
        run_once("challenge.publish")
        assert given.again().state == "published"
        count = Certificate.objects.count()
        run_once("challenge.publish")
        assert (Certificate.objects.count(), events("challenge.stage")) == (count, 6)


class TestReminders:
    def test_entities_that_have_handed_in_nothing_hear_of_the_last_day(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        given = opened(campaign_cast)
        run_once("challenge.remind")
        assert events("nominations.due") == 0
        given.date(nominations_until=timezone.localdate() + timedelta(6))
        with django_capture_on_commit_callbacks(execute=True):
            run_once("challenge.remind")
            run_once("challenge.remind")
        assert events("nominations.due") == 1
        told = set(Notification.objects.filter(kind="nominations.due").values_list("recipient", flat=True))
        assert {campaign_cast.noor.pseudonym, campaign_cast.tariq.pseudonym} <= told

    def test_a_juror_hears_of_sheets_that_are_awaited(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        given = judging(campaign_cast)
        given.judge_all("chen")
        given.date(jury_until=timezone.localdate() + timedelta(1))
        with django_capture_on_commit_callbacks(execute=True):
            run_once("challenge.remind")
        told = {one.recipient: one.params["n"] for one in Notification.objects.filter(kind="jury.due")}
        assert told == {
            campaign_cast.gita.pseudonym: 4,
            campaign_cast.hugo.pseudonym: 3,
            campaign_cast.farid.pseudonym: 3,
        }

    def test_the_authority_hears_of_an_appeal_that_is_due(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        given = appealing(campaign_cast)
        appeal_lodge(given.nomination(), text="Why", by=None)
        with django_capture_on_commit_callbacks(execute=True):
            run_once("challenge.remind")
        told = set(Notification.objects.filter(kind="appeal.due").values_list("recipient", flat=True))
        assert told == {campaign_cast.amina.pseudonym, campaign_cast.karim.pseudonym}
