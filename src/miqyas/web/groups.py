"""Groups of the index as pages show them: a word, a class, a tone. Colour never speaks alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.analysis.world import Standing
from miqyas.web.components import Tone
from miqyas.web.words import say_here

_TONES: Final[Mapping[str | None, Tone]] = {
    "very_high": "1",
    "high": "2",
    "middle": "3",
    "low": "4",
    None: "none",
}


def tone_of(standing: Standing) -> Tone:
    """The tone of the group of a state; "none" for a state or an edition without groups."""
    return _TONES[standing.group]


def group_word(standing: Standing) -> str:
    """The group of a state in words: "Very high"; empty for a ranked state of an edition without groups."""
    if standing.group:
        return say_here(f"group.{standing.group}")
    return "" if standing.rank else say_here("group.not_ranked")


def group_sign(standing: Standing) -> str:
    """The shortest word of the group: the class (VH, V3 ...) where the edition has them, else the group."""
    return standing.rating_class or group_word(standing)
