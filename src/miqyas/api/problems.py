"""Errors as `application/problem+json` (RFC 9457), with our code, place, problem and remedy."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from miqyas.api.errors import RequestError
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES
from miqyas.kernel.words import say

LANGUAGES: Final = (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
MEDIA_TYPE: Final = "application/problem+json"
_NOT_THERE: Final = frozenset(
    {
        "analysis.edition_not_loaded",
        "analysis.unknown_country",
        "answer.unknown_question",
        "catalogue.unknown_feature",
        "catalogue.unknown_instrument",
        "catalogue.unknown_version",
        "country.unknown_group",
        "index.unknown_node",
        "methodology.unknown_edition",
        "request.no_such_address",
        "request.unknown_indicator",
        "request.unknown_source",
    }
)
_STATUSES: Final[Mapping[str, int]] = {
    **dict.fromkeys(_NOT_THERE, 404),
    "request.unreadable": 400,
    "request.not_json": 400,
    **dict.fromkeys(("request.sign_in", "account.token_refused"), 401),
    **dict.fromkeys(
        (
            "request.not_public",
            "request.forbidden",
            "request.csrf",
            "request.second_factor",
            "request.token_reads",
            "request.confirm_first",
            "request.confirm_in_person",
            "workflow.not_yours",
        ),
        403,
    ),
    "request.method": 405,
    "request.not_acceptable": 406,
    "request.precondition": 412,
    "request.body_too_large": 413,
    "answer.too_long": 413,
    "request.content_type": 415,
    "request.too_many": 429,
    "extra.missing": 501,
    "answer.busy": 503,
    "request.being_made": 503,
    "unexpected": 500,
}
_FAULTS: Final = ("dataset.", "document.")
"""Beginnings of codes that tell of what is stored here, not of what was asked."""
_log = logging.getLogger(__name__)


def language_of(request: HttpRequest) -> str:
    """Language of problems: ``lang`` where we have it, else the first of Accept-Language, else the site's."""
    asked = request.GET.get("lang", "")
    accepted = (code.partition("-")[0] for code, _ in parse_accept_lang_header(_header(request)))
    return next((code for code in (asked, *accepted) if code in LANGUAGES), settings.LANGUAGE_CODE)


def _header(request: HttpRequest) -> str:
    return request.headers.get("Accept-Language", "")[:500].lower()


def status_of(error: MiqyasError) -> int:
    """404 for what is named and not there, 500 for what is wrong here, 422 for what cannot be answered."""
    if error.full_code.startswith(_FAULTS):
        return 500
    return _STATUSES.get(error.full_code, 422)


def problem(request: HttpRequest, error: MiqyasError, *, errors: Sequence[MiqyasError] = ()) -> JsonResponse:
    """The answer that tells of an error, and of the errors that it consists of."""
    language, status = language_of(request), status_of(error)
    told = _told(error, language)
    document = {
        "type": f"urn:miqyas:problem:{error.full_code}",
        "title": say(f"api.status.{status}", language=language),
        "status": status,
        "detail": f"{told['problem']} {told['remedy']}",
        "instance": request.get_full_path(),
        **told,
        "errors": [_told(one, language) for one in errors],
    }
    response = JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(error: MiqyasError, language: str) -> dict[str, Any]:
    told = error.as_dict(language)
    if status_of(error) >= 500:  # where our files are is nobody's business
        told |= {"place": Place().as_dict(), "params": {}}
    return told


def fault(request: HttpRequest, error: Exception) -> JsonResponse:
    """The answer to a fault of ours: the log has it, the reader learns that it is one."""
    _log.exception("fault at %s", request.path, exc_info=error)
    return problem(request, MiqyasError())


def invalid(request: HttpRequest, found: Sequence[Mapping[str, Any]], *, within: str = "") -> JsonResponse:
    """The answer to values that do not fit, from pydantic's list of them; `within` is what holds them."""
    errors = [_value_error({**one, "loc": (within, *one["loc"])} if within else one) for one in found]
    return problem(request, RequestError("invalid", count=len(errors)), errors=errors)


def _value_error(found: Mapping[str, Any]) -> RequestError:
    name, context = str(found["loc"][-1]), found.get("ctx", {})
    place = Place(name=".".join(str(part) for part in (found["loc"][0], name)))
    match found["type"]:
        case "missing":
            return RequestError("missing", place=place, name=name)
        case "int_parsing" | "int_from_float" | "int_type" | "int_parsing_size":
            return RequestError("not_a_whole_number", place=place, name=name)
        case "greater_than_equal":
            return RequestError("too_small", place=place, name=name, bound=context["ge"])
        case "less_than_equal":
            return RequestError("too_large", place=place, name=name, bound=context["le"])
        case "literal_error":
            return RequestError("not_one_of", place=place, name=name, known=str(context["expected"]))
    return RequestError("malformed", place=place, name=name, documentation=reverse("api-1:openapi-view"))
