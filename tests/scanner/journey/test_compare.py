"""Journeys beside what blind reviewers found."""

import pytest

from miqyas.scanner.journey.compare import Agreement, Review, compared
from miqyas.scanner.journey.model import Journey, Outcome, Spot

FOUND = Journey("A", "ar", Outcome.FOUND, clicks=2, seconds=30.0, found_at=Spot("https://a.example/x/"))
LOST = Journey("A", "ar", Outcome.LOST, clicks=9, seconds=200.0)
MAYBE = Journey("A", "ar", Outcome.TO_REVIEW, clicks=2, seconds=20.0)


def review(is_found, language="ar", **told):
    return Review("A", language, is_found, **told)


@pytest.mark.parametrize(
    ("journey", "found", "agreement"),
    [
        (FOUND, [True, True], Agreement.BOTH),
        (LOST, [False, False], Agreement.NEITHER),
        (FOUND, [False, False], Agreement.JOURNEY_ALONE),
        (LOST, [True], Agreement.REVIEWERS_ALONE),
        (FOUND, [True, False], Agreement.REVIEWERS_DIFFER),
        (FOUND, [True, None], Agreement.BOTH),
        (FOUND, [None, None], Agreement.UNTOLD),
        (MAYBE, [True, True], Agreement.UNTOLD),
        (MAYBE, [True, False], Agreement.REVIEWERS_DIFFER),
    ],
)
def test_who_found_what(journey, found, agreement):
    result = compared([journey], [review(one) for one in found])
    (row,) = result.rows
    assert (row.agreement, row.reviews) == (agreement, len(found))
    assert result.counts[agreement] == sum(result.counts.values()) == 1


def test_time_is_that_of_those_who_found_it():
    told = [review(True, seconds=40), review(True, seconds=60), review(False, seconds=600), review(True)]
    (row,) = compared([FOUND], told).rows
    assert (row.journey_seconds, row.seconds) == (30.0, 50)
    assert compared([LOST], [review(False, seconds=600)]).rows[0].seconds is None


@pytest.mark.parametrize(
    ("journey", "address", "is_same"),
    [
        (FOUND, "http://www.a.example/x", True),
        (FOUND, "https://a.example/y", False),
        (FOUND, "", None),
        (FOUND, "javascript:alert(1)", None),
        (LOST, "https://a.example/x", None),
    ],
)
def test_whether_it_was_found_in_the_same_place(journey, address, is_same):
    assert compared([journey], [review(True, address=address)]).rows[0].is_same_place is is_same


def test_languages_are_compared_apart_and_a_review_without_one_with_each():
    other = Journey("A", "en", Outcome.LOST)
    rows = compared([FOUND, other], [review(True), review(True, language="")]).rows
    assert [(row.language, row.reviews, row.agreement) for row in rows] == [
        ("ar", 2, Agreement.BOTH),
        ("en", 1, Agreement.REVIEWERS_ALONE),
    ]


def test_what_only_one_side_looked_for_is_not_compared():
    result = compared([FOUND], [Review("B", "ar", is_found=True), review(True, language="en")])
    assert result.rows == ()
    assert not any(result.counts.values())
    assert compared([], []).as_record()["rows"] == []


def test_a_comparison_is_a_plain_record():
    record = compared([FOUND], [review(True, seconds=10)]).as_record()
    assert record["counts"]["both"] == 1
    assert record["rows"][0]["agreement"] == "both"
