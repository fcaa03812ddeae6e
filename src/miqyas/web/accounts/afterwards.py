"""What is done once the answer is on its way: nobody waits for it, or learns from how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog
from django.http import HttpRequest, HttpResponseBase

_logger = structlog.get_logger("miqyas.accounts")


def once_answered(request: HttpRequest, deed: Callable[[], None]) -> None:
    """Have a deed done when this request has been answered."""
    request.__dict__.setdefault("deeds_afterwards", []).append(deed)


def hand_over(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the response carry out the deeds of its request when the server has sent it."""
    for deed in request.__dict__.pop("deeds_afterwards", ()):
        response._resource_closers.append(partial(_try, deed))  # what Django itself calls after the last byte


def _try(deed: Callable[[], None]) -> None:
    try:
        deed()
    except OSError:
        _logger.exception("a letter was not sent")
