"""An assessor looks: the clock, drafts, handing in once, and what closes an item."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import Judgement, ReviewTask
from miqyas.workspace.reviews.queries.digests import judgement_digest
from miqyas.workspace.reviews.services.items import task_withdraw
from miqyas.workspace.reviews.services.judging import (
    LONGEST,
    Said,
    draft_save,
    judgement_submit,
    problems_of,
    task_start,
)
from tests.workspace.reviews.review_given import FORM, FOUND, NOT_FOUND, UNSURE, Review, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db


def started(review: Review, *, ago: int = 0, number: int = 1) -> ReviewTask:
    task = task_start(review.tasks(number)[0], by=None)
    ReviewTask.objects.filter(pk=task.pk).update(started_at=timezone.now() - timedelta(seconds=ago))
    return review.tasks(number)[0]


class TestTheClock:
    def test_it_runs_from_the_start_by_the_server(self, review: Review) -> None:
        judgement = judgement_submit(started(review, ago=90), FOUND, by=None)
        assert 90 <= judgement.seconds < 120

    def test_started_again_it_runs_on(self, review: Review) -> None:
        task = started(review, ago=90)
        assert task_start(task, by=None).started_at == task.started_at

    def test_it_stands_when_somebody_says_that_they_found_it(self, review: Review) -> None:
        task = draft_save(started(review, ago=90), FOUND)
        ReviewTask.objects.filter(pk=task.pk).update(
            started_at=timezone.now() - timedelta(seconds=500),
            stopped_at=timezone.now() - timedelta(seconds=460),
        )
        assert judgement_submit(task, FOUND, by=None).seconds == 40

    def test_it_runs_on_when_they_look_again(self, review: Review) -> None:
        task = started(review, ago=90)
        first = draft_save(task, NOT_FOUND).stopped_at
        again = draft_save(task, FOUND).stopped_at
        assert first is not None
        assert again is not None
        assert again > first

    def test_what_was_never_started_is_not_handed_in(self, review: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            judgement_submit(review.tasks()[0], FOUND, by=None)
        assert raised.value.detail == "not_started"

    def test_nothing_is_started_before_or_after_the_review(self, review: Review) -> None:
        for state in ("open", "reply", "frozen"):
            Campaign.objects.update(state=state)
            with pytest.raises(ReviewError) as raised:
                task_start(review.tasks()[0], by=None)
            assert raised.value.detail == "not_under_review"


class TestDrafts:
    def test_what_is_typed_is_kept(self, review: Review) -> None:
        draft_save(started(review), replace(UNSURE, path="Home\x00, then"))
        assert Said.of(review.tasks()[0].draft) == replace(UNSURE, path="Home, then")

    def test_a_draft_may_lack_anything(self, review: Review) -> None:
        draft_save(started(review), Said(path="Home"))
        assert not Judgement.objects.exists()

    def test_it_is_not_endless(self, review: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            draft_save(started(review), Said(path="x" * (LONGEST["path"] + 1)))
        assert raised.value.detail == "too_long"

    def test_a_task_taken_back_takes_none(self, review: Review) -> None:
        task = started(review)
        task_withdraw(task, by=None)
        with pytest.raises(WorkflowError):
            draft_save(task, FOUND)


class TestHandingIn:
    @pytest.mark.parametrize(
        ("said", "detail"),
        [
            (Said(), "found_missing"),
            (replace(FOUND, found="perhaps"), "found_missing"),
            (replace(FOUND, path="", address=""), "where_missing"),
            (replace(FOUND, address="javascript:alert(1)"), "address_malformed"),
            (replace(FOUND, viewpoint=""), "viewpoint_missing"),
            (replace(FOUND, confidence="6"), "confidence_missing"),
            (replace(FOUND, confidence=""), "confidence_missing"),
            (replace(NOT_FOUND, justification=""), "justification_missing"),
            (replace(UNSURE, justification=""), "justification_missing"),
            (replace(FOUND, justification="x" * 4001), "too_long"),
        ],
    )
    def test_what_is_missing_is_told(self, review: Review, said: Said, detail: str) -> None:
        with pytest.raises(ReviewError) as raised:
            judgement_submit(started(review), said, by=None)
        assert raised.value.detail == detail
        assert not Judgement.objects.exists()

    def test_a_graded_feature_needs_a_grade_when_found(self, review: Review) -> None:
        assert [one.detail for one in problems_of(FOUND, "service_stage")] == ["grade_missing"]
        assert [one.detail for one in problems_of(replace(FOUND, grade="none"), "service_stage")] == [
            "grade_missing"
        ]
        assert not list(problems_of(FORM, "service_stage"))

    @pytest.mark.parametrize(
        ("number", "said", "grade"),
        [(1, FOUND, "yes"), (1, NOT_FOUND, "no"), (1, UNSURE, ""), (2, FORM, "form"), (2, NOT_FOUND, "none")],
    )
    def test_the_grade_follows_from_what_was_found(
        self, review: Review, number: int, said: Said, grade: str
    ) -> None:
        assert judgement_submit(started(review, number=number), said, by=None).grade == grade

    def test_the_same_again_is_the_same(self, review: Review) -> None:
        task = started(review)
        first = judgement_submit(task, FOUND, by=None)
        assert judgement_submit(task, FOUND, by=None) == first
        assert Judgement.objects.count() == 1

    def test_an_old_form_sent_again_changes_nothing(self, review: Review) -> None:
        task = started(review)
        judgement_submit(task, FOUND, by=None)
        with pytest.raises(ReviewError) as raised:
            judgement_submit(task, NOT_FOUND, by=None)
        assert raised.value.detail == "handed_in"
        assert Judgement.objects.get().found == "found"

    def test_it_is_written_once_and_named_in_the_history(self, review: Review) -> None:
        judgement = review.judge(review.tasks()[0])
        with pytest.raises(WrittenOnceError):
            judgement.save()
        record = Record.objects.get(action="review.submit")
        assert record.chain == str(review.campaign.pk)
        held = Judgement.objects.select_related("task").get(pk=judgement.pk)
        assert record.details["hash"] == judgement_digest(held)


class TestClosing:
    def test_it_stays_open_until_both_are_in(self, review: Review) -> None:
        review.judge(review.tasks()[0])
        assert (review.item().state, review.item().grade) == ("open", "")

    @pytest.mark.parametrize(
        ("number", "said", "state", "grade"),
        [
            (1, (FOUND, FOUND), "agreed", "yes"),
            (1, (NOT_FOUND, NOT_FOUND), "agreed", "no"),
            (1, (FOUND, NOT_FOUND), "differs", ""),
            (1, (UNSURE, UNSURE), "differs", ""),
            (2, (FORM, FORM), "agreed", "form"),
            (2, (FORM, replace(FORM, grade="information")), "differs", ""),
        ],
    )
    def test_both_agree_or_somebody_has_to_decide(
        self, review: Review, number: int, said: tuple[Said, Said], state: str, grade: str
    ) -> None:
        item = review.judge_all(number, *said)
        assert (item.state, item.grade) == (state, grade)


class TestAtTheSameMoment:
    """Transactions that truly run at once, on either database."""

    script = "tests/workspace/reviews/submitting_at_once.py"

    def test_of_many_windows_one_hands_in(self, python: Callable[..., str]) -> None:
        left = json.loads(python(self.script, "one", "4"))
        assert left["judgements"] == 1
        assert (
            left["told"].count("handed_in") == 2
        )  # those who said the other thing; the same again is the same
        assert left["told"].count("taken") == 2

    def test_two_assessors_close_the_item_once(self, python: Callable[..., str]) -> None:
        left = json.loads(python(self.script, "both", "2"))
        assert left == {"told": ["taken", "taken"], "judgements": 2, "state": "agreed", "settled": 1}
