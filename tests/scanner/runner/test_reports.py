"""A report is plain values: read back as it was, refused where it is none; each finding can be looked up."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from miqyas.kernel.words import say
from miqyas.scanner.artifacts.bundle import bundle_read, bundle_write, key_fingerprint
from miqyas.scanner.artifacts.model import Artifact, Box, Channel, Screenshot, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.artifacts.vantages import Difference
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.records import ReportError
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Proof
from miqyas.scanner.rules.verdict import Hit
from miqyas.scanner.runner import judge_again
from miqyas.scanner.sources import sources_of
from tests.scanner.artifacts.test_bundle import Key, is_signed
from tests.scanner.gather.sites import QUICK
from tests.scanner.hostile.server import Asked
from tests.scanner.runner.portals import FEATURES, PORTAL, scanned, served, states

VIENNA = Vantage("vienna", country="AUT", network="AS1853", is_outside=True)


def abroad(asked: Asked) -> bool:
    """To those who say that they are abroad, the services are closed and the notice is not there."""
    if "abroad" not in asked.headers.get("user-agent", ""):
        return False
    if asked.path == "/services":
        asked.answer(b"no", status="403 Forbidden")
    elif asked.path == "/privacy":
        asked.answer(b"gone", status="404 Not Found")
    return asked.path in {"/services", "/privacy"}


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[ScanReport, Path, Path]:
    """The portal as it is seen from here; the folders of the looks from here and from abroad."""
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    outside = replace(QUICK, vantage=VIENNA, agent="abroad")
    with served(PORTAL, route=abroad) as (server,):
        report = scanned([server.address], here)
        scanned([server.address], there, plan=outside)
    return report, here, there


@pytest.fixture(scope="module")
def report(looked: tuple[ScanReport, Path, Path]) -> ScanReport:
    return looked[0]


def again(here: Path, **how: Any) -> ScanReport:
    return judge_again(Store(here), features=FEATURES, rules=rules(), **how)


def test_it_is_read_back_as_it_was(report: ScanReport) -> None:
    record = json.loads(json.dumps(report.as_record()))
    found = ScanReport.from_record(record)
    assert found.as_record() == report.as_record()
    assert found.hash == report.hash
    assert found.by_feature["OSI-CP-004"].advice_in_words("ar") == report.by_feature[
        "OSI-CP-004"
    ].advice_in_words("ar")


@pytest.mark.parametrize(
    "break_it",
    [
        lambda record: record.pop("findings"),
        lambda record: record["findings"][0].update(state="there"),
        lambda record: record["findings"][0].update(proof=None),
        lambda record: record["sites"][0].update(end={"form": "x"}),
        lambda record: record["sources"].append({"page": "x"}),
        lambda record: record.update(today="soon"),
        lambda record: record.update(not_assessable={"moonlight": 1}),
        lambda record: record.update(journeys=[{}]),
        lambda record: record.update(versions={"software": "1"}),
    ],
)
def test_what_is_damaged_is_refused(report: ScanReport, break_it: Any) -> None:
    record = json.loads(json.dumps(report.as_record()))
    break_it(record)
    with pytest.raises(ReportError) as told:
        ScanReport.from_record(record)
    assert told.value.full_code == "scan_report.unreadable"
    assert told.value.render("ar")


@pytest.mark.parametrize("record", [{}, {"form": "miqyas-scan/0"}, {"form": None}])
def test_what_is_no_report_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ReportError) as told:
        ScanReport.from_record(record)
    assert "miqyas-scan/1" in told.value.problem("en")


def test_each_hit_can_be_looked_up(report: ScanReport, looked: tuple[ScanReport, Path, Path]) -> None:
    store = Store(looked[1])
    hits = [hit for finding in report.findings for hit in finding.hits]
    assert hits
    for hit in hits:
        source = report.source_of(hit)
        assert source is not None
        assert (source.vantage, source.status) == ("here", 200)
        assert store.has(source.hash)
        assert report.first_seen <= source.seen_at <= report.last_seen


def test_the_box_of_the_words_is_the_one_that_says_just_them() -> None:
    boxes = (
        Box(0, "nav", "Home Privacy policy Contact", 0, 0, 900, 40),
        Box(1, "a", "Privacy  Policy", 10, 5, 90, 20),
        Box(2, "h1", "Welcome", 0, 50, 300, 40),
    )
    shown = Artifact(
        "https://a.example/",
        channel=Channel.BROWSER,
        status=200,
        screenshot=Screenshot("ab", 1280, 800, boxes),
    )
    plain = replace(shown, channel=Channel.HTTP, screenshot=None)
    hits = [hit("Privacy policy"), hit("Contact"), hit("Nowhere")]
    found = sources_of(hits, [plain, shown])["https://a.example/"]
    assert found.picture == "ab"
    assert {text: box.order for text, box in found.boxes.items()} == {"Privacy policy": 1, "Contact": 0}


def hit(text: str) -> Hit:
    return Hit("x", "https://a.example/", text, text, "en", Proof.LINK, Surface.LINK, Landmark.NAV)


def test_looks_from_outside_are_compared_and_said(looked: tuple[ScanReport, Path, Path]) -> None:
    report, here, there = looked
    assert not report.has_outside
    found = again(here, others=(Store(there),))
    assert found.has_outside
    assert [vantage.name for vantage in found.vantages] == ["here", "vienna"]
    told = {one.address.rpartition("/")[2]: one.difference for one in found.disagreements}
    assert told == {"privacy": Difference.STATUS, "services": Difference.SEEN}
    assert found.coverage < report.coverage
    assert states(found)["OSI-CP-004"] == "present"
    assert set(found.by_feature["OSI-CP-004"].vantages) == {"here", "vienna"}
    assert ScanReport.from_record(found.as_record()).as_record() == found.as_record()


def test_a_signed_bundle_says_the_same_as_the_folder(
    looked: tuple[ScanReport, Path, Path], tmp_path: Path
) -> None:
    _, here, there = looked
    by_folder = again(here, others=(Store(there),))
    key = Key()
    file = tmp_path / "vienna.zip"
    bundle_write(
        Store(there), file, vantage=VIENNA, sign=key.sign, key=key.public(), made_at=by_folder.last_seen
    )
    store = Store(shutil.copytree(here, tmp_path / "here"))
    bundle_read(file, confirmed=key_fingerprint(key.public()), store=store, is_signed=is_signed)
    assert again(store.folder).hash == by_folder.hash


def test_a_laboratory_is_named(report: ScanReport) -> None:
    assert report.laboratory == ("127.0.0.1",)


def test_every_word_of_a_report_is_there_in_both_languages(report: ScanReport) -> None:
    for language in ("ar", "en"):
        for difference in Difference:
            assert say(f"scan.difference.{difference.value}", language=language)
        for ended in ("exhausted", "pages", "bytes", "seconds", "host_left", "stopped"):
            assert say(f"scan.ended.{ended}", language=language)
