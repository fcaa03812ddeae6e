"""A day in somebody's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A day, or days from one to another, with the words that say what is on then."""

    uid: str
    """The same for the same appointment, whenever it is read."""
    starts_on: date
    ends_on: date | None = None
    """The last day of several; empty: the one day."""
    words: str
    params: Mapping[str, Any] = field(default_factory=dict)
    route: str = ""
    route_args: Mapping[str, Any] = field(default_factory=dict)
