"""What scans saw is kept by number and age, and for good where somebody rests on it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.scans import RETENTION, scan_judge_again
from miqyas.jobs.services import job_enqueue
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.history.models import Record
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import FindingRow, Label, Report, Scan
from miqyas.workspace.scans.plans import settings_of_scans
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.services.keeping import looks_remove, scans_outlived
from miqyas.workspace.scans.services.proving import proof_of_finding
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.scans.scans_given import present, registered, run_scan, scanned, served

pytestmark = pytest.mark.django_db
KEPT = settings_of_scans()["kept"]
OLD = timedelta(KEPT["days"] + 1)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def scan(campaign_cast: CampaignCast, site: str) -> Scan:
    registered(site)
    return run_scan()


def grown_old(scan: Scan, *, newer: int = KEPT["scans"]) -> None:
    Scan.objects.filter(pk=scan.pk).update(asked_at=timezone.now() - OLD)
    for _ in range(newer):
        scanned(present(1))


def bytes_kept(scan: Scan) -> set[str]:
    return {*Store(scan_folder(scan.pk)).names()}


def test_only_what_is_old_and_not_among_the_last_is_removed(scan: Scan) -> None:
    grown_old(scan, newer=KEPT["scans"] - 1)
    assert scans_outlived(timezone.now()) == []
    scanned(present(1))
    assert scans_outlived(timezone.now()) == [scan]
    Scan.objects.filter(pk=scan.pk).update(asked_at=timezone.now() - OLD + timedelta(2))
    assert scans_outlived(timezone.now()) == []


def test_the_daily_round_removes_bytes_and_leaves_reports_and_journals(scan: Scan) -> None:
    looks = list(Store(scan_folder(scan.pk)).artifacts())
    grown_old(scan)
    job = job_enqueue(RETENTION, by=None)
    job_run(job.pk)
    assert Job.objects.get(pk=job.pk).result["removed"].keys() == {str(scan.pk)}
    assert bytes_kept(scan) == set()
    assert list(Store(scan_folder(scan.pk)).artifacts()) == looks
    assert Report.objects.get(scan=scan).rows.exists()
    assert Record.objects.filter(action="scan.forget", object_id=str(scan.pk)).count() == 1
    assert scans_outlived(timezone.now()) == []


def test_what_a_proof_or_a_mark_rests_on_stays(scan: Scan, site: str, campaign_cast: CampaignCast) -> None:
    report = Report.objects.get(scan=scan)
    row = next(one for one in FindingRow.objects.filter(report=report, state="present") if one.record["hits"])
    proof_of_finding(row, campaign_cast.health, title="A page", by=None)
    Label(feature="OSI-TEC-001", address=f"{site}contact", truth="shown", origin="team", report=report).save()
    looks_remove(scan, now=timezone.now())
    contact = next(one for one in Store(scan_folder(scan.pk)).artifacts() if one.address == f"{site}contact")
    cited = {source["body"] for source in row.sources.values()}
    assert bytes_kept(scan) == {*cited, contact.body.hash if contact.body else ""}
    assert all(Store(scan_folder(scan.pk)).read(name) for name in cited)


def test_a_scan_without_its_looks_is_neither_judged_again_nor_marked(
    scan: Scan, campaign_cast: CampaignCast
) -> None:
    looks_remove(scan, now=timezone.now())
    scan.refresh_from_db()
    with pytest.raises(ScanError, match="looks_removed") as refused:
        scan_judge_again(scan, by=None)
    assert "reports stay" in refused.value.problem("en")
    page = signed_in(campaign_cast.amina).get(f"/en/workspace/scans/{scan.pk}/")
    assert "was removed on" in page.text
    assert "Judge again" not in page.text
