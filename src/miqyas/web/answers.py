"""Pages whose answer takes long: the reader sees how far it is, may give it up, and then has the answer.

A page asks with `answer_or_wait` and has either the record or a response to hand on::

    @public_page
    def audit(request: HttpRequest, edition: int) -> HttpResponseBase:
        found = answer_or_wait(
            request, "audit", {"edition": edition}, title=say_here("audit.title", edition=edition)
        )
        if isinstance(found, HttpResponseBase):
            return found
        return show(request, "web/audit.html", {"audit": found})

A page that is led to by a form with a file asks with `jobs.answers.ask_held`, leads to an address with the
handle in it, and answers there with `answer_of_handle`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from miqyas.jobs.answers import Answer, answer_let_go, answer_of, ask, handle_find
from miqyas.jobs.models import AnswerHandle, State
from miqyas.jobs.questions import AnswerError, Record
from miqyas.web.components import Link, Waiting
from miqyas.web.words import current_language
from miqyas.workspace.accounts.access import require

WAITING: Final = "waiting"
"""Parameter of an address that names the handle of one who waits there."""
PATIENCE: Final = 0.7
"""Seconds in which an answer may come without the reader learning that it was not there."""
AGAIN_SECONDS: Final = 60


def answer_or_wait(
    request: HttpRequest,
    kind: str,
    params: Mapping[str, Any],
    *,
    title: str,
    crumbs: Sequence[Link] = (),
) -> Record | HttpResponseBase:
    """The answer to a question of `jobs.questions`, or the response that lets the reader wait for it.

    The response leads to the same address with a handle in it, where a page under ``title`` shows how far the
    answer is; from there the reader is led back. Raises `ParametersError` for parameters that do not fit, and
    `ToldError` where the question has no answer, with the code and words of the error that was met.
    """
    require(request.user, "answer.ask")
    held = _held(request)
    if held is not None:
        return _followed(request, answer_of(held), title=title, crumbs=crumbs)
    if WAITING in request.GET:
        return HttpResponseRedirect(_address(request, handle=None))
    try:
        answer = ask(kind, params, patience=PATIENCE)
    except AnswerError as error:
        if error.full_code != "answer.busy":
            raise
        item = Waiting(state="busy", again_url=_address(request, handle=None))
        return _page(request, item, title=title, crumbs=crumbs, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if answer.is_open and answer.handle is not None:
        return HttpResponseRedirect(_address(request, handle=answer.handle))
    return _record(answer) or _page(request, _item(request, answer), title=title, crumbs=crumbs)


def answer_of_handle(
    request: HttpRequest, handle: UUID, *, title: str, again_url: str, crumbs: Sequence[Link] = ()
) -> Record | HttpResponseBase:
    """The answer of a handle that stands in the address of the page, or the page to wait on.

    `Http404` for a handle that nobody has (any more); ``again_url`` is where the question is asked afresh.
    """
    held = handle_find(handle)
    require(request.user, "answer.view", held)
    if held is None:
        raise Http404
    answer = answer_of(held)
    item = _item(request, answer, again_url=again_url)
    return _record(answer) or _page(request, item, title=title, crumbs=crumbs)


@require_POST
def let_go(request: HttpRequest, handle: UUID) -> HttpResponse:
    """Wait no longer, and go back to where the reader waited."""
    held = handle_find(handle)
    require(request.user, "answer.let_go", held)
    if held is None:
        raise Http404
    answer_let_go(held)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if is_ours else reverse("home"))


def _held(request: HttpRequest) -> AnswerHandle | None:
    try:
        return handle_find(UUID(request.GET.get(WAITING, "")))
    except ValueError:
        return None


def _followed(
    request: HttpRequest, answer: Answer, *, title: str, crumbs: Sequence[Link]
) -> HttpResponseBase:
    """The page to wait on; once the answer is known, the way to the page that shows it."""
    is_known = answer.state == State.SUCCEEDED or (answer.error and answer.error.is_the_answer)
    if is_known:
        return HttpResponseRedirect(_address(request, handle=None))
    return _page(request, _item(request, answer), title=title, crumbs=crumbs)


def _record(answer: Answer) -> Record | None:
    if answer.error is not None and answer.error.is_the_answer:
        raise answer.error
    return answer.result


def _address(request: HttpRequest, *, handle: UUID | None) -> str:
    """The address of the request with the handle of one who waits, or without any."""
    asked = request.GET.copy()
    asked.pop(WAITING, None)
    if handle is not None:
        asked[WAITING] = str(handle)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _item(request: HttpRequest, answer: Answer, *, again_url: str = "") -> Waiting:
    if not answer.is_open:
        is_failed = answer.error is not None
        return Waiting(
            state="failed" if is_failed else "cancelled",
            again_url=again_url or _address(request, handle=None),
            problem=answer.error.render(current_language()) if answer.error else "",
        )
    return Waiting(
        state=answer.waits_for or "running",
        share=answer.share,
        let_go_url=reverse("answer_let_go", args=[answer.handle]),
        here_url=request.get_full_path(),
    )


def _page(
    request: HttpRequest,
    item: Waiting,
    *,
    title: str,
    crumbs: Sequence[Link],
    status: HTTPStatus = HTTPStatus.ACCEPTED,
) -> HttpResponse:
    context = {
        "item": item,
        "title": title,
        "crumbs": crumbs,
        "canonical": f"{settings.MIQYAS_BASE_URL}{request.path}",
    }
    response = render(request, "web/waiting.html", context, status=status)
    add_never_cache_headers(response)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response
