"""Scans by a program: a bundle handed in, what an entity decides, and what nobody else learns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.scans.models import Contradiction, FindingRow, HandedIn, Proposal, Scan
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.services.scans import scan_ask
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.scans.scans_given import absent, present, registered, run_scan, scanned, served
from tests.workspace.scans.test_from_elsewhere import bundle, confirm

__all__ = ["given"]
pytestmark = pytest.mark.django_db
W = "/api/v1/workspace/"
Program = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


def program(user: User) -> Program:
    """A program that asks in the name of somebody."""
    token = token_create(User.objects.get(pk=user.pk), name="a program", scope="write", days=3)[1]
    client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    def asked(method: str, path: str, body: Any = None) -> Any:
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"{W}{path}", **more)

    asked.client = client  # type: ignore[attr-defined]
    return asked


def test_a_worker_abroad_hands_in_what_it_saw(campaign_cast: CampaignCast, tmp_path: Path) -> None:
    with served() as address:
        registered(address)
        scan = run_scan(campaign_cast.amina.pseudonym)
    confirm()
    ask = program(campaign_cast.karim)
    content = bundle(tmp_path, address).read_bytes()
    client: Client = ask.client  # type: ignore[attr-defined]
    for _ in range(2):
        file = SimpleUploadedFile("bundle.zip", content)
        answer = client.post(f"{W}scans/{scan.pk}/bundles", {"lookout": "vienna", "file": file})
        assert answer.status_code == 200
        assert (answer.json()["lookout"], answer.json()["looks"]) == ("vienna", 1)
    assert HandedIn.objects.count() == 1
    job_run(Job.objects.get(kind="scan.judge").pk)
    told = ask("get", f"scans/{scan.pk}").json()
    assert told["report"]["has_outside"]
    assert [one["address"] for one in told["disagreements"]] == [f"{address}laws"]
    spoilt = SimpleUploadedFile("bundle.zip", content[:-30])
    refused = client.post(f"{W}scans/{scan.pk}/bundles", {"lookout": "vienna", "file": spoilt})
    assert (refused.status_code, refused.json()["code"]) == (422, "bundle.unreadable")
    stranger = client.post(f"{W}scans/{scan.pk}/bundles", {"lookout": "paris", "file": spoilt})
    assert stranger.status_code == 404


def test_an_entity_decides_by_its_program(given: Given) -> None:
    Answer.objects.create(assignment=given.question(2), grade="form", state="draft", version=1)
    scanned(present(1), absent(2, grade="none"))
    noor, bruno, farid = (program(getattr(given.cast, name)) for name in ("noor", "bruno", "farid"))
    waiting = Proposal.objects.get(assignment__entity=given.cast.health)
    raised = Contradiction.objects.get()
    path = f"scan-proposals/{waiting.pk}/accept"
    assert bruno("post", path, {"title": "Laws"}).status_code == 403
    assert farid("post", path, {"title": "Laws"}).status_code == 404
    assert noor("post", path, {"title": "Laws"}).json()["state"] == "accepted"
    assert noor("post", path, {"title": "Laws"}).json()["code"] == "scans.proposal_decided"
    settle = f"scan-contradictions/{raised.pk}/settle"
    assert bruno("post", settle, {"state": "mended", "reason": " "}).status_code == 422
    assert bruno("post", settle, {"state": "mended", "reason": "It is there"}).json()["state"] == "mended"
    assert farid("get", "scan-entities/health").status_code == 404


def test_the_authority_learns_nothing_of_drafts(given: Given) -> None:
    Answer.objects.create(assignment=given.question(2), grade="form", state="draft", version=1)
    scanned(present(1), absent(2, grade="none"))
    told = program(given.cast.amina)("get", "scan-entities/health").json()
    assert told["findings"]
    assert (told["proposals"], told["contradictions"], told["lost_proofs"]) == ([], [], [])


@pytest.mark.parametrize("role", ["", "lead", "viewer", "adjudicator"])
def test_no_program_of_an_assessor_reads_any_of_it(given: Given, role: str) -> None:
    report, _ = scanned(present(1))
    if role:
        role_grant(given.cast.chen, role=role, by=None)
    row = FindingRow.objects.get(report=report)
    ask, scan = program(given.cast.chen), report.scan_id
    for path in (
        "scans", f"scans/{scan}", f"scans/{scan}/findings", f"scans/{scan}/changes",
        f"scans/{scan}/files/report.json", f"scan-findings/{row.pk}", "scan-entities/health",
        "scan-entities/health/files/findings.csv", f"scans/{scan}/labels/OSI-TEC-001", "scan-measures",
        "scan-schedules", "lookouts",
    ):  # fmt: skip
        answer = ask("get", path)
        assert answer.status_code in {403, 404}, path
        assert "laws" not in answer.content.decode(), path


def test_many_scans_take_no_more_queries_than_one(given: Given) -> None:
    scanned(present(1))
    scan_ask(None, plan=ScanPlan.usual(), by=None)
    ask = program(given.cast.amina)
    ask("get", "scans")
    with CaptureQueriesContext(connection) as two:
        ask("get", "scans")
    for _ in range(3):
        scanned(present(1))
        scan_ask(None, plan=ScanPlan.usual(), by=None)
    with CaptureQueriesContext(connection) as eight:
        assert len(ask("get", "scans").json()["scans"]) == 8
    assert len(eight) == len(two)


@pytest.mark.parametrize(
    "body",
    [{"entity": "", "pages": 10**9}, {"entity": "nobody"}, {"pages": 5}, {"entity": "", "languages": ["ar"]}],
)
def test_no_scan_is_started_that_cannot_be(given: Given, body: dict[str, Any]) -> None:
    assert program(given.cast.amina)("post", "scans", body).status_code in {404, 422}
    assert not Scan.objects.exists()


def test_a_report_is_taken_away_in_each_form(given: Given) -> None:
    report, _ = scanned(present(1))
    ask = program(given.cast.jamal)
    for name, begins in (("findings.csv", b"code"), ("findings.xlsx", b"PK"), ("report.json", b"{")):
        answer = ask("get", f"scans/{report.scan_id}/files/{name}")
        assert answer.status_code == 200
        assert answer.content.removeprefix("\ufeff".encode()).startswith(begins), name
