"""Differences go to an adjudicator, results to the entity, objections back to the adjudicator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.hindrances import hindrances_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.events.models import Event
from miqyas.workspace.evidence.models import EvidenceUse
from miqyas.workspace.history.models import Record
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import Decision, Reply
from miqyas.workspace.reviews.services.deciding import decision_holds, item_decide
from miqyas.workspace.reviews.services.replies import (
    closed_because,
    replies_open_all,
    reply_give,
    reply_proof_attach,
    reply_proof_detach,
)
from tests.workspace.reviews.review_given import FORM, FOUND, NOT_FOUND, Review, proof_of, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db


def decide(review: Review, number: int = 1, *, grade: str = "no", seen: int | None = None) -> Decision:
    return item_decide(
        review.item(number), grade=grade, reasons="Seen", by=review.cast.ines.pseudonym, seen=seen
    )


def in_reply(review: Review) -> None:
    Campaign.objects.filter(pk=review.campaign.pk).update(state="reply")
    review.campaign.refresh_from_db()
    replies_open_all(review.campaign)


def contest(review: Review) -> Reply:
    reply = review.reply()
    reply_proof_attach(reply, proof_of(review.cast.health, title="A photograph"), by=None)
    return reply_give(reply, stance="contest", text="It is there.", by=review.cast.noor.pseudonym)


@pytest.fixture
def differing(review: Review) -> Review:
    review.judge_all(1, FOUND, NOT_FOUND)
    return review


@pytest.fixture
def replying(review: Review) -> Review:
    """The nation has no law, both say; the entities may reply."""
    review.judge_all(1, NOT_FOUND, NOT_FOUND)
    in_reply(review)
    return review


class TestDeciding:
    def test_a_decision_settles_a_difference(self, differing: Review) -> None:
        decision = decide(differing, grade="yes")
        assert (differing.item().state, differing.item().grade) == ("decided", "yes")
        assert decision.number == 1

    def test_it_is_signed_over_what_lay_before_the_adjudicator(self, differing: Review) -> None:
        decision = decide(differing)
        assert len(decision.basis["judgements"]) == 2
        assert {row["grade"] for row in decision.basis["answers"]} == {"yes"}
        held = Decision.objects.get()
        assert decision_holds(held)
        assert Record.objects.get(action="review.decide").details["hash"] == held.content_hash

    @pytest.mark.parametrize("name", ["grade", "reasons", "basis", "adjudicator"])
    def test_any_change_of_it_is_seen(self, differing: Review, name: str) -> None:
        decide(differing)
        held = Decision.objects.get()
        setattr(held, name, {"judgements": []} if name == "basis" else "other")
        assert not decision_holds(held)

    @pytest.mark.parametrize(
        ("grade", "reasons", "detail"),
        [("form", "Seen", "grade_missing"), ("", "Seen", "grade_missing"), ("no", "  ", "reasons_missing")],
    )
    def test_it_needs_a_grade_of_the_scale_and_reasons(
        self, differing: Review, grade: str, reasons: str, detail: str
    ) -> None:
        with pytest.raises(ReviewError) as raised:
            item_decide(differing.item(), grade=grade, reasons=reasons, by=differing.cast.ines.pseudonym)
        assert raised.value.detail == detail

    def test_nothing_is_decided_while_one_is_awaited(self, review: Review) -> None:
        review.judge(review.tasks()[0])
        with pytest.raises(WorkflowError):
            decide(review)

    def test_who_saw_it_undecided_does_not_decide_over_another(self, differing: Review) -> None:
        decide(differing, seen=0)
        with pytest.raises(ReviewError) as raised:
            decide(differing, seen=0)
        assert raised.value.detail == "decided_meanwhile"

    def test_nothing_is_decided_once_frozen(self, differing: Review) -> None:
        Campaign.objects.update(state="frozen")
        with pytest.raises(ReviewError) as raised:
            decide(differing)
        assert raised.value.detail == "deciding_over"

    def test_a_decision_in_the_time_of_replies_opens_one(self, differing: Review) -> None:
        in_reply(differing)
        assert not Reply.objects.exists()
        decide(differing)
        assert {reply.entity.code for reply in Reply.objects.all()} == {"health", "education"}


class TestReplying:
    def test_each_entity_of_a_feature_may_reply_until_a_day(self, replying: Review) -> None:
        replies = Reply.objects.all()
        assert {reply.entity.code for reply in replies} == {"health", "education"}
        for reply in replies:
            assert reply.due_at - reply.opened_at == timedelta(days=replying.campaign.reply_days)
        assert Event.objects.filter(kind="review.reply_open").count() == 2

    def test_what_was_found_whole_leaves_nothing_to_reply_to(self, review: Review) -> None:
        review.judge_all(1, FOUND, FOUND)
        review.judge_all(2, FORM, FORM)
        in_reply(review)
        assert {reply.item.feature for reply in Reply.objects.select_related("item")} == {"OSI-SP-002"}

    def test_opened_again_the_clock_does_not_start_anew(self, replying: Review) -> None:
        before = replying.reply().due_at
        assert replies_open_all(replying.campaign) == 0
        assert replying.reply().due_at == before

    def test_to_agree_needs_no_words(self, replying: Review) -> None:
        reply_give(replying.reply(), stance="agree", text="", by=replying.cast.salma.pseudonym)
        assert replying.item().state == "agreed"

    def test_to_contest_needs_words_and_proof(self, replying: Review) -> None:
        for text, detail in (("", "objection_missing"), ("It is there.", "proof_missing")):
            with pytest.raises(ReviewError) as raised:
                reply_give(replying.reply(), stance="contest", text=text, by=replying.cast.noor.pseudonym)
            assert raised.value.detail == detail

    def test_an_objection_goes_to_the_adjudicators(self, replying: Review) -> None:
        contest(replying)
        assert replying.item().state == "contested"
        assert Event.objects.get(kind="review.contested").payload["entity"] == str(replying.cast.health.pk)

    def test_the_decision_after_it_is_final(self, replying: Review) -> None:
        contest(replying)
        decision = decide(replying, grade="yes")
        assert (replying.item().state, replying.item().grade) == ("final", "yes")
        assert len(decision.basis["replies"]) == 1
        with pytest.raises(ReviewError) as raised:
            reply_give(
                replying.reply(entity=replying.cast.education),
                stance="contest",
                text="So do we.",
                by=replying.cast.tariq.pseudonym,
            )
        assert raised.value.detail == "final"

    def test_after_the_time_it_is_closed(self, replying: Review) -> None:
        Reply.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(ReviewError) as raised:
            contest(replying)
        assert raised.value.detail == "reply_closed"
        told = closed_because(replying.reply())
        assert told is not None
        assert told.detail == "reply_closed"

    def test_there_is_one_reply_and_the_same_again_is_the_same(self, replying: Review) -> None:
        contest(replying)
        again = reply_give(
            replying.reply(), stance="contest", text="It is there.", by=replying.cast.salma.pseudonym
        )
        assert again.by == replying.cast.noor.pseudonym
        with pytest.raises(ReviewError) as raised:
            reply_give(replying.reply(), stance="agree", text="", by=replying.cast.salma.pseudonym)
        assert raised.value.detail == "replied"

    def test_a_proof_of_another_entity_does_not_serve(self, replying: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            reply_proof_attach(replying.reply(), proof_of(replying.cast.education), by=None)
        assert raised.value.detail == "foreign_proof"

    def test_a_proof_may_be_taken_off_until_the_reply_is_sent(self, replying: Review) -> None:
        proof = proof_of(replying.cast.health)
        reply_proof_attach(replying.reply(), proof, by=None)
        reply_proof_detach(replying.reply(), proof, by=None)
        assert not EvidenceUse.objects.filter(object_kind="reply").exists()
        contest(replying)
        used = EvidenceUse.objects.select_related("evidence").get(object_kind="reply")
        with pytest.raises(ReviewError):
            reply_proof_detach(replying.reply(), used.evidence, by=None)

    def test_nobody_replies_where_no_days_are_given_to_it(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        Campaign.objects.update(reply_days=0)
        in_reply(review)
        assert not Reply.objects.exists()


class TestTheCampaign:
    def test_what_is_unfinished_is_told_before_the_review_ends(self, differing: Review) -> None:
        found = {one.code: one.params.get("n") for one in hindrances_of(differing.campaign, "begin_reply")}
        assert (found["review_unfinished"], found["review_differs"]) == (3, 1)

    def test_the_end_of_the_review_opens_replies(
        self, review: Review, django_capture_on_commit_callbacks: object
    ) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            review.step("begin_reply")
        assert Reply.objects.count() == 2

    def test_it_is_not_frozen_over_an_objection(self, replying: Review) -> None:
        contest(replying)
        with pytest.raises(CampaignError) as raised:
            replying.step("freeze")
        assert raised.value.detail == "hindered"

    def test_frozen_results_are_final(
        self, replying: Review, django_capture_on_commit_callbacks: object
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            replying.step("freeze")
        assert replying.item().state == "final"
        assert replying.item().grade == "no"
