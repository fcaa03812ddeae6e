"""What a browser finds in a page, judged from what was kept of it; what a page can do against it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.browser import PROGRAMS, Browser, BrowserBounds, Shown
from miqyas.scanner.gather.examining.examine import Examine
from miqyas.scanner.gather.examining.phone import Phone
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.pace import Clock, Pace, Politeness
from miqyas.scanner.gather.rendering import Depth, shown
from miqyas.scanner.technology import Fault, Level, PageExamined, TechnologyReport, examine
from miqyas.scanner.technology.pages import page_examined
from tests.scanner.gather.sites import QUICK
from tests.scanner.website import Answer, website

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="needs a Chromium"),
]
PAGES = Path(__file__).with_name("pages")
HERE = Laboratory(("127.0.0.1",))
BOUNDS = BrowserBounds(
    seconds=40, settle_seconds=0.3, picture_height=1500, examine_seconds=20, phone_seconds=15
)
QUICK_PHONE = Phone(5, 20_000, 20_000, 1, 360, 640, 1, 300)
CHECKED = Examine(is_checked=True)
TRIED = Examine(is_checked=True, is_probed=True)


def answer(path: str) -> Answer:
    file = PAGES / f"{path.strip('/')}.html"
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return (200, headers, file.read_bytes()) if file.is_file() else (404, headers, b"nothing here")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with website(answer) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(laboratory=HERE, bounds=BOUNDS) as found:
        yield found


def found_in(page: Shown) -> PageExamined:
    return page_examined(page.fetched.final_address, page.examined)


def by_check(page: PageExamined) -> dict[str, Fault]:
    return {fault.check: fault for fault in page.faults}


def test_a_sound_page_has_no_fault(browser: Browser, site: str) -> None:
    page = found_in(browser.show(f"{site}/sound", TRIED))
    assert (page.is_checked, page.is_probed, page.unfinished) == (True, True, "")
    assert [(fault.check, fault.places[:1]) for fault in page.faults] == []


def test_frames_are_a_part_of_the_page(browser: Browser, site: str) -> None:
    shown_page = browser.show(f"{site}/framed", CHECKED)
    page = found_in(shown_page)
    assert page.is_checked
    assert "frames" in json.loads(shown_page.examined)["done"]
    found = by_check(page)
    assert set(found) == {"picture_words", "field_label"}
    picture, field = found["picture_words"].places[0], found["field_label"].places[0]
    assert picture.selector == f"iframe({site}/inner) #mute"
    assert picture.box[1] > 60
    assert field.selector.endswith("#nameless")


def test_each_fault_is_found_where_it_is(browser: Browser, site: str) -> None:
    page = found_in(browser.show(f"{site}/faulty", TRIED))
    found = by_check(page)
    where = {check: fault.places[0].selector for check, fault in found.items()}
    expected = {
        "picture_words": "#seal",
        "link_vague": "#vague",
        "field_label": "#number",
        "keyboard_reach": "#false",
        "direction": "#turned",
        "narrow": "#wide",
        "focus_unseen": "#bare",
        "target_small": "#first",
        "spacing_cut": "#tight",
        "zoom_cut": "#low",
    }
    assert {check: where.get(check) for check in expected} == expected
    assert {"contrast", "link_file"} <= set(found)
    assert "keyboard_trap" not in found
    picture = found["picture_words"]
    assert (picture.level, picture.criteria, picture.sources) == (Level.A, ("1.1.1",), ("image-alt",))
    assert picture.places[0].box[2:] == (40, 40)
    assert picture.places[0].snippet.startswith("<img")
    assert all(
        fault.what(language) and fault.mend(language) for fault in page.faults for language in ("ar", "en")
    )


def test_a_trap_of_the_keyboard_is_found(browser: Browser, site: str) -> None:
    found = by_check(found_in(browser.show(f"{site}/trap", TRIED)))
    assert [place.selector for place in found["keyboard_trap"].places] == ["#held"]


def test_a_trap_is_found_in_a_page_that_is_slow(browser: Browser, site: str) -> None:
    """The focus comes back only after the page was busy, for longer than a person waits between two keys."""
    found = by_check(found_in(browser.show(f"{site}/slow", TRIED)))
    assert [place.selector for place in found["keyboard_trap"].places] == ["#held"]


def test_a_page_that_lies_to_scripts_is_examined_all_the_same(browser: Browser, site: str) -> None:
    """Whatever a page makes of its own arrays, elements and axe, ours are others."""
    page = found_in(browser.show(f"{site}/liar", CHECKED))
    assert page.is_checked
    assert by_check(page)["picture_words"].places[0].selector == "#seal"


def test_a_page_says_how_it_comes_on_a_slow_phone(
    browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miqyas.scanner.gather.browser.phone", lambda: QUICK_PHONE)
    page = found_in(browser.show(f"{site}/sound", Examine(is_checked=True, is_on_phone=True)))
    assert page.speed is not None
    assert page.speed.lcp_ms is not None
    assert page.speed.bytes > (PAGES / "sound.html").stat().st_size
    assert page.speed.requests >= 1
    assert page.is_checked


def test_pages_are_judged_again_from_the_store_alone(browser: Browser, site: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    html = Body("a" * 64, 10, media_type="text/html")
    looks = [
        Artifact(f"{site}/{path}", channel=Channel.HTTP, status=200, body=html)
        for path in ("faulty", "sound")
    ]
    pace = Pace(Politeness(pause=0.0), clock=Clock())
    depth = Depth(probed=0, on_phone=0)
    seen = list(shown("x", looks, plan=QUICK, store=store, browser=browser, pace=pace, depth=depth))
    first = examine(seen, read=store.read)
    again = examine(reversed(list(Store(tmp_path).artifacts())), read=Store(tmp_path).read)
    assert first == again == TechnologyReport.from_record(json.loads(json.dumps(first.as_record())))
    assert [page.address for page in first.pages] == [f"{site}/faulty", f"{site}/sound"]
    assert (first.sites[0].checked, first.sites[0].probed) == (2, 0)
    assert first.checks["picture_words"] == 1
    assert "speed" in first.sites[0].not_told


def test_a_page_too_large_for_its_seconds_is_told_in_part(site: str) -> None:
    """The picture, the document and what was found until then are there; the next page is examined."""
    bounds = BrowserBounds(seconds=20, settle_seconds=0.3, picture_height=1500, examine_seconds=3)
    with Browser(laboratory=HERE, bounds=bounds) as browser:
        huge = browser.show(f"{site}/huge", TRIED)
        page = found_in(huge)
        assert (huge.fetched.status, page.is_checked, page.unfinished) == (200, False, "time")
        assert b"word" in huge.fetched.content
        assert found_in(browser.show(f"{site}/liar", CHECKED)).is_checked


def test_a_page_that_hangs_while_it_is_tried_keeps_what_was_found(site: str) -> None:
    with Browser(laboratory=HERE, bounds=BrowserBounds(seconds=6, settle_seconds=0.3)) as browser:
        page = browser.show(f"{site}/key", TRIED)
        found = found_in(page)
        assert (page.fetched.status, found.is_probed, found.unfinished) == (200, False, "time")
        assert by_check(found)["picture_words"].places[0].selector == "#seal"
        assert found_in(browser.show(f"{site}/liar", CHECKED)).is_checked


def test_a_checkout_without_axe_says_so_and_runs_its_own_checks(
    browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from miqyas.scanner.gather.examining import examine as module

    monkeypatch.setattr(module, "_axe", lambda: "")
    module._checking.cache_clear()
    try:
        page = found_in(browser.show(f"{site}/faulty", CHECKED))
    finally:
        monkeypatch.undo()
        module._checking.cache_clear()
    assert page.unfinished == "no_axe"
    assert "link_vague" in by_check(page)
    assert "picture_words" not in by_check(page)


def test_pages_that_do_not_come_are_not_examined(browser: Browser, site: str) -> None:
    gone = browser.show("http://127.0.0.1:1/", TRIED)
    assert (gone.examined, gone.fetched.status) == (b"", None)
