"""Errors of the request itself."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class RequestError(MiqyasError):
    """The request cannot be answered as it was asked."""

    code = "request"
