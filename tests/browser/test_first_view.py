"""What a first view weighs in a release build, which sends texts compressed, and that it stays still."""

import gzip
import time

import pytest

from tests.browser.visits import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES = 200_000
HEADERS = 420  # bytes before each answer
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
