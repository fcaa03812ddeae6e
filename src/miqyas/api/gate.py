"""What every answer goes through: who may ask and how, conditional requests, caching, other origins.

Reads no session and sets no cookie: everybody is a stranger here, asked about at the access gate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cache, wraps
from http import HTTPStatus
from importlib.resources import as_file, files
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from miqyas.api.errors import RequestError
from miqyas.api.problems import LANGUAGES, fault, invalid, problem
from miqyas.jobs.questions import MOST_BYTES, ParametersError
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.queries import datasets_changed_at
from miqyas.workspace.datasets.world import world_of

View = Callable[..., HttpResponseBase]
READING: Final = ("GET", "HEAD", "OPTIONS")
"""Methods of an address that only tells."""
MOST_BODY: Final = MOST_BYTES + 1000
FRESH_SECONDS: Final = 60
"""How long an answer may be used again without asking: an import shows after this time at the latest."""
BUSY_SECONDS: Final = 60
"""When whoever was turned away may come again."""
LANGUAGE_PARAMETER: Final = "lang"
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Retry-After, Content-Language",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def gated(
    view: View,
    *,
    parameters: Callable[[], Collection[str]],
    media_type: str,
    methods: Callable[[], Sequence[str]] = lambda: READING,
) -> View:
    """A view behind the gate; `parameters` names those that it takes besides the language.

    What an address with other than reading `methods` answers changes by itself, and is kept by nobody.
    """

    @csrf_exempt  # no session is read and no cookie looked at: there is nobody in whose name one could ask
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        method, allowed = request.method, methods()
        try:
            _check(request, parameters, media_type, allowed)
            if method == "OPTIONS":
                ahead = {**_PREFLIGHT, "Access-Control-Allow-Methods": ", ".join(allowed)}
                response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=ahead)
                response.headers["Allow"] = ", ".join(allowed)
            else:
                request.method = "GET" if method == "HEAD" else method
                answering = _conditional if allowed == READING else _unkept
                response = answering(request, lambda: view(request, *args, **kwargs))
        except Exception as error:  # noqa: BLE001 - nothing may leave here but an answer
            response = _refusal(request, error, allowed)
        for name, value in _OPEN.items():
            response.headers[name] = value
        patch_vary_headers(response, ["Accept", "Accept-Language"])
        return _without_body(response) if method == "HEAD" else response

    return guarded


def nowhere(request: HttpRequest, rest: str) -> HttpResponseBase:
    """An address under the interface that has nothing."""
    raise Http404(rest)


def _check(
    request: HttpRequest,
    parameters: Callable[[], Collection[str]],
    media_type: str,
    methods: Sequence[str],
) -> None:
    if request.method not in methods:
        raise RequestError("method", method=str(request.method), allowed=", ".join(methods))
    if not request.accepts(media_type):
        asked = request.headers.get("Accept", "")[:100]
        raise RequestError("not_acceptable", asked=asked, offered=media_type)
    language = request.GET.get(LANGUAGE_PARAMETER, LANGUAGES[0])
    if language not in LANGUAGES:
        place = Place(name=f"query.{LANGUAGE_PARAMETER}")
        raise RequestError("unknown_language", place=place, given=language, known=", ".join(LANGUAGES))
    _check_names(request, {*parameters(), LANGUAGE_PARAMETER})
    require(AnonymousUser(), "dataset.view")
    if request.method == "POST":
        _check_body(request)


def _check_body(request: HttpRequest) -> None:
    """A body is JSON and has an end, looked at before it is read."""
    if request.content_type != "application/json":
        raise RequestError("content_type", given=str(request.content_type)[:60])
    length = request.headers.get("Content-Length", "0")
    if not length.isdigit() or int(length) > MOST_BODY:
        raise RequestError("body_too_large", most=MOST_BYTES // 1000)


def _check_names(request: HttpRequest, known: Collection[str]) -> None:
    for name, values in request.GET.lists():
        place = Place(name=f"query.{name[:40]}")
        if name not in known:
            listed = ", ".join(sorted(known))
            raise RequestError("unknown_parameter", place=place, name=name[:40], known=listed)
        if len(values) > 1:
            raise RequestError("repeated_parameter", place=place, name=name)


def _conditional(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """An answer with its tag and date; not made again where the reader has it."""
    world = world_of(request)
    parts = (request.get_full_path(), world.data_version, str(world.target), software_hash())
    tag = f'W/"{content_hash(part.encode("utf-8", "replace") for part in parts)[:24]}"'
    changed = _last_modified()
    response = get_conditional_response(request, etag=tag, last_modified=changed) or answer()
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise RequestError("precondition")
    if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        response.headers["ETag"] = tag
        response.headers["Last-Modified"] = http_date(changed)
        response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        response.headers["Content-Language"] = ", ".join(REQUIRED_LANGUAGES)
    elif response.status_code == HTTPStatus.ACCEPTED:
        response.headers["Cache-Control"] = "no-store"
    return response


def _unkept(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """An answer that may be another the next time."""
    response = answer()
    response.headers["Cache-Control"] = "no-store"
    return response


def _last_modified() -> int:
    """When the data in force or the software last changed here, in seconds."""
    changed = datasets_changed_at() or datetime.fromtimestamp(0, tz=UTC)
    return max(int(changed.timestamp()), _installed_at())


@cache
def _installed_at() -> int:
    with as_file(files("miqyas")) as folder:
        return int(max(file.stat().st_mtime for file in folder.rglob("*.py")))


def _refusal(request: HttpRequest, error: Exception, methods: Sequence[str]) -> HttpResponseBase:
    match error:
        case ParametersError():
            response = invalid(request, error.errors, within="params")
        case MiqyasError():
            response = problem(request, error)
        case Http404():
            documentation = reverse("api-1:openapi-view")
            response = problem(
                request, RequestError("no_such_address", path=request.path, documentation=documentation)
            )
        case SuspiciousOperation() | BadRequest():
            response = problem(request, RequestError("unreadable"))
        case PermissionDenied():
            response = problem(request, RequestError("not_public"))
        case _:
            response = fault(request, error)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(methods)
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
