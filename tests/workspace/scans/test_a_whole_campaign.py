"""A campaign with a scanner beside it: blank answers are proposed, a claim is contradicted, a proof dies.

The portal is a site on this machine; between two scans its site map goes.
"""

from pathlib import Path
from typing import Any

import pytest

from miqyas.catalogue import instrument
from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.scans import job_of, scan_start
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.campaigns.instruments import snapshot_take
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, CampaignEntity
from miqyas.workspace.campaigns.services.answers import answer_save
from miqyas.workspace.events.models import Event
from miqyas.workspace.evidence.models import Evidence, LinkCheck
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.scans.models import Contradiction, Proposal, Report
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.queries.entities import entity_report, proposals_open
from miqyas.workspace.scans.queries.reports import changed_since
from miqyas.workspace.scans.services.deciding import proposal_accept
from tests.campaign_cast import CampaignCast
from tests.workspace.scans.scans_given import PAGES, registered, run_scan, served, serving_at

pytestmark = pytest.mark.django_db
SITE_MAP, PETITIONS = "OSI-TEC-003", "OSI-DEC-003"
LINKS = "".join(f'<li><a href="/pages/{n}">Page {n} of the portal</a></li>' for n in range(20))
MAP = f"<!doctype html><html lang=en><title>Site map</title><main><h1>Site map</h1><ul>{LINKS}</ul></main>"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


def campaign_of(cast: CampaignCast, *codes: str) -> Campaign:
    """An open campaign in which the ministry of health answers some features of the real list."""
    campaign = Campaign.objects.create(code="real", title={"ar": "حملة", "en": "Campaign"}, state="open")
    campaign.instruments.add(snapshot_take(instrument("OSI")))
    part = CampaignEntity.objects.create(campaign=campaign, entity=cast.health)
    Assignment.objects.bulk_create(
        Assignment(part=part, campaign=campaign, entity=cast.health, instrument="OSI", feature=code)
        for code in codes
    )
    return campaign


def pages() -> dict[str, str]:
    """The small site, with a site map that each page leads to."""
    home = PAGES["/"].replace("</nav>", ' <a href="/map">Site map</a></nav>')
    further = {f"/pages/{n}": f"<title>Page {n}</title><h1>Page {n}</h1>" for n in range(20)}
    return {**PAGES, "/": home, "/map": MAP, **further}


def scan_again(by: Any) -> Report:
    return Report.objects.get(scan=run_scan(by))


def test_a_scan_pre_fills_contradicts_and_later_reports_a_dead_proof(
    campaign_cast: CampaignCast, django_capture_on_commit_callbacks: Any
) -> None:
    amina, noor = campaign_cast.amina.pseudonym, campaign_cast.noor.pseudonym
    campaign_of(campaign_cast, SITE_MAP, PETITIONS)
    claim = Assignment.objects.get(feature=PETITIONS)
    answer_save(claim, grade="yes", note="People petition us", version=0, by=noor)
    site = pages()
    with served(site) as address, django_capture_on_commit_callbacks(execute=True):
        registered(address)
        scan_again(amina)
    assert not Answer.objects.filter(assignment__feature=SITE_MAP).exclude(grade="").exists()
    waiting = proposals_open(campaign_cast.health).get()
    assert (waiting.assignment.feature, waiting.grade) == (SITE_MAP, "yes")
    assert Contradiction.objects.get().assignment == claim
    told = set(Notification.objects.values_list("recipient", "kind"))
    assert {(noor, "scan.proposed"), (noor, "scan.contradiction"), (amina, "scan.done")} <= told

    proposal_accept(waiting, title="The site map", by=noor)
    proof = Evidence.objects.get()
    assert LinkCheck.objects.count() == 0

    del site["/map"]
    with serving_at(site, address), django_capture_on_commit_callbacks(execute=True):
        later = scan_again(amina)
    assert LinkCheck.objects.get().outcome == "dead"
    assert Event.objects.filter(kind="evidence.link_dead").count() == 1
    assert Notification.objects.filter(kind="evidence.link_dead", recipient=noor).count() == 1
    assert [one.evidence for one in entity_report(campaign_cast.health).lost] == [proof]
    compared = changed_since(later)
    assert compared is not None
    change = next(one for one in compared.changes if one.feature == SITE_MAP)
    assert change.kind.value in {"broken", "gone"}
    assert change.cause.value == "site"
    assert Answer.objects.get(assignment__feature=SITE_MAP).grade == "yes"  # nobody but a person changes it
    assert Contradiction.objects.filter(assignment=claim).count() == 1


def test_a_scan_that_a_worker_lost_goes_on_where_it_was(
    campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    with served(Counted(pages(), asked_for)) as address:
        registered(address)
        scan = scan_start(None, plan=ScanPlan.of({"pages": 60, "seconds": 60}), by=None)
        job = job_of(scan)
        assert job is not None
        with monkeypatch.context() as patch:
            patch.setattr(task, "report_write", stopping)
            with pytest.raises(SystemExit):
                job_run(job.pk)
        first = list(asked_for)
        assert Job.objects.get(pk=job.pk).state == "queued"
        job_run(job.pk)
    assert Report.objects.get(scan=scan).pages > 20
    pages_again = [path for path in asked_for[len(first) :] if path.startswith(("/pages/", "/laws", "/map"))]
    assert pages_again == []
    assert Proposal.objects.count() == 0


def stopping(*_: Any, **__: Any) -> None:
    raise SystemExit


class Counted(dict[str, str]):
    """Pages that note who is asked for."""

    def __init__(self, found: dict[str, str], asked_for: list[str]) -> None:
        super().__init__(found)
        self._asked_for = asked_for

    def get(self, path: str, default: Any = None) -> Any:
        self._asked_for.append(path)
        return super().get(path, default)
