"""Every feature of the packaged instruments is looked for, or it is said why no machine can see it."""

from collections import Counter
from html import escape

import pytest
import yaml

from miqyas.catalogue import load as catalogue
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.rules.clues import Surface, clues_of
from miqyas.scanner.rules.load import ROOM, UNSEEN, rules, unseen
from miqyas.scanner.rules.model import Strength
from miqyas.scanner.rules.schema import contains
from tests.scanner.rules.examples import only

PACKAGED = {code for instrument in catalogue.instruments().values() for code in instrument.by_code}


def test_every_feature_has_a_rule_or_a_reason_and_not_both():
    assert {*rules().by_feature, *unseen()} == PACKAGED
    assert not set(rules().by_feature) & set(unseen())


def test_a_feature_has_one_reason():
    listed = yaml.safe_load(ROOM.joinpath(UNSEEN).read_text(encoding="utf-8"))
    counted = Counter(code for one in listed for code in one["features"])
    assert counted.most_common(1)[0][1] == 1
    assert len({one["reason"] for one in listed}) == len(listed)


def test_most_features_are_seen_by_a_rule():
    assert len(unseen()) < len(PACKAGED) / 8


@pytest.mark.parametrize("language", ["ar", "en"])
def test_reasons_are_said_in_both_languages(language):
    assert all(reason[language].endswith(".") for reason in unseen().values())


def test_no_word_of_one_language_forbids_a_cue_of_another():
    forbidden = [
        (rule.id, cue, other)
        for rule in rules().rules
        for excluding in rule.cues.values()
        for other in excluding.excluding
        for cues in rule.cues.values()
        for cue in (*cues.strong, *cues.only)
        if contains(cue, other)
    ]
    assert not forbidden


def test_every_cue_finds_its_own_rule_on_a_link():
    """A cue that another word of its rule takes away, or that consists of nothing, would never be found."""
    for rule in rules().rules:
        cues = [cue for words in rule.cues.values() for cue in (*words.strong, *words.only)]
        links = "".join(f'<a href="/{number}">{escape(cue)}</a> ' for number, cue in enumerate(cues))
        page = read_page(f"<p>{links}</p>".encode(), address="https://portal.example/")
        found = clues_of(page, rules=only(rule.id)).of(rule.id)
        told = {one.order for one in found if one.surface is Surface.LINK and one.strength is Strength.STRONG}
        assert told == set(range(len(cues))), (rule.id, [cues[n] for n in set(range(len(cues))) - told])
