"""The interface put together: its routers, its description, and its addresses behind the gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, re_path, reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

import miqyas
from miqyas.api.documentation import Documentation
from miqyas.api.endpoints import (
    audit,
    catalogue,
    challenges,
    citation,
    compare,
    countries,
    datasets,
    editions,
    explain,
    forecast,
    jobs,
    methods,
    published,
    scores,
    services,
    simulate,
    stories,
    target,
    twinning,
    workspace_answers,
    workspace_assignment_files,
    workspace_board,
    workspace_campaign_changes,
    workspace_campaigns,
    workspace_challenges,
    workspace_cities,
    workspace_directive_files,
    workspace_directives,
    workspace_evidence,
    workspace_evidence_files,
    workspace_files,
    workspace_gate,
    workspace_handing,
    workspace_history,
    workspace_juries,
    workspace_lists,
    workspace_me,
    workspace_notifications,
    workspace_official,
    workspace_offline,
    workspace_offline_campaign,
    workspace_people,
    workspace_people_care,
    workspace_questionnaires,
    workspace_registry,
    workspace_registry_files,
    workspace_reports,
    workspace_review_runs,
    workspace_reviews,
    workspace_roadmap,
    workspace_roadmap_costs,
    workspace_roadmap_dates,
    workspace_roadmap_outcomes,
    workspace_scan_findings,
    workspace_scans,
    workspace_scores,
    workspace_service_maturity,
    workspace_services,
    workspace_services_files,
    workspace_statistics,
    workspace_stories,
    workspace_stories_files,
    workspace_submissions,
    workspace_twin_partners,
    workspace_twins,
    workspace_watchlist,
    workspace_workshop_files,
    workspace_workshop_parts,
    workspace_workshops,
)
from miqyas.api.errors import RequestError
from miqyas.api.gate import (
    FORM,
    JSON,
    LANGUAGE_PARAMETER,
    READING,
    Private,
    State,
    gated,
    gated_privately,
    nowhere,
    rule_of,
    state_of,
)
from miqyas.api.problems import LANGUAGES, MEDIA_TYPE, invalid, problem
from miqyas.api.shapes import Problem
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import MiqyasError

ROUTERS: Final = (
    editions,
    countries,
    scores,
    compare,
    methods,
    explain,
    forecast,
    simulate,
    target,
    audit,
    twinning,
    catalogue,
    workspace_lists,
    published,
    services,
    stories,
    jobs,
    datasets,
    citation,
    workspace_history,
    workspace_me,
    workspace_board,
    workspace_people,
    workspace_people_care,
    workspace_registry,
    workspace_registry_files,
    workspace_campaigns,
    workspace_campaign_changes,
    workspace_assignment_files,
    workspace_answers,
    workspace_handing,
    workspace_offline,
    workspace_offline_campaign,
    workspace_submissions,
    workspace_scans,
    workspace_scan_findings,
    workspace_evidence,
    workspace_evidence_files,
    workspace_files,
    workspace_service_maturity,
    workspace_services_files,
    workspace_services,
    workspace_statistics,
    workspace_scores,
    workspace_cities,
    workspace_official,
    workspace_reports,
    workspace_reviews,
    workspace_review_runs,
    workspace_notifications,
    workspace_roadmap_dates,
    workspace_roadmap_costs,
    workspace_roadmap,
    workspace_roadmap_outcomes,
    workspace_directive_files,
    workspace_directives,
    workspace_gate,
    workspace_twins,
    workspace_twin_partners,
    workspace_workshop_files,
    workspace_workshops,
    workspace_workshop_parts,
    workspace_watchlist,
    workspace_stories_files,
    workspace_stories,
    challenges,
    workspace_challenges,
    workspace_juries,
    workspace_questionnaires,
)
DESCRIPTION: Final = """Results of the UN E-Government Survey as this installation holds them, and questions \
asked of them: public, without a key, from any origin. What belongs to the work of a campaign is private: it \
takes a token (made on the page of tokens of an account) or the session of a browser.

* Fields are those of `miqyas ... --json` and keep their names. Text is a map of languages. A value that \
is missing is null, never 0.
* Every answer names the `versions` of software, method and data that made it.
* Send back `ETag` as `If-None-Match`: an answer that has not changed is 304 without a body.
* Long lists come in parts: `limit`, `offset`, `total`, and a `Link` header.
* What takes long is asked for with `POST /jobs`: 202 with an address that tells how far it is, then 200 \
with the answer; `DELETE` waits no longer.
* Errors are `application/problem+json` with a stable `code`; `lang` or `Accept-Language` choose their words.
"""
PAGE: Final = "text/html"
_ALL_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_ANSWERS: Final = {
    200: "The answer.",
    202: "It is worked out; look again.",
    204: "It is done, and there is nothing to tell.",
}
_REFUSALS: Final = {
    400: "The address or the body cannot be read.",
    404: "What is named is not there.",
    406: "Only JSON is offered.",
    422: "A value cannot be used; `errors` names each.",
}
_REFUSALS_OF_BODIES: Final = {
    413: "The body is too large.",
    415: "The body is of another type than JSON.",
    503: "Too much is asked already; come again after `Retry-After` seconds.",
}
_REFUSALS_OF_PRIVATE: Final = {
    401: "Nobody is named by a token or a session, or the token does not work.",
    403: "It is not among the rights of whoever asks, or the token is for reading only.",
    429: "Too many wrong tokens came from there.",
}
_SCHEMES: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a person, for reading or writing.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of a browser; what changes anything also sends X-CSRFToken.",
    },
}
_HEADERS: Final = {
    "ETag": "Names this answer; changes with data and software.",
    "Last-Modified": "When data or software last changed here.",
}


class Renderer(JSONRenderer):
    """Letters as they are: half the size, and readable."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Ninja with a description that also tells what the gate does."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description, with problems, language and example of each operation; made once a process."""
        return _description()


@cache
def _description() -> dict[str, Any]:
    schema: dict[str, Any] = super(Interface, api).get_openapi_schema()
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    schema["components"]["securitySchemes"] = _SCHEMES
    for methods_of in schema["paths"].values():
        for method, operation in methods_of.items():
            is_private = operation["operationId"] in private_operations()
            is_kept = set(methods_of) == {"get"} and not is_private
            _complete(operation, method=method, headers=_HEADERS if is_kept else {})
            if is_private:
                _close(operation)
    return schema


def _complete(operation: dict[str, Any], *, method: str, headers: Mapping[str, str]) -> None:
    example = examples()[operation["operationId"]]
    responses = operation["responses"]
    for status in _ANSWERS.keys() & responses.keys():
        responses[status]["description"] = _ANSWERS[status]
        if JSON in responses[status].get("content", ()):
            responses[status]["content"][JSON]["example"] = example["answer"]
    if headers:
        responses[200]["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
        }
    has_body = "body" in example or "form" in example
    for status, words in (_REFUSALS | (_REFUSALS_OF_BODIES if has_body else {})).items():
        responses[status] = _refusal(words)
    if headers:
        responses[304] = {"description": "What the reader has is still right."}
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    operation["parameters"].append(
        {
            "in": "query",
            "name": LANGUAGE_PARAMETER,
            "required": False,
            "schema": {"type": "string", "enum": list(LANGUAGES)},
            "description": "Language of problems.",
        }
    )
    if "body" in example:
        operation["requestBody"]["content"][JSON]["example"] = example["body"]
    if "form" in example:
        operation["requestBody"]["content"][FORM]["example"] = example["form"]
    asked = _base() + example["request"]
    operation["description"] += f"\n\nExample: `{method.upper()} {asked}`"
    operation["x-example"] = {**example, "method": method.upper(), "request": asked}


def _close(operation: dict[str, Any]) -> None:
    """Say of a private operation how to show who one is, and what happens to others."""
    operation["security"] = [{scheme: []} for scheme in _SCHEMES]
    for status, words in _REFUSALS_OF_PRIVATE.items():
        operation["responses"][status] = _refusal(words)


def _refusal(words: str) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {MEDIA_TYPE: {"schema": shape}}}


def _base() -> str:
    return reverse(f"{api.urls_namespace}:api-root").rstrip("/")


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out: an address has no null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if not kinds:
        return schema
    kept = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return {**kept, **kinds[0]}


@cache
def examples() -> dict[str, Any]:
    """By operation: an address and the beginning of its answer, which a test compares with the real one."""
    text = files("miqyas.api").joinpath("examples.yaml").read_text(encoding="utf-8")
    plain: dict[str, Any] = json.loads(json.dumps(read_document(text, file="examples.yaml")))
    return plain


def _interface() -> Interface:
    interface = Interface(
        title="Miqyas",
        version="1",
        description=DESCRIPTION,
        docs=Documentation(),
        renderer=Renderer(),
        openapi_extra={"info": {"license": {"name": "Apache-2.0"}, "x-software": miqyas.__version__}},
    )
    for module in ROUTERS:
        interface.add_router("", module.router)

    @interface.exception_handler(ValidationError)
    def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return invalid(request, error.errors)

    @interface.exception_handler(HttpError)
    def _on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, RequestError("not_json"))

    for kind in (MiqyasError, Http404, Exception):
        interface.exception_handler(kind)(_raise)
    return interface


def _raise(request: HttpRequest, error: Exception) -> HttpResponse:
    """Leave it to the gate."""
    raise error


api = _interface()


@cache
def private_operations() -> Mapping[str, Private]:
    """What each private operation asks for, by its name."""
    return {
        str(operation.operation_id): rule
        for module in ROUTERS
        for view in module.router.path_operations.values()
        for operation in view.operations
        if (rule := rule_of(operation.view_func))
    }


@cache
def public_summaries() -> Mapping[str, str]:
    """What each public operation that only reads answers, by its name."""
    return {
        str(operation.operation_id): str(operation.summary)
        for module in ROUTERS
        for view in module.router.path_operations.values()
        for operation in view.operations
        if operation.methods == ["GET"] and str(operation.operation_id) not in private_operations()
    }


@cache
def _states() -> Mapping[str, State]:
    """What public operations change with besides the data in force, by name."""
    return {
        str(operation.operation_id): state
        for module in ROUTERS
        for view in module.router.path_operations.values()
        for operation in view.operations
        if (state := state_of(operation.view_func))
    }


@cache
def _rules() -> dict[str, dict[str, Private]]:
    """For each operation, what the methods of its address ask for; all of them are private, or none."""
    found: dict[str, dict[str, Private]] = {}
    for address, methods_of in api.get_openapi_schema()["paths"].items():
        ids = {method.upper(): operation["operationId"] for method, operation in methods_of.items()}
        rules = {
            method: private_operations()[name] for method, name in ids.items() if name in private_operations()
        }
        if rules and rules.keys() != ids.keys():
            raise ValueError(f"{address} is private in part")
        found |= dict.fromkeys(ids.values(), rules)
    return found


@cache
def _parameters() -> dict[str, frozenset[str]]:
    """For each operation, names of the query parameters of its address."""
    found: dict[str, frozenset[str]] = {}
    for methods_of in api.get_openapi_schema()["paths"].values():
        names = frozenset(
            parameter["name"]
            for operation in methods_of.values()
            for parameter in operation["parameters"]
            if parameter["in"] == "query"
        )
        found |= dict.fromkeys((operation["operationId"] for operation in methods_of.values()), names)
    return found


@cache
def _methods() -> dict[str, tuple[str, ...]]:
    """Methods of the address of each operation."""
    found = {}
    for methods_of in api.get_openapi_schema()["paths"].values():
        own = {method.upper() for method in methods_of}
        allowed = tuple(
            method for method in _ALL_METHODS if method in own or (method == "HEAD" and "GET" in own)
        )
        found |= dict.fromkeys(
            (operation["operationId"] for operation in methods_of.values()), (*allowed, "OPTIONS")
        )
    return found


def _gated(pattern: Any) -> URLPattern:
    name = pattern.name or ""
    if name in private_operations():
        view = gated_privately(
            pattern.callback,
            rules=lambda: _rules()[name],
            parameters=lambda: _parameters()[name],
            methods=lambda: _methods()[name],
        )
        return URLPattern(pattern.pattern, view, name=pattern.name)
    view = gated(
        pattern.callback,
        parameters=lambda: _parameters().get(name, frozenset()),
        media_type=PAGE if name == "openapi-view" else JSON,
        methods=lambda: _methods().get(name, READING),
        state=lambda: _states()[name]() if name in _states() else ("", 0),
    )
    return URLPattern(pattern.pattern, view, name=pattern.name)


def _to_documentation(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"{api.urls_namespace}:openapi-view"))


def addresses() -> tuple[list[URLPattern], str, str]:
    """Everything under the interface's own prefix, for `django.urls.path`."""
    patterns, name, namespace = api.urls
    root = gated(_to_documentation, parameters=tuple, media_type=PAGE)
    elsewhere = gated(nowhere, parameters=tuple, media_type=JSON)
    return (
        [
            path("", root, name="api-root"),
            *(_gated(pattern) for pattern in patterns if str(pattern.pattern)),
            re_path(r"^(?P<rest>.*)$", elsewhere, name="nowhere"),
        ],
        name,
        namespace,
    )
