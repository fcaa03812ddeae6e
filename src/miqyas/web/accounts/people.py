"""Who is at the page."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest

from miqyas.workspace.accounts.access import SignInFirst
from miqyas.workspace.accounts.models import User


def own(request: HttpRequest) -> User:
    """The person who has signed in; raises `SignInFirst` where nobody has."""
    if not isinstance(request.user, User):
        raise SignInFirst("account")
    return request.user


def confirmed(request: HttpRequest) -> None:
    """Ask whoever is at the page to show once more who they are, unless they did within the last minutes.

    Call it when the gate has allowed a sensitive step, and before the step: what was sent is carried out
    afterwards by itself.
    """
    raise_if_reauthentication_required(request, app="miqyas")
