"""Journeys in words that a minister reads."""

import re

import pytest

from miqyas.kernel.words import say
from miqyas.scanner.journey.compare import Agreement
from miqyas.scanner.journey.model import End, Journey, Move, Outcome, SavedBy, Search, Spot, Step

HOME, LAWS = Spot("https://a.example/", "الرئيسة"), Spot("https://a.example/%D8%A3", "")
NUMBER = re.compile("[\u2066\u2069]")


def plain(text):
    """The sentence without the isolates around its numbers."""
    return NUMBER.sub("", text)


@pytest.mark.parametrize(
    ("clicks", "seconds", "arabic", "english"),
    [
        (1, 12, "عُثر عليها بعد نقرة واحدة، في نحو 10 ثوانٍ.", "Found after one click, in about 10 seconds."),
        (2, 3, "عُثر عليها بعد نقرتين، في نحو 5 ثوانٍ.", "Found after 2 clicks, in about 5 seconds."),
        (3, 41, "عُثر عليها بعد 3 نقرات، في نحو 40 ثانية.", "Found after 3 clicks, in about 40 seconds."),
        (10, 90, "عُثر عليها بعد 10 نقرات، في نحو دقيقتين.", "Found after 10 clicks, in about 2 minutes."),
        (11, 89, "عُثر عليها بعد 11 نقرة، في نحو 90 ثانية.", "Found after 11 clicks, in about 90 seconds."),
        (100, 200, "عُثر عليها بعد 100 نقرة، في نحو 3 دقائق.", "Found after 100 clicks, in about 3 minutes."),
        (
            102,
            660,
            "عُثر عليها بعد 102 نقرة، في نحو 11 دقيقة.",
            "Found after 102 clicks, in about 11 minutes.",
        ),
    ],
)
def test_numbers_are_said_as_grammar_wants(clicks, seconds, arabic, english):
    journey = Journey("OSI-SP-005", "ar", Outcome.FOUND, clicks=clicks, seconds=float(seconds))
    assert plain(journey.in_words("ar")) == arabic
    assert journey.in_words("en") == english


def test_what_stood_in_the_way_and_what_would_have_helped_is_said():
    dead = Step(Move.LINK, "", End.DEAD_LINK, words="القوانين")
    journey = Journey(
        "OSI-INF-013",
        "ar",
        Outcome.LOST,
        (Step(Move.START, HOME.address, End.PAGE), dead, dead),
        clicks=2,
        seconds=31.0,
        lost_at=HOME,
        saved_by=SavedBy(HOME, LAWS, 1),
    )
    assert plain(journey.in_words("ar")) == (
        "لم يُعثر عليها بعد نقرتين ونحو 30 ثانية من البحث. "
        "هي موجودة وتؤدي إليها روابط، لكن كلمات الروابط لا تدل عليها. "
        "في الطريق رابطان لا يُفضيان إلى شيء. انقطع الأثر في الصفحة «الرئيسة». "
        "رابط من «الرئيسة» إلى «https://a.example/أ» كان سيوفر نقرة واحدة."
    )


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", ["ar", "en", "en-xa"])
def test_every_end_of_a_search_is_said(outcome, language):
    journey = Journey("OSI-SP-005", "en", outcome, clicks=4, seconds=75.0)
    assert "{" not in journey.in_words(language)
    assert say(f"journey.outcome.{outcome.value}", language=language)


@pytest.mark.parametrize("member", [*Move, *End, *Search, *Agreement])
def test_everything_that_is_said_has_words(member):
    assert (
        len(
            {say(f"journey.{type(member).__name__.lower()}.{member.value}", language=c) for c in ("ar", "en")}
        )
        == 2
    )


def test_a_search_that_was_not_tried_is_told_only_where_it_was_not_found():
    found = Journey("A", "en", Outcome.FOUND, clicks=2, seconds=20.0, search=Search.NOT_TRIED)
    lost = Journey("A", "en", Outcome.ABSENT, clicks=2, seconds=20.0, search=Search.NOT_TRIED)
    assert "search of the site" not in found.in_words("en")
    assert "search of the site" in lost.in_words("en")


def test_hostile_titles_cannot_turn_a_sentence():
    spot = Spot("https://a.example/%E2%80%AE%00x")
    assert spot.name == "https://a.example/ x"
