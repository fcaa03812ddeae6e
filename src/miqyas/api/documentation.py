"""The page that shows the description to people: drawn here, without scripts, nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from miqyas.api.problems import language_of
from miqyas.kernel.text import REQUIRED_LANGUAGES, direction
from miqyas.kernel.words import say

ADVICE = ("fields", "missing", "versions", "conditional", "parts", "jobs", "problems", "origins", "private")
"""What every reader of the interface has to know, in this order."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page shows it; `limits` are the values that it takes."""

    name: str
    place: str
    is_required: bool
    limits: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the page shows it, with an address to try and the beginning of its answer."""

    id: str
    tag: str
    method: str
    address: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    example: str
    body: str
    answer: str


class Documentation(DocsBase):
    """One page for all operations, framed and grouped in the languages of the house; what operations say of
    themselves is English.
    """

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page itself."""
        language = language_of(request)
        operations = list(_operations(api.get_openapi_schema()))
        context = {
            "language": language,
            "direction": direction(language),
            "others": [
                (code, say("language.name", language=code)) for code in REQUIRED_LANGUAGES if code != language
            ],
            "title": say("api.title", language=language),
            "intro": say("api.intro", language=language),
            "advice": [say(f"api.advice.{name}", language=language) for name in ADVICE],
            "words": {
                name: say(f"api.page.{name}", language=language)
                for name in ("parameter", "values", "meaning", "required", "try", "send", "answer", "machine")
            },
            "groups": [
                (tag, say(f"api.group.{tag}", language=language), found)
                for tag, found in _grouped(operations)
            ],
            "description_url": self.get_openapi_url(api, kwargs),
        }
        return render(request, "api/documentation.html", context)


def _grouped(operations: Sequence[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """Each tag once, with its operations."""
    for tag in dict.fromkeys(one.tag for one in operations):
        yield tag, [one for one in operations if one.tag == tag]


def _operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for address, methods in schema["paths"].items():
        for operation in methods.values():
            example = operation["x-example"]
            description, _, _ = operation["description"].partition("\n\nExample:")
            yield Operation(
                id=operation["operationId"],
                tag=operation["tags"][0],
                method=example["method"],
                address=address,
                summary=operation["summary"],
                description=description,
                parameters=tuple(map(_parameter, operation["parameters"])),
                example=example["request"],
                body=_json(sent) if (sent := example.get("body", example.get("form"))) else "",
                answer=_json(example["answer"]) if "answer" in example else "",
            )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _parameter(parameter: dict[str, Any]) -> Parameter:
    return Parameter(
        name=parameter["name"],
        place=parameter["in"],
        is_required=parameter["required"],
        limits=_limits(parameter["schema"]),
        description=parameter.get("description") or parameter["schema"].get("description", ""),
    )


def _limits(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"][:6])) + (" ..." if len(schema["enum"]) > 6 else "")
    if "maximum" in schema:
        return f"{schema['minimum']}-{schema['maximum']}"
    return str(schema.get("examples", [schema["type"]])[0])
