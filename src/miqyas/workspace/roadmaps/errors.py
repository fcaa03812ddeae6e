"""Errors of the roadmap; the place names the field."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.errors import MiqyasError, Place


class RoadmapError(MiqyasError):
    """An item, a directive or a review at the gate cannot be as given."""

    code = "roadmap"


def fault(detail: str, name: str, **params: Any) -> RoadmapError:
    """A fault of one field."""
    return RoadmapError(detail, place=Place(name=name), **params)
