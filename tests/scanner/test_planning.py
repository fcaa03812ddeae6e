"""What a scan asks a site's own search: what most people come for, the same in every language."""

import pytest

from miqyas.catalogue.load import instruments
from miqyas.scanner.journey.manner import usual
from miqyas.scanner.journey.scent import Lexis
from miqyas.scanner.planning import questions_for
from miqyas.scanner.rules.load import rules

LANGUAGES = ("ar", "en", "fr")
MANY = 10_000


def asked_for(language):
    """The features that each question would be asked for, by one who reads the language."""
    texts = questions_for((language,), pages=MANY)
    lexis = Lexis([*texts, *(f"Other matter {n}" for n in range(30))], rules=rules(), manner=usual())
    found = [set() for _ in texts]
    for feature in instruments()["OSI"].features:
        for number, scent in lexis.scents(feature, language).items():
            if number < len(texts) and scent >= usual().same_question:
                found[number].add(feature.code)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_one_that_would_be_asked_for_some_feature(language):
    assert all(asked_for(language))


def test_the_questions_are_the_same_in_every_language():
    for found in zip(*map(asked_for, LANGUAGES), strict=True):
        assert set.intersection(*found), found


def test_a_scan_of_few_pages_asks_few():
    few, many = (questions_for(("ar", "en"), pages=pages) for pages in (5, 200))
    assert (len(few), len(many)) == (4, 24)
    assert set(few) < set(many)
