"""One scan, its portals divided among workers: the report is the same, no page is asked for twice."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from miqyas.jobs import scan_shares
from miqyas.jobs.models import Job, State, WorkerPresence
from miqyas.jobs.recovery import sweep
from miqyas.jobs.run import Cancelled, job_run, job_take
from miqyas.jobs.scan_shares import LOOK, looks_of
from miqyas.jobs.scans import is_under_way, job_of, jobs_of, scan_start, scan_stop
from miqyas.jobs.services import job_cancel, job_withdraw
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.scanner.gather.plan import Site
from miqyas.workspace.scans.models import Report, Scan
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import scan_folder
from tests.campaign_cast import CampaignCast
from tests.scanner.hostile.server import Hostile
from tests.workspace.scans.hosts_given import HOSTS, asked_twice, hosts_served, registered_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset(HOSTS)
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)
    monkeypatch.setattr(scan_shares, "TOLD_EVERY", 0.0)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Hostile, ...]]:
    with hosts_served() as found:
        yield found


@pytest.fixture
def servers(running: tuple[Hostile, ...], campaign_cast: CampaignCast) -> tuple[Hostile, ...]:
    """The three hosts, not asked for anything yet, each registered."""
    registered_at([one.address for one in running], campaign_cast.health, campaign_cast.education)
    for one in running:
        one.asked.clear()
    return running


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], list[list[str]]]:
    """Have something done when whoever carries out a scan begins to look; gives at what that one looks."""

    def set_up(deed: Callable[[], None]) -> list[list[str]]:
        usual, looked_at = scan_shares.look_at, []

        def look_at(sites: Sequence[Site], **how: Any) -> Any:
            looked_at.append([site.name for site in sites])
            if len(looked_at) == 1:
                deed()
            return usual(sites, **how)

        monkeypatch.setattr(scan_shares, "look_at", look_at)
        return looked_at

    return set_up


def free(workers: int) -> None:
    """So many workers besides this one."""
    for number in range(workers):
        WorkerPresence.objects.create(worker=f"w{number}", seen_at=timezone.now())


def asked_for() -> Scan:
    return scan_start(None, plan=ScanPlan.of({"pages": 60, "seconds": 60}), by=None)


def carried_out(scan: Scan) -> Job:
    asked = job_of(scan)
    assert asked is not None
    job_run(asked.pk)
    return Job.objects.get(pk=asked.pk)


def report_alone() -> str:
    """The name of the report of one worker."""
    scan = asked_for()
    assert carried_out(scan).state == State.SUCCEEDED
    assert not looks_of(scan)
    return Report.objects.get(scan=scan).hash


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """What one worker found, by where the hosts were."""
    return {}


@pytest.fixture
def alone(servers: tuple[Hostile, ...], known: dict[str, str]) -> str:
    """The name of the report of one worker, of whom nobody is asked afterwards."""
    first = servers[0].address
    if first not in known:
        known[first] = report_alone()
        for one in servers:
            one.asked.clear()
    return known[first]


def states(scan: Scan) -> list[str]:
    return [job.state for job in looks_of(scan)]


def others_look() -> None:
    for job in Job.objects.filter(kind=LOOK, state=State.QUEUED):
        job_run(job.pk)


def test_one_worker_looks_at_all_by_itself(alone: str) -> None:
    busy = job_take(Job.objects.create(kind="test.steps").pk)
    assert busy is not None
    Job.objects.filter(pk=busy.job_id).update(worker="w0")
    free(1)
    silent = timezone.now() - timedelta(hours=1)
    WorkerPresence.objects.create(worker="gone", seen_at=silent)
    assert report_alone() == alone


@pytest.mark.parametrize("workers", [2, 3])
def test_however_many_look_the_report_is_the_same(
    servers: tuple[Hostile, ...], alone: str, meanwhile: Any, workers: int
) -> None:
    free(workers - 1)
    scan, looked_at = asked_for(), meanwhile(others_look)
    done = carried_out(scan)
    report = Report.objects.get(scan=scan)
    assert report.hash == alone
    assert asked_twice(servers) == {}
    assert states(scan) == [State.SUCCEEDED] * (workers - 1)
    assert [len(share) for share in looked_at] == [2 if workers == 2 else 1]
    assert done.progress_words["params"] == {"through": 3, "of": 3, "pages": report.pages}
    assert jobs_of([scan]) == {str(scan.pk): done}
    assert job_of(scan) == done


def test_shares_that_nobody_takes_come_back(servers: tuple[Hostile, ...], alone: str, meanwhile: Any) -> None:
    free(2)
    scan, looked_at = asked_for(), meanwhile(lambda: None)
    assert carried_out(scan).state == State.SUCCEEDED
    assert Report.objects.get(scan=scan).hash == alone
    assert asked_twice(servers) == {}
    assert states(scan) == [State.CANCELLED] * 2
    assert [len(share) for share in looked_at] == [1, 2], "what comes back is looked at together"
    others_look()
    assert asked_twice(servers) == {}


def test_a_job_that_a_worker_has_taken_is_not_withdrawn(servers: tuple[Hostile, ...]) -> None:
    asked = job_of(asked_for())
    assert asked is not None
    run = job_take(asked.pk)
    assert not job_withdraw(asked.pk)
    assert run is not None
    run.hand_back()
    assert job_withdraw(asked.pk)
    assert job_take(asked.pk) is None


def test_a_worker_that_does_not_share_the_folder_fails_and_its_share_comes_back(
    servers: tuple[Hostile, ...], alone: str, meanwhile: Any, settings: Any, tmp_path: Path
) -> None:
    free(1)
    scan = asked_for()

    def elsewhere() -> None:
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        others_look()
        settings.MEDIA_ROOT = tmp_path

    meanwhile(elsewhere)
    assert carried_out(scan).state == State.SUCCEEDED
    (failed,) = looks_of(scan)
    assert (failed.state, failed.error["code"]) == (State.FAILED, "artifacts.no_scan")
    assert Report.objects.get(scan=scan).hash == alone
    assert asked_twice(servers) == {}


def test_what_was_looked_at_into_another_folder_is_looked_at_here(
    servers: tuple[Hostile, ...], alone: str, meanwhile: Any, settings: Any, tmp_path: Path
) -> None:
    free(1)
    scan = asked_for()

    def elsewhere() -> None:
        here = scan_folder(scan.pk)
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        shutil.copytree(here, scan_folder(scan.pk))
        others_look()
        settings.MEDIA_ROOT = tmp_path

    meanwhile(elsewhere)
    assert carried_out(scan).state == State.SUCCEEDED
    assert states(scan) == [State.SUCCEEDED]
    assert Report.objects.get(scan=scan).hash == alone


def test_a_share_under_way_is_waited_for_until_its_lease_is_over(
    servers: tuple[Hostile, ...], alone: str, meanwhile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(1)
    scan, waits = asked_for(), []

    def sleep(seconds: float) -> None:
        waits.append(len(looked_at))
        if len(waits) == 3:
            now = timezone.now()
            sweep(now)
            assert states(scan) == [State.RUNNING]
            sweep(now + timedelta(hours=1))

    looked_at = meanwhile(lambda: [job_take(job.pk) for job in looks_of(scan)])
    monkeypatch.setattr(scan_shares.time, "sleep", sleep)
    assert carried_out(scan).state == State.QUEUED, "the hour took its own lease too"
    assert waits == [1, 1, 1], "nothing else is looked at until then"
    assert carried_out(scan).state == State.SUCCEEDED
    assert states(scan) == [State.CANCELLED]
    assert Report.objects.get(scan=scan).hash == alone
    assert asked_twice(servers) == {}


def test_whoever_stops_a_scan_stops_all_who_look(servers: tuple[Hostile, ...], meanwhile: Any) -> None:
    free(2)
    scan, taken = asked_for(), []

    def stop() -> None:
        taken.append(job_take(looks_of(scan)[0].pk))
        scan_stop(scan, by=None)

    meanwhile(stop)
    assert carried_out(scan).state == State.CANCELLED
    assert states(scan) == [State.RUNNING, State.CANCELLED]
    with pytest.raises(Cancelled):
        taken[0].stop_if_cancelled()
    assert not is_under_way(None)


def test_nobody_looks_for_a_scan_that_is_over(servers: tuple[Hostile, ...], meanwhile: Any) -> None:
    free(1)
    scan = asked_for()
    asked = job_of(scan)
    assert asked is not None
    meanwhile(lambda: job_cancel(asked.pk, by=None))
    assert carried_out(scan).state == State.CANCELLED
    assert states(scan) == [State.QUEUED]
    before = [len(one.asked) for one in servers]
    others_look()
    assert states(scan) == [State.CANCELLED]
    assert [len(one.asked) for one in servers] == before


def test_begun_again_it_finds_those_who_look_already(
    servers: tuple[Hostile, ...], alone: str, meanwhile: Any
) -> None:
    free(1)
    scan = asked_for()

    def killed() -> None:
        raise SystemExit

    looked_at = meanwhile(killed)
    with pytest.raises(SystemExit):
        carried_out(scan)
    WorkerPresence.objects.create(worker="another", seen_at=timezone.now())
    others_look()
    assert carried_out(scan).state == State.SUCCEEDED
    assert states(scan) == [State.SUCCEEDED]
    assert looked_at[0] == looked_at[1]
    assert len(looked_at) == 2
    assert Report.objects.get(scan=scan).hash == alone
    assert asked_twice(servers) == {}
