"""Whose report it is: name, logo, colour and the words of the cover, by settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from miqyas.kernel.text import Text
from miqyas.reports.charts.theme import SEA


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was checked: its bytes, "svg" or "png" or "jpeg", and its alternative text."""

    content: bytes
    form: str
    alt: Text


@dataclass(frozen=True, slots=True)
class Branding:
    """What a report wears; the house's own look where nothing is set."""

    organisation: Text | None = None
    cover: Text | None = None
    colour: str = SEA
    logo: Logo | None = None


HOUSE: Final = Branding()
