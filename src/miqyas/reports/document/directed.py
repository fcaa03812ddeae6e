"""Text in runs of one direction, for formats that know no isolates.

Word, PowerPoint and Excel leave out or misread the isolates U+2066 to U+2069. Here a text is cut at them,
and where letters of the other direction begin, into runs; a run that begins or ends with a sign of no
direction of its own ("+0.15", "12%") is held by marks, so that every program shows it as it is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from miqyas.kernel.text import FSI, LRI, PDI, RLI

LRM, RLM = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
_OPENED: Final = {LRI: "ltr", RLI: "rtl", FSI: ""}
_PARTS: Final = re.compile(f"([{LRI}{RLI}{FSI}{PDI}])")
_STRONG: Final = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_NUMBER: Final = re.compile(r"[#$€£]?\d+(?:[.,/:]\d+)*[%‰°]?")
_OPENING, _CLOSING = "([{", ")]}"
_TURNED: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text that runs in one direction."""

    text: str
    is_rtl: bool


def has_arabic(text: str) -> bool:
    """Whether any letter runs from right to left."""
    return bool(_TURNED.search(text))


def runs_of(text: str, *, base: str) -> tuple[Run, ...]:
    r"""The runs of a text in a paragraph of the direction `base` ("rtl" or "ltr"), without isolates.

    >>> [run.text for run in runs_of("ارتفع \u2066+0.15\u2069 نقطة", base="rtl")]
    ['ارتفع ', '\u200e+0.15\u200e', ' نقطة']
    >>> runs_of("Up by 12%", base="ltr")
    (Run(text='Up by 12%', is_rtl=False),)
    """
    if base == "ltr" and not has_arabic(text):
        bare = _PARTS.sub("", text)
        return (Run(bare, is_rtl=False),) if bare else ()
    if base == "rtl" and text and not has_arabic(text) and not _PARTS.search(text):
        text = f"{LRI}{text}{PDI}"
    pieces = [
        piece
        for words, way in _isolated(text, base)
        for piece in ([(words, way)] if way != base else _turned(words, base))
    ]
    joined = ((way, "".join(words for words, _ in same)) for way, same in groupby(pieces, lambda one: one[1]))
    return tuple(
        Run(_loose(words, way) if way == base else _held(words, way), is_rtl=way == "rtl")
        for way, words in joined
        if words
    )


def marked(text: str, *, base: str) -> str:
    r"""The text as one string, isolates replaced by marks: for cells and slides.

    >>> marked("ارتفع \u2066+0.15\u2069", base="rtl")
    'ارتفع \u200e+0.15\u200e'
    """
    return "".join(run.text for run in runs_of(text, base=base))


def unmarked(text: str) -> str:
    """The text without isolates and marks: what a reader of the file has to find."""
    return _UNSEEN.sub("", text)


_UNSEEN: Final = re.compile(f"[{LRI}{RLI}{FSI}{PDI}{LRM}{RLM}]")


def _isolated(text: str, base: str) -> Iterator[tuple[str, str]]:
    """Pieces between isolates with their direction; an isolate within another has its own."""
    ways = [base]
    for part in _PARTS.split(text):
        if part in _OPENED:
            ways.append(_OPENED[part])
        elif part == PDI:
            ways = ways[:-1] or [base]
        elif part:
            yield part, ways[-1] or ("rtl" if has_arabic(part) else "ltr")


def _turned(text: str, base: str) -> Iterator[tuple[str, str]]:
    """Words of the other direction with the signs between them; the rest keeps that of the paragraph.

    Digits and their signs count as words from left to right; a bracket closes in the direction it opened in.
    """
    ways = _ways(text, base)
    opened: list[str] = []
    for at, sign in enumerate(text):
        if sign in _OPENING:
            opened.append(ways[at])
        elif sign in _CLOSING and opened:
            ways[at] = opened.pop()
    for way, signs in groupby(zip(text, ways, strict=True), lambda pair: pair[1]):
        yield "".join(sign for sign, _ in signs), way


def _ways(text: str, base: str) -> list[str]:
    """The direction of each sign: its own, its letter's for a mark, else its neighbours' where they agree."""
    numbers = {at for found in _NUMBER.finditer(text) for at in range(*found.span())}
    own: list[str] = []
    for at, sign in enumerate(text):
        is_mark = unicodedata.bidirectional(sign) == "NSM" and bool(own)
        own.append(own[-1] if is_mark else "ltr" if at in numbers else _way(sign))
    before, after = _carried(own, base), _carried(own[::-1], base)[::-1]
    return [
        way or (one if one == other else base) for way, one, other in zip(own, before, after, strict=True)
    ]


def _carried(ways: list[str], base: str) -> list[str]:
    """The last direction that was known at each place."""
    carried, last = [], base
    for way in ways:
        last = way or last
        carried.append(last)
    return carried


def _way(sign: str) -> str:
    kind = unicodedata.bidirectional(sign)
    return "ltr" if kind == "EN" else _STRONG.get(kind, "")


def _loose(words: str, way: str) -> str:
    """Signs alone, such as a comma between two numbers, say by a mark that they run as the paragraph does."""
    is_said = any(_STRONG.get(unicodedata.bidirectional(sign)) == way for sign in words)
    return words if is_said else f"{words}{LRM if way == 'ltr' else RLM}"


def _held(words: str, way: str) -> str:
    """Marks at the ends where there is no letter to hold the signs."""
    mark = LRM if way == "ltr" else RLM
    first, last = (_STRONG.get(unicodedata.bidirectional(sign)) == way for sign in (words[0], words[-1]))
    return f"{'' if first else mark}{words}{'' if last else mark}"
