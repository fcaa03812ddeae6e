"""A session that ended while somebody was writing: they sign in, come back, and have lost nothing.

The browser keeps the words itself (`drafts.js`); for one without scripts the server does (`kept_forms`). It
sends people to sign in and back to where they were, tells scripts that they have to, and leaves a note for
the page: what it kept was not taken.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from miqyas.web.accounts.kept_forms import form_keep
from miqyas.web.words import say_here

R = TypeVar("R", bound=HttpResponseBase)
KEPT: Final = "miqyas_kept"
"""Cookie that tells `drafts.js`: what was sent last was not taken."""
_KEPT_SECONDS: Final = 3600


def sign_in_again(request: HttpRequest) -> HttpResponseBase:
    """The way to sign in and back; for a script, 401 with that way."""
    if is_fetched(request):
        way = f"{reverse('account_login')}?{urlencode({'next': reverse('signed_in')})}"
        told = {"problem": say_here("drafts.problem"), "sign_in": way}
        return JsonResponse(told, status=HTTPStatus.UNAUTHORIZED)
    back = way_back(request)
    response = redirect_to_login(back)
    if request.method != "POST":
        return response
    form_keep(request, back=back)
    return _noted(response)


def second_factor_first(request: HttpRequest) -> HttpResponseRedirect:
    """To the page on which a person sets up what their role asks for."""
    return HttpResponseRedirect(reverse("mfa_index"))


def form_is_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form is told whose CSRF token is not that of the session: mostly one of an earlier session."""
    told = {"back": way_back(request)}
    form_keep(request, back=told["back"])
    return _noted(render(request, "account/stale.html", told, status=HTTPStatus.FORBIDDEN))


def is_fetched(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person who will see the page."""
    return (
        bool(getattr(request, "htmx", False))
        or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    )


def way_back(request: HttpRequest) -> str:
    """The page with the form that was sent; of a page that was only looked at, the page itself."""
    came_from = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.get_full_path() if request.method != "POST" else "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _noted(response: R) -> R:
    response.set_cookie(
        KEPT, "1", max_age=_KEPT_SECONDS, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
    return response
