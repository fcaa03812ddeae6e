"""The authority is told of a policy on the day that it set, once, and sees the day in its calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job, State
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.watchlists.services import policy_create, policy_update
from tests.campaign_cast import CampaignCast
from tests.workspace.watchlists.watched_given import watched

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def told() -> list[tuple[str, str]]:
    """What the round of reminders told, by kind and by whom it was told."""
    asked_for = job_enqueue("watchlists.remind", by=None)
    job_run(asked_for.pk)
    assert Job.objects.get(pk=asked_for.pk).state == State.SUCCEEDED
    deliver()
    rows = Notification.objects.filter(kind="policy.due")
    names = names_of(row.recipient for row in rows)
    return sorted((row.params["policy"]["en"], names[row.recipient]) for row in rows)


def test_the_authority_is_told_once_for_each_day_that_was_set(campaign_cast: CampaignCast) -> None:
    today = timezone.localdate()
    policy = policy_create(watched(look_again=today), by=None)
    policy_create(watched(code="later", look_again=today + timedelta(1)), by=None)
    policy_create(watched(code="gone", state="dropped", look_again=today), by=None)
    once = [("Data protection law", "Amina"), ("Data protection law", "Karim")]
    assert told() == once
    assert told() == once
    policy_update(policy, watched(look_again=today - timedelta(1)), by=None)
    assert len(told()) == 4


def test_the_day_stands_in_the_calendar_of_the_authority_alone(campaign_cast: CampaignCast) -> None:
    policy = policy_create(watched(), by=None)
    [day] = appointments_of(person_of(campaign_cast.amina))
    assert (day.uid, day.starts_on) == (f"{policy.pk}:policy", policy.look_again)
    assert appointments_of(person_of(campaign_cast.salma)) == ()
