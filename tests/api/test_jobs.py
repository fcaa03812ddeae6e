"""Questions whose answer takes long, asked by a program: a handle, how far it is, the answer, an end."""

import json

import pytest
from django.test import Client

import tests.jobs.example_tasks  # noqa: F401 - the questions asked here
from miqyas.api.gate import MOST_BODY
from miqyas.jobs import answers, run
from miqyas.jobs.models import Job, State
from miqyas.jobs.questions import MOST_BYTES
from miqyas.workspace.accounts import access
from miqyas.workspace.accounts.roles import ADMINISTRATOR

pytestmark = pytest.mark.django_db
SUM = {"question": "test.sum", "params": {"numbers": [1, 2]}}
NOBODYS = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def program() -> Client:
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def post(program: Client, body: object = SUM, **headers: str):
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    kind = headers.pop("content_type", "application/json")
    return program.post("/api/v1/jobs", content, content_type=kind, headers=headers)


def carry_out_all() -> None:
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


class TestAsking:
    def test_a_question_is_taken_followed_and_answered(self, program):
        taken = post(program)
        told = taken.json()
        assert (taken.status_code, taken["Retry-After"]) == (202, "2")
        assert taken["Location"] == told["address"] == f"/api/v1/jobs/{told['handle']}"
        assert (told["state"], told["waits_for"], told["result"]) == ("queued", "worker", None)
        assert program.get(told["address"]).status_code == 202
        carry_out_all()
        done = program.get(told["address"])
        assert done.status_code == 200
        assert (done.json()["state"], done.json()["progress"]) == ("succeeded", 1.0)
        assert done.json()["result"]["sum"] == 3.0

    def test_what_is_known_is_answered_at_once(self, program):
        post(program)
        carry_out_all()
        again = post(program)
        assert (again.status_code, again.json()["result"]["sum"]) == (200, 3.0)
        assert "Retry-After" not in again.headers
        assert program.get(again["Location"]).json() == again.json()

    def test_progress(self, program):
        address = post(program)["Location"]
        held = run.job_take(Job.objects.get().pk)
        held.progress(0.25, "answer.working")
        told = program.get(address).json()
        assert (told["state"], told["progress"], told["waits_for"]) == ("running", 0.25, None)

    def test_nobody_keeps_what_changes_by_itself(self, program):
        taken = post(program)
        for response in (taken, program.get(taken["Location"]), program.delete(taken["Location"])):
            assert response["Cache-Control"] == "no-store"
            assert "ETag" not in response.headers

    def test_the_kinds_of_question_with_their_parameters(self, program):
        offered = {one["question"]: one for one in program.get("/api/v1/questions").json()["questions"]}
        assert offered["test.sum"]["summary"] == "Adds numbers up; says in which data."
        assert offered["test.sum"]["params"]["properties"]["numbers"]["maxItems"] == 9
        assert offered["test.sum"]["params"]["required"] == ["numbers"]


class TestLettingGo:
    def test_nobody_waits_and_it_ends(self, program):
        address = post(program)["Location"]
        gone = program.delete(address)
        assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
        assert program.get(address).json()["state"] == "cancelled"
        assert Job.objects.get().state == State.CANCELLED

    def test_others_are_not_hurt(self, program):
        mine, theirs = post(program)["Location"], post(program)["Location"]
        assert mine != theirs
        program.delete(mine)
        carry_out_all()
        assert program.get(theirs).json()["result"]["sum"] == 3.0
        assert program.get(mine).json()["state"] == "cancelled"


class TestFailing:
    def test_an_error_that_is_the_answer(self, program):
        address = post(program, {"question": "test.impossible", "params": {"country": "XXX"}})["Location"]
        carry_out_all()
        for language, words in (("en", "No Member State"), ("ar", "لا توجد دولة")):
            told = program.get(f"{address}?lang={language}").json()
            assert (told["state"], told["error"]["code"]) == ("failed", "analysis.unknown_country")
            assert words in told["error"]["problem"]
            assert told["error"]["place"]["name"] == "country"

    def test_a_fault_of_the_program(self, program):
        address = post(program, {"question": "test.broken"})["Location"]
        carry_out_all()
        told = program.get(address).json()
        assert (told["state"], told["error"]["code"]) == ("failed", "job.crashed")
        assert "nan" not in json.dumps(told).lower().replace("finance", "")


CASES = [
    ({"question": "moon"}, 404, "answer.unknown_question"),
    ({"question": "test.sum"}, 422, "request.invalid"),
    ({"question": "test.sum", "params": {"numbers": "x"}}, 422, "request.invalid"),
    ({"question": "test.sum", "params": {"numbers": [1], "more": 1}}, 422, "request.invalid"),
    ({"question": "test.sum", "params": []}, 422, "request.invalid"),
    ({"question": "x" * 61}, 422, "request.invalid"),
    ({"params": {}}, 422, "request.invalid"),
    ([], 422, "request.invalid"),
    (" ", 400, "request.not_json"),
    ("{", 400, "request.not_json"),
    (b"\xff\xfe", 400, "request.not_json"),
    ("[" * 100_000, 400, "request.not_json"),
    ('{"question": "test.sum", "params": {"numbers": [NaN]}}', 422, "request.invalid"),
    ('{"question": "test.sum", "params": {"numbers": [1e999]}}', 422, "request.invalid"),
    ({"question": "test.impossible", "params": {"country": "x" * MOST_BODY}}, 413, "request.body_too_large"),
    (
        {"question": "test.impossible", "params": {"country": "x" * (MOST_BYTES - 9)}},
        413,
        "answer.too_long",
    ),
]


class TestNonsense:
    @pytest.mark.parametrize(("body", "status", "code"), CASES, ids=[str(case[0])[:60] for case in CASES])
    def test_a_body_that_cannot_be_used(self, program, body, status, code):
        refused = post(program, body)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused["Content-Type"] == "application/problem+json"
        assert not Job.objects.exists()

    def test_the_parameter_is_named(self, program):
        refused = post(program, {"question": "test.sum", "params": {"numbers": [1], "scale": "x"}}).json()
        assert [error["place"]["name"] for error in refused["errors"]] == ["params.scale"]

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    )
    def test_a_form_of_another_site_cannot_ask(self, program, kind):
        refused = post(program, content_type=kind)
        assert (refused.status_code, refused.json()["code"]) == (415, "request.content_type")

    @pytest.mark.parametrize("method", ["get", "delete"])
    def test_a_handle_that_nobody_has(self, program, method):
        refused = getattr(program, method)(f"/api/v1/jobs/{NOBODYS}")
        assert (refused.status_code, refused.json()["code"]) == (404, "request.no_such_address")

    @pytest.mark.parametrize("handle", ["x", "0", f"{NOBODYS}x"])
    @pytest.mark.parametrize("method", ["get", "delete"])
    def test_what_is_no_handle(self, program, method, handle):
        refused = getattr(program, method)(f"/api/v1/jobs/{handle}")
        assert (refused.status_code, refused.json()["code"]) == (422, "request.invalid")

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("get", "/jobs", "POST, OPTIONS"),
            ("delete", "/jobs", "POST, OPTIONS"),
            ("post", "/questions", "GET, HEAD, OPTIONS"),
            ("post", f"/jobs/{NOBODYS}", "GET, HEAD, DELETE, OPTIONS"),
            ("put", f"/jobs/{NOBODYS}", "GET, HEAD, DELETE, OPTIONS"),
        ],
    )
    def test_other_methods(self, program, method, path, allowed):
        refused = getattr(program, method)(f"/api/v1{path}")
        assert (refused.status_code, refused["Allow"]) == (405, allowed)

    def test_too_many_questions(self, program, monkeypatch):
        monkeypatch.setattr(answers, "MOST_OPEN", 0)
        refused = post(program)
        assert (refused.status_code, refused.json()["code"]) == (503, "answer.busy")
        assert refused["Retry-After"] == "60"


class TestOtherSites:
    def test_their_pages_may_ask_as_a_stranger(self, program):
        ahead = program.options("/api/v1/jobs", headers={"access-control-request-method": "POST"})
        assert ahead.status_code == 204
        assert ahead["Access-Control-Allow-Methods"] == "POST, OPTIONS"
        assert "Content-Type" in ahead["Access-Control-Allow-Headers"]
        taken = post(program, origin="https://example.org")
        assert taken["Access-Control-Allow-Origin"] == "*"
        assert {"Location", "Retry-After"} <= set(taken["Access-Control-Expose-Headers"].split(", "))
        assert not program.cookies

    def test_they_may_let_go(self, program):
        ahead = program.options(post(program)["Location"])
        assert ahead["Access-Control-Allow-Methods"] == "GET, HEAD, DELETE, OPTIONS"


def test_the_gate_decides_who_may_ask(program, monkeypatch):
    monkeypatch.setitem(access._policies, "answer.ask", access.roles_only(ADMINISTRATOR))
    refused = post(program)
    assert (refused.status_code, refused.json()["code"]) == (403, "request.not_public")
