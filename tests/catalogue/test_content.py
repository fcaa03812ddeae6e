"""The packaged instruments: whole, alike in both languages, nothing repeated, nothing expected missing."""

import re
from collections import defaultdict
from dataclasses import replace

import pytest

from miqyas.catalogue import instruments, vocabulary
from miqyas.catalogue.coverage import ROWS, coverage, expectations, gaps
from miqyas.catalogue.load import retired
from miqyas.catalogue.model import WORDINGS
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.methodology import load_edition, published_editions

MOST_REPETITIONS = 3
ARABIC = re.compile("[\u0621-\u064a]")
FEATURES = [feature for instrument in instruments().values() for feature in instrument.features]
features = pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.code)
packaged = pytest.mark.parametrize("instrument", instruments().values(), ids=instruments())


def test_the_three_instruments_are_there():
    assert set(instruments()) == {"OSI", "EGL", "LOSI"}


def test_codes_are_unique_over_all_instruments_and_none_comes_back():
    codes = [feature.code for feature in FEATURES]
    assert len(codes) == len(set(codes))
    assert not retired().keys() & set(codes)
    assert all(entry.became is None or entry.became in codes for entry in retired().values())


def test_every_sub_index_of_the_newest_method_has_features():
    method = load_edition(published_editions()[-1])
    asked = {
        instrument.parts[feature.subindex].node
        for instrument in instruments().values()
        for feature in instrument.features
    }
    osi = {node.code for node in method.nodes["OSI"].walk() if node.is_leaf}
    assert osi | {"HCI.EGL"} <= asked


@packaged
def test_no_cell_that_is_expected_is_empty(instrument):
    empty = [f"{gap.expectation.name['en']}: {dict(gap.cell)}" for gap in gaps(instrument)]
    assert not empty, "\n".join(empty)


def test_expectations_name_instruments_and_sub_indices_that_exist():
    for expectation in expectations():
        parts = instruments()[expectation.instrument].parts
        assert set(expectation.codes.get("subindex", ())) <= parts.keys()


def test_an_expected_cell_that_is_empty_is_found():
    osi = instruments()["OSI"]
    asked = [entry for entry in expectations() if "sector" in entry.codes]
    without = [feature for feature in osi.features if feature.sector != "justice"]
    found = gaps(replace(osi, features=tuple(without)), expected=asked)
    assert found
    assert all(gap.cell["sector"] == "justice" for gap in found)


@packaged
@pytest.mark.parametrize("rows", ROWS)
def test_the_table_counts_every_feature(instrument, rows):
    table = coverage(instrument, rows=rows)
    counted = sum(table.counts.values())
    if rows == "tag":
        assert counted == sum(len(feature.tags) for feature in instrument.features)
    else:
        assert counted == len(instrument.features)
    assert all(table.of_term(term) for term in table.terms)


@features
def test_both_languages_say_something_in_their_own_letters(feature):
    for name in WORDINGS:
        words = feature.wording(name)
        assert words is not None
        assert all(words[language].strip() == words[language] for language in REQUIRED_LANGUAGES)
        assert ARABIC.search(words["ar"]), f"{name} has no Arabic in its Arabic"
        assert not ARABIC.search(words["en"]), f"{name} has Arabic in its English"


@features
def test_the_question_is_one_question(feature):
    assert feature.question["en"].endswith("?")
    assert feature.question["ar"].endswith("؟")


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_no_sentence_is_repeated_in_more_than_three_features(language):
    holders = defaultdict(set)
    for feature in FEATURES:
        for name in WORDINGS:
            for sentence in re.split(r"(?<=[.!?؟])\s+", feature.wording(name)[language]):
                holders[sentence.strip(" .")].add(feature.code)
    repeated = {text: sorted(codes) for text, codes in holders.items() if len(codes) > MOST_REPETITIONS}
    assert not repeated, "\n".join(f"{text}: {', '.join(codes)}" for text, codes in repeated.items())


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_no_two_features_ask_the_same(language):
    asked = defaultdict(list)
    for feature in FEATURES:
        asked[feature.question[language]].append(feature.code)
    assert not [codes for codes in asked.values() if len(codes) > 1]


def test_nothing_of_the_vocabulary_is_idle():
    words = vocabulary()
    used = {
        name: {getattr(feature, name) for feature in FEATURES}
        for name in ("theme", "sector", "audience", "place", "scale", "owner", "evidence")
    }
    idle = {name: sorted(words.terms(name).keys() - codes) for name, codes in used.items()}
    assert not any(idle.values()), idle


def test_grades_are_told_apart_by_code():
    for scale in vocabulary().scales.values():
        codes = [grade.code for grade in scale.grades]
        assert len(codes) == len(set(codes)) >= 2
