"""The description for programs, the page for people, and whether the API does what they say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from miqyas.api.service import api, examples, private_operations
from miqyas.server.wsgi import application
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.accounts.tokens import token_create
from tests.api import (  # noqa: F401
    challenge_stages,
    file_stages,
    report_stages,
    roadmap_stages,
    scan_stages,
    twin_stages,
    workshop_stages,
)
from tests.api.stages import STAGES, fitted
from tests.cast import signed_in

LANGUAGES = ("ar", "en")
MOVING = {"versions", "version", "software", "data", "methodology", "read_on", "apa", "bibtex", "csl"}
PLAIN = {"Accept-Encoding": "identity"}
EXAMPLES = 3
load_all_checks()
PROMISES = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    ]
)


@pytest.fixture
def description(ask) -> dict[str, Any]:
    return ask("/openapi.json").json()


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in description["paths"].values() for operation in methods.values()]


class TestDescription:
    def test_its_version(self, description):
        assert description["openapi"].startswith("3.1")

    def test_results_are_for_reading_and_jobs_alone_are_asked_for(self, description):
        changing = {
            (method, path)
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
            if method != "get" and "security" not in operation
        }
        assert changing == {("post", "/api/v1/jobs"), ("delete", "/api/v1/jobs/{handle}")}

    def test_every_operation_has_summary_description_example_and_problems(self, description):
        for operation in operations(description):
            method, jobs = operation["x-example"]["method"], operation["operationId"].startswith("jobs_")
            assert operation["summary"]
            assert operation["description"].count(f"Example: `{method} /api/v1/") == 1
            if "answer" in operation["x-example"]:
                assert operation["responses"]["200"]["content"]["application/json"]["example"]
            is_private = "security" in operation
            kept = () if jobs or is_private else ("304",)
            refused = ("401", "403", "429") if is_private else ()
            assert {"404", "406", "422", *kept, *refused} <= set(operation["responses"])

    def test_what_takes_a_body_says_how_it_may_fail(self, description):
        asking = description["paths"]["/api/v1/jobs"]["post"]
        assert {"200", "202", "400", "413", "415", "503"} <= set(asking["responses"])
        assert asking["requestBody"]["content"]["application/json"]["example"]

    def test_every_parameter_says_what_it_is(self, description):
        silent = [
            (operation["operationId"], parameter["name"])
            for operation in operations(description)
            for parameter in operation["parameters"]
            if not (parameter.get("description") or parameter["schema"].get("description"))
        ]
        assert not silent

    def test_every_list_is_bounded(self, description):
        limits = [
            parameter["schema"]["maximum"]
            for operation in operations(description)
            for parameter in operation["parameters"]
            if parameter["name"] == "limit"
        ]
        assert set(limits) == {500}


def is_beginning(example: object, answer: object) -> bool:
    """Whether the answer goes on where the example ends: its lists and maps are cut short.

    Sentences may have been edited and versions have moved on since; that they are there is enough.
    """
    match example, answer:
        case {"ar": str(), "en": str()}, {"ar": str(), "en": str()}:
            return True
        case dict(), dict():
            return example.keys() <= answer.keys() and all(
                name in MOVING or is_beginning(value, answer[name]) for name, value in example.items()
            )
        case list(), list():
            return len(example) <= len(answer) and all(map(is_beginning, example, answer))
    return example == answer


def test_a_beginning_is_recognised():
    assert is_beginning({"a": [1]}, {"a": [1, 2], "b": 3})
    assert not is_beginning([2], [1, 2])
    assert not is_beginning({"a": None}, {})


def answered(ask, operation: str, request: pytest.FixtureRequest) -> Any:
    """What the API says to an example; those of a job ask for one first, private ones need a stage."""
    if operation in private_operations():
        return answered_privately(operation, request)
    if operation in STAGES:
        STAGES[operation](request.getfixturevalue("campaign_cast"))
    if not operation.startswith("jobs_"):
        return ask(examples()[operation]["request"]).json()
    asking = examples()["jobs_ask"]
    asked = (
        Client().post(f"/api/v1{asking['request']}", asking["body"], content_type="application/json").json()
    )
    match operation:
        case "jobs_get":
            return Client().get(asked["address"]).json()
        case "jobs_let_go":
            return Client().delete(asked["address"]).json()
    return asked


def methods() -> dict[str, str]:
    """The method of each operation."""
    paths = api.get_openapi_schema()["paths"].values()
    return {one["operationId"]: method.upper() for found in paths for method, one in found.items()}


def answered_privately(operation: str, request: pytest.FixtureRequest) -> Any:
    """What whoever the stage names is told; without a stage, Elif."""
    if operation in STAGES:
        user = STAGES[operation](request.getfixturevalue("campaign_cast"))
    else:
        user = request.getfixturevalue("cast").elif_
    example = examples()[operation]
    method = methods()[operation]
    if "form" in example:
        file = SimpleUploadedFile(example["form"]["file"], b"%PDF-1.7\n" + b"x" * 50)
        path = f"/api/v1{example['request']}"
        return signed_in(user).post(path, {**example["form"], "file": file}).json()
    body = {"data": json.dumps(fitted(operation, example["body"]))} if "body" in example else {}
    path = f"/api/v1{example['request']}"
    return signed_in(user).generic(method, path, **body, content_type="application/json").json()


ANSWERED = sorted(name for name, example in examples().items() if "answer" in example)


@pytest.mark.parametrize("operation", ANSWERED)
def test_the_example_is_what_is_answered(ask, operation, request):
    assert is_beginning(examples()[operation]["answer"], answered(ask, operation, request))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_every_operation(ask, language):
    page = ask(f"/docs?lang={language}", accept="text/html")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert all(f'<article id="{operation}" lang="en"' in page.text for operation in examples())
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_groups_have_names_in_the_language_of_the_page(ask):
    named = {code: ask(f"/docs?lang={code}", accept="text/html").text for code in LANGUAGES}
    for code, word, other in (("ar", "الدول", "Countries"), ("en", "Countries", "الدول")):
        assert f"<h2>{word}</h2>" in named[code]
        assert f">{other}</" not in named[code]


def test_the_address_of_the_whole_leads_to_the_page(client, db):
    assert client.get("/api/v1/", follow=True).status_code == 200


promised = schemathesis.openapi.from_dict(api.get_openapi_schema())
promised.app = application


@pytest.fixture
def one_connection(db) -> Iterator[None]:
    """The server ends connections with each request; the transaction of a test needs its own to stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bearer(one_connection, cast) -> dict[str, str]:
    """A token of somebody who administers and leads."""
    role_grant(cast.elif_, role="lead", by=None)
    _, secret = token_create(cast.elif_, name="schemathesis", scope="write", days=1)
    return {"Authorization": f"Bearer {secret}"}


@promised.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_keeps_what_the_description_promises(case, bearer):
    """Generated requests, fitting and not: never a fault, and every answer has a shape that is described."""
    shown = bearer if "/workspace/" in case.path else {}
    case.call_and_validate(base_url="http://localhost", headers={**PLAIN, **shown}, checks=PROMISES)
