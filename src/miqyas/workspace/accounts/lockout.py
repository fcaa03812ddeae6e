"""What the lock-out after failed attempts counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


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
