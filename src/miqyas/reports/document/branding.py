"""Whose report it is: name, logo, colour and the words of the cover, by settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from miqyas.kernel.errors import Place
from miqyas.kernel.text import Text
from miqyas.reports.charts.theme import SEA
from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.logo import Logo, logo_words, read_logo

LEAST_CONTRAST: Final = 4.5
"""Of white text on the colour, and of the colour as text on paper (WCAG 2.2, AA)."""
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_DARKER: Final = 0.96


@dataclass(frozen=True, slots=True)
class Branding:
    """What a report wears; the house's own look where nothing is set."""

    organisation: Text | None = None
    cover: Text | None = None
    colour: str = SEA
    logo: Logo | None = None


HOUSE: Final = Branding()


def read_branding(
    *, organisation: Mapping[str, str], cover: Mapping[str, str], colour: str, logo: Path | None
) -> Branding:
    """What is set, looked at before anything wears it; empty means that of the house.

    Raises `ReportError` for a colour that is none or on which white text cannot be read, and for a logo that
    cannot be drawn.

    >>> read_branding(organisation={}, cover={}, colour="", logo=None) == HOUSE
    True
    """
    named = Text(organisation) if organisation else None
    return Branding(
        organisation=named,
        cover=Text(cover) if cover else None,
        colour=readable_colour(colour or SEA),
        logo=read_logo(logo, alt=logo_words(named)) if logo else None,
    )


def readable_colour(colour: str) -> str:
    """The colour, if white text can be read on it; raises `ReportError` with one that is dark enough.

    >>> readable_colour("#0A6E7C")
    '#0a6e7c'
    """
    place = Place(name="MIQYAS_REPORT_COLOUR")
    if not _COLOUR.fullmatch(colour):
        raise ReportError("colour", place=place, given=colour[:20], example=SEA)
    reached = contrast_to_white(colour)
    if reached < LEAST_CONTRAST:
        raise ReportError(
            "pale",
            place=place,
            given=colour,
            contrast=reached,
            least=LEAST_CONTRAST,
            darker=_dark_enough(colour),
        )
    return colour.lower()


def contrast_to_white(colour: str) -> float:
    """Contrast of white on a colour, from 1 (white itself) to 21 (black), as WCAG 2.2 defines it.

    >>> round(contrast_to_white("#ffffff"), 1), round(contrast_to_white("#000000"), 1)
    (1.0, 21.0)
    """
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _dark_enough(colour: str) -> str:
    """The same hue, darkened step by step until white can be read on it."""
    while contrast_to_white(colour) < LEAST_CONTRAST:
        colour = "#" + "".join(f"{int(channel * _DARKER):02x}" for channel in _channels(colour))
    return colour
