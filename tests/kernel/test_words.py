"""The one catalogue of words: plurals, parameters, isolates, and faults that are never silent."""

from datetime import date

import pytest

from miqyas.kernel.text import LRI, PDI, REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import MissingWordsError, catalogue, fill, has_words, read_entries, say

PLACES = {
    "ar": {
        "zero": "لا تغيير",
        "one": "مركز",
        "two": "مركزان",
        "few": "{n} مراكز",
        "many": "{n} مركزًا",
        "other": "{n} مركز",
    },
    "en": {"one": "{n} place", "other": "{n} places"},
}


@pytest.mark.parametrize(
    ("n", "english", "arabic"),
    [
        (0, "0 places", "لا تغيير"),
        (1, "1 place", "مركز"),
        (2, "2 places", "مركزان"),
        (3, "3 places", "3 مراكز"),
        (11, "11 places", "11 مركزًا"),
        (100, "100 places", "100 مركز"),
        (-3, "−3 places", "−3 مراكز"),
    ],
)
def test_plurals_of_both_languages(n, english, arabic):
    assert fill(PLACES, language="en", n=n) == english
    assert fill(PLACES, language="ar", n=n).replace(LRI, "").replace(PDI, "") == arabic


def test_numbers_and_latin_words_are_isolated_inside_arabic_alone():
    entry = {"ar": "{gap:signed3} من {code} في {name}", "en": "{gap:signed3} of {code} in {name}"}
    given = {"gap": 0.15, "code": "BHR", "name": Text({"ar": "البحرين", "en": "Bahrain"})}
    assert fill(entry, language="en", **given) == "+0.150 of BHR in Bahrain"
    assert fill(entry, language="ar", **given) == f"{LRI}+0.150{PDI} من {LRI}BHR{PDI} في البحرين"


def test_in_french_a_space_parts_thousands_and_stands_before_a_percent_sign():
    entry = {"ar": "{n:count}: {share:percent1}", "en": "{n:count}: {share:percent1}"}
    given = {"n": 10_000, "share": 0.125}
    assert fill(entry, language="fr", **given) == "10,000: 12.5%"
    spaced = fill({**entry, "fr": "{n:count} : {share:percent1}"}, language="fr", **given)
    assert spaced == "10\xa0000 : 12.5\xa0%"


def test_a_date_is_said_with_the_name_of_its_month():
    entry = {"ar": "المهلة حتى {until:day}", "en": "Due by {until:day}"}
    assert fill(entry, language="en", until="2026-12-01") == "Due by 1 December 2026"
    assert fill(entry, language="ar", until="2026-12-01") == "المهلة حتى 1 ديسمبر 2026"
    assert fill(entry, language="en", until="–") == "Due by –"
    assert fill({"en": "on {day}"}, language="en", day=date(2026, 12, 1)) == "on 1 December 2026"


def test_a_language_without_words_falls_back():
    assert fill(PLACES, language="fr", n=2) == "2 places"


def test_a_missing_key_is_an_error_never_an_echo():
    with pytest.raises(MissingWordsError):
        say("no.such.key", language="en")
    assert not has_words("no.such.key")


@pytest.mark.parametrize("params", [{}, {"m": 3}])
def test_a_missing_number_is_an_error_never_a_zero(params):
    with pytest.raises(KeyError):
        fill(PLACES, language="en", **params)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello: {en: Hello}", "no words in 'ar'"),
        ("hello: {ar: مرحبا}", "no words in 'en'"),
        ("hello: مرحبا", "map of languages"),
        ("hello: {ar: {one: أ}, en: A}", "plural categories"),
        ("hello: {ar: {some: أ, other: ب}, en: A}", "plural categories"),
        ('hello: {ar: "{n:money}", en: A}', "no kind of number"),
        ("hello: {ar: 3, en: A}", "not text"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        read_entries(text, file="words.yaml")


def test_every_entry_speaks_the_required_languages_with_the_same_parameters():
    import re

    for key, entry in catalogue().items():
        used = []
        for language in REQUIRED_LANGUAGES:
            forms = entry[language].values() if isinstance(entry[language], dict) else [entry[language]]
            used.append({name for form in forms for name in re.findall(r"\{(\w+)", form)} - {"n"})
        assert used[0] == used[1], key


def test_nothing_is_said_in_its_own_words_also_where_grammar_has_no_zero():
    entry = {"ar": "{n} دول", "en": {"zero": "no state", "one": "one state", "other": "{n} states"}}
    assert [fill(entry, language="en", n=n) for n in (0, 1, 2)] == ["no state", "one state", "2 states"]
