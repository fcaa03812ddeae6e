"""Every feature of the packaged instruments is looked for, or it is said why no machine can see it."""

from collections import Counter

import pytest
import yaml

from miqyas.catalogue import load as catalogue
from miqyas.scanner.rules.load import ROOM, UNSEEN, rules, unseen

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
