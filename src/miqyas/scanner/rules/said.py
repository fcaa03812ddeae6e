"""What a text says to all rules, by itself: every page is full of texts that say nothing to any of them.

It depends on the words and on where such texts stand: in a title, in what is read, on a button. So what short
texts say is kept: menus and feet are the same on every page of a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar
from urllib.parse import unquote

from miqyas.scanner.rules.model import Meaning, Strength
from miqyas.scanner.rules.words import Found, Matcher, exact, forms

SHORT: Final = 120
"""Characters up to which a text is one thing, as a link or a heading is."""
_MOST_KEPT: Final = 40_000
_NEAR: Final = 3
"""Words between a cue in running text and one that makes it something else."""
_FEW_WORDS: Final = 5
"""Words up to which a text is about each of them."""
_BETWEEN: Final = re.compile(r"\s[|–—·»›/-]+\s|\s?[|»›]\s?")
"""What stands between the name of a page and that of its site."""
_PATH_SIGNS: Final = str.maketrans("/-_.+", "     ")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: the best ``cues``, one of a rule, and phrases of ``groups`` by owner and name.

    ``actions`` are the phrases of groups in a short text; ``rules`` are those to which it says anything, be
    it that it is something else.
    """

    cues: tuple[Meaning, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    actions: tuple[Meaning, ...] = ()
    rules: frozenset[str] = frozenset()


NOTHING: Final = Said()


class _Kept(dict[str, T], Generic[T]):
    """What short texts come to, kept as long as there are not too many; by itself it is empty elsewhere."""

    def __init__(self, matcher: Matcher[Meaning]) -> None:
        super().__init__()
        self.matcher = matcher

    def __reduce__(self) -> Any:
        return type(self), (self.matcher,)

    def __missing__(self, text: str) -> T:
        found = self.of(text)
        if len(text) <= SHORT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[text] = found
        return found

    def of(self, text: str) -> T:
        """What a text comes to that was not met before."""
        raise NotImplementedError


class Texts(_Kept[Said]):
    """What running texts, headings and links say.

    >>> from miqyas.scanner.rules.load import rules
    >>> [cue.rule for cue in rules().texts["Privacy policy"].cues]
    ['privacy_notice']
    """

    def of(self, text: str) -> Said:
        """What the text says."""
        found = self.matcher.find(text)
        return self._said(text, found) if found else NOTHING

    def _said(self, text: str, found: tuple[Found[Meaning], ...]) -> Said:
        is_short = len(text) <= SHORT
        groups: list[Meaning] = []
        named: dict[tuple[str, str], None] = {}
        best: dict[str, Meaning] = {}
        for one, meaning in _allowed(found, is_short=is_short):
            if meaning.is_whole and not self.is_alone(one, meaning, text):
                continue
            if meaning.group:
                groups.append(meaning)
                named[meaning.rule, meaning.group] = None
            elif meaning.rule not in best or best[meaning.rule].strength < meaning.strength:
                best[meaning.rule] = meaning
        return Said(
            tuple([self.as_said(meaning, text) for meaning in best.values()]),
            tuple(named),
            tuple(groups) if is_short else (),
            frozenset([meaning.rule for one in found for meaning in one.meanings if not meaning.group]),
        )

    def is_alone(self, one: Found[Meaning], meaning: Meaning, text: str) -> bool:
        """Whether a phrase is all that a text says."""
        return one.first == 0 and _exactly(meaning.phrase) == exact(text)

    def as_said(self, meaning: Meaning, text: str) -> Meaning:
        """A cue as strong as it is in a text that is about more than it."""
        is_long = text.count(" ") >= _FEW_WORDS
        if is_long and meaning.strength > Strength.WEAK and is_passing(text, meaning.phrase):
            return replace(meaning, strength=int(Strength.WEAK))
        return meaning


class Titles(Texts):
    """What titles of pages say.

    >>> from miqyas.scanner.rules.load import rules
    >>> [cue.phrase for cue in rules().titles["Services | Country"].cues]
    ['services']
    """

    def is_alone(self, one: Found[Meaning], meaning: Meaning, text: str) -> bool:  # noqa: ARG002
        """Whether a phrase is all that one of the names in a title says."""
        return _exactly(meaning.phrase) in map(exact, parts_of(text))


class Names(Texts):
    """What buttons and fields say: they are about each of their words."""

    def as_said(self, meaning: Meaning, text: str) -> Meaning:  # noqa: ARG002
        """The cue as it is."""
        return meaning


class Addresses(_Kept[tuple[Meaning, ...]]):
    """What the words of addresses say: weak cues, one of a rule.

    >>> from miqyas.scanner.rules.load import rules
    >>> [cue.rule for cue in rules().addresses["https://a.example/legal/privacy-policy"]]
    ['privacy_notice']
    """

    def of(self, text: str) -> tuple[Meaning, ...]:
        """What the address says."""
        first: dict[str, Meaning] = {}
        for one in self.matcher.find(address_text(text)):
            for meaning in one.meanings:
                first.setdefault(meaning.rule, meaning)
        return tuple(first.values())


def address_text(address: str) -> str:
    """The path of an address as words.

    >>> address_text("https://a.example/ar/Privacy-Policy.aspx?id=3")
    ' ar Privacy Policy aspx'
    """
    path = "/" + address.partition("//")[2].partition("/")[2].partition("?")[0]
    return unquote(path[:300]).translate(_PATH_SIGNS)


def parts_of(title: str) -> list[str]:
    """The pieces of a title: the name of the page and that of its site.

    >>> parts_of("Privacy policy – Ministry of Works | Country")
    ['Privacy policy', 'Ministry of Works', 'Country']
    """
    return [part for part in _BETWEEN.split(title) if part]


@lru_cache(maxsize=4_000)
def _exactly(phrase: str) -> tuple[str, ...]:
    return exact(phrase)


def is_passing(text: str, phrase: str) -> bool:
    """Whether a phrase of one word stands in a text that is about more than it, as a headline is.

    >>> is_passing("The minister opens the search for old wrecks in the north", "search")
    True
    >>> is_passing("Search the portal", "search")
    False
    """
    words = forms(phrase)
    if len(words) > 1:
        return False
    return all(len(said) > _FEW_WORDS for said in map(forms, parts_of(text)) if words[0] in said)


def _allowed(found: tuple[Found[Meaning], ...], *, is_short: bool) -> list[tuple[Found[Meaning], Meaning]]:
    """What was found, without the cues that words beside them make something else.

    Such words count anywhere in a short text, and near the cue in a long one.
    """
    excluded: dict[str, list[Found[Meaning]]] = {}
    allowed: list[tuple[Found[Meaning], Meaning]] = []
    for one in found:
        for meaning in one.meanings:
            if meaning.group or meaning.strength:
                allowed.append((one, meaning))
            else:
                excluded.setdefault(meaning.rule, []).append(one)
    if not excluded:
        return allowed
    return [
        (one, meaning)
        for one, meaning in allowed
        if meaning.group or not _is_near(one, excluded.get(meaning.rule, ()), is_short=is_short)
    ]


def _is_near(one: Found[Meaning], others: Iterable[Found[Meaning]], *, is_short: bool) -> bool:
    """Whether one of the others stands in the same short text, or within a few words."""
    return any(
        is_short or (other.first <= one.last + _NEAR and one.first - _NEAR <= other.last) for other in others
    )
