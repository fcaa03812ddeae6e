"""A program looks as an assessor, decides, replies and runs a review: the same rights as on pages."""

import json
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.models import Conflict, Judgement, ReviewTask
from miqyas.workspace.reviews.services.replies import replies_open_all
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, proof_of, review

__all__ = ["review"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace"
CAMPAIGN = f"{BASE}/campaigns/present"
SAID = {
    "found": "found",
    "path": "Home",
    "address": "https://portal.example.org/laws",
    "language": "ar",
    "viewpoint": "outside",
    "confidence": "4",
}


class Program:
    """A program with a token of somebody."""

    def __init__(self, user: User) -> None:
        secret = token_create(user, name="a program", scope="write", days=1)[1]
        self.client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        return self.client.generic(method, path, data, content_type="application/json")

    def told(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.status_code == 200, answer.content
        return answer.json()


def in_reply(review: Review) -> None:
    Campaign.objects.filter(pk=review.campaign.pk).update(state="reply")
    review.campaign.refresh_from_db()
    replies_open_all(review.campaign)


class TestAnAssessor:
    def test_the_whole_way_can_be_gone(self, review: Review) -> None:
        task = review.tasks()[0]
        program = Program(review.person(task))
        assert str(task.pk) in {one["id"] for one in program.told("GET", f"{BASE}/reviews")["tasks"]}
        shown = program.told("GET", f"{BASE}/reviews/{task.pk}")
        assert (shown["portal"], shown["seconds"]) == ("https://portal.example.org/", None)
        assert program.told("POST", f"{BASE}/reviews/{task.pk}/start")["seconds"] is not None
        kept = program.told("PUT", f"{BASE}/reviews/{task.pk}/draft", {"path": "Home"})
        assert kept["draft"]["path"] == "Home"
        done = program.told("POST", f"{BASE}/reviews/{task.pk}/submit", SAID)
        assert (done["state"], done["judgement"]["grade"]) == ("submitted", "yes")
        assert program.told("POST", f"{BASE}/reviews/{task.pk}/submit", SAID) == done
        again = program.ask("POST", f"{BASE}/reviews/{task.pk}/submit", {**SAID, "confidence": "1"})
        assert (again.status_code, again.json()["code"]) == (422, "review.handed_in")

    def test_what_is_missing_is_named(self, review: Review) -> None:
        task = review.tasks()[0]
        program = Program(review.person(task))
        program.told("POST", f"{BASE}/reviews/{task.pk}/start")
        answer = program.ask("POST", f"{BASE}/reviews/{task.pk}/submit", {**SAID, "viewpoint": ""})
        assert (answer.status_code, answer.json()["code"]) == (422, "review.viewpoint_missing")

    @pytest.mark.parametrize("name", ["", "/start", "/submit"])
    def test_another_s_task_is_not_there(self, review: Review, name: str) -> None:
        first, second = review.tasks()
        method, body = ("POST", SAID if name == "/submit" else None) if name else ("GET", None)
        answer = Program(review.person(second)).ask(method, f"{BASE}/reviews/{first.pk}{name}", body)
        assert answer.status_code == 404

    def test_no_answer_changes_when_the_other_hands_in(self, review: Review) -> None:
        first, second = review.tasks()
        program = Program(review.person(second))
        addresses = (f"{BASE}/reviews", f"{BASE}/reviews/{second.pk}", CAMPAIGN, f"{BASE}/campaigns")
        before = [program.told("GET", address) for address in addresses]
        review.judge(first, FOUND)
        assert [program.told("GET", address) for address in addresses] == before

    def test_what_would_tell_is_closed(self, review: Review) -> None:
        review.judge(review.tasks()[0], FOUND)
        program = Program(review.person(review.tasks()[1]))
        for path, status in (
            (f"{CAMPAIGN}/reviews", 403),
            (f"{CAMPAIGN}/agreement", 403),
            (f"{CAMPAIGN}/reviews/conflicts", 403),
            (f"{CAMPAIGN}/entities/health/results", 404),
            (f"{CAMPAIGN}/entities/health/answers", 404),
            (f"{BASE}/adjudication", 403),
            (f"{BASE}/adjudication/{review.item().pk}", 404),
        ):
            assert program.ask("GET", path).status_code == status, path

    def test_the_other_s_mark_comes_with_the_end_of_the_review(self, review: Review) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        second = review.tasks()[1]
        program = Program(review.person(second))
        assert program.told("GET", f"{BASE}/reviews/{second.pk}")["others"] == []
        Campaign.objects.update(state="reply")
        assert [one["found"] for one in program.told("GET", f"{BASE}/reviews/{second.pk}")["others"]] == [
            "found"
        ]


class TestDecidingAndReplying:
    def test_an_adjudicator_decides(self, review: Review) -> None:
        item = review.judge_all(1, FOUND, NOT_FOUND)
        program = Program(review.cast.ines)
        assert [one["id"] for one in program.told("GET", f"{BASE}/adjudication")["items"]] == [str(item.pk)]
        shown = program.told("GET", f"{BASE}/adjudication/{item.pk}")
        assert [one["assessor"] for one in shown["judgements"]] == [1, 2]
        body = {"grade": "no", "reasons": "Not there", "seen": 0}
        decided = program.told("POST", f"{BASE}/adjudication/{item.pk}/decide", body)
        assert (decided["state"], decided["decisions"][0]["holds"]) == ("decided", True)
        assert program.ask("POST", f"{BASE}/adjudication/{item.pk}/decide", body).status_code == 422

    def test_an_entity_contests_with_proof(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        in_reply(review)
        program = Program(review.cast.noor)
        results = program.told("GET", f"{CAMPAIGN}/entities/health/results")["results"]
        assert next(one for one in results if one["is_lost"])["reply"]["is_open"]
        address = f"{CAMPAIGN}/entities/health/results/OSI-IF-001/reply"
        body = {"stance": "contest", "text": "It is there", "proofs": []}
        assert program.ask("POST", address, body).json()["code"] == "review.proof_missing"
        foreign = {**body, "proofs": [str(proof_of(review.cast.education).pk)]}
        assert program.ask("POST", address, foreign).json()["code"] == "review.foreign_proof"
        told = program.told("POST", address, {**body, "proofs": [str(proof_of(review.cast.health).pk)]})
        assert told["results"][0]["state"] == "contested"

    def test_before_the_end_of_the_review_there_are_no_results(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        told = Program(review.cast.noor).told("GET", f"{CAMPAIGN}/entities/health/results")
        assert told["results"] == []


class TestRunning:
    def test_the_coordinator_runs_it(self, review: Review) -> None:
        program = Program(review.cast.karim)
        task = review.tasks()[0]
        program.told("POST", f"{CAMPAIGN}/reviews/tasks/{task.pk}/withdraw")
        told = program.told("GET", f"{CAMPAIGN}/reviews")
        assert [one["missing"] for one in told["lacking"]] == [1]
        assert program.told("POST", f"{CAMPAIGN}/reviews/assign", {"seed": 3})["tasks"] == 1
        first = review.tasks(2)[0]
        tie = {"assessor": str(first.assessor), "entity": "education", "reason": "A former post"}
        ties = program.told("POST", f"{CAMPAIGN}/reviews/conflicts", tie)["conflicts"]
        assert ReviewTask.objects.get(pk=first.pk).state == "withdrawn"
        program.told("DELETE", f"{CAMPAIGN}/reviews/conflicts/{ties[0]['id']}")
        assert not Conflict.objects.exists()
        program.told("POST", f"{CAMPAIGN}/reviews/fewer")
        terms = {"languages": ["ar"], "most": 3}
        told = program.told("PUT", f"{CAMPAIGN}/reviews/terms/{first.assessor}", terms)
        assert next(one for one in told["assessors"] if one["assessor"] == str(first.assessor))["most"] == 3

    def test_agreement_has_null_where_it_has_no_value(self, review: Review) -> None:
        review.judge_all(1, FOUND, FOUND)
        told = Program(review.cast.amina).told("GET", f"{CAMPAIGN}/agreement")
        assert (told["alpha"][0]["value"], told["alpha"][0]["why"]) == (None, "one_category")
        assert Judgement.objects.count() == 2

    def test_a_viewer_sees_and_changes_nothing(self, review: Review) -> None:
        program = Program(review.cast.jamal)
        program.told("GET", f"{CAMPAIGN}/reviews")
        assert program.ask("POST", f"{CAMPAIGN}/reviews/assign", {"seed": 3}).status_code == 403
