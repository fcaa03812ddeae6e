"""Scans that come back every week or month, each once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.jobs.registry import rounds
from miqyas.jobs.run import job_run
from miqyas.jobs.scans import scan_start, scan_stop
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.registry.models import Portal
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Scan, ScanSchedule
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.services.schedules import next_after, schedule_end, schedule_keep
from tests.campaign_cast import CampaignCast
from tests.workspace.scans.scans_given import portal_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def keep(cast: CampaignCast, *, every: str = "weekly", ago: timedelta = timedelta(minutes=5)) -> ScanSchedule:
    first_at = timezone.now() - ago
    return schedule_keep(None, every=every, plan=ScanPlan.usual(), first_at=first_at, by=cast.amina.pseudonym)


def go_round() -> Any:
    asked = job_enqueue("scan.rounds", by=None)
    job_run(asked.pk)
    return Job.objects.get(pk=asked.pk).result


@pytest.mark.parametrize(
    ("every", "now", "then"),
    [
        ("weekly", NOON, NOON + timedelta(days=7)),
        ("weekly", NOON + timedelta(days=30), NOON + timedelta(days=35)),
        ("monthly", NOON, datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 29, tzinfo=UTC), datetime(2027, 1, 28, 12, tzinfo=UTC)),
    ],
)
def test_the_next_time_lies_ahead_and_missed_ones_are_not_made_up(
    every: str, now: datetime, then: datetime
) -> None:
    assert next_after(NOON, every=every, now=now) == then


def test_a_scan_that_is_due_is_asked_for_once_with_its_job(campaign_cast: CampaignCast) -> None:
    keep(campaign_cast, ago=timedelta(days=20))
    assert len(go_round()["scans"]) == 1
    assert go_round()["scans"] == []
    scan = Scan.objects.get()
    assert Job.objects.filter(kind="scan.run", key=str(scan.pk)).count() == 1
    assert scan.asked_by == campaign_cast.amina.pseudonym
    assert ScanSchedule.objects.get().next_at > timezone.now()


def test_portals_that_are_being_scanned_wait_for_a_later_round(campaign_cast: CampaignCast) -> None:
    keep(campaign_cast)
    due = ScanSchedule.objects.get().next_at
    first = scan_start(None, plan=ScanPlan.usual(), by=None)
    assert go_round()["scans"] == []
    assert ScanSchedule.objects.get().next_at == due
    scan_stop(first, by=None)
    assert len(go_round()["scans"]) == 1
    assert ScanSchedule.objects.get().next_at > timezone.now()


def test_of_two_rhythms_for_one_host_one_waits(campaign_cast: CampaignCast) -> None:
    portal_of(campaign_cast.health, "https://health.example.org/")
    keep(campaign_cast)
    schedule_keep(
        campaign_cast.health, every="weekly", plan=ScanPlan.usual(), first_at=timezone.now(), by=None
    )
    assert len(go_round()["scans"]) == 1
    assert go_round()["scans"] == []
    assert Scan.objects.count() == 1


def test_it_goes_its_rounds_every_hour() -> None:
    assert rounds()["scan.rounds"] == timedelta(hours=1)


def test_nothing_is_asked_before_its_time_or_after_its_end(campaign_cast: CampaignCast) -> None:
    keep(campaign_cast, ago=timedelta(days=-1))
    assert go_round()["scans"] == []
    keep(campaign_cast)
    schedule_end(None, by=None)
    assert go_round()["scans"] == []


def test_another_rhythm_takes_the_place_of_the_first(campaign_cast: CampaignCast) -> None:
    keep(campaign_cast)
    keep(campaign_cast, every="monthly")
    assert ScanSchedule.objects.get().every == "monthly"


def test_portals_that_are_all_gone_are_passed_over(campaign_cast: CampaignCast) -> None:
    keep(campaign_cast)
    Portal.objects.all().delete()
    assert go_round()["scans"] == []
    with pytest.raises(ScanError, match="no_portals"):
        keep(campaign_cast)


def test_no_other_rhythm_is_known(campaign_cast: CampaignCast) -> None:
    with pytest.raises(ScanError, match="rhythm_unknown"):
        keep(campaign_cast, every="hourly")
