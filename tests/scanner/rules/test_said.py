"""What texts say to rules by where they stand, and that keeping it changes nothing of it."""

import pickle

import pytest

from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Strength
from miqyas.scanner.rules.said import NOTHING, SHORT, Texts

HEADLINE = "The minister opens the search for old wrecks in the north"


def strengths(said, rule):
    return [cue.strength for cue in said.cues if cue.rule == rule]


def test_most_texts_say_nothing():
    assert rules().texts["Some words of nobody's"] is NOTHING


def test_a_word_in_a_headline_is_weak_and_on_a_button_it_is_not():
    assert strengths(rules().texts[HEADLINE], "search") == [Strength.WEAK]
    assert strengths(rules().names[HEADLINE], "search") == [Strength.STRONG]


@pytest.mark.parametrize(
    ("text", "of_texts", "of_titles"),
    [
        ("Services", True, True),
        ("The services", True, True),
        ("Services of lawyers", False, False),
        ("Country | Services", False, True),
        ("خدمات", True, True),
    ],
)
def test_what_counts_alone_is_all_of_a_text_or_of_one_name_in_a_title(text, of_texts, of_titles):
    for said, is_said in ((rules().texts[text], of_texts), (rules().titles[text], of_titles)):
        assert any(cue.rule == "service_directory" for cue in said.cues) is is_said


def test_a_phrase_that_is_something_else_is_said_of_the_rule_all_the_same():
    said = rules().texts["نتائج المباريات"]
    assert "consultation_results" in said.rules
    assert not strengths(said, "consultation_results")


def test_an_address_says_one_thing_to_each_rule():
    said = rules().addresses["https://a.example/privacy/privacy-policy"]
    assert [(cue.rule, cue.strength) for cue in said] == [("privacy_notice", Strength.WEAK)]


def test_short_texts_are_kept_and_long_ones_are_not():
    texts = Texts(rules().matcher)
    long = "Privacy policy " + "of all and of everything " * (SHORT // 10)
    assert texts["Privacy policy"] is texts["Privacy policy"]
    assert texts[long] == texts[long]
    assert list(texts) == ["Privacy policy"]


def test_what_was_kept_does_not_travel_to_other_processes():
    texts = Texts(rules().matcher)
    said = texts["Privacy policy"]
    arrived = pickle.loads(pickle.dumps(texts))
    assert not list(arrived)
    assert arrived["Privacy policy"] == said


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("miqyas.scanner.rules.said._MOST_KEPT", 3)
    texts = Texts(rules().matcher)
    for number in range(10):
        assert texts[f"Privacy policy {number}"].cues
        assert len(texts) <= 3
