"""What an answer lacks is named, and nothing that it does not lack."""

from datetime import date

import pytest

from miqyas.assessment.answers import Answer, Proof
from miqyas.assessment.asked import Asked
from miqyas.assessment.completeness import KINDS, Window, months_before, shortcomings
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.words import say

WINDOW = Window(date(2027, 6, 1), date(2027, 9, 30))
PLAIN = Asked("OSI-IF-001", "OSI.IF")
FRESH = Asked("OSI-CP-001", "OSI.CP", recency=12)
SERVICE = Asked("OSI-SP-001", "OSI.SP", scale="service_stage")
GOOD = Proof("link", language="ar", effective_on=date(2027, 5, 1), link="alive")


def codes(asked, answer, *, window=WINDOW, languages=("ar", "en")):
    return [one.code for one in shortcomings(asked, answer, window=window, languages=languages)]


def claim(asked, *proofs, grade=None):
    chosen = grade or ("yes" if asked.scale == "yes_no" else "transaction")
    return Answer(asked.feature, "health", chosen, proofs=proofs)


def test_a_whole_answer_lacks_nothing():
    assert codes(FRESH, claim(FRESH, GOOD)) == []
    assert codes(PLAIN, Answer(PLAIN.feature, "health", "no")) == []


def test_no_answer_is_missing_and_is_not_a_no():
    (found,) = shortcomings(PLAIN, Answer(PLAIN.feature, "health"), window=WINDOW, languages=["ar"])
    assert (found.code, found.kind) == ("no_grade", "missing")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (claim(PLAIN), ["claimed_without_proof"]),
        (Answer(PLAIN.feature, "health", "no", proofs=(GOOD,)), ["denied_with_proof"]),
        (
            Answer(PLAIN.feature, "health", "yes", is_applicable=False, reason="no portal"),
            ["not_applicable_with_grade"],
        ),
        (Answer(PLAIN.feature, "health", is_applicable=False, reason="  "), ["no_reason"]),
        (Answer(PLAIN.feature, "health", is_applicable=False, reason="no portal"), []),
        (claim(PLAIN, Proof("link", language="fr")), ["foreign_language"]),
        (claim(PLAIN, Proof("link", language="fr"), GOOD), []),
        (claim(PLAIN, Proof("link", link="dead"), Proof("link", link="soft_missing")), ["dead_link"]),
        (claim(PLAIN, Proof("link", link="dead"), Proof("file")), []),
        (claim(PLAIN, Proof("link", valid_until=date(2027, 5, 31))), ["expired"]),
        (claim(PLAIN, Proof("link", valid_until=date(2027, 7, 1))), ["expires_in_window"]),
        (claim(PLAIN, Proof("link", valid_until=date(2027, 7, 1)), GOOD), []),
        (claim(PLAIN, Proof("link", valid_from=date(2027, 7, 1))), ["not_yet_valid"]),
    ],
)
def test_what_contradicts_itself_or_no_longer_holds_is_named(answer, expected):
    assert codes(PLAIN, answer) == expected


def test_a_full_transaction_is_not_shown_by_a_document_alone():
    assert codes(SERVICE, claim(SERVICE, Proof("document"))) == ["transaction_by_document"]
    assert codes(SERVICE, claim(SERVICE, Proof("document"), GOOD)) == []
    assert codes(SERVICE, claim(SERVICE, Proof("document"), grade="form")) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 31), ["stale"]),
        (date(2026, 6, 1), ["stale_in_window"]),
        (date(2026, 9, 29), ["stale_in_window"]),
        (date(2026, 9, 30), []),
        (None, ["no_date"]),
    ],
)
def test_age_counts_against_the_window_of_the_assessment(day, expected):
    assert codes(FRESH, claim(FRESH, Proof("link", effective_on=day))) == expected


def test_the_freshest_proof_counts():
    old = Proof("link", effective_on=date(2020, 1, 1))
    assert codes(FRESH, claim(FRESH, old, GOOD)) == []


def test_nothing_is_said_of_age_while_the_window_is_not_known():
    assert codes(FRESH, claim(FRESH, Proof("link", effective_on=date(1999, 1, 1))), window=None) == []


def test_a_grade_of_another_scale_is_refused():
    with pytest.raises(AssessmentError):
        codes(PLAIN, claim(PLAIN, GOOD, grade="form"))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_code_has_words(language):
    for code, kind in KINDS.items():
        assert say(f"completeness.{code}", language=language, n=3, day="2027-05-01", given="fr", known="ar")
        assert say(f"completeness.kind.{kind}", language=language)


def test_months_end_where_months_end():
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2027, 1, 15), 13) == date(2025, 12, 15)
