"""Who asks at a private address: by a token, or by the session of a browser.

A token that works is never locked out: 256 bits are not guessed, and a lock would let others keep its owner
out. What fails is counted for the place that it comes from, and told to wait after a while.
"""

from __future__ import annotations

from typing import Final

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest
from ninja.utils import check_csrf

from miqyas.api.errors import RequestError
from miqyas.workspace.accounts.lockout import attempt_failed, is_locked
from miqyas.workspace.accounts.models import ApiToken, User
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.accounts.tokens import token_find

SCHEME: Final = "Bearer"
READING: Final = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
_ATTEMPT: Final = "token of the interface"
"""The name under which wrong tokens are counted."""


def caller_of(request: HttpRequest) -> User:
    """The person in whose name is asked. Raises `RequestError`: nobody, not so, or too often."""
    given = request.headers.get("Authorization", "")
    return _by_token(request, given) if given else _by_session(request)


def confirmed(request: HttpRequest) -> None:
    """Raise `RequestError` where a browser asks for a sensitive step without having confirmed lately.

    A token was made after that was asked, and ends one day.
    """
    if not _is_by_token(request) and not did_recently_reauthenticate(request):
        raise RequestError("confirm_first")


def confirmed_now(request: HttpRequest) -> None:
    """The same for a step that nothing undoes: a token, which may have been made long ago, does not do it."""
    if _is_by_token(request):
        raise RequestError("confirm_in_person")
    confirmed(request)


def _is_by_token(request: HttpRequest) -> bool:
    return bool(request.headers.get("Authorization"))


def _by_token(request: HttpRequest, given: str) -> User:
    scheme, _, secret = given.partition(" ")
    try:
        if scheme != SCHEME:
            raise AccountError("token_refused")
        token = token_find(secret.strip())
    except AccountError as error:
        if is_locked(request, _ATTEMPT):
            raise RequestError("too_many") from error
        attempt_failed(request, _ATTEMPT)
        raise
    if token.scope == ApiToken.Scope.READ and request.method not in READING:
        raise RequestError("token_reads")
    return token.user


def _by_session(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise RequestError("sign_in")
    if request.method not in READING and check_csrf(request) is not None:
        raise RequestError("csrf")
    return user
