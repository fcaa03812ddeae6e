"""The interface put together: its routers, its description, and its addresses behind the gate."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError

import miqyas
from miqyas.api.documentation import Documentation
from miqyas.api.endpoints import compare, countries, datasets, editions, explain, methods, scores
from miqyas.api.gate import LANGUAGE_PARAMETER, gated, nowhere
from miqyas.api.problems import LANGUAGES, MEDIA_TYPE, invalid
from miqyas.api.shapes import Problem
from miqyas.kernel.errors import MiqyasError

ROUTERS: Final = (editions, countries, scores, compare, methods, explain, datasets)
DESCRIPTION: Final = """Results of the UN E-Government Survey as this installation holds them: read-only, \
public, without a key, from any origin.

* Fields are those of `miqyas ... --json` and keep their names. Text is a map of languages. A value that \
is missing is null, never 0.
* Every answer names the `versions` of software, method and data that made it.
* Send back `ETag` as `If-None-Match`: an answer that has not changed is 304 without a body.
* Long lists come in parts: `limit`, `offset`, `total`, and a `Link` header.
* Errors are `application/problem+json` with a stable `code`; `lang` or `Accept-Language` choose their words.
"""
_REFUSALS: Final = {
    404: "What is named is not there.",
    406: "Only JSON is offered.",
    422: "A value cannot be used; `errors` names each.",
}
_HEADERS: Final = {
    "ETag": "Names this answer; changes with data and software.",
    "Last-Modified": "When data or software last changed here.",
}


class Interface(NinjaAPI):
    """Ninja with a description that also tells what the gate does."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description, with problems, language and example of each operation."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schema["components"]["schemas"] |= schema["components"]["schemas"]["Problem"].pop("$defs")
        for address, methods_of in schema["paths"].items():
            for operation in methods_of.values():
                _complete(operation, address)
        return schema


def _complete(operation: dict[str, Any], address: str) -> None:
    example = examples()[operation["operationId"]]
    answer = operation["responses"][200]
    answer["description"] = "The answer."
    answer["content"]["application/json"]["example"] = example["answer"]
    answer["headers"] = {
        name: {"description": words, "schema": {"type": "string"}} for name, words in _HEADERS.items()
    }
    for status, words in _REFUSALS.items():
        operation["responses"][status] = {
            "description": words,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"][304] = {"description": "What the reader has is still right."}
    operation["parameters"].append(
        {
            "in": "query",
            "name": LANGUAGE_PARAMETER,
            "required": False,
            "schema": {"type": "string", "enum": list(LANGUAGES)},
            "description": "Language of problems.",
        }
    )
    base = address[: address.index("/v1") + 3]
    operation["description"] += f"\n\nExample: `GET {base}{example['request']}`"


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
        openapi_extra={"info": {"license": {"name": "Apache-2.0"}, "x-software": miqyas.__version__}},
    )
    for module in ROUTERS:
        interface.add_router("", module.router)

    @interface.exception_handler(ValidationError)
    def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return invalid(request, error.errors)

    for kind in (MiqyasError, Exception):
        interface.exception_handler(kind)(_raise)
    return interface


def _raise(request: HttpRequest, error: Exception) -> HttpResponse:
    """Leave it to the gate."""
    raise error


api = _interface()


@cache
def _parameters() -> dict[str, frozenset[str]]:
    """Names of the query parameters of each operation."""
    operations = [
        one for methods_of in api.get_openapi_schema()["paths"].values() for one in methods_of.values()
    ]
    return {
        one["operationId"]: frozenset(p["name"] for p in one["parameters"] if p["in"] == "query")
        for one in operations
    }


def _gated(pattern: URLPattern) -> URLPattern:
    def parameters() -> Collection[str]:
        return _parameters().get(pattern.name or "", ())

    is_page = pattern.name == "openapi-view"
    view = gated(
        pattern.callback, parameters=parameters, media_type="text/html" if is_page else "application/json"
    )
    return URLPattern(pattern.pattern, view, name=pattern.name)


def addresses() -> tuple[list[URLPattern], str, str]:
    """Everything under the interface's own prefix, for `django.urls.path`."""
    patterns, name, namespace = api.urls
    inside = [_gated(pattern) for pattern in patterns]
    inside.append(re_path(r"^(?P<rest>.*)$", gated(nowhere, parameters=tuple), name="nowhere"))
    return inside, name, namespace
