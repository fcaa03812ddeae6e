"""What menus and feet of portals say is a cue of the rule that it names, however a country puts it."""

from pathlib import Path

import pytest
import yaml

from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Strength
from miqyas.scanner.rules.words import forms

MENUS = yaml.safe_load(Path(__file__).with_name("menus.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", MENUS)
def test_words_of_menus_are_cues(rule):
    said = {
        text: {cue.rule for cue in rules().texts[text].cues if cue.strength == Strength.STRONG}
        for text in MENUS[rule]
    }
    assert not [text for text, found in said.items() if rule not in found]


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("Help center", "Help centre"),
        ("Driving licenses", "Driving licences"),
        ("Organization chart", "Organisation chart"),
        ("Labor complaint", "Labour complaint"),
    ],
)
def test_america_spells_the_same_words(american, british):
    assert forms(american) == forms(british)
