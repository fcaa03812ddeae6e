"""Phrases of all rules, found in a text in one walk over its words.

Words are compared as `lexicon.search.searchable` leaves them: folded, without the Arabic article and what is
written onto it, with Latin digits. Beyond that the Latin plural is the singular, and words that carry no
meaning of their own ("of", "في", "de") are passed over, in phrases as in texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from miqyas.lexicon.search import searchable

LONGEST_WORD: Final = 120
_MOST_KEPT: Final = 40_000
_LONGEST_KEPT: Final = 320
_EMPTY: Final = frozenset(
    searchable(
        "the of a an and for to in on your our my by with or at from "
        "de la le les des du d l un une et aux sur pour vos votre nos "
        "di del della dei delle dell degli il lo gli i nel nella alla sull sulla per al el los las y en con "
        "os as da do dos das em um uma "
        "في من على عن إلى أو مع هذا هذه و"
    ).split()
)
_PARTICLES: Final = frozenset("وفبل")
_PARTICLE: Final = re.compile(r"^[وفبل](?=.{3})")
_SIBILANT: Final = re.compile(r"(?:x|s|sh|ch|z)es$")
_SHORT: Final = 4
T = TypeVar("T")


@lru_cache(maxsize=60_000)
def _forms(written: str) -> tuple[str, ...]:
    return tuple(map(_singular, (word for word in searchable(written).split() if word not in _EMPTY)))


def _singular(word: str) -> str:
    if len(word) < _SHORT or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word == "news":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if _SIBILANT.search(word) else word[:-1]


def forms(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared.

    >>> forms("The Laws of the Country"), forms("سياسة الخصوصيّة")
    (('law', 'country'), ('سياسه', 'خصوصيه'))
    >>> forms("Research") == forms("search"), forms("taxes") == forms("tax")
    (False, True)
    """
    return tuple(form for word in text.split() for form in _forms(word[:LONGEST_WORD]))


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase that stands in a text: what it means to whom, and its first and last word by number."""

    meanings: tuple[T, ...]
    first: int
    last: int


class Matcher(Generic[T]):
    """Finds phrases; each has meanings, which are given back.

    >>> matcher = Matcher([("site map", "map"), ("map", "any")])
    >>> [found.meanings for found in matcher.find("A map of the site; the site's map and SITE MAPS")]
    [('any',), ('any',), ('map',), ('any',)]
    """

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        meanings: dict[tuple[str, ...], list[T]] = defaultdict(list)
        for phrase, meaning in phrases:
            meanings[forms(phrase)].append(meaning)
        by_first: dict[str, list[tuple[tuple[str, ...], tuple[T, ...]]]] = defaultdict(list)
        for words, listed in meanings.items():
            by_first[words[0]].append((words, tuple(dict.fromkeys(listed))))
        self._by_first: Mapping[str, list[tuple[tuple[str, ...], tuple[T, ...]]]] = dict(by_first)
        self._known: dict[str, tuple[Found[T], ...]] = {}

    def find(self, text: str) -> tuple[Found[T], ...]:
        """All phrases that stand in the text, in their order; those inside longer ones too."""
        known = self._known.get(text)
        if known is not None:
            return known
        found = self._find(text)
        if len(text) <= _LONGEST_KEPT:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[text] = found
        return found

    def _find(self, text: str) -> tuple[Found[T], ...]:
        words, by_first = forms(text), self._by_first
        found: list[Found[T]] = []
        for place, written in enumerate(words):
            word, phrases = written, by_first.get(written)
            if phrases is None and written[:1] in _PARTICLES:
                word = _PARTICLE.sub("", written)
                phrases = by_first.get(word)
            for phrase, meanings in phrases or ():
                end = place + len(phrase)
                if len(phrase) == 1 or (word, *words[place + 1 : end]) == phrase:
                    found.append(Found(meanings, place, end - 1))
        return tuple(found)
