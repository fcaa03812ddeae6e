"""What judgements come to, and which features need an adjudicator."""

import pytest

from miqyas.assessment.adjudication import outcome_of
from miqyas.assessment.answers import Decision, Judgement
from miqyas.assessment.asked import Asked
from miqyas.assessment.errors import AssessmentError

PLAIN = Asked("OSI-IF-001", "OSI.IF")
STAGED = Asked("OSI-SP-001", "OSI.SP", scale="service_stage")


def judgement(assessor, grade="", *, found="found", asked=PLAIN):
    return Judgement(asked.feature, assessor, found, grade)


def test_two_who_agree_settle_it():
    outcome = outcome_of(PLAIN, [judgement("chen", "yes"), judgement("gita", "yes")])
    assert (outcome.standing, outcome.grade, outcome.share, outcome.deviation) == ("agreed", "yes", 1, 0)
    assert not outcome.needs_adjudicator


def test_not_found_and_no_are_the_same_grade():
    outcome = outcome_of(PLAIN, [judgement("chen", found="not_found"), judgement("gita", "no")])
    assert (outcome.standing, outcome.grade, outcome.share) == ("agreed", "no", 0)


def test_two_who_differ_need_an_adjudicator_and_leave_it_open_between_them():
    pair = [judgement("chen", "none", asked=STAGED), judgement("gita", "transaction", asked=STAGED)]
    outcome = outcome_of(STAGED, pair)
    assert (outcome.standing, outcome.grade, outcome.share, outcome.deviation) == ("differs", "", 0.5, 0.5)
    assert outcome.needs_adjudicator


@pytest.mark.parametrize("grade", ["", "yes"])
def test_who_is_unsure_calls_the_adjudicator_even_if_the_grades_are_one(grade):
    outcome = outcome_of(PLAIN, [judgement("chen", grade, found="unsure"), judgement("gita", "yes")])
    assert outcome.standing == "unsure"
    assert outcome.needs_adjudicator
    assert outcome.share == 1


@pytest.mark.parametrize(("assessors", "standing"), [(1, "agreed"), (2, "waiting"), (3, "waiting")])
def test_one_judgement_is_enough_only_where_one_is_awaited(assessors, standing):
    assert outcome_of(PLAIN, [judgement("chen", "yes")], assessors=assessors).standing == standing


def test_nothing_judged_is_not_a_no():
    outcome = outcome_of(PLAIN, [])
    assert (outcome.standing, outcome.share, outcome.grade) == ("waiting", None, "")


def test_a_decision_settles_whatever_was_judged():
    decision = Decision(STAGED.feature, "form")
    outcome = outcome_of(STAGED, [judgement("chen", "none", asked=STAGED)], decision=decision)
    assert (outcome.standing, outcome.grade) == ("decided", "form")
    assert outcome.share == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("judgements", "detail"),
    [
        ([judgement(name, "yes") for name in "abcd"], "too_many_judgements"),
        ([judgement("chen", "yes"), judgement("chen", "no")], "judged_twice"),
        ([judgement("chen", "form"), judgement("gita", "yes")], "unknown_grade"),
    ],
)
def test_judgements_that_cannot_be_are_refused(judgements, detail):
    with pytest.raises(AssessmentError) as refused:
        outcome_of(PLAIN, judgements)
    assert refused.value.detail == detail
    assert refused.value.render("ar")
