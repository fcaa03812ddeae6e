"""Phrases of all rules, found in a text in one walk over its words.

Words are compared as `lexicon.search.searchable` leaves them: folded, without the Arabic article and what is
written onto it, with Latin digits. Beyond that the Latin plural is the singular, and words that carry no
meaning of their own ("of", "في", "de") are passed over, in phrases as in texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, count
from typing import Any, Final, Generic, NamedTuple, TypeVar

from miqyas.lexicon.search import searchable

LONGEST_WORD: Final = 120
_MOST_KEPT: Final = 40_000
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
_SIBILANT: Final = re.compile(r"([xsz]|[sc]h)es?$")
"""What a plural has beyond its stem, and a singular in "e" too: "branches", "démarche" and "démarches"."""
_JOINED: Final = {"on line": "online", "e mail": "email"}
"""Words that some write with a hyphen."""
_SPELT: Final = {
    american + ending: british + ending
    for american, british in (
        ("center", "centre"),
        ("license", "licence"),
        ("labor", "labour"),
        ("catalog", "catalogue"),
        ("program", "programme"),
        ("organization", "organisation"),
        ("organizational", "organisational"),
        ("enrollment", "enrolment"),
        ("neighborhood", "neighbourhood"),
        ("legalization", "legalisation"),
        ("digitalization", "digitalisation"),
        ("authorization", "authorisation"),
    )
    for ending in ("", "s")
}
"""Words that America spells otherwise, each beside its plural."""
_MANY: Final = {"iones": "ion", "coes": "cao", "soes": "sao", "ioni": "ione", "ies": "y"}
"""Endings of plurals that a letter less makes no singular: "licitaciones", "licitações", "iscrizioni"."""
_SHORT: Final = 4
_END: Final = "\n"
"""What follows the last word: no word."""
T = TypeVar("T")
_Phrase = tuple[int, tuple[str, ...], tuple[T, ...]]
"""A phrase: its number, its words after the first, what it means."""
_Begin = Mapping[str, Sequence[_Phrase[T]]]
"""The phrases that begin with a word, by the one after it; of one word alone: empty."""


@lru_cache(maxsize=60_000)
def _exact(written: str) -> tuple[str, ...]:
    found = searchable(written[:LONGEST_WORD])
    words = _JOINED.get(found, found).split()
    return tuple(_SPELT.get(word, word) for word in words if word not in _EMPTY)


@lru_cache(maxsize=60_000)
def _forms(written: str) -> tuple[str, ...]:
    return tuple(map(_singular, _exact(written)))


def _singular(word: str) -> str:
    if len(word) < _SHORT or word[-1] not in "esi" or word.endswith(("ss", "us", "is")) or word == "news":
        return word
    if word.endswith(tuple(_MANY)):
        ending = next(one for one in _MANY if word.endswith(one))
        return word.removesuffix(ending) + _MANY[ending]
    stem = _SIBILANT.sub(r"\1", word)
    return word.removesuffix("s") if stem == word or len(stem) < _SHORT - 1 else stem


def forms(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared.

    >>> forms("The Laws of the Country"), forms("سياسة الخصوصيّة")
    (('law', 'country'), ('سياسه', 'خصوصيه'))
    >>> forms("Research") == forms("search"), forms("taxes") == forms("tax")
    (False, True)
    >>> forms("démarche") == forms("démarches"), forms("licenses") == forms("license")
    (True, True)
    """
    return tuple(chain.from_iterable(map(_forms, text.split())))


def exact(text: str) -> tuple[str, ...]:
    """The words of a text as `forms` gives them, but with plurals and singulars apart.

    >>> exact("The Ministries"), exact("Our ministry")
    (('ministries',), ('ministry',))
    """
    return tuple(chain.from_iterable(map(_exact, text.split())))


class Found(NamedTuple, Generic[T]):
    """A phrase that stands in a text: what it means to whom, and its first and last word by number."""

    meanings: tuple[T, ...]
    first: int
    last: int


class _Met(NamedTuple, Generic[T]):
    """The words that were met: their forms as they are written, what may begin at a form, who begins none."""

    forms: dict[str, tuple[str, ...]]
    begins: dict[str, _Begin[T]]
    idle: set[str]


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
        by_first: dict[str, dict[str, list[_Phrase[T]]]] = defaultdict(lambda: defaultdict(list))
        for number, (words, listed) in enumerate(meanings.items()):
            rest = words[1:]
            known = by_first[words[0]][rest[0] if rest else ""]
            known.append((number, rest, tuple(dict.fromkeys(listed))))
        self._by_first: Mapping[str, _Begin[T]] = {word: dict(found) for word, found in by_first.items()}
        self._forget()

    def _forget(self) -> None:
        self._met: _Met[T] = _Met({_END: (_END,)}, {_END: {}}, set())

    def __getstate__(self) -> Any:
        """What was met on the way does not travel to other processes."""
        return self._by_first

    def __setstate__(self, by_first: Any) -> None:
        self._by_first = by_first
        self._forget()

    def find(self, text: str) -> tuple[Found[T], ...]:
        """All phrases that stand in the text, in their order; those inside longer ones too."""
        written = text.split()
        if self._met.idle.issuperset(written):
            return ()
        words, begins = self._beginning(written)
        found: list[Found[T]] = []
        for place in compress(count(), map(begins.__getitem__, words)):
            begin = begins[words[place]]
            if words[place + 1] in begin:
                _take(found, place, words, begin)
            elif alone := begin.get(""):
                found.append(_found(Found, (alone[0][2], place, place)))
        return tuple(found)

    def _beginning(self, written: list[str]) -> tuple[tuple[str, ...], Mapping[str, _Begin[T]]]:
        """The words of a text, with what is none at their end, and the phrases that may begin at each."""
        met = self._met
        written.append(_END)
        try:
            words = tuple(chain.from_iterable(map(met.forms.__getitem__, written)))
        except KeyError:
            met = self._learn(written)
            words = tuple(chain.from_iterable(map(met.forms.__getitem__, written)))
        return words, met.begins

    def _learn(self, written: list[str]) -> _Met[T]:
        """Take note of words. Other threads ask meanwhile: what is too much is replaced, never emptied."""
        if len(self._met.forms) >= _MOST_KEPT:
            self._forget()
        met = self._met
        for one in written:
            if one in met.forms:
                continue
            found = _forms(one)
            for form in found:
                if form not in met.begins:
                    met.begins[form] = self._beginning_with(form)
            if not any(map(met.begins.__getitem__, found)):
                met.idle.add(one)
            met.forms[one] = found
        return met

    def _beginning_with(self, form: str) -> _Begin[T]:
        """The phrases that begin with a word as it stands, else with what is left without its particle."""
        found = self._by_first.get(form)
        if found is None and form[:1] in _PARTICLES:
            found = self._by_first.get(_PARTICLE.sub("", form))
        return found or {}


_found: Final = tuple.__new__
"""Makes what was found, of which a page has hundreds, in half the time."""


def _take(found: list[Found[T]], place: int, words: tuple[str, ...], begin: _Begin[T]) -> None:
    """Take the phrases that begin at a place, in the order of their numbers."""
    alone = begin.get("", ())
    longer = begin.get(words[place + 1], ())
    for _, rest, meanings in sorted((*alone, *longer)) if alone and longer else alone or longer:
        end = place + 1 + len(rest)
        if words[place + 1 : end] == rest:
            found.append(_found(Found, (meanings, place, end - 1)))
