"""Which pages are shown in a browser, and that each is shown once."""

from dataclasses import replace
from pathlib import Path

from miqyas.scanner.artifacts.model import Artifact, Body, Box, Channel, Reason
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.document.model import Block, Landmark, Page
from miqyas.scanner.gather.browser import Shown
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.examining.examine import Examine
from miqyas.scanner.gather.pace import Clock, Pace, Politeness
from miqyas.scanner.gather.rendering import is_empty, shown, worth_showing
from tests.scanner.gather.sites import QUICK

HTML = Body("a" * 64, 10, media_type="text/html")


def look(path: str, *, depth: int = 1, **more: object) -> Artifact:
    parent = "https://a.example/" if depth else ""
    values = {"status": 200, "body": HTML, "parent": parent, "depth": depth, **more}
    return Artifact(f"https://a.example{path}", channel=Channel.HTTP, **values)


def page(language: str = "en", *, words: int = 100) -> Page:
    block = Block("word " * words, Landmark.MAIN, language)
    return Page("https://a.example/", blocks=(block,), languages={language: 1.0})


def test_a_page_that_says_nothing_without_scripts_is_empty() -> None:
    assert is_empty(page(words=5))
    assert not is_empty(page())


def test_the_start_and_empty_pages_come_first_then_one_of_each_kind() -> None:
    pages = [
        *((look(f"/news/{n}", depth=2), page()) for n in range(5)),
        *((look(f"/services/{n}", depth=2), page()) for n in range(2)),
        (look("/services/ar", depth=2), page("ar")),
        (look("/app", depth=3), page(words=1)),
        (look("/", depth=0), page()),
        (look("/gone", status=404), page()),
        (look("/pdf", body=replace(HTML, media_type="application/pdf")), page()),
    ]
    paths = [one.address.removeprefix("https://a.example") for one in worth_showing(pages, most=6)]
    assert paths == ["/", "/app", "/news/0", "/services/ar", "/services/0", "/news/1"]
    assert worth_showing(reversed(pages), most=6) == worth_showing(pages, most=6)


class Fake:
    """A browser that shows what it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def show(self, address: str, examine: Examine) -> Shown:
        self.asked.append(address)
        if address.endswith("/hangs"):
            return Shown(Fetched(address, address, failure="timeout"), facts={"is_late": True})
        fetched = Fetched(
            address, address, 200, headers={"content-type": "text/html"}, content=b"<h1>made</h1>"
        )
        return Shown(fetched, b"PNG", 1280, 800, (Box(0, "h1", "made", 1, 2, 3, 4),))


def test_pages_are_shown_once_and_kept_with_their_pictures(tmp_path: Path) -> None:
    store, browser = Store(tmp_path), Fake()
    pace = Pace(Politeness(pause=0.0), clock=Clock())
    looks = [look("/"), look("/hangs"), look("/2")]
    first = list(shown("a.example", looks, plan=QUICK, store=store, browser=browser, pace=pace))
    again = list(shown("a.example", looks, plan=QUICK, store=store, browser=browser, pace=pace))
    assert first == again
    assert len(browser.asked) == 3
    assert (first[0].channel, first[0].body.charset_from) == (Channel.BROWSER, "")
    assert store.body(first[0]) == b"<h1>made</h1>"
    assert store.read(first[0].screenshot.hash) == b"PNG"
    assert first[0].screenshot.boxes[0].name == "made"
    assert (first[1].outcome.reason, first[1].facts["is_late"]) == (Reason.TIMEOUT, True)


def test_a_host_that_fails_again_and_again_is_left(tmp_path: Path) -> None:
    browser = Fake()
    pace = Pace(Politeness(pause=0.0, failures=2), clock=Clock())
    looks = [look("/hangs"), look("/x/hangs"), look("/fine")]
    found = list(shown("a.example", looks, plan=QUICK, store=Store(tmp_path), browser=browser, pace=pace))
    assert len(found) == len(browser.asked) == 2


def test_no_page_is_shown_once_the_seconds_of_the_budget_are_over(tmp_path: Path) -> None:
    browser, times = Fake(), iter([0.0, 0.0, 59.0, 60.0])
    clock = Clock(monotonic=lambda: next(times), sleep=lambda _: None)
    plan = replace(QUICK, budget=replace(QUICK.budget, seconds=60.0))
    looks = [look("/"), look("/2"), look("/3")]
    pace = Pace(Politeness(pause=0.0))
    found = list(
        shown("a.example", looks, plan=plan, store=Store(tmp_path), browser=browser, pace=pace, clock=clock)
    )
    assert [one.address for one in found] == ["https://a.example/", "https://a.example/2"]
