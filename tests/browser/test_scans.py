"""Pages of scans in a browser: whole in both languages, dark, on a phone; a proposal accepted by keyboard."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.model import Box
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.scanner.rules.model import State
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.scans.models import FindingRow, Lookout
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.services.following import report_follow
from miqyas.workspace.scans.services.scans import report_write, scan_ask
from tests.browser.visits import PHONE, WIDE, Visit
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.scans.scans_given import (
    ABROAD,
    HERE,
    absent,
    found,
    present,
    registered,
    report_of,
    run_scan,
    scanned,
    served,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "000301010018dd8db00000000049454e44ae426082"
)
"""A picture of one dot."""


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(
    campaign_cast: CampaignCast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A campaign with two scans: one of a small site, one that found, lost and could not tell."""
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)
    given = open_campaign(campaign_cast)
    Answer.objects.create(assignment=given.question(2), grade="form", state="draft", version=1)
    with served() as address:
        registered(address)
        whole = run_scan(campaign_cast.amina.pseudonym)
    scanned(present(1), present(2, grade="form"), found(3, State.NOT_ASSESSABLE))
    scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
    picture = Store(scan_folder(scan.pk)).keep(PIXEL)
    told = report_of(
        present(1), absent(2, grade="none"), found(3, State.PARTIAL, grade=""), vantages=(HERE, ABROAD)
    )
    (source,) = told.sources.values()
    box = Box(0, "a", "القوانين والتشريعات", 300, 40, 200, 40)
    shot = replace(source, picture=picture, width=1280, height=800, boxes={"القوانين والتشريعات": box})
    report = report_write(scan, replace(told, sources={shot.address: shot}), why="scan", by=None)
    report_follow(report)
    Lookout.objects.create(name="vienna", country="AUT", fingerprint="ab" * 32, how="By telephone")
    row = FindingRow.objects.get(report=report, feature="OSI-IF-001")
    return {"cast": campaign_cast, "report": report, "row": row, "scan": scan, "whole": whole}


def enter(visit: Visit, user: Any) -> Visit:
    """Sign the tab in."""
    cookie = signed_in(user).cookies["sessionid"]
    visit.page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": visit.site}])
    return visit


def pages_of(stage: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What each of the people looks at."""
    scan, row, whole = stage["scan"].pk, stage["row"].pk, stage["whole"].pk
    return {
        "amina": (
            "", f"{scan}/", f"{scan}/changes/", f"findings/{row}/", "lookouts/", "labels/", f"{whole}/",
            f"{whole}/journeys/", f"{whole}/parity/", f"{whole}/technology/", f"labels/{whole}/OSI-TEC-001/",
        ),
        "noor": ("entities/health/",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "options"),
    [("ar", {}), ("en", {"color_scheme": "dark"}), ("ar", {"color_scheme": "dark", "viewport": PHONE})],
    ids=["arabic", "english-dark", "arabic-dark-phone"],
)
def test_pages_of_scans_are_whole(
    stage: dict[str, Any], visiting: Callable[..., Visit], language: str, options: dict[str, Any]
) -> None:
    for name, pages in pages_of(stage).items():
        visit = enter(visiting(**{"viewport": WIDE, **options}), stage["cast"].people()[name])
        for page in pages:
            assert visit.go(f"/{language}/workspace/scans/{page}").status == 200, page
            assert not visit.is_wider_than_its_window(), page
            assert visit.axe() == [], page


def test_the_focal_point_accepts_by_keyboard(stage: dict[str, Any], visiting: Callable[..., Visit]) -> None:
    visit = enter(visiting(), stage["cast"].noor)
    visit.go("/en/workspace/scans/entities/health/")
    visit.page.get_by_role("button", name="Accept with its proof").first.focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("The answer was saved.").wait_for()
    assert (
        Answer.objects.get(assignment__entity=stage["cast"].health, assignment__feature="OSI-IF-001").grade
        == "yes"
    )
