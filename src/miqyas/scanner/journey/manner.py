"""The manner of a stranger: what things cost, what links weigh by their place, how menus lead on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.documents import read_document
from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.document.model import Landmark

FILE: Final = "journey.yaml"
Phrases = Mapping[str, tuple[str, ...]]
"""Phrases of one meaning, by language."""


@dataclass(frozen=True, slots=True)
class Scents:
    """What words are worth, 0 to 1, and where one stops; the file says what each is."""

    strong: float
    weak: float
    words: float
    theme: float
    way: float
    anywhere: float
    share: float
    back: float
    least: float
    search_below: float
    promising: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that things take."""

    page: float
    link: float
    click: float
    back: float
    dead_end: float
    search: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How strangers look for something; ``clicks`` and ``seconds`` are the budget of one search."""

    clicks: int
    seconds: float
    costs: Costs
    kept: int
    read: int
    places: Mapping[Landmark, float]
    half: float
    scents: Scents
    readable: float
    splash_words: int
    splash_links: int
    short_way: int
    same_question: float
    walls: frozenset[Reason]
    closed: frozenset[Reason]
    ways: Mapping[str, Phrases]
    anywhere: Phrases


@cache
def usual() -> Manner:
    """The packaged manner; `replace` its budget where a campaign gives its assessors another.

    >>> usual().clicks, usual().places[Landmark.FOOTER] < usual().places[Landmark.NAV]
    (20, True)
    """
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    given: Mapping[str, Any] = read_document(text, file=FILE)
    return Manner(
        clicks=given["budget"]["clicks"],
        seconds=float(given["budget"]["seconds"]),
        costs=Costs(**{name: float(cost) for name, cost in given["seconds"].items()}),
        kept=given["links"]["kept"],
        read=given["links"]["read"],
        places={place: given["places"][place.value] for place in Landmark},
        half=given["half"],
        scents=Scents(**given["scent"]),
        readable=given["readable"],
        splash_words=given["splash"]["words"],
        splash_links=given["splash"]["links"],
        short_way=given["short_way"],
        same_question=given["same_question"],
        walls=frozenset(map(Reason, given["failures"]["wall"])),
        closed=frozenset(map(Reason, given["failures"]["closed"])),
        ways={place: _phrases(listed) for place, listed in given["ways"].items()},
        anywhere=_phrases(given["anywhere"]),
    )


def _phrases(listed: Mapping[str, list[str]]) -> Phrases:
    return {language: tuple(phrases) for language, phrases in listed.items()}
