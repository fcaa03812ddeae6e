"""A program answers for an entity: with a token of somebody who may, and with words that do not fit."""

import json
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer, AnswerRevision, Campaign, Comment, Delegation
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, given

__all__ = ["given"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
HEALTH = "/api/v1/workspace/campaigns/present/entities/health"
ONE = f"{HEALTH}/answers/OSI-IF-001"
WORDS = {"grade": "yes", "note": "Article 3", "version": 0}


class Program:
    """A program with a token of somebody of the cast."""

    def __init__(self, given: Given, who: str, *, scope: str = "write") -> None:
        user = given.cast.people()[who]
        secret = token_create(user, name="a program", scope=scope, days=1)[1]
        self.client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        return self.client.generic(method, path, data, content_type="application/json")


class TestTheWholeWay:
    """From the first words to the answers handed in and given back."""

    def test_it_can_be_gone_by_programs_alone(self, given: Given) -> None:
        writer, signatory, lead = (Program(given, who) for who in ("bruno", "salma", "amina"))
        assert writer.ask("PUT", ONE, WORDS).json()["answer"]["version"] == 1
        assert writer.ask("POST", f"{ONE}/ready", {"version": 1}).json()["state"] == "ready"
        seen = signatory.ask("GET", f"{HEALTH}/submission").json()
        assert (seen["answered"], seen["missing"]) == (1, ["OSI-IF-003", "OSI-SP-002"])
        signed = signatory.ask("POST", f"{HEALTH}/submission/approve", {"content_hash": seen["content_hash"]})
        assert signed.json()["approval"]["signed_by"] == "Salma"
        assert signatory.ask("POST", f"{HEALTH}/submission/submit").json()["state"] == "submitted"
        assert lead.ask("GET", ONE).json()["answer"]["note"] == "Article 3"
        back = {"reasons": "Name the law", "features": ["OSI-IF-001"]}
        assert lead.ask("POST", f"{HEALTH}/submission/return", back).json()["state"] == "returned"
        said = writer.ask("GET", f"{ONE}/comments").json()["comments"]
        assert [(one["author"], one["text"]) for one in said] == [("Amina", "Name the law")]

    def test_words_that_meet_newer_ones_are_kept_aside_and_decided_about(self, given: Given) -> None:
        Program(given, "noor").ask("PUT", ONE, WORDS)
        program = Program(given, "bruno")
        told = program.ask("PUT", ONE, {**WORDS, "note": "Article 4"}).json()
        assert (told["outcome"], told["answer"]["note"]) == ("kept_aside", "Article 3")
        assert program.ask("GET", ONE).json()["asides"][0]["note"] == "Article 4"
        decided = {**WORDS, "note": "Articles 3 and 4", "version": 1, "aside": told["aside"]["id"]}
        assert program.ask("POST", f"{ONE}/settle", decided).json()["answer"]["asides"] == 0
        assert given.question().answer.note == "Articles 3 and 4"
        assert program.ask("POST", f"{ONE}/settle", decided).json()["code"] == "answering.aside_settled"


class TestWhoMay:
    """The same gate as for pages."""

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("farid", 404),
            ("amina", 200),
            ("chen", 404),
            ("ines", 200),
            ("jamal", 200),
            ("elif", 404),
            ("dana", 404),
        ],
    )
    def test_a_draft_is_nobody_else_s(self, given: Given, who: str, status: int) -> None:
        Answer.objects.create(
            assignment=given.question(), grade="yes", note="Secret", state="draft", version=1
        )
        program = Program(given, who)
        assert program.ask("GET", ONE).status_code == 404
        assert program.ask("PUT", ONE, WORDS).status_code == 404
        listed = program.ask("GET", f"{HEALTH}/answers")
        assert (listed.status_code, listed.json().get("answers", [])) == (status, [])
        assert "Secret" not in listed.text

    def test_assessors_read_nothing_even_when_it_is_handed_in(self, given: Given) -> None:
        Answer.objects.create(assignment=given.question(), grade="yes", state="submitted", version=1)
        for path in (ONE, f"{HEALTH}/answers", f"{HEALTH}/submission", f"{ONE}/comments"):
            assert Program(given, "chen").ask("GET", path).status_code == 404

    def test_who_was_handed_one_question_reads_that_one(self, given: Given) -> None:
        Delegation.objects.create(assignment=given.question(), holder=given.cast.dana.pseudonym)
        program = Program(given, "dana")
        told = program.ask("GET", f"{HEALTH}/answers").json()
        assert ([one["feature"] for one in told["answers"]], told["progress"]["empty"]) == (["OSI-IF-001"], 1)
        assert program.ask("GET", f"{HEALTH}/submission").json()["content_hash"] is None
        assert program.ask("GET", f"{HEALTH}/answers/OSI-IF-003").status_code == 404

    def test_the_authority_reads_what_is_said_to_it_alone(self, given: Given) -> None:
        by = given.cast.bruno.pseudonym
        for audience in ("entity", "authority"):
            Comment.objects.create(assignment=given.question(), author=by, audience=audience, text=audience)
        told = Program(given, "karim").ask("GET", f"{ONE}/comments").json()
        assert ([one["text"] for one in told["comments"]], told["total"]) == (["authority"], 1)
        within = {"text": "Hello", "audience": "entity"}
        assert Program(given, "karim").ask("POST", f"{ONE}/comments", within).status_code == 404

    def test_a_token_for_reading_saves_nothing(self, given: Given) -> None:
        answer = Program(given, "bruno", scope="read").ask("PUT", ONE, WORDS)
        assert (answer.status_code, answer.json()["code"]) == (403, "request.token_reads")

    def test_a_session_without_its_csrf_token_saves_nothing(self, given: Given) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = signed_in(given.cast.bruno).cookies
        answer = browser.put(ONE, json.dumps(WORDS), content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "request.csrf")
        assert not Answer.objects.exists()


class TestWhatDoesNotFit:
    """Bad input is said, and changes nothing."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"grade": "transaction"},
            {"grade": "x" * 21},
            {"grade": None},
            {"note": "x" * 8001},
            {"note": ["Article 3"]},
            {"version": -1},
            {"version": 2**31},
            {"version": "one"},
            {"version": None},
        ],
    )
    def test_words(self, given: Given, changes: dict[str, Any]) -> None:
        assert Program(given, "bruno").ask("PUT", ONE, {**WORDS, **changes}).status_code == 422
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/answers/OSI-IF-001/settle", {**WORDS, "aside": 1}),
            ("/answers/OSI-IF-001/ready", {"version": 0}),
            ("/answers/OSI-IF-001/comments", {"text": " ", "audience": "entity"}),
            ("/answers/OSI-IF-001/comments", {"text": "Hello", "audience": "everyone"}),
            ("/answers/OSI-IF-001/comments", {"text": "Hello", "audience": "entity", "mentions": ["x"]}),
        ],
    )
    def test_steps(self, given: Given, path: str, body: dict[str, Any]) -> None:
        assert Program(given, "bruno").ask("POST", f"{HEALTH}{path}", body).status_code == 422
        assert not AnswerRevision.objects.exists()
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("seen", ["0" * 64, "", "0" * 65, None])
    def test_a_signature_under_something_else(self, given: Given, seen: str | None) -> None:
        answer = Program(given, "salma").ask("POST", f"{HEALTH}/submission/approve", {"content_hash": seen})
        assert answer.status_code == 422

    def test_a_closed_window_is_said_in_words(self, given: Given) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until="2020-01-01")
        told = Program(given, "bruno").ask("PUT", ONE, WORDS).json()
        assert told["code"] == "answering.window_closed"
        assert "1 January 2020" in told["problem"]

    def test_unseen_signs_are_taken_out(self, given: Given) -> None:
        Program(given, "bruno").ask("PUT", ONE, {**WORDS, "note": "Article\u202e 3\u200b"})
        assert given.question().answer.note == "Article 3"
        refused = Program(given, "bruno").ask("PUT", ONE, {**WORDS, "note": "Article 4\0", "version": 1})
        assert refused.status_code == 400
        assert given.question().answer.note == "Article 3"
