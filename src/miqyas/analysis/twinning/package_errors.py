"""Errors of packages between installations."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import plain_line


class PackageError(MiqyasError):
    """A package of another installation cannot be read, or must not be believed."""

    code = "package"


def fault(detail: str, name: str, **params: Any) -> PackageError:
    """The error at the member that it concerns.

    >>> fault("not_json", "package").place.name
    'package'
    """
    told = {key: plain_line(value) if isinstance(value, str) else value for key, value in params.items()}
    at = plain_line(name)
    return PackageError(detail, place=Place(name=at), **{"at": at, **told})
