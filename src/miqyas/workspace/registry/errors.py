"""Errors of the registry."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class RegistryError(MiqyasError):
    """An entity, a portal or a file of them cannot be as given; the place names field, or line and column."""

    code = "registry"
