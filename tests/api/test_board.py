"""A program asks for what its person's roles need first: as the first page of the workspace shows it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.services.answers import answer_ready, answer_save, delegation_set
from miqyas.workspace.statistics.models import StatisticalInput
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review

__all__ = ["given", "review"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
EMPTY = {"authority": None, "entities": [], "delegated": [], "queues": [], "decisions": [], "challenge": []}


def board_of(person: User) -> Any:
    return signed_in(User.objects.get(pk=person.pk)).get("/api/v1/workspace/board").json()


def test_who_has_no_role_has_an_empty_board(given: Given) -> None:
    assert board_of(given.cast.dana) == EMPTY


def test_strangers_have_none(given: Given, client: Any) -> None:
    assert client.get("/api/v1/workspace/board").status_code == 401


class TestAnEntity:
    """Its own part, and nothing of others."""

    def test_it_sees_how_far_it_is(self, given: Given) -> None:
        saved = answer_save(given.question(), grade="yes", note="Article 3", version=0, by=None)
        answer_ready(given.question(), version=saved.answer.version, by=None)
        (part,) = board_of(given.cast.bruno)["entities"]
        assert (part["campaign"], part["entity"], part["is_open"]) == ("present", "health", True)
        assert (part["due"], part["done"], part["returned"], part["replies"]) == (3, 1, 0, 0)
        page = signed_in(given.cast.bruno).get("/en/workspace/").context["entities"][0]
        assert page["progress"] == {"done": 1, "due": 3, "share": pytest.approx(1 / 3)}
        assert board_of(given.cast.farid)["entities"][0]["done"] == 0

    def test_a_question_handed_on_is_told_to_its_holder(self, given: Given) -> None:
        delegation_set(given.question(), holder=given.cast.dana.pseudonym, until=None, note="", by=None)
        handed = {"campaign": "present", "entity": "health", "feature": "OSI-IF-001", "until": None}
        assert board_of(given.cast.dana) == EMPTY | {"delegated": [handed]}


class TestTheAuthority:
    """What is late and due, and nobody's drafts."""

    def test_it_sees_what_is_late_and_due(self, given: Given) -> None:
        today = timezone.localdate()
        Campaign.objects.update(answers_until=today - timedelta(days=3))
        StatisticalInput.objects.create(edition=2028, indicator="TII.IU", agency="ITU", deadline=today)
        told = board_of(given.cast.amina)["authority"]
        assert (told["campaign"], told["state"], told["cities"]) == ("present", "open", [])
        late = [{"what": "part", "count": 3, "entity": code} for code in ("education", "health")]
        assert sorted(told["late"], key=lambda one: one["entity"]) == late
        assert [one["indicator"] for one in told["statistics"]] == ["TII.IU"]

    def test_an_entity_does_not_see_it(self, given: Given) -> None:
        assert board_of(given.cast.noor)["authority"] is None


class TestReviews:
    """Assessors see their own queue, adjudicators what waits for them."""

    def test_an_assessor_sees_their_own_queue_alone(self, review: Review) -> None:
        task = review.tasks()[0]
        before = board_of(review.person(task))
        review.judge(task, FOUND)
        after = board_of(review.person(task))
        assert after["queues"][0]["done"] == before["queues"][0]["done"] + 1
        assert {**after, "queues": []} == EMPTY
        other = review.tasks()[1]
        assert board_of(review.person(other))["queues"][0]["done"] == 0

    def test_who_decides_sees_what_waits(self, review: Review) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        assert board_of(review.cast.ines)["decisions"] == [{"campaign": "present", "waiting": 1}]
