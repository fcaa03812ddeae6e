"""Which text of a page stands for which text of its partner, as far as that can be known without translating.

Two pages of one structure are taken text by text. Others are held together by what stands once on each side,
a number or a word that is not translated (a name, an acronym); between two such anchors texts are taken one
by one where there are equally many. Of all other texts nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.scanner.document.dates import latin_digits
from miqyas.scanner.document.model import Block
from miqyas.scanner.parity.settings import settings

_ANCHOR: Final = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*|\d+(?:[.,]\d+)*|[\w.-]+@[\w.-]+")
_LONG: Final = 20
"""Characters from which the length of a text says something."""


@dataclass(frozen=True)
class Alignment:
    """The partner of texts by their place; ``is_even``: both pages have one structure."""

    partners: Mapping[int, int]
    is_even: bool


def aligned(first: Sequence[Block], second: Sequence[Block]) -> Alignment:
    """Align the texts of two pages, by their places from 0.

    >>> from miqyas.scanner.document.model import Landmark
    >>> ar = [Block(text, Landmark.MAIN, "ar") for text in ("الرسوم", "القانون ISO 40500", "نص")]
    >>> en = [Block(text, Landmark.MAIN, "en") for text in ("Fees", "More", "The ISO 40500 law", "Text")]
    >>> aligned(ar, en)
    Alignment(partners={1: 2, 2: 3}, is_even=False)
    """
    if len(first) == len(second) and _is_even(first, second):
        return Alignment({place: place for place in range(len(first))}, is_even=True)
    anchors = _monotone(_anchors(first, second))
    partners: dict[int, int] = {}
    before = (-1, -1)
    for here, there in (*anchors, (len(first), len(second))):
        if here - before[0] == there - before[1]:
            for step in range(1, here - before[0]):
                one, other = before[0] + step, before[1] + step
                if is_like(first[one].text, second[other].text):
                    partners[one] = other
        if here < len(first):
            partners[here] = there
        before = (here, there)
    return Alignment(dict(sorted(partners.items())), is_even=False)


def is_like(one: str, other: str) -> bool:
    """Whether two texts are of a length that may say the same; short ones always.

    >>> is_like("نعم", "Yes, of course"), is_like("x" * 30, "y" * 300)
    (True, False)
    """
    if max(len(one), len(other)) < _LONG:
        return True
    bounds = settings().bounds
    return bounds["ratio_low"] <= len(one) / max(1, len(other)) <= bounds["ratio_high"]


def _is_even(first: Sequence[Block], second: Sequence[Block]) -> bool:
    alike = sum(is_like(one.text, other.text) for one, other in zip(first, second, strict=True))
    return alike >= settings().bounds["even_share"] * len(first)


def _anchors(first: Sequence[Block], second: Sequence[Block]) -> Iterator[tuple[int, int]]:
    here, there = _places(first), _places(second)
    for token, places in here.items():
        if len(places) == 1 and len(there.get(token, ())) == 1:
            yield places[0], there[token][0]


def _places(blocks: Sequence[Block]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        for token in set(_ANCHOR.findall(latin_digits(block.text))):
            found[token].append(place)
    return found


def _monotone(anchors: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of anchors that stand in one order on both sides."""
    ordered = sorted(set(anchors), key=lambda pair: (pair[0], -pair[1]))
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, there) in enumerate(ordered):
        at = bisect_left(tails, there)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [there]
        ends[at : at + 1] = [place]
    row: list[tuple[int, int]] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        row.append(ordered[place])
        place = before[place]
    return row[::-1]
