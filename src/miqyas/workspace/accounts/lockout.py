"""The lock-out after failed attempts, for every way in: passwords, second factors, tokens of programs.

django-axes counts in the database, over all processes: a name tried from one place too often is locked there
for a while. What counts for passwords by itself is noted here for the other ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

FACTOR_LIMIT: Final = 10
"""Wrong codes for one person, from all places together: who tries them knows the password already."""


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy, what the proxy says of it."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.MIQYAS_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def name_of_attempt(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The e-mail address that was tried, whichever form it came from, without regard to case."""
    given = credentials or {}
    name = (
        given.get("email")
        or given.get("username")
        or request.POST.get("login")
        or request.POST.get("username")
    )
    return str(name or "").strip().lower()


def attempt_failed(request: HttpRequest, name: str) -> None:
    """Count a failure of a name from where the request comes."""
    try:
        AxesProxyHandler.user_login_failed(sender=__name__, credentials={"username": name}, request=request)
    except PermissionDenied:  # axes says so when the limit is reached; `is_locked` tells it as well
        pass
    finally:
        request.axes_locked_out = False  # type: ignore[attr-defined]  # else axes would answer in our place


def is_locked(request: HttpRequest, name: str) -> bool:
    """Whether the name has failed too often from where the request comes."""
    return not AxesProxyHandler.is_allowed(request, {"username": name})


def factor_name(email: str) -> str:
    """Under which name wrong codes of a person are counted."""
    return f"second factor of {email.lower()}"


def is_factor_locked(email: str) -> bool:
    """Whether too many wrong codes were given for a person lately, from wherever."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=factor_name(email), attempt_time__gte=since)
    return (attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0) >= FACTOR_LIMIT
