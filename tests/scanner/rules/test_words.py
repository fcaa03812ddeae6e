"""Words of rules are found as people write them, and only as whole words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.scanner.document.parse import read_page
from miqyas.scanner.rules.clues import Surface, clues_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.words import Matcher, forms

MATCHER = Matcher(
    [
        ("search", "search"),
        ("البحث", "search"),
        ("شكوى", "complaint"),
        ("الشكاوى", "complaints"),
        ("privacy policy", "privacy"),
        ("سياسة الخصوصية", "privacy"),
        ("droit d'accès", "access"),
        ("laws", "laws"),
    ]
)


def found(text):
    return [meaning for one in MATCHER.find(text) for meaning in one.meanings]


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("Search", ["search"]),
        ("Research", []),
        ("SEARCH!", ["search"]),
        ("researching searches", ["search"]),
        ("بحث", ["search"]),
        ("للبحث في الموقع", ["search"]),
        ("وبحث", ["search"]),
        ("البحوث", []),
        ("والشكاوى", ["complaints"]),
        ("بشكوى", ["complaint"]),
        ("سِيَاسَةُ الخُصُوصيّة", ["privacy"]),
        ("ســياســة الخصوصيه", ["privacy"]),
        ("ﺳﻴﺎﺳﺔ ﺍﻟﺨﺼﻮﺻﻴﺔ", ["privacy"]),
        ("سياسة أمن الخصوصية", []),
        ("Policy on privacy", []),
        ("the Privacy Policies of our site", ["privacy"]),
        ("Droit d’accès", ["access"]),
        ("DROIT D'ACCES", ["access"]),
        ("the law", ["laws"]),
        ("lawless", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, meanings):
    assert found(text) == meanings


def test_phrases_inside_longer_ones_are_found_too():
    matcher = Matcher([("open data", 1), ("open data portal", 2), ("data portal", 3), ("open data", 4)])
    assert [one.meanings for one in matcher.find("The open data portal")] == [(1, 4), (2,), (3,)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_taken_apart(text):
    words = forms(text)
    assert all(words), "no empty word"
    assert forms(" ".join(words)) == words or len(words) > 0
    found(text)


def clues(markup, rule):
    page = read_page(markup.encode(), address="https://a.example/")
    return [(clue.surface, clue.phrase) for clue in clues_of(page, rules=rules()).of(rule)]


def test_a_word_beside_a_cue_makes_it_something_else():
    assert clues("<a href=/x>نتائج المباريات</a>", "consultation_results") == []
    (link, block) = clues("<a href=/x>نتائج الاستشارة العامة</a>", "consultation_results")
    assert link == (Surface.LINK, "نتائج الاستشارة")
    assert block[0] is Surface.TEXT


def test_in_running_text_only_words_near_it_make_a_cue_something_else():
    between = "Our many people work on it all day long. " * 5
    assert clues(f"<p>Research is done here. {between} Use the search to find it.</p>", "search")
    assert not clues(f"<p>{between} A search and rescue team.</p>", "search")


def test_the_words_of_an_address_are_a_weak_cue_where_the_link_says_nothing():
    page = read_page("<a href=/legal/privacy-policy>هنا</a>".encode(), address="https://a.example/")
    (clue,) = clues_of(page, rules=rules()).of("privacy_notice")
    assert clue.strength == 1
    assert clues("<a href=/privacy>Privacy settings</a>", "privacy_notice") == []


def test_the_words_of_all_rules_are_those_that_a_crawl_goes_by():
    cues = rules().plain_cues()
    assert "سياسة الخصوصية" in cues["ar"]
    assert "privacy policy" in cues["en"]


def test_letters_that_make_a_name_are_not_passed_over():
    assert forms("e-services") == ("e", "service")
    assert clues("<a href=/x>Service of lawyers</a>", "service_directory") == []


def test_links_to_languages_are_known_by_their_names_alone():
    page = read_page(
        "<a href=/en>EN</a><a href=/fr>Français</a><a href=/ar hreflang=ar>x</a>"
        "<a href=/c>English courses for adults</a>"
        "<a href=/d hreflang=en>How people use the web (in English)</a>".encode(),
        address="https://a.example/",
    )
    assert [one.phrase for one in clues_of(page, rules=rules()).language_links] == ["en", "fr", "ar"]
