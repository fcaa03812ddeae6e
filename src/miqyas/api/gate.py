"""What every answer goes through: who may ask and how, conditional requests, caching, other origins.

Public addresses read no session and set no cookie: everybody is a stranger there. A private operation says
so, nearest to its function, and all else is done here::

    @router.get(
        "/workspace/campaigns/{code}",
        response=CampaignTold,
        operation_id="campaign_get",
        url_name="campaign_get",
        summary="A campaign",
    )
    @private("campaign.view", of=campaign_by_code)
    def campaign_get(request: HttpRequest, code: str) -> dict[str, Any]:
        campaign = target_of(request)

Before the function is called, somebody has shown who they are (a token, or a session with its CSRF token), a
token for reading only reads, and the access gate has allowed the action: on what `of` finds by the parameters
of the path (it raises `Http404` or gives None where there is nothing), or on no object without `of`. So 401,
403 and 404 come in words, as for pages. Answers are kept by nobody, and pages of other origins cannot read
them. All operations of an address are private, or none. Bodies are JSON unless `takes` names another type: a
file comes as `FORM`, of at most the bytes that `most` tells, looked at before any of it is read. Answers are
JSON unless `gives` names another type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, wraps
from http import HTTPStatus
from importlib.resources import as_file, files
from typing import Any, Final, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from miqyas.api.callers import READING, caller_of
from miqyas.api.errors import RequestError
from miqyas.api.problems import LANGUAGES, fault, invalid, problem
from miqyas.extras import extra_missing
from miqyas.jobs.questions import MOST_BYTES, ParametersError
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.accounts.access import SecondFactorFirst, SignInFirst, require
from miqyas.workspace.datasets.queries import datasets_changed_at
from miqyas.workspace.datasets.world import world_of

View = Callable[..., HttpResponseBase]
F = TypeVar("F", bound=Callable[..., Any])
MOST_BODY: Final = MOST_BYTES + 1000
FRESH_SECONDS: Final = 60
"""How long an answer may be used again without asking: an import shows after this time at the latest."""
BUSY_SECONDS: Final = 60
"""When whoever was turned away may come again."""
LANGUAGE_PARAMETER: Final = "lang"
JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
BYTES: Final = "application/octet-stream"
ROOM_FOR_FORM: Final = 64 * 1024
"""Bytes of a form beside its file."""
_REFUSED: Final[Mapping[type, str]] = {SignInFirst: "not_public", SecondFactorFirst: "second_factor"}
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Retry-After, Content-Language",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class Private:
    """What a private operation asks for: an action, on what; types of its body and answer, and room."""

    action: str
    of: Callable[..., object] | None
    takes: str
    gives: str = JSON
    most: Callable[[], int] = lambda: MOST_BYTES


_private: dict[Callable[..., Any], Private] = {}


def private(
    action: str,
    *,
    of: Callable[..., object] | None = None,
    takes: str = JSON,
    gives: str = JSON,
    most: Callable[[], int] = lambda: MOST_BYTES,
) -> Callable[[F], F]:
    """Mark the function of an operation as one for those who may do the action (see above)."""

    def decorate(function: F) -> F:
        _private[function] = Private(action, of, takes, gives, most)
        return function

    return decorate


def rule_of(function: Callable[..., Any]) -> Private | None:
    """What a private operation asks for; None for a public one."""
    return _private.get(function)


State = Callable[[], tuple[str, int]]
"""A name of what an answer is made of besides the data in force, and when that last changed, in seconds."""
_states: dict[Callable[..., Any], State] = {}


def changes_with(state: State) -> Callable[[F], F]:
    """Mark the function of a public operation as one that shows more than the data in force."""

    def decorate(function: F) -> F:
        _states[function] = state
        return function

    return decorate


def state_of(function: Callable[..., Any]) -> State | None:
    """What a public operation changes with besides the data in force."""
    return _states.get(function)


def target_of(request: HttpRequest) -> Any:
    """What `of` found for the private operation at hand."""
    return request.target  # type: ignore[attr-defined]


def gated_privately(
    view: View,
    *,
    rules: Callable[[], Mapping[str, Private]],
    parameters: Callable[[], Collection[str]],
    methods: Callable[[], Sequence[str]],
) -> View:
    """A view whose operations are private; `rules` has what each method asks for."""

    @csrf_exempt  # whoever comes by a session shows its token all the same, in `caller_of`
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        method, allowed = request.method, methods()
        asked = "GET" if method == "HEAD" else str(method)
        try:
            _check_method(request, rules()[asked].gives if asked in rules() else JSON, allowed)
            if method == "OPTIONS":
                response: HttpResponseBase = HttpResponse(
                    status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(allowed)}
                )
            else:
                request.method = asked
                _admit(request, rules()[asked], parameters, kwargs)
                response = view(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - nothing may leave here but an answer
            response = _refusal(request, error, allowed)
        response.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Accept", "Accept-Language", "Authorization", "Cookie"])
        return _without_body(response) if method == "HEAD" else response

    return guarded


def _admit(
    request: HttpRequest,
    rule: Private,
    parameters: Callable[[], Collection[str]],
    path: Mapping[str, object],
) -> None:
    """Let the request through to a private operation, or raise why not.

    The body is looked at first: the token of a session may stand in it, and it is not read before.
    """
    if request.method not in READING and request.headers.get("Content-Length", "0") != "0":
        _check_body(request, rule.takes, most=rule.most())
    request.user = caller_of(request)
    _check_names(request, {*parameters(), LANGUAGE_PARAMETER})
    found = _found(rule.of, path) if rule.of else None
    require(request.user, rule.action, found)
    if rule.of and found is None:
        raise Http404(request.path)
    request.target = found  # type: ignore[attr-defined]


def _found(of: Callable[..., object], path: Mapping[str, object]) -> object:
    """What is named in the address; nothing, where the name could not be one."""
    try:
        return of(**path)
    except (ValueError, ValidationError):
        return None


def gated(
    view: View,
    *,
    parameters: Callable[[], Collection[str]],
    media_type: str,
    methods: Callable[[], Sequence[str]] = lambda: READING,
    state: State = lambda: ("", 0),
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
                if allowed == READING:
                    response = _conditional(request, lambda: view(request, *args, **kwargs), state())
                else:
                    response = _unkept(lambda: view(request, *args, **kwargs))
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
    _check_method(request, media_type, methods)
    _check_names(request, {*parameters(), LANGUAGE_PARAMETER})
    require(AnonymousUser(), "dataset.view")
    if request.method == "POST":
        _check_body(request, JSON)


def _check_method(request: HttpRequest, media_type: str, methods: Sequence[str]) -> None:
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise RequestError("unreadable")  # no database takes it as text
    if request.method not in methods:
        raise RequestError("method", method=str(request.method), allowed=", ".join(methods))
    if not request.accepts(media_type):
        asked = request.headers.get("Accept", "")[:100]
        raise RequestError("not_acceptable", asked=asked, offered=media_type)
    language = request.GET.get(LANGUAGE_PARAMETER, LANGUAGES[0])
    if language not in LANGUAGES:
        place = Place(name=f"query.{LANGUAGE_PARAMETER}")
        raise RequestError("unknown_language", place=place, given=language, known=", ".join(LANGUAGES))


def _check_body(request: HttpRequest, media_type: str, *, most: int = MOST_BYTES) -> None:
    """A body is of the type that is taken and not too long, looked at before it is read."""
    if request.content_type != media_type:
        given = str(request.content_type)[:60] or "-"
        raise RequestError("content_type", given=given, taken=media_type)
    length = request.headers.get("Content-Length", "0")
    room = MOST_BODY - MOST_BYTES if media_type == JSON else ROOM_FOR_FORM
    if not length.isdecimal() or int(length) > most + room:
        raise RequestError("body_too_large", most=most // 1000)
    if media_type == JSON and rb"\u0000" in request.body:
        raise RequestError("unreadable")  # no database takes it as text


def _check_names(request: HttpRequest, known: Collection[str]) -> None:
    for name, values in request.GET.lists():
        place = Place(name=f"query.{name[:40]}")
        if name not in known:
            listed = ", ".join(sorted(known))
            raise RequestError("unknown_parameter", place=place, name=name[:40], known=listed)
        if len(values) > 1:
            raise RequestError("repeated_parameter", place=place, name=name)


def _conditional(
    request: HttpRequest, answer: Callable[[], HttpResponseBase], state: tuple[str, int]
) -> HttpResponseBase:
    """An answer with its tag and date; not made again where the reader has it."""
    world = world_of(request)
    parts = (request.get_full_path(), world.data_version, str(world.target), state[0], software_hash())
    tag = f'W/"{content_hash(part.encode("utf-8", "replace") for part in parts)[:24]}"'
    changed = max(_last_modified(), state[1])
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


def _unkept(answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
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
            response = problem(request, RequestError(_REFUSED.get(type(error), "forbidden")))
        case _:
            told = extra_missing(error)
            response = problem(request, told) if told else fault(request, error)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(methods)
    if response.status_code in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        response.headers["Retry-After"] = str(BUSY_SECONDS)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="miqyas"'
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    if isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
