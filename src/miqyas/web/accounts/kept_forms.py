"""Words of a plain form that met an ended session: kept for whoever typed them, and shown again in the form.

A browser without scripts keeps nothing itself (`drafts.js` does where there are any, and says so by a field
`drafted`). So what was sent waits in the session of the sign-in page: text alone, bounded, for an hour. It is
put back into the form on its page, and sent again by the person; nothing is sent by itself. A sealed cookie
tells whose browser it was: to anybody else the words are not shown, and strangers leave nothing behind.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from miqyas.web.accounts.refill import Sent, refilled
from miqyas.web.words import say_here

WHO: Final = "miqyas_who"
"""Cookie that tells whose browser it is, to nobody but this site."""
DRAFTED: Final = "drafted"
"""Field that a browser adds which has kept the words itself."""
LONGEST: Final = 100_000
"""Letters of a form that are kept."""
KEPT_SECONDS: Final = 3600
_WHO_SECONDS: Final = 30 * 24 * 3600
_LARGEST_BODY: Final = 2_500_000
_KEY: Final = "kept_form"
_work: Final = re.compile("/[a-z-]{2,12}/workspace/")
_SECRET: Final = re.compile("password|csrf|credential|secret|token", re.IGNORECASE)
_signer: Final = Signer(salt="miqyas.kept_forms")


def form_keep(request: HttpRequest, *, back: str) -> None:
    """Keep what was sent from the page `back`, if it is a form of the workspace and not too much."""
    whose = _whose(request)
    if not whose or not _work.match(back) or not _work.match(request.path) or not _is_small(request):
        return
    fields = {name: values for name, values in request.POST.lists() if not _SECRET.search(name)}
    if DRAFTED in fields or sum(len(one) for values in fields.values() for one in values) > LONGEST:
        return
    request.session[_KEY] = {
        "back": back, "path": request.path, "fields": fields, "whose": whose, "at": int(time.time()),
    }  # fmt: skip


def page_waiting(request: HttpRequest) -> str:
    """The page on which words wait for whoever signs in with this browser; empty where none do."""
    kept: Mapping[str, Any] = request.session.get(_KEY, {})
    return str(kept.get("back", ""))


def form_taken(request: HttpRequest) -> Sent | None:
    """What waits for the page that is asked for, out of the session; it is shown to its writer alone."""
    if request.method != "GET" or not _work.match(request.path) or _KEY not in request.session:
        return None
    kept: Mapping[str, Any] = request.session[_KEY]
    is_theirs = request.user.is_authenticated and constant_time_compare(_mark_of(request.user), kept["whose"])
    is_fresh = time.time() - kept["at"] < KEPT_SECONDS
    is_here = kept["back"] == request.get_full_path()
    if request.user.is_authenticated and (is_here or not is_theirs or not is_fresh):
        del request.session[_KEY]
    if not (is_theirs and is_fresh and is_here):
        return None
    messages.warning(request, say_here("drafts.back"))
    return Sent(path=kept["path"], page=request.path, fields=kept["fields"])


def form_put_back(response: HttpResponseBase, sent: Sent) -> None:
    """Put the words into the form on the page; where it has no such form any more, show them above it."""
    if isinstance(response, HttpResponse) and response["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        response.content = refilled(page, sent, lost=say_here("drafts.no_form")).encode()


def browser_marked(request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave the cookie that tells whose browser it is, on pages of the workspace."""
    if not _work.match(request.path) or not request.user.is_authenticated:
        return
    sealed = _signer.sign(_mark_of(request.user))
    if request.COOKIES.get(WHO) != sealed:
        response.set_cookie(
            WHO, sealed, max_age=_WHO_SECONDS, httponly=True, samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )  # fmt: skip


def _whose(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return _mark_of(request.user)
    try:
        return _signer.unsign(request.COOKIES.get(WHO, ""))
    except BadSignature:
        return ""


def _mark_of(user: Any) -> str:
    return salted_hmac("miqyas.kept_forms", str(user.pseudonym)).hexdigest()


def _is_small(request: HttpRequest) -> bool:
    """Whether the body may be read at all: a file that nobody may send is not."""
    length = request.headers.get("Content-Length", "0")
    return length.isdecimal() and int(length) <= _LARGEST_BODY
