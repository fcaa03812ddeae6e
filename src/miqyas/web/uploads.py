"""Files that come with a form: refused by their length before anything of them is read."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

ROOM_FOR_FORM: Final = 64 * 1024
"""Bytes of a request beside the file itself."""
PROBLEMS_SHOWN: Final = 100
"""Problems of a file that a page lists before it counts the rest."""


def is_too_large(request: HttpRequest, *, largest: int) -> bool:
    """Whether the request has no room for a file of up to `largest` bytes, or does not tell its length."""
    length = request.headers.get("Content-Length", "")
    return not length.isdecimal() or int(length) > largest + ROOM_FOR_FORM
