"""The interface of a catalogue that no page links to: found, told of, and the same however many look."""

import json
from datetime import date
from pathlib import Path

import pytest

from miqyas.kernel.execution import open_engine
from miqyas.scanner.artifacts.model import Channel
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.findings import Finding
from miqyas.scanner.gather.plan import Site
from miqyas.scanner.manifest import Manifest, read_manifest
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Proof, State, Why
from miqyas.scanner.runner import judge_again
from tests.scanner.hostile.server import Asked, Hostile
from tests.scanner.runner.portals import FEATURES, MINISTRY, page, scanned, served

PORTAL, FORMATS = "OSI-INF-029", "OSI-INF-030"
CKAN = "/api/3/action/package_search?rows=5"
QUIET = {"/": page("Information centre", "/about About us"), "/about": page("About us")}
DATASET = {
    "title": "المدارس",
    "license_id": "cc-by",
    "metadata_modified": "2026-11-02T08:00:00",
    "resources": [{"format": "CSV"}],
}
ANSWER = {"success": True, "result": {"count": 214, "results": [DATASET]}}
LISTED = {
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [
        {
            "title": "Bus stops",
            "accessLevel": "public",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "distribution": [{"mediaType": "text/csv"}],
        }
    ],
}


def answers(told: dict[str, object], *, status: str = "200 OK", kind: str = "application/json"):
    """What answers the addresses that are told, on every server, and leaves all others to the pages."""

    def route(asked: Asked) -> bool:
        if asked.path not in told:
            return False
        told_there = told[asked.path]
        content = told_there if isinstance(told_there, str) else json.dumps(told_there)
        asked.answer(content.encode(), status=status, Content_Type=kind)
        return True

    return route


def looked(servers: tuple[Hostile, ...], folder: Path, place: str = "open_data_portal", **how) -> ScanReport:
    places = {server.address.removeprefix("http://"): place for server in servers}
    return scanned([server.address for server in servers], folder, places=places, **how)


def found_by(route, folder: Path, *, site: dict[str, str] = QUIET, **how) -> dict[str, Finding]:
    with served(site, route=route) as servers:
        return dict(looked(servers, folder, **how).by_feature)


def told_alone(report: ScanReport) -> list[list[tuple[object, ...]]]:
    """What is said of each site alone: not how long it took."""
    return [[(one.feature, one.state, one.why, one.hits) for one in site.findings] for site in report.sites]


def test_an_interface_that_no_page_links_to_is_found(tmp_path: Path) -> None:
    with served(QUIET, route=answers({CKAN: ANSWER})) as servers:
        report = looked(servers, tmp_path)
    for code in (PORTAL, FORMATS):
        found = report.by_feature[code]
        assert (found.state, found.proof, found.last_dated) == (State.PRESENT, Proof.ENTRY, "2026-11-02")
        assert (found.hits[0].address, found.hits[0].text) == (f"{servers[0].address}{CKAN}", "المدارس")
        source = report.source_of(found.hits[0])
        assert source is not None
        assert (source.channel, source.status) == (Channel.PROBE, 200)
        assert json.loads(Store(tmp_path).read(source.hash)) == ANSWER


def test_a_list_of_data_that_no_page_links_to_is_found(tmp_path: Path) -> None:
    found = found_by(answers({"/data.json": LISTED}), tmp_path)
    assert {found[code].state for code in (PORTAL, FORMATS)} == {State.PRESENT}
    assert found[PORTAL].hits[0].address.endswith("/data.json")


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [
        ({"success": False, "error": {"__type": "Search Error"}}, "200 OK", Why.INTERFACE_BROKEN),
        ({"success": False, "error": {"__type": "Search Error"}}, "500 Error", Why.INTERFACE_BROKEN),
        (json.dumps(ANSWER)[:-5], "200 OK", Why.INTERFACE_BROKEN),
        ({"success": True, "result": {"count": 0, "results": []}}, "200 OK", Why.INTERFACE_EMPTY),
        (
            {
                "success": True,
                "result": {"count": 2, "results": [{**DATASET, "metadata_modified": "2020-01-01"}]},
            },
            "200 OK",
            Why.TOO_OLD,
        ),
    ],
)
def test_an_interface_that_is_there_and_does_not_work_is_partial(tmp_path, answer, status, why) -> None:
    found = found_by(answers({CKAN: answer}, status=status), tmp_path)[PORTAL]
    assert (found.state, found.why) == (State.PARTIAL, why)
    assert found.hits[0].address.endswith(CKAN)


def test_a_catalogue_that_names_no_licence_is_to_be_looked_at(tmp_path: Path) -> None:
    silent = {"success": True, "result": {"count": 1, "results": [{"title": "Roads"}]}}
    found = found_by(answers({CKAN: silent}), tmp_path)
    assert found[PORTAL].state is State.PRESENT
    assert (found[FORMATS].state, found[FORMATS].why) == (State.NEEDS_REVIEW, Why.INTERFACE_SILENT)


def test_what_robots_forbid_is_not_absent(tmp_path: Path) -> None:
    found = found_by(answers({"/robots.txt": "User-agent: *\nDisallow: /api/"}, kind="text/plain"), tmp_path)
    assert found[PORTAL].state is State.NOT_ASSESSABLE
    assert found[PORTAL].in_words("en") == "Could not be assessed: robots.txt forbids the page"
    assert "/api/" in found[PORTAL].hits[0].address


@pytest.mark.parametrize("answer", ["<!doctype html><title>Hello</title>", "{}", "[1, 2]"])
def test_after_it_was_asked_in_vain_it_is_absent(tmp_path: Path, answer: str) -> None:
    kind = "text/html" if answer.startswith("<") else "application/json"
    found = found_by(answers({CKAN: answer, "/data.json": answer}, kind=kind), tmp_path)
    assert {found[code].state for code in (PORTAL, FORMATS)} == {State.ABSENT}


def test_where_nobody_asked_it_is_not_absent(tmp_path: Path) -> None:
    """A scan that was judged by what a site is now, and was made when nobody knew it."""
    with served(QUIET) as servers:
        looked(servers, tmp_path, place="portal")
        place = {servers[0].address.removeprefix("http://"): "open_data_portal"}
    again = judge_again(Store(tmp_path), features=FEATURES, rules=rules(), places=place)
    assert again.by_feature[PORTAL].state is State.NOT_TESTED


def test_a_ministry_is_not_asked_and_what_it_lacks_is_absent(tmp_path: Path) -> None:
    with served(MINISTRY, route=answers({CKAN: ANSWER})) as servers:
        report = looked(servers, tmp_path, place="portal")
        asked = servers[0].paths()
    assert not [path for path in asked if path.startswith(("/api", "/data", "/catalog"))]
    assert report.by_feature[PORTAL].state is State.ABSENT


@pytest.mark.parametrize("engine", ["serial", "processes:1", "processes:2", "processes:4"])
def test_however_many_look_the_report_is_the_same(tmp_path: Path, engine: str) -> None:
    with served(QUIET, QUIET, QUIET, route=answers({"/data.json": LISTED})) as servers:
        whole = looked(servers, tmp_path / "whole")
        with open_engine(engine) as workers:
            found = looked(servers, tmp_path / "shared", engine=workers, at_once=2)
        again = judge_again(Store(tmp_path / "shared"), features=FEATURES, rules=rules())
    assert found.hash == whole.hash == again.hash
    assert told_alone(found) == told_alone(whole)
    for server in servers:
        assert [path for path in server.paths() if path in {CKAN, "/data.json"}] == [CKAN, "/data.json"] * 2


def test_each_site_of_a_scan_is_told_what_it_is(tmp_path: Path) -> None:
    with served(QUIET) as servers:
        looked(servers, tmp_path)
    begun = read_manifest(tmp_path)
    assert [site.place for site in begun.sites] == ["open_data_portal"]
    assert Manifest.from_record(begun.as_record()) == begun


def test_the_manifest_of_a_scan_from_before_sites_were_told_is_read() -> None:
    record = Manifest((Site("https://a.example"),), today=date(2026, 11, 26)).as_record()
    for site in record["sites"]:
        del site["place"]
    assert Manifest.from_record(record).sites == (Site("https://a.example"),)
