"""Looks from a vantage abroad: its key confirmed, its bundle handed in, what it saw otherwise told."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.scans import bundle_bring, scan_judge_again
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.bundle import BundleError, bundle_write, key_fingerprint
from miqyas.scanner.artifacts.model import Artifact, Channel, Outcome, Reason, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.workspace.history.models import Record
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import HandedIn, Lookout, Report, Scan
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.queries.reports import Told, changed_since, report_of
from miqyas.workspace.scans.services import bundles
from miqyas.workspace.scans.services.bundles import lookout_confirm, lookout_revoke
from tests.campaign_cast import CampaignCast
from tests.workspace.scans.scans_given import registered, run_scan, served

pytestmark = pytest.mark.django_db
VIENNA = Vantage("vienna", country="AUT", network="AS1853", is_outside=True)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


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
def scan(campaign_cast: CampaignCast, site: str) -> Scan:
    registered(site)
    return run_scan(campaign_cast.amina.pseudonym)


@pytest.fixture
def vienna(campaign_cast: CampaignCast) -> Lookout:
    return confirm()


def confirm(**other: Any) -> Lookout:
    spoken = " ".join(key_fingerprint(PUBLIC)[at : at + 4] for at in range(0, 64, 4)).upper()
    said = {"name": "vienna", "country": "aut", "is_outside": True, "spoken": spoken, "how": "By telephone"}
    return lookout_confirm(**{**said, **other}, by=None)


def bundle(
    folder: Path, site: str, *, vantage: Vantage = VIENNA, status: int = 403, path: str = "laws"
) -> Path:
    """What somebody abroad saw of the laws: refused."""
    store = Store(folder / "abroad")
    with store.journal("abroad") as journal:
        journal.add(
            Artifact(
                f"{site}{path}",
                channel=Channel.HTTP,
                status=status,
                vantage=vantage,
                seen_at=datetime(2026, 3, 1, tzinfo=UTC),
                outcome=Outcome.not_assessable(Reason.REFUSED_403),
            )
        )
    file = folder / "bundle.zip"
    bundle_write(
        store,
        file,
        vantage=vantage,
        sign=lambda content: b64encode(KEY.sign(content)).decode(),
        key=PUBLIC,
        made_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    return file


def judged() -> None:
    for job in Job.objects.filter(kind="scan.judge", state="queued"):
        job_run(job.pk)


def test_what_is_handed_in_is_judged_with_the_rest_and_its_disagreement_told(
    scan: Scan, vienna: Lookout, site: str, tmp_path: Path
) -> None:
    bundle_bring(scan, bundle(tmp_path, site), lookout=vienna, by=None)
    judged()
    report = report_of(scan)
    assert report is not None
    assert (report.number, report.why, report.has_outside) == (2, "bundle", True)
    (one,) = Told(report).whole.disagreements
    assert one.address == f"{site}laws"
    assert (one.inside.vantage.name, one.outside.vantage.name) == ("here", "vienna")
    assert Record.objects.filter(action="bundle.take").count() == 1


def test_handed_in_twice_it_counts_once(scan: Scan, vienna: Lookout, site: str, tmp_path: Path) -> None:
    file = bundle(tmp_path, site)
    for _ in range(2):
        bundle_bring(scan, file, lookout=vienna, by=None)
        judged()
    assert HandedIn.objects.count() == 1
    assert Report.objects.filter(scan=scan).count() == 2


def test_a_bundle_that_comes_while_another_is_judged_is_in_the_report_that_stands(
    scan: Scan, vienna: Lookout, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [bundle(tmp_path / "one", site), bundle(tmp_path / "two", site, path="contact")]
    bundle_bring(scan, files[0], lookout=vienna, by=None)
    judge_again = task.judge_again

    def while_judging(*args: Any, **kwargs: Any) -> Any:
        judged_then = judge_again(*args, **kwargs)
        if HandedIn.objects.count() == 1:
            bundle_bring(scan, files[1], lookout=vienna, by=None)
        return judged_then

    monkeypatch.setattr(task, "judge_again", while_judging)
    judged()
    judged()
    assert not Job.objects.filter(kind="scan.judge").exclude(state="succeeded").exists()
    report = report_of(scan)
    assert report is not None
    assert report.number == 2
    seen = {one.address for one in Told(report).whole.disagreements}
    assert seen == {f"{site}laws", f"{site}contact"}


@pytest.mark.parametrize("spoil", ["cut", "letter", "other_key"])
def test_a_bundle_that_was_touched_is_refused_as_a_whole(
    scan: Scan, vienna: Lookout, site: str, tmp_path: Path, spoil: str
) -> None:
    file = bundle(tmp_path, site)
    if spoil == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    elif spoil == "letter":
        file.write_bytes(file.read_bytes().replace(b"manifest.json", b"manifesT.json"))
    else:
        Lookout.objects.update(fingerprint="0" * 64)
        vienna.refresh_from_db()
    with pytest.raises(BundleError):
        bundle_bring(scan, file, lookout=vienna, by=None)
    assert not HandedIn.objects.exists()
    assert not Job.objects.filter(kind="scan.judge").exists()


def test_a_key_speaks_for_its_own_vantage_alone(
    scan: Scan, vienna: Lookout, site: str, tmp_path: Path
) -> None:
    others = (
        Vantage("paris", country="AUT", is_outside=True),
        Vantage("vienna", country="AUT", is_outside=False),
        Vantage("vienna", country="FRA", is_outside=True),
    )
    for number, other in enumerate(others):
        with pytest.raises(ScanError, match="other_lookout"):
            bundle_bring(scan, bundle(tmp_path / str(number), site, vantage=other), lookout=vienna, by=None)
    assert not list((scan_folder(scan.pk) / "elsewhere").glob("*"))


def test_looks_are_counted_and_not_believed(
    scan: Scan, vienna: Lookout, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bundles.bundle_read
    monkeypatch.setattr(bundles, "bundle_read", lambda *at, **how: replace(real(*at, **how), looks=200))
    with pytest.raises(ScanError, match="other_count") as refused:
        bundle_bring(scan, bundle(tmp_path, site), lookout=vienna, by=None)
    assert "200" in refused.value.problem("en")
    assert not HandedIn.objects.exists()


def test_a_key_that_was_revoked_opens_nothing(scan: Scan, vienna: Lookout, site: str, tmp_path: Path) -> None:
    lookout_revoke(vienna, by=None)
    vienna.refresh_from_db()
    with pytest.raises(ScanError, match="lookout_revoked"):
        bundle_bring(scan, bundle(tmp_path, site), lookout=vienna, by=None)
    assert confirm().revoked_at is None


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"name": "here"}, "lookout_name"),
        ({"name": " "}, "lookout_name"),
        ({"country": "Austria"}, "lookout_country"),
        ({"spoken": "12 34"}, "fingerprint_form"),
        ({"how": ""}, "lookout_how"),
    ],
)
def test_a_key_is_confirmed_whole_or_not_at_all(
    campaign_cast: CampaignCast, wrong: dict[str, str], detail: str
) -> None:
    with pytest.raises(ScanError, match=detail):
        confirm(**wrong)
    assert not Lookout.objects.exists()


def test_a_vantage_has_one_key_in_force(vienna: Lookout) -> None:
    with pytest.raises(ScanError, match="lookout_known"):
        confirm(spoken="ab" * 32)


def test_judged_again_by_the_same_rules_it_says_the_same_once(scan: Scan) -> None:
    scan_judge_again(scan, by=None)
    scan_judge_again(scan, by=None)
    judged()
    assert Job.objects.filter(kind="scan.judge").count() == 1
    assert Report.objects.filter(scan=scan).count() == 1  # the hash is the same
    report = report_of(scan)
    assert report is not None
    assert changed_since(report) is None
