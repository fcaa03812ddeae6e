"""What a first view weighs in a release build, which sends texts compressed: at most 200 KB."""

import gzip

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES = 200_000
HEADERS = 420  # bytes before each answer


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
