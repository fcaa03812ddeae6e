"""Vantages elsewhere on pages: a key is confirmed by who shows who they are, a bundle is handed in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.bundle import key_fingerprint
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.scans.models import HandedIn, Lookout, Scan
from tests.campaign_cast import CampaignCast
from tests.cast import PASSWORD, signed_in
from tests.workspace.scans.scans_given import registered, run_scan, served
from tests.workspace.scans.test_from_elsewhere import PUBLIC, bundle, confirm

pytestmark = pytest.mark.django_db
S = "/en/workspace/scans/"
KEY = {
    "name": "vienna",
    "country": "AUT",
    "is_outside": "on",
    "spoken": key_fingerprint(PUBLIC),
    "how": "A call",
}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def lead(campaign_cast: CampaignCast) -> Client:
    browser = signed_in(campaign_cast.amina)
    browser.post("/en/account/again/", {"password": PASSWORD})
    return browser


@pytest.fixture
def scan(campaign_cast: CampaignCast, site: str) -> Scan:
    registered(site)
    return run_scan(campaign_cast.amina.pseudonym)


def test_a_key_is_confirmed_and_revoked(lead: Client) -> None:
    assert lead.post(f"{S}lookouts/", KEY).status_code == 302
    key = Lookout.objects.get()
    page = lead.get(f"{S}lookouts/").text
    assert f"{key.fingerprint[:4]} {key.fingerprint[4:8]}" in page
    assert lead.post(f"{S}lookouts/{key.pk}/revoke/").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert "revoked" in lead.get(f"{S}lookouts/").text


def test_a_wrong_key_is_said_in_the_form(lead: Client) -> None:
    answer = lead.post(f"{S}lookouts/", {**KEY, "spoken": "12 34"})
    assert answer.status_code == 422
    assert "64 hexadecimal digits" in answer.text
    assert not Lookout.objects.exists()


def test_who_has_not_shown_lately_who_they_are_is_asked_first(campaign_cast: CampaignCast) -> None:
    answer = signed_in(campaign_cast.amina).post(f"{S}lookouts/", KEY)
    assert "/account/" in answer["Location"]
    assert not Lookout.objects.exists()


@pytest.mark.parametrize("who", ["karim", "jamal", "noor", "chen"])
def test_nobody_but_the_lead_trusts_a_key(campaign_cast: CampaignCast, who: str) -> None:
    browser = signed_in(campaign_cast.people()[who])
    assert browser.get(f"{S}lookouts/").status_code == 403
    assert browser.post(f"{S}lookouts/", KEY).status_code == 403


def test_what_was_seen_abroad_is_handed_in_and_its_difference_shown(
    lead: Client, scan: Scan, site: str, tmp_path: Path
) -> None:
    confirm()
    content = bundle(tmp_path, site).read_bytes()
    address = f"{S}{scan.pk}/hand-in/"
    sent = {"lookout": "vienna", "file": SimpleUploadedFile("bundle.zip", content)}
    assert lead.post(address, sent).status_code == 302
    assert "It is being judged again" in lead.get(f"{S}{scan.pk}/").text
    job_run(Job.objects.get(kind="scan.judge").pk)
    page = lead.get(f"{S}{scan.pk}/").text
    assert "One page was seen differently" in page
    assert "one saw it, the other could not" in page
    assert "Nobody looked from outside" not in page


@pytest.mark.parametrize("sent", [{}, {"lookout": "vienna"}, {"lookout": "paris", "file": b"x"}])
def test_half_a_form_hands_in_nothing(lead: Client, scan: Scan, sent: dict[str, Any]) -> None:
    given = {**sent, "file": SimpleUploadedFile("a.zip", sent["file"])} if "file" in sent else sent
    assert lead.post(f"{S}{scan.pk}/hand-in/", given).status_code == 302
    assert not HandedIn.objects.exists()


def test_what_is_no_bundle_or_too_large_is_refused_in_words(lead: Client, scan: Scan, settings: Any) -> None:
    confirm()
    address = f"{S}{scan.pk}/hand-in/"
    sent = {"lookout": "vienna", "file": SimpleUploadedFile("bundle.zip", b"PK no zip")}
    answer = lead.post(address, sent)
    assert answer.status_code == 422
    assert "no bundle of looks" in answer.text
    settings.MIQYAS_FILE_BYTES = 10
    large = {"lookout": "vienna", "file": SimpleUploadedFile("bundle.zip", b"x" * 100_000)}
    assert lead.post(address, large).status_code == 422
    assert not HandedIn.objects.exists()
