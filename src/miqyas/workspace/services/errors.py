"""Errors of the register of services."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class ServiceError(MiqyasError):
    """A service or a file of services cannot be as given; the place names field, or line and column."""

    code = "service"
