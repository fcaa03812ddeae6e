"""Errors of workshops."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.errors import MiqyasError, Place


class WorkshopError(MiqyasError):
    """A workshop, or what belongs to one, cannot be as given; the place names the field."""

    code = "workshop"


def fault(detail: str, name: str, **params: Any) -> WorkshopError:
    """An error of the field `name`."""
    return WorkshopError(detail, place=Place(name=name), **params)
