"""What a first view weighs in a release build, which sends texts compressed, and that it stays still."""

import gzip
import time

import pytest
from playwright.sync_api import expect

from tests.browser.visits import MAIN, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES = 200_000
HEADERS = 420  # bytes before each answer
MOST_ELEMENTS = 650
LAID_OUT = """
() => [...document.body.querySelectorAll("*")]
  .filter(one => one.checkVisibility({contentVisibilityAuto: true})).length
"""
MOVES = """
window.moved = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value; }))
  .observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("page", ["", "countries/BHR/"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_first_view_is_light(visiting, language, page):
    seen = visiting()
    answers = []
    seen.page.on("response", lambda answer: answers.append(answer))
    seen.go(f"{language}/{page}")
    seen.page.evaluate("document.fonts.ready.then(() => 0)")
    weights = {
        answer.url: HEADERS + min(len(answer.body()), len(gzip.compress(answer.body(), 6)))
        for answer in answers
    }
    assert sum(weights.values()) <= MOST_BYTES, weights


@pytest.mark.parametrize("page", MAIN)
def test_a_phone_lays_out_little_at_first(visiting, page):
    """What is far below waits, however long the page is: this is most of what blocks a slow processor."""
    seen = visiting(viewport=PHONE)
    seen.go(f"ar/{page}")
    assert 0 < seen.page.evaluate(LAID_OUT) <= MOST_ELEMENTS
    last = seen.page.locator(".footer p").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("page", ["ar/", "ar/countries/BHR/", "en/rankings/"])
def test_words_stay_where_they_were_drawn_when_faces_come_late(visiting, page):
    seen = visiting(viewport=PHONE)
    seen.page.route("**/*.woff2", _late)
    seen.page.add_init_script(MOVES)
    seen.go(page)
    seen.page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert seen.page.evaluate("window.moved") == 0


def _late(route):
    time.sleep(0.4)
    route.continue_()
