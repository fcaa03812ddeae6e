"""A scan of the registered portals, from being asked for to its report, on a site of this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from miqyas.jobs.models import State as JobState
from miqyas.jobs.run import job_run
from miqyas.jobs.scans import job_of, scan_start, scan_stop
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.evidence.models import LinkCheck, Outcome
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Portal, PortalKind
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import FindingRow, Report, Scan
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import portals_of_scan, scan_folder
from miqyas.workspace.scans.queries.reports import Told
from tests.campaign_cast import CampaignCast
from tests.workspace.scans.scans_given import portal_of, registered, run_scan, served

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


def test_a_scan_runs_as_a_job_and_its_report_is_written_once(campaign_cast: CampaignCast, site: str) -> None:
    registered(site)
    scan = run_scan(campaign_cast.amina.pseudonym)
    report = Report.objects.get(scan=scan)
    told = Told(report)
    assert scan.is_done
    assert told.counts["present"] >= 1
    assert FindingRow.objects.get(report=report, feature="OSI-TEC-001").state == "present"
    assert not report.has_outside
    assert told.whole.hash == report.hash
    job = job_of(scan)
    assert job is not None
    job_run(job.pk)  # carried out twice, it is written once
    assert Report.objects.count() == 1
    with pytest.raises(WrittenOnceError):
        report.save()
    assert list(
        Record.objects.filter(object_kind="scan").order_by("pk").values_list("action", flat=True)
    ) == [
        "scan.start",
        "scan.report",
    ]


def test_a_finding_says_where_it_was_seen(campaign_cast: CampaignCast, site: str) -> None:
    registered(site)
    report = Report.objects.get(scan=run_scan())
    row = FindingRow.objects.get(report=report, feature="OSI-TEC-001")
    (source,) = row.sources.values()
    assert source["vantage"] == "here"
    assert source["status"] == 200
    assert Store(scan_folder(report.scan_id)).has(source["body"])


def test_a_proof_that_is_gone_is_told_to_its_entity_once(campaign_cast: CampaignCast, site: str) -> None:
    registered(site)
    lost = evidence_add(
        campaign_cast.health, title="Complaints", content=Content(address=f"{site}gone"), by=None
    )
    evidence_add(campaign_cast.health, title="Laws", content=Content(address=f"{site}laws"), by=None)
    run_scan()
    run_scan()
    checks = {check.revision.evidence_id: check.outcome for check in LinkCheck.objects.all()}
    assert checks[lost.pk] == Outcome.DEAD
    assert sorted(checks.values()) == [Outcome.ALIVE, Outcome.DEAD]
    assert LinkCheck.objects.count() == 2


def test_a_portal_that_does_not_answer_is_not_assessed_and_never_absent(campaign_cast: CampaignCast) -> None:
    registered("http://127.0.0.1:9/")
    report = Report.objects.get(scan=run_scan())
    states = set(report.rows.values_list("state", flat=True))
    assert "absent" not in states
    assert report.coverage == 0
    assert report.rows.filter(feature="OSI-TEC-001", state="not_assessable").exists()


def test_a_scan_can_be_stopped_before_it_begins(campaign_cast: CampaignCast) -> None:
    scan = scan_start(None, plan=ScanPlan.usual(), by=None)
    scan_stop(scan, by=campaign_cast.amina.pseudonym)
    job = job_of(scan)
    assert job is not None
    assert job.state == JobState.CANCELLED
    assert not Scan.objects.get().is_done


def test_no_host_is_scanned_by_two_at_a_time(campaign_cast: CampaignCast) -> None:
    first = scan_start(None, plan=ScanPlan.usual(), by=None)
    with pytest.raises(ScanError, match="under_way"):
        scan_start(None, plan=ScanPlan.usual(), by=None)
    scan_stop(first, by=None)
    scan_start(None, plan=ScanPlan.usual(), by=None)


def test_no_host_is_asked_by_scans_of_all_and_of_one_at_a_time(
    campaign_cast: CampaignCast,
) -> None:
    portal_of(campaign_cast.health, "https://health.example.org/")
    portal_of(campaign_cast.education, "https://health.example.org/schools/")
    first = scan_start(campaign_cast.health, plan=ScanPlan.usual(), by=None)
    for other in (None, campaign_cast.education):
        with pytest.raises(ScanError, match="under_way"):
            scan_start(other, plan=ScanPlan.usual(), by=None)
    scan_stop(first, by=None)
    scan_start(None, plan=ScanPlan.usual(), by=None)
    with pytest.raises(ScanError, match="under_way"):
        scan_start(campaign_cast.health, plan=ScanPlan.usual(), by=None)


def test_of_many_who_start_at_once_one_begins(python: Callable[..., str]) -> None:
    said = python("tests/workspace/scans/starting_at_once.py", "4").split()
    assert said == ["1", "begun", *3 * ["scans.under_way"]]


def test_without_a_portal_there_is_nothing_to_scan(campaign_cast: CampaignCast) -> None:
    with pytest.raises(ScanError, match="no_portals"):
        scan_start(campaign_cast.health, plan=ScanPlan.usual(), by=None)


@pytest.mark.parametrize(
    "values",
    [{"pages": 0}, {"pages": "many"}, {"seconds": 10**9}, {"languages": ["ar", "xx"]}, {"browser": -1}],
)
def test_a_plan_out_of_bounds_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ScanError) as refused:
        ScanPlan.of(values)
    assert refused.value.problem("ar")
    assert refused.value.remedy("en")


def test_portals_of_one_host_are_one_site_and_cities_are_scanned_apart(campaign_cast: CampaignCast) -> None:
    portal_of(campaign_cast.health, "https://portal.example.org/health/")
    portal_of(campaign_cast.health, "https://health.example.org/")
    Portal.objects.create(
        entity=campaign_cast.education, kind=PortalKind.CITY, address="https://city.example.org/"
    )
    found = portals_of_scan(None)
    assert [site.start for site in found.sites] == [
        "https://portal.example.org/",
        "https://health.example.org/",
    ]
    assert found.places == {"portal.example.org": "portal", "health.example.org": "ministry_site"}
    assert [site.start for site in portals_of_scan(campaign_cast.health).sites] == [
        "https://health.example.org/",
        "https://portal.example.org/health/",
    ]
