"""`miqyas scan`: what is said first, what is found, files, going on, judging again, looks from abroad."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from miqyas.cli.scanning import Asked as ToScan
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.plan import Site
from miqyas.scanner.report import ScanReport
from miqyas.workspace.registry.models import EntityKind, Portal
from tests.campaign_cast import entity
from tests.scanner.hostile.server import Asked, Hostile
from tests.scanner.runner.portals import MINISTRY, PORTAL, served


class Ready:
    """An installation that is set up already."""

    def set_up(self) -> None:
        """Nothing to do: the tests have done it."""

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        return [("database", True, ""), ("migrations", True, "")]


def closed_abroad(asked: Asked) -> bool:
    if "abroad" in asked.headers.get("user-agent", "") and asked.path == "/services":
        asked.answer(b"no", status="403 Forbidden")
        return True
    return False


@pytest.fixture(scope="module")
def servers():
    with served(PORTAL, MINISTRY, route=closed_abroad) as found:
        yield found


@pytest.fixture(scope="module")
def address(servers: tuple[Hostile, ...]) -> str:
    return servers[0].address


@pytest.fixture
def scan(cli: Any) -> Any:
    """The command in a laboratory, which is what this machine is."""
    return lambda *words, **how: cli("scan", *words, "--laboratory", processes=Ready(), **how)


def test_what_weakens_the_report_is_said_first(scan, address):
    shown = scan(address)
    assert shown.code == 0
    first, second, *_ = shown.out.splitlines()
    assert first.startswith("Seen from inside only")
    assert "127.0.0.1" in second


def test_what_is_there_what_is_not_and_in_how_many_pages(scan, address):
    out = scan(address).out
    for words in (
        "12 pages seen, in English, Arabic",
        "Coverage: 100%",
        "Does the portal carry a privacy notice",
        f"{address.removeprefix('http://')}/privacy",
        "A link: the link leads nowhere",
        "Not found in 12 pages, in English and Arabic.",
        "Publish the cybersecurity strategy or law with its date.",
    ):
        assert words in out, words
    assert out.index("Present:") < out.index("Partial:") < out.index("Absent:")


def test_in_arabic_too(scan, address):
    out = scan(address, "--lang", "ar").out
    assert out.startswith("لم يُنظر إلى البوابات إلا من الداخل")
    for words in ("شوهدت 12 صفحة", "نسبة ما أمكن تقييمه: 100%", "موجودة:", "غير موجودة:"):
        assert words in out, words


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("columns", [40, 80])
def test_on_narrow_screens_nothing_is_cut(scan, address, language, columns):
    out = scan(address, "--lang", language, columns=columns).out
    assert "…" not in out
    assert "OSI-CP-004" in out
    assert "/privacy" in out.replace("\n", "")


def test_several_portals_are_told_apart(scan, servers):
    out = scan(*(server.address for server in servers)).out
    assert "and one more portal" in out
    assert "2 portals" in out
    for server in servers:
        assert server.address.removeprefix("http://") in out


def test_a_place_leaves_out_what_belongs_elsewhere(scan, address):
    report = scan(address, "--place", "portal", "--json").json["report"]
    states = {one["feature"]: one["state"] for one in report["findings"]}
    assert states["LOSI-IF-001"] == "not_applicable"
    assert states["OSI-CP-004"] == "present"


def test_json_is_a_report_that_can_be_read_back(scan, address):
    found = scan(address, "--json").json
    report = ScanReport.from_record(found["report"])
    assert report.by_feature["OSI-CP-004"].state.value == "present"
    assert Path(found["store"], "scan.json").exists()
    assert (found["files"], found["handed_in"]) == ([], None)


def test_files_hold_the_same_in_each_form(scan, address, tmp_path):
    files = [tmp_path / f"report.{form}" for form in ("json", "csv", "xlsx")]
    options = [word for file in files for word in ("--out", str(file))]
    report = scan(address, "--json", *options).json["report"]
    written, listed, book = files
    assert json.loads(written.read_bytes()) == report
    rows = list(csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert [row["code"] for row in rows] == [one["feature"] for one in report["findings"]]
    notice = next(row for row in rows if row["code"] == "OSI-CP-004")
    assert (notice["state"], notice["coverage"]) == ("present", "1.0")
    assert notice["page"].endswith("/privacy") or notice["target"].endswith("/privacy")
    assert len(notice["body"]) == 64
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.read_bytes()))
    titles = ["Findings", "Portals", "Could not be assessed", "Vantages that disagree"]
    assert sheets.sheet_names[:4] == titles
    assert len(sheets.get_sheet_by_name("Findings").to_python()) == len(rows) + 1


def test_words_of_a_page_are_never_a_formula_nor_a_command_of_the_terminal(scan, tmp_path):
    evil = "=cmd|' /C calc'!A0 Privacy policy \x1b[31m\u202e<script>"
    site = {"/": PORTAL["/"].replace("Privacy policy", evil), "/privacy": PORTAL["/privacy"]}
    with served(site) as (server,):
        shown = scan(server.address, "--out", str(tmp_path / "r.csv"))
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out
    rows = csv.reader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert any("calc" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "It is not clear what to scan"),
        (["--resume"], "It is not clear what to scan"),
        (["nowhere.invalid"], "There is no host called nowhere.invalid"),
        (["ftp://a.example/"], "not the address of a web page"),
        (["http://127.0.0.1:1/"], "127.0.0.1:1"),
        (["http://10.0.0.1/"], "inside your network"),
        (["http://[::1]/"], "inside your network"),
        (["https://user@a.example/"], "cannot be read"),
        (["93.184.216.34", "--laboratory"], "is on the public network"),
        (["93.184.216.34", "--out", "report.pdf"], "There is no format .pdf"),
        (["93.184.216.34", "--place", "moon"], "There is no kind of site called moon"),
        (["93.184.216.34", "--pages", "0"], "--pages"),
        (["93.184.216.34", "--engine", "turbo"], "turbo"),
        (["93.184.216.34", "--outside"], "without a name"),
        (["93.184.216.34", "--vantage", "here", "--outside"], "without a name"),
        (["--judge", "--store", "no-such-folder"], "No scan was begun"),
        (["93.184.216.34", "--resume"], "No scan was begun"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(cli, words, says):
    told = cli("scan", *words)
    assert told.code == 2
    assert says in told.err
    assert "Traceback" not in told.err


def test_a_portal_that_cannot_be_reached_ends_with_one_and_says_why(scan, servers):
    port = servers[0].port
    with served(MINISTRY) as (gone,):
        address = gone.address
    shown = scan(address)
    assert shown.code == 1
    assert "No page could be seen" in shown.out
    assert "the server could not be connected to" in shown.out
    assert "Absent:" not in shown.out
    assert str(port) not in shown.out


def test_it_goes_on_in_its_folder_and_another_does_not_fall_into_it(scan, address, tmp_path):
    folder = str(tmp_path / "looks")
    first = scan(address, "--store", folder, "--pages", "3", "--json").json["report"]
    assert first["counts"]["absent"] == 0
    assert "holds another scan" in scan(address, "--store", folder).err
    more = scan("--resume", "--store", folder, "--pages", "50", "--json").json["report"]
    assert (first["pages"], more["pages"]) == (3, 12)
    same = scan("--resume", "--store", folder, "--json").json["report"]
    assert same["hash"] == more["hash"]


def test_the_newest_scan_of_a_portal_goes_on_without_its_folder(scan, address):
    first = scan(address, "--pages", "3", "--json").json
    more = scan(address, "--resume", "--json").json
    assert more["store"] == first["store"]
    assert more["report"]["pages"] == 12


def test_going_on_inside_the_network_needs_leave_again(scan, cli, address, tmp_path):
    scan(address, "--store", str(tmp_path / "looks"))
    told = cli("scan", "--resume", "--store", str(tmp_path / "looks"))
    assert (told.code, "inside your network" in told.err) == (2, True)


@pytest.mark.parametrize("engine", ["serial", "processes:2"])
def test_it_is_judged_again_without_the_portal(cli, scan, tmp_path, engine):
    folder = str(tmp_path / "looks")
    with served(PORTAL) as (server,):
        first = scan(server.address, "--store", folder, "--json").json["report"]
    assert cli("scan", "--judge", "--store", folder, "--json", "--engine", engine).json["report"] == first


@pytest.mark.parametrize(
    ("start", "contact", "own", "is_unsigned"),
    [
        ("https://portal.example", "", "", True),
        ("https://portal.example", "https://a.example/scans", "", False),
        ("https://portal.example", "", "https://miqyas.example/en/about/", False),
        ("http://localhost:8080", "", "", False),
    ],
)
def test_who_scans_strangers_without_saying_who_they_are_is_told(start, contact, own, is_unsigned):
    asked = ToScan((Site(start),), laboratory=Laboratory(["localhost"]), contact=own)
    assert asked.is_unsigned(contact) is is_unsigned


def test_processes_find_the_same(scan, servers):
    addresses = [server.address for server in servers]
    engines = ("serial", "processes:2")
    found = [scan(*addresses, "--json", "--engine", name).json["report"]["hash"] for name in engines]
    assert found[0] == found[1]


def started(address: str, folder: str) -> "subprocess.Popen[str]":
    """The program as a process of its own."""
    words = ["scan", address, "--laboratory", "--store", folder, "--lang", "en"]
    environment = {**os.environ, "MIQYAS_DATA_DIR": folder, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-m", "miqyas", *words], env=environment, stderr=subprocess.PIPE, text=True
    )


def test_killed_by_the_system_it_goes_on_and_asks_nothing_twice(tmp_path, scan):
    is_there, is_killed = threading.Event(), threading.Event()

    def held_up(asked: Asked) -> bool:
        if len(server.asked) == 8 and not is_killed.is_set():
            is_there.set()
            is_killed.wait(60)
        return False

    folder = str(tmp_path / "looks")
    with served(PORTAL, route=held_up) as (server,):
        program = started(server.address, folder)
        assert is_there.wait(60)
        os.kill(program.pid, signal.SIGKILL)
        program.communicate(timeout=10)
        is_killed.set()
        unfinished = server.paths()[7]
        found = scan("--resume", "--store", folder, "--json").json["report"]
        counted = Counter(server.paths())
        once = scan(server.address, "--json").json["report"]
    assert counted.pop(unfinished) == 2
    assert set(counted.values()) == {1}
    assert found["hash"] == once["hash"]


def test_interrupted_it_says_how_to_go_on(tmp_path):
    is_there = threading.Event()

    def slow(asked: Asked) -> bool:
        if asked.path == "/services":
            is_there.set()
            asked.over.wait(1)
        return False

    folder = str(tmp_path / "looks")
    with served(PORTAL, route=slow) as (server,):
        program = started(server.address, folder)
        assert is_there.wait(60)
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=30)
    assert program.returncode == 130
    assert f"miqyas scan --resume --store {folder}" in told
    assert "Traceback" not in told


class TestFromAbroad:
    @pytest.fixture
    def bundle(self, scan, address, tmp_path, settings):
        settings.MIQYAS_HISTORY_KEY = tmp_path / "abroad.pem"
        file = tmp_path / "vienna.zip"
        found = scan(
            *(
                address,
                "--vantage",
                "vienna",
                "--country",
                "aut",
                "--outside",
                "--contact",
                "https://abroad.example",
            ),
            *("--sign", str(file), "--json"),
        ).json
        assert found["handed_in"]["file"] == str(file)
        assert found["report"]["vantages"] == [
            {"name": "vienna", "country": "AUT", "network": "", "is_outside": True}
        ]
        return file, found["handed_in"]["fingerprint"]

    def test_what_differs_stands_at_the_top(self, scan, address, bundle):
        file, fingerprint = bundle
        shown = scan(address, "--bundle", str(file), "--fingerprint", fingerprint)
        lines = shown.out.splitlines()
        assert "Seen from inside only" not in shown.out
        assert "One page that vantages saw differently" in lines[:4]
        told = shown.out[: shown.out.index("Present:")]
        assert "/services: one saw it, the other could not" in told
        assert "vienna: the server refused the page (403)" in told

    def test_it_can_be_handed_in_after_the_scan(self, scan, address, bundle, tmp_path):
        file, fingerprint = bundle
        folder = str(tmp_path / "looks")
        scan(address, "--store", folder)
        words = ("--judge", "--store", folder, "--bundle", str(file), "--fingerprint", fingerprint)
        report = scan(*words, "--json").json["report"]
        assert report["has_outside"]
        assert [one["difference"] for one in report["disagreements"]] == ["seen"]

    def test_without_its_fingerprint_it_is_not_taken(self, scan, address, bundle):
        file, fingerprint = bundle
        told = scan(address, "--bundle", str(file))
        assert told.code == 2
        assert fingerprint in told.err

    def test_what_is_handed_in_needs_a_name(self, scan, address, tmp_path):
        told = scan(address, "--sign", str(tmp_path / "here.zip"))
        assert (told.code, "without a name" in told.err) == (2, True)

    @pytest.mark.parametrize("content", [None, b"", b"no archive"])
    def test_what_is_no_bundle_is_said(self, scan, address, tmp_path, content):
        file = tmp_path / "looks.zip"
        if content is not None:
            file.write_bytes(content)
        told = scan(address, "--bundle", str(file), "--fingerprint", "ab")
        assert (told.code, "no bundle of looks" in told.err) == (2, True)


@pytest.mark.django_db
class TestRegistry:
    def test_the_registered_portals_are_scanned_as_what_they_are(self, scan, servers):
        words = {"name_ar": "وزارة الصحة", "name_en": "Ministry of Health"}
        ministry = entity("health", kind=EntityKind.MINISTRY, mandates=[], **words)
        Portal.objects.create(entity=ministry, kind="national", address=servers[0].address, is_main=True)
        Portal.objects.create(entity=ministry, kind="entity", address=servers[1].address)
        report = scan("--registry", "--json").json["report"]
        assert {site["place"] for site in report["sites"]} == {"portal", "ministry_site"}
        assert report["pages"] == 15

    def test_without_portals_it_is_said(self, scan):
        told = scan("--registry")
        assert (told.code, "No portals are registered" in told.err) == (2, True)
