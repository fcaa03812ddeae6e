"""Shares as claimed, verified, adjudicated; what is lost, who holds it, what to do next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.assessment.adjudication import judged_grade
from miqyas.assessment.answers import Answer, Decision, Judgement, grades_of
from miqyas.assessment.asked import Asked, asked_of
from miqyas.assessment.provisional import (
    ease,
    entity_tallies,
    losses,
    lost_by,
    lost_by_holder,
    next_best,
    tallies,
    tally,
    unseen,
)
from miqyas.assessment.readings import VIEWS, statements
from miqyas.catalogue import instruments
from miqyas.kernel.words import say

INFO = Asked("OSI-IF-001", "OSI.IF")
LAW = Asked("OSI-IF-002", "OSI.IF", sector="justice")
BIRTH = Asked("OSI-SP-001", "OSI.SP", sector="health", scale="service_stage")
COURT = Asked("OSI-SP-002", "OSI.SP", sector="justice", scale="service_stage")
ALL = [INFO, LAW, BIRTH, COURT]
ANSWERS = [
    Answer(INFO.feature, "health", "no"),
    Answer(INFO.feature, "justice", "yes"),
    Answer(LAW.feature, "justice"),
    Answer(BIRTH.feature, "health", "transaction"),
    Answer(COURT.feature, "justice", "form"),
]
JUDGEMENTS = [
    Judgement(INFO.feature, "chen", "found", "yes"),
    Judgement(INFO.feature, "gita", "found", "yes"),
    Judgement(BIRTH.feature, "chen", "found", "form"),
    Judgement(BIRTH.feature, "gita", "not_found"),
]
WORTH = {"OSI.IF": 0.001, "OSI.SP": 0.003}


def said(**changes):
    given = {"answers": ANSWERS, "judgements": JUDGEMENTS, "decisions": [], **changes}
    return statements(ALL, **given)


def share(view, node="OSI.SP", **changes):
    return tallies(said(**changes), view=view, by=lambda one: one.node)[node].share


class TestShares:
    def test_the_best_answer_of_a_shared_feature_counts_for_the_nation(self):
        found = tallies(said(), view="claimed", by=lambda one: one.node)["OSI.IF"]
        assert (found.asked, found.known, found.share) == (2, 1, 1)

    def test_what_is_missing_is_not_zero_but_bounds_the_share(self):
        found = tallies(said(), view="claimed", by=lambda one: one.node)["OSI.IF"]
        assert (found.floor, found.share, found.ceiling) == (0.5, 1, 1)
        assert found.answers > 0
        assert tally([]).share is None
        assert tally([]).floor is None

    def test_verified_is_what_strangers_found_and_keeps_their_difference(self):
        found = tallies(said(), view="verified", by=lambda one: one.node)["OSI.SP"]
        assert (found.asked, found.known) == (2, 1)
        assert found.share == pytest.approx(1 / 3)
        assert found.assessors == pytest.approx(1 / 3)

    def test_adjudicated_counts_what_is_settled_only(self):
        assert share("adjudicated") is None
        assert share("adjudicated", node="OSI.IF") == 1
        decided = [Decision(BIRTH.feature, "form")]
        assert share("adjudicated", decisions=decided) == pytest.approx(2 / 3)
        assert share("verified", decisions=decided) == pytest.approx(2 / 3)

    def test_by_sector_and_by_entity(self):
        by_sector = tallies(said(), view="claimed", by=lambda one: one.sector)
        assert list(by_sector) == ["general", "justice", "health"]
        by_entity = entity_tallies(said(), view="claimed")
        assert by_entity["health"].share == 0.5
        assert (by_entity["justice"].asked, by_entity["justice"].known) == (3, 2)
        assert entity_tallies(said(), view="verified")["health"].share == pytest.approx((1 + 1 / 3) / 2)

    def test_a_feature_that_applies_to_nobody_is_not_asked(self):
        answers = [*ANSWERS[:4], Answer(COURT.feature, "justice", is_applicable=False, reason="no courts")]
        assert tallies(said(answers=answers), view="claimed", by=lambda one: one.node)["OSI.SP"].asked == 1

    def test_a_feature_that_nobody_was_asked_stays_open(self):
        found = tallies(said(answers=ANSWERS[:2]), view="claimed", by=lambda one: one.node)
        assert (found["OSI.SP"].asked, found["OSI.SP"].share) == (2, None)

    def test_a_city_has_judgements_of_its_own(self):
        seen = [Judgement(INFO.feature, "chen", "found", "yes", subject="north")]
        north, south = (
            statements(ALL, judgements=seen, assessors=1, subject=city) for city in ("north", "south")
        )
        assert north.reading(INFO, "verified").share == 1
        assert south.reading(INFO, "verified").share is None


class TestLosses:
    def test_what_is_known_is_lost_and_what_is_not_known_is_open(self):
        found = {loss.asked.feature: loss for loss in losses(said())}
        assert INFO.feature not in found
        assert (found[LAW.feature].lost, found[LAW.feature].is_known) == (1, False)
        assert found[BIRTH.feature].lost == pytest.approx(2 / 3)
        assert found[COURT.feature].holders == ("justice",)

    def test_parts_of_the_holders_add_up_to_what_is_lost(self):
        none = [Answer(INFO.feature, who, "no") for who in ("health", "justice", "labour")]
        found = losses(said(answers=[*none, *ANSWERS[2:]], judgements=[]))
        held = lost_by_holder(found, worth=WORTH)
        whole = sum(loss.lost * WORTH[loss.asked.node] for loss in found if loss.is_known)
        assert sum(held.values()) == pytest.approx(whole)
        assert held["labour"] == pytest.approx(0.001 / 3)

    def test_what_was_judged_and_nobody_holds_stands_apart(self):
        found = lost_by_holder(losses(said(answers=[])), worth=WORTH)
        assert found == {"": pytest.approx(0.003 * 2 / 3)}


class TestUnseen:
    def test_claimed_but_a_stranger_could_not_find_it(self):
        (found,) = unseen(said())
        assert (found.asked, found.claimed, found.claimants) == (BIRTH, 1, ("health",))
        assert found.found == pytest.approx(1 / 3)

    def test_what_nobody_looked_at_is_not_unseen(self):
        assert unseen(said(judgements=[])) == ()

    def test_only_those_are_named_who_claim_more_than_was_found(self):
        gone = [Judgement(INFO.feature, who, "not_found") for who in ("chen", "gita")]
        (found,) = unseen(said(judgements=gone))
        assert found.claimants == ("justice",)


class TestNextBest:
    def test_what_only_cannot_be_found_comes_first(self):
        (first,) = next_best(said(), entity="health", worth=WORTH)
        assert (first.asked, first.why) == (BIRTH, "not_found")
        assert first.gain == pytest.approx(0.002)

    def test_gain_times_ease_orders_and_three_are_enough(self):
        found = next_best(said(), entity="justice", worth=WORTH)
        assert [(one.asked, one.why) for one in found] == [(COURT, "partial")]
        many = [Asked(f"F{at}", "OSI.SP") for at in range(9)]
        answers = [Answer(one.feature, "health", "no") for one in many]
        assert len(next_best(statements(many, answers=answers), entity="health", worth=WORTH)) == 3

    def test_an_unanswered_feature_is_worth_what_others_of_its_kind_lack(self):
        answers = [*ANSWERS, Answer("OSI-IF-003", "justice", "no")]
        asked = [*ALL, Asked("OSI-IF-003", "OSI.IF")]
        found = next_best(statements(asked, answers=answers), entity="justice", worth=WORTH, most=9)
        unanswered = next(one for one in found if one.why == "unanswered")
        assert unanswered.asked == LAW
        assert unanswered.gain == pytest.approx(0.0005)

    def test_a_stranger_to_the_campaign_has_nothing_to_do(self):
        assert next_best(said(), entity="nobody", worth=WORTH) == ()

    def test_each_reason_has_words(self):
        assert all(say(f"advice.{why}", language=language) for why in ease() for language in ("ar", "en"))
        assert all(say(f"view.{view}", language="ar") for view in VIEWS)


GRADES = grades_of("service_stage")


@given(
    st.lists(st.sampled_from(["", *GRADES]), min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(1, 3),
)
@settings(max_examples=80, deadline=None)
def test_a_better_grade_never_lowers_a_share_as_claimed(grades, at, by):
    """Missing has no grade to better: only what was answered is raised."""
    at %= len(grades)
    if grades[at] == "":
        return
    better = list(grades)
    better[at] = GRADES[min(GRADES.index(grades[at]) + by, len(GRADES) - 1)]
    asked = [Asked(f"F{place}", "OSI.SP", scale="service_stage") for place in range(len(grades))]

    def counted(given_grades):
        answers = [Answer(f"F{place}", "health", grade) for place, grade in enumerate(given_grades)]
        return tallies(statements(asked, answers=answers), view="claimed", by=lambda one: one.node)["OSI.SP"]

    before, after = counted(grades), counted(better)
    assert after.share >= before.share
    assert (after.floor, after.ceiling) >= (before.floor, before.ceiling)
    assert before.floor <= before.share + 1e-12
    assert before.share <= before.ceiling + 1e-12


@given(st.permutations(range(4)), st.permutations(range(5)))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_things_were_said_does_not_matter(order, answered):
    turned = statements(
        [ALL[at] for at in order], answers=[ANSWERS[at] for at in answered], judgements=JUDGEMENTS[::-1]
    )
    for view in VIEWS:
        one, other = (tallies(each, view=view, by=lambda a: a.node) for each in (said(), turned))
        assert {node: each.share for node, each in one.items()} == {
            node: each.share for node, each in other.items()
        }


def test_the_features_of_an_instrument_are_asked_with_the_nodes_that_they_feed():
    for instrument in instruments().values():
        found = asked_of(instrument)
        assert [one.feature for one in found] == [feature.code for feature in instrument.features]
        assert all(one.share(grade) >= 0 for one in found for grade in grades_of(one.scale))


def test_what_was_not_found_is_the_lowest_grade():
    assert judged_grade(Judgement("A", "chen", "not_found"), scale="service_stage") == "none"
    assert judged_grade(Judgement("A", "chen", "unsure"), scale="service_stage") == ""


def test_the_way_back_from_the_index_adds_up_whatever_it_is_split_by():
    found = losses(said())
    by_node = lost_by(found, worth=WORTH, by=lambda one: one.node)
    by_sector = lost_by(found, worth=WORTH, by=lambda one: one.sector)
    assert list(by_node) == ["OSI.SP"]
    assert sum(by_node.values()) == pytest.approx(sum(by_sector.values()))
    assert sum(by_node.values()) == pytest.approx(sum(lost_by_holder(found, worth=WORTH).values()))
