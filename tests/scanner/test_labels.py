"""How right the rules are is said only where people's own labels say it."""

from dataclasses import dataclass

import pytest

from miqyas.scanner.labels import By, Label, Measure, compared, fewest, heard, measures, said_of, wilson
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Proof, State

SITE = "https://portal.example/"


@dataclass(frozen=True)
class Told:
    feature: str
    rule: str
    state: State
    proof: Proof = Proof.CONTENT
    languages: tuple[str, ...] = ("ar",)


def seen(number, *, state=State.PRESENT, is_there=True, rule="search", **more):
    """So many sites with one label and one finding each."""
    labels = [Label("OSI-TEC-001", f"{SITE}{place}", is_there) for place in range(number)]
    return compared(labels, {one.where: [Told("OSI-TEC-001", rule, state, **more)] for one in labels})


def test_precision_and_recall_are_those_of_the_counts():
    pairs = (
        *seen(57),
        *seen(3, is_there=False),
        *seen(5, state=State.ABSENT),
        *seen(7, state=State.ABSENT, is_there=False),
    )
    (whole,) = measures(pairs)
    assert (whole.right, whole.wrong, whole.missed, whole.left, whole.n) == (57, 3, 5, 7, 72)
    assert whole.precision.value == pytest.approx(57 / 60)
    assert whole.recall.value == pytest.approx(57 / 62)
    assert whole.as_record()["precision"]["n"] == 60


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3 (without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_that_were_published(right, of, low, high):
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("right", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_there_is_no_interval_of_what_is_no_share(right, of):
    with pytest.raises(ValueError, match="no share"):
        wilson(right, of)


def test_a_group_with_too_few_labels_was_not_measured():
    (few,) = measures(seen(fewest() - 1))
    (enough,) = measures(seen(fewest()))
    assert not few.is_measured
    assert few.as_record()["precision"] is None
    assert few.as_record()["n"] == fewest() - 1
    assert "Not measured" in few.in_words("en")
    assert "لم تُقَس" in few.in_words("ar")
    assert enough.is_measured
    assert "100%" in enough.in_words("en")
    assert "100%" in enough.in_words("ar")


def test_groups_are_those_of_rule_language_and_proof():
    pairs = (*seen(2), *seen(1, rule="contacts", languages=("fr",), proof=Proof.LINK))
    assert {one.group: one.right for one in measures(pairs, by=By.RULE)} == {"contacts": 1, "search": 2}
    assert [one.group for one in measures(pairs, by=By.LANGUAGE)] == ["ar", "fr"]
    assert [one.group for one in measures(pairs, by=By.PROOF)] == ["content", "link"]
    assert [one.group for one in measures(pairs, by=By.RULE_AND_LANGUAGE)] == ["contacts fr", "search ar"]


def test_what_could_not_be_told_counts_neither_for_nor_against():
    (whole,) = measures((*seen(4), *seen(3, state=State.NOT_ASSESSABLE), *seen(2, state=State.NOT_TESTED)))
    assert (whole.n, whole.untold) == (4, 5)


@pytest.mark.parametrize("state", State)
def test_every_state_says_something_or_nothing(state):
    told = {State.PRESENT: True, State.PARTIAL: True, State.ABSENT: False, State.NEEDS_REVIEW: False}
    assert said_of(state) is told.get(state)


def test_labels_that_contradict_each_other_and_places_not_looked_at_are_left_out():
    labels = [
        Label("OSI-TEC-001", SITE, is_there=True, source="review"),
        Label("OSI-TEC-001", SITE, is_there=False, source="page"),
        Label("OSI-TEC-001", "https://elsewhere.example/", is_there=True),
        Label("OSI-TEC-003", SITE, is_there=True),
    ]
    found = {
        SITE: [Told("OSI-TEC-001", "search", State.PRESENT), Told("OSI-TEC-003", "site_map", State.ABSENT)]
    }
    (one,) = compared(labels, found)
    assert (one.rule, one.is_there, one.said) == ("site_map", True, False)


def test_nothing_compared_is_nothing_measured():
    assert measures([]) == ()
    assert Measure("search").precision.interval is None
    assert Measure("search").in_words("en").startswith("Not measured: no labels")


def test_of_each_language_it_is_said_how_much_of_its_words_was_measured() -> None:
    told = {one.language: one for one in heard({rule.id: rule.cues for rule in rules().rules})}
    assert (told["it"].held, told["it"].measured) == (6, 0)
    assert {code: one.held for code, one in told.items() if code != "it"} == dict.fromkeys(
        ("ar", "en", "fr", "es", "pt"), 0
    )
    assert told["es"].in_words("en").startswith("Spanish: not measured. 198 rules have words in it")
    assert "6 held against labels that others made, 0 with" in told["it"].in_words("en")
    assert "البرتغالية" in told["pt"].in_words("ar")
