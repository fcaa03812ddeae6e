"""The interface put together: its routers, its description, and its addresses behind the gate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, re_path, reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

import miqyas
from miqyas.api.documentation import Documentation
from miqyas.api.endpoints import (
    audit,
    compare,
    countries,
    datasets,
    editions,
    explain,
    forecast,
    jobs,
    methods,
    scores,
    simulate,
    target,
    twinning,
)
from miqyas.api.errors import RequestError
from miqyas.api.gate import LANGUAGE_PARAMETER, READING, gated, nowhere
from miqyas.api.problems import LANGUAGES, MEDIA_TYPE, invalid, problem
from miqyas.api.shapes import Problem
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
    jobs,
    datasets,
)
DESCRIPTION: Final = """Results of the UN E-Government Survey as this installation holds them, and questions \
asked of them: public, without a key, from any origin.

* Fields are those of `miqyas ... --json` and keep their names. Text is a map of languages. A value that \
is missing is null, never 0.
* Every answer names the `versions` of software, method and data that made it.
* Send back `ETag` as `If-None-Match`: an answer that has not changed is 304 without a body.
* Long lists come in parts: `limit`, `offset`, `total`, and a `Link` header.
* What takes long is asked for with `POST /jobs`: 202 with an address that tells how far it is, then 200 \
with the answer; `DELETE` waits no longer.
* Errors are `application/problem+json` with a stable `code`; `lang` or `Accept-Language` choose their words.
"""
JSON: Final = "application/json"
PAGE: Final = "text/html"
_ALL_METHODS: Final = ("GET", "HEAD", "POST", "DELETE")
_ANSWERS: Final = {200: "The answer.", 202: "It is worked out; look again."}
_REFUSALS: Final = {
    404: "What is named is not there.",
    406: "Only JSON is offered.",
    422: "A value cannot be used; `errors` names each.",
}
_REFUSALS_OF_BODIES: Final = {
    400: "The body is not JSON.",
    413: "The body is too large.",
    415: "The body is of another type than JSON.",
    503: "Too much is asked already; come again after `Retry-After` seconds.",
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
    for methods_of in schema["paths"].values():
        is_kept = set(methods_of) == {"get"}
        for method, operation in methods_of.items():
            _complete(operation, method=method, headers=_HEADERS if is_kept else {})
    return schema


def _complete(operation: dict[str, Any], *, method: str, headers: Mapping[str, str]) -> None:
    example = examples()[operation["operationId"]]
    responses = operation["responses"]
    for status in _ANSWERS.keys() & responses.keys():
        responses[status]["description"] = _ANSWERS[status]
        responses[status]["content"][JSON]["example"] = example["answer"]
    responses[200]["headers"] = {
        name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
    }
    for status, words in (_REFUSALS | (_REFUSALS_OF_BODIES if "body" in example else {})).items():
        responses[status] = {
            "description": words,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
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
    asked = _base() + example["request"]
    operation["description"] += f"\n\nExample: `{method.upper()} {asked}`"
    operation["x-example"] = {**example, "method": method.upper(), "request": asked}


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
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


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
def _parameters() -> dict[str, frozenset[str]]:
    """Names of the query parameters of each operation."""
    paths = api.get_openapi_schema()["paths"].values()
    operations = [operation for methods_of in paths for operation in methods_of.values()]
    return {
        operation["operationId"]: frozenset(
            parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"
        )
        for operation in operations
    }


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
    view = gated(
        pattern.callback,
        parameters=lambda: _parameters().get(name, frozenset()),
        media_type=PAGE if name == "openapi-view" else JSON,
        methods=lambda: _methods().get(name, READING),
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
