"""Results beside the forecast that was frozen, reminders of the end, days in the calendar."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.analysis.world import load_world
from miqyas.jobs.programme.twinning import agreement_make, outcomes_of
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.twinning.models import Foreseen, Twin
from miqyas.workspace.twinning.services import profile_create, twin_begin
from tests.campaign_cast import CampaignCast
from tests.workspace.twinning.twins_given import bahrain, estonia, skills

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def hosted(**changes: Any) -> Twin:
    """Two others agreed, whom this installation hosts."""
    profile_create(bahrain(), by=None)
    profile_create(estonia(), by=None)
    twin = twin_begin(skills(**changes), by=None)
    agreement_make(twin, world=load_world(), by=None)
    return Twin.objects.get()


@pytest.mark.parametrize(
    ("measure", "low", "high", "verdict"),
    [
        ("EGDI", 0.90, 0.93, "within"),
        ("EGDI", 0.85, 0.90, "above"),
        ("EGDI", 0.93, 0.95, "below"),
        ("rank", 10, 30, "within"),
        ("rank", 20, 30, "above"),
        ("rank", 5, 10, "below"),
    ],
)
def test_what_was_published_is_held_to_the_band(
    campaign_cast: CampaignCast, measure: str, low: float, high: float, verdict: str
) -> None:
    """Bahrain came to 0.9196 and rank 18 in 2024."""
    twin = hosted()
    frozen = {"twin": twin, "iso3": "BHR", "origin": 2022, "edition": 2024, "versions": {}, "model": "x"}
    Foreseen.objects.create(**frozen, measure=measure, low=low, middle=low, high=high)
    [past] = [one for one in outcomes_of(twin, world=load_world()) if one.foreseen.edition == 2024]
    assert past.verdict == verdict


def test_the_forecast_is_frozen_with_its_versions(campaign_cast: CampaignCast) -> None:
    world = load_world()
    rows = hosted().foreseen.all()
    assert {one.edition for one in rows} == {world.target}
    assert {one.versions["data"] for one in rows} == {world.data_version}
    assert all(one.low <= one.middle <= one.high for one in rows)


def test_the_authority_is_told_once_that_an_agreement_ends(campaign_cast: CampaignCast) -> None:
    hosted(ends_on=timezone.localdate() + timedelta(20))
    for _ in range(2):
        job_run(job_enqueue("twinning.remind", by=None).pk)
        deliver()
    told = Notification.objects.filter(kind="twinning.ends_soon").values_list("recipient", flat=True)
    assert set(told) == {campaign_cast.amina.pseudonym, campaign_cast.karim.pseudonym}
    assert len(told) == 2


def test_the_last_day_stands_in_the_calendar_of_the_authority_alone(campaign_cast: CampaignCast) -> None:
    twin = hosted()
    [day] = appointments_of(person_of(campaign_cast.amina))
    assert (day.uid, day.starts_on) == (f"{twin.pk}:twinning", twin.ends_on)
    assert appointments_of(person_of(campaign_cast.noor)) == ()
