"""What words of links promise to one who looks for something."""

from itertools import pairwise

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.scanner.journey.manner import usual
from miqyas.scanner.journey.scent import Lexis
from miqyas.scanner.rules.load import rules

PASSPORT = "OSI-SP-005"
OTHERS = [f"Other matter {number}" for number in range(30)]


def scents(*texts, feature=PASSPORT, language="en"):
    """The scents of the texts, among other links."""
    lexis = Lexis([*texts, *OTHERS], rules=rules(), manner=usual())
    found = lexis.scents(catalogue.feature(feature)[1], language)
    return [found.get(number, 0.0) for number in range(len(texts))]


def falls(*values):
    return all(first > second for first, second in pairwise(values))


def test_the_name_of_the_thing_promises_most_then_its_place_then_the_index_of_all():
    assert falls(*scents("Renew a passport", "Services", "Site map", "News of the day"))
    assert scents("News of the day") == [0.0]


def test_the_more_else_a_link_says_the_less_it_promises():
    assert falls(*scents("Passport", "The new passport office in the harbour opens today to visitors"))


def test_words_that_make_it_something_else_promise_less():
    assert falls(*scents("Passport", "Digital product passport"))


@pytest.mark.parametrize(
    "words",
    [
        "الجواز السفر",
        "تجديد الجواز السفر",
        "جَوَازُ السَّفَرِ",
        "جـــواز الســفر",
        "\u202bجواز السفر\u202c",
        "وجواز السفر",
    ],
)
def test_spellings_of_arabic_promise_alike(words):
    assert scents(words, "الأخبار", language="ar")[0] >= usual().scents.promising


def test_arabic_with_and_without_its_article_smells_the_same():
    with_article, without = scents("الخدمات", "خدمات", language="ar")
    assert with_article == without > 0


def test_words_in_another_language_say_little_to_one_who_reads_another():
    arabic, english = scents("جواز السفر", "Passport", language="ar")
    assert arabic > 3 * english


def test_words_of_every_question_say_little():
    rare, common = scents("Citizen matters", "Online matters")
    assert common < rare < usual().scents.promising


def test_a_word_says_less_the_more_links_have_it():
    others = [f"Foreign {number}" for number in range(40)]
    few = scents("Foreign honours", feature="OSI-SP-006")
    many = scents("Foreign honours", *others, feature="OSI-SP-006")[:1]
    assert many < few


def test_theme_and_sector_lead_on_where_nothing_else_does():
    school = "OSI-SP-025"
    education, harbour = scents("Education", "Harbour", feature=school)
    assert education > usual().scents.least > harbour


def test_businesses_look_among_what_is_for_businesses():
    (licence,), (passport,) = scents("For businesses", feature="OSI-SP-015"), scents("For businesses")
    assert licence > usual().scents.least > passport


@pytest.mark.parametrize(
    ("words", "feature", "language"),
    [
        ("eServices", PASSPORT, "en"),
        ("e-Services", PASSPORT, "en"),
        ("الخدمات الإلكترونية", PASSPORT, "ar"),
        ("eParticipation", "OSI-CON-002", "en"),
        ("القوانين واللوائح", "OSI-INF-013", "ar"),
        ("Données ouvertes", "OSI-INF-029", "fr"),
    ],
)
def test_menus_lead_on_by_the_names_that_portals_give(words, feature, language):
    assert scents(words, feature=feature, language=language)[0] >= usual().scents.way


def test_what_the_names_of_a_thing_share_leads_on_and_what_one_of_them_says_does_not():
    (traffic,) = scents("Vehicles and traffic", feature="OSI-SP-058")
    (renewal,) = scents("Renew a fishing boat")
    assert traffic > usual().scents.least > renewal


def test_nothing_smells_where_there_are_no_links():
    lexis = Lexis([], rules=rules(), manner=usual())
    assert not lexis.scents(catalogue.feature(PASSPORT)[1], "en")


def test_the_name_of_a_place_says_less_among_other_words():
    assert falls(*scents("Services", "Services of the harbour", "Services of the harbour and its boats"))


def test_a_language_without_a_question_is_smelled_by_the_words_of_rules():
    (french,) = scents("Demande de passeport", language="fr")
    assert french >= usual().scents.promising


@pytest.mark.parametrize("words", ["   ", "…", "🙂", "a" * 5000, "(" * 500, "of the", "في من"])
def test_words_that_say_nothing_or_too_much_promise_nothing(words):
    assert scents(words) == [0.0]
