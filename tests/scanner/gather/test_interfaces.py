"""A catalogue of data is asked at addresses that no page links to; other sites are not asked."""

import json
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact, Channel, Outcome, Reason, State
from miqyas.scanner.gather.interfaces import BODY, interfaces, is_interface, works
from miqyas.scanner.gather.plan import Site
from tests.scanner.gather.killing import killed_and_gone_on
from tests.scanner.gather.sites import Gathered, gathered, linked, path_of
from tests.scanner.hostile.server import Asked, Route, hostile, pages

ASKED = [one.path for one in interfaces()]
CKAN = "/api/3/action/package_search?rows=5"
ANSWER = json.dumps({"success": True, "result": {"count": 3, "results": [{"title": "Roads"}]}})
HOME = {"/": linked("/about", title="Data"), "/about": linked(title="About")}
PROGRAM = """
import sys
from pathlib import Path
from miqyas.scanner.gather.plan import Site
from tests.scanner.gather.sites import gathered
gathered("", Path(sys.argv[2]), site=Site(sys.argv[1], place="open_data_portal"))
"""


def answering(listed: dict[str, str], site: dict[str, str] | None = None, *, kind: str) -> Route:
    """A site whose interfaces answer; other addresses are pages, or are not there."""
    usual = pages({**HOME, **(site or {})})

    def route(asked: Asked) -> None:
        if asked.path in listed:
            asked.answer(listed[asked.path].encode(), Content_Type=kind)
        else:
            usual(asked)

    return route


def looked(address: str, folder: Path, *, place: str = "open_data_portal", **budget: int) -> Gathered:
    return gathered("", folder, site=Site(address, place=place), **budget)


def asked_of(found: Gathered) -> dict[str, Artifact]:
    return {path_of(look): look for look in found.looks if is_interface(look)}


def test_an_open_data_portal_is_asked_until_an_interface_works(tmp_path: Path) -> None:
    with hostile(answering({CKAN: ANSWER}, kind="application/json")) as server:
        found = looked(server.address, tmp_path)
    assert list(asked_of(found)) == [CKAN]
    look = asked_of(found)[CKAN]
    assert (look.status, look.channel, look.facts["interface"]) == (200, Channel.PROBE, "ckan")
    assert works(look, ANSWER.encode())
    assert not {*ASKED[1:]} & {*server.paths()}


def test_a_portal_that_answers_nothing_is_asked_each_once(tmp_path: Path) -> None:
    with hostile(pages(HOME)) as server:
        found = looked(server.address, tmp_path)
    assert list(asked_of(found)) == ASKED
    assert len(ASKED) <= 8
    assert {method for method, path in server.asked if path in ASKED} == {"GET"}
    assert len(server.paths()) == len(set(server.paths()))


def test_what_is_there_and_is_not_what_it_should_be_does_not_end_it(tmp_path: Path) -> None:
    wrong = {CKAN: '{"success": false, "error": {}}', "/data.json": "{}"}
    with hostile(answering(wrong, kind="application/json")) as server:
        found = looked(server.address, tmp_path)
    assert list(asked_of(found)) == ASKED


@pytest.mark.parametrize("place", ["ministry_site", "portal", "city_site", ""])
def test_another_site_is_not_asked(tmp_path: Path, place: str) -> None:
    home = {"/": linked("/about", "/opendata", "https://data.elsewhere.example/dataset")}
    with hostile(answering({CKAN: ANSWER}, home, kind="application/json")) as server:
        found = looked(server.address, tmp_path, place=place)
    assert not asked_of(found)
    assert not {*ASKED} & {*server.paths()}


@pytest.mark.parametrize(
    ("sign", "first"),
    [
        ("<meta name=generator content='CKAN 2.11.0'>", CKAN),
        ("<link rel=stylesheet href=/webassets/base/1_main.css>", CKAN),
        ("<meta name=generator content='DKAN 2'>", "/data.json"),
        ("<script src=https://static.opendatasoft.com/x.js></script>", ASKED[3]),
        ('<script type="application/ld+json">{"@type": "DataCatalog"}</script>', CKAN),
        ("<a href=/dataset>Browse</a>", CKAN),
        ("<a href=/ar/datasets/?page=1>تصفح</a>", CKAN),
    ],
)
def test_a_site_with_the_signs_of_a_catalogue_is_asked_what_they_name_first(
    tmp_path: Path, sign: str, first: str
) -> None:
    home = {
        "/": f"<html lang=en><head><title>Portal</title></head><body>{linked('/about')}{sign}</body></html>"
    }
    with hostile(pages({**HOME, **home})) as server:
        found = looked(server.address, tmp_path, place="portal")
    asked = list(asked_of(found))
    assert asked[0] == first
    assert sorted(asked) == sorted(ASKED)


def test_where_no_more_than_words_speak_for_a_catalogue_the_commonest_are_asked(tmp_path: Path) -> None:
    site = {"/": linked("/x", title="Portal").replace(">x<", ">مجموعات البيانات<"), "/x": linked(title="X")}
    with hostile(pages(site)) as server:
        found = looked(server.address, tmp_path / "portal", place="portal")
        of_catalogue = looked(server.address, tmp_path / "catalogue")
    assert list(asked_of(found)) == [CKAN, "/data.json"]
    assert sorted(asked_of(of_catalogue)) == sorted(ASKED)


@pytest.mark.parametrize(
    "sign",
    [
        "<a href=/opendata>Open data</a>",
        "<a href=/news/dataset>News</a>",
        "<a href=https://data.elsewhere.example/dataset>Datasets</a>",
        "<p>We use CKAN, says the article about datasets.</p>",
    ],
)
def test_what_only_speaks_of_data_is_no_sign(tmp_path: Path, sign: str) -> None:
    home = {"/": f"<html lang=en><title>Ministry</title><body>{sign}</body></html>"}
    with hostile(pages({**HOME, **home})) as server:
        found = looked(server.address, tmp_path, place="ministry_site")
    assert not asked_of(found)


def test_a_sign_on_a_page_further_in_is_followed_at_the_end(tmp_path: Path) -> None:
    site = {"/about": linked("/dataset", title="About"), "/dataset": linked(title="All")}
    with hostile(answering({CKAN: ANSWER}, site, kind="application/json")) as server:
        found = looked(server.address, tmp_path, place="")
        once = server.paths().count(CKAN)
    assert list(asked_of(found)) == [CKAN]
    assert once == 1


def test_what_robots_forbid_is_told_and_not_asked(tmp_path: Path) -> None:
    robots = {"/robots.txt": "User-agent: *\nDisallow: /api/"}
    with hostile(answering({CKAN: ANSWER}, robots, kind="application/json")) as server:
        found = looked(server.address, tmp_path)
    told = asked_of(found)
    forbidden = [path for path in ASKED if path.startswith("/api/")]
    assert all(told[path].outcome == Outcome.not_assessable(Reason.ROBOTS) for path in forbidden)
    assert not {*forbidden} & {*server.paths()}
    assert {*ASKED} - {*forbidden} <= {*server.paths()}


def test_a_host_that_cannot_be_asked_is_told_once(tmp_path: Path) -> None:
    found = looked("http://127.0.0.1:9", tmp_path)
    assert [(path_of(one), one.outcome.reason) for one in asked_of(found).values()] == [
        (CKAN, Reason.CONNECT)
    ]


def test_a_page_is_no_interface(tmp_path: Path) -> None:
    """A site that shows its home page, or says in words that nothing is there, under any address."""
    with hostile(pages(HOME, otherwise=lambda asked: asked.answer(linked().encode()))) as server:
        found = looked(server.address, tmp_path)
    assert list(asked_of(found)) == ASKED
    assert not any(works(look, linked().encode()) for look in asked_of(found).values())


def test_json_that_is_answered_under_any_address_is_no_interface(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path in HOME:
            asked.answer(HOME[asked.path].encode())
        else:
            asked.answer(b'{"success": false, "error": "no such page"}', Content_Type="application/json")

    with hostile(route) as server:
        found = looked(server.address, tmp_path)
    assert all(look.is_soft_missing for look in asked_of(found).values())


def test_of_an_endless_answer_a_bounded_part_is_kept(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/data.json":
            asked.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            asked.pour(b'{"dataset": [' * 4096)
        else:
            pages(HOME)(asked)

    with hostile(route) as server:
        found = looked(server.address, tmp_path)
    look = asked_of(found)["/data.json"]
    assert look.body is not None
    assert (look.body.size, look.body.is_cut) == (BODY, True)
    assert list(asked_of(found)) == ASKED


def test_an_address_that_is_linked_too_is_asked_once(tmp_path: Path) -> None:
    home = {"/": linked("/data.json", "/catalog.ttl", "/catalog.xml", title="Data")}
    with hostile(answering({}, home, kind="application/json")) as server:
        found = looked(server.address, tmp_path)
        again = looked(server.address, tmp_path)
    assert len(server.paths()) == len(set(server.paths()))
    assert again.looks == found.looks


def test_a_pinned_page_is_looked_at_although_it_was_asked(tmp_path: Path) -> None:
    with hostile(answering({CKAN: ANSWER}, kind="application/json")) as server:
        site = Site(server.address, pinned=(f"{server.address}{CKAN}",), place="open_data_portal")
        found = gathered("", tmp_path, site=site)
    assert {one.channel for one in found.looks if path_of(one) == CKAN} == {Channel.HTTP, Channel.PROBE}


def test_where_time_is_over_what_was_not_asked_is_told(tmp_path: Path) -> None:
    site = {"/": linked("/about", "/dataset", title="Portal")}
    with hostile(pages({**HOME, **site})) as server:
        found = looked(server.address, tmp_path, place="", seconds=0)
        untold = asked_of(found)
        whole = looked(server.address, tmp_path, place="")
    assert {look.outcome.state for look in untold.values()} == {State.NOT_TESTED}
    assert {look.outcome.state for look in asked_of(whole).values()} == {State.SEEN}


@pytest.mark.parametrize("at", [4, 6, 9])
def test_a_scan_that_was_killed_asks_nothing_twice(tmp_path: Path, at: int) -> None:
    """Killed by the system while an answer is on its way: that one alone is asked for again."""
    usual = answering({"/api/feed/dcat-us/1.1.json": ANSWER}, kind="application/json")
    found, whole = killed_and_gone_on(usual, tmp_path, program=PROGRAM, at=at, again=looked)
    assert list(asked_of(found)) == list(asked_of(whole)) == ASKED[:6]
