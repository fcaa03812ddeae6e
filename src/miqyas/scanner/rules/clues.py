"""What one page tells the rules: cues with their places, and the facts that evaluators ask for.

A page is looked at alone, once, for all rules; what is kept is small and can be handed from one process to
another. Pages are put together by `findings`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from miqyas.kernel.text import fold
from miqyas.scanner.document.languages import language_names, words_beside_names
from miqyas.scanner.document.model import (
    Alternate,
    Block,
    Button,
    DateSeen,
    Form,
    Heading,
    Landmark,
    Link,
    Page,
)
from miqyas.scanner.rules.load import Meaning, RuleSet
from miqyas.scanner.rules.model import Strength
from miqyas.scanner.rules.words import Found, exact, forms

_MOST_CLUES: Final = 300
"""Clues of one rule, or of one group, that are kept of a page."""
_NEAR: Final = 3
"""Words between a cue in running text and one that makes it something else."""
_SHORT: Final = 120
"""Characters up to which a text is one thing, as a link or a heading is."""
_FEW_WORDS: Final = 5
"""Words up to which a text is about each of them."""
_TOP_LEVEL: Final = 2
_RUNNING: Final = 8
"""Words from which a text is running text."""
_SIDE: Final = frozenset({Landmark.HEADER, Landmark.NAV, Landmark.FOOTER, Landmark.SEARCH})
_NAMES: Final = {fold(name): code for code, names in language_names().items() for name in names}
_BESIDE: Final = frozenset(map(fold, words_beside_names()))
_NAMED_OR_BESIDE: Final = _BESIDE | _NAMES.keys()
_LONGEST_NAME: Final = 40
_CODE: Final = 3
"""Letters up to which a name is the code of a language, and stands alone."""


class Surface(Enum):
    """Where on a page a phrase stands."""

    __hash__ = object.__hash__  # by far the most asked for: the one of Enum is slow

    TITLE = "title"
    HEADING = "heading"
    """Of the first level, or that of a page which has none."""
    SECTION = "section"
    """Of the second level."""
    LINK = "link"
    BUTTON = "button"
    FIELD = "field"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Clue:
    """A cue of a rule on a page: the words that stand there, and where they stand.

    ``address`` is where a link leads; ``order`` counts links, headings or texts of the page from 0.
    """

    surface: Surface
    text: str
    phrase: str
    strength: Strength
    language: str
    landmark: Landmark = Landmark.BODY
    order: int = 0
    address: str = ""
    is_dead: bool = False
    is_toggle: bool = False
    file_kind: str = ""


@dataclass(frozen=True)
class PageClues:
    """One page as evaluators see it: ``clues`` by rule, ``groups`` by owner and name with their surfaces."""

    address: str
    language: str = ""
    lang: str = ""
    direction: str = ""
    media_type: str = ""
    title: str = ""
    viewport: str = ""
    api: str = ""
    is_shell: bool = False
    words: int = 0
    links: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    schema: frozenset[str] = frozenset()
    forms: tuple[Form, ...] = ()
    dates: tuple[DateSeen, ...] = ()
    emails: int = 0
    phones: int = 0
    networks: tuple[str, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    language_links: tuple[Clue, ...] = ()
    language_buttons: tuple[Clue, ...] = ()
    """Switches that are no links: where they lead only scripts know."""
    clues: Mapping[str, tuple[Clue, ...]] = field(default_factory=dict)
    actions: Mapping[str, tuple[Clue, ...]] = field(default_factory=dict)
    """Links and buttons of the groups that all rules share."""
    groups: Mapping[tuple[str, str], frozenset[Surface]] = field(default_factory=dict)

    def of(self, rule: str) -> tuple[Clue, ...]:
        """The clues of a rule, in the order of the page."""
        return self.clues.get(rule, ())

    def has(self, owner: str, group: str) -> bool:
        """Whether a phrase of the group stands anywhere on the page."""
        return (owner, group) in self.groups

    def newest(self, *, until: date) -> DateSeen | None:
        """The latest date on the page that is not to come."""
        return max((one for one in self.dates if one.day <= until), key=lambda one: one.day, default=None)


def clues_of(page: Page, *, rules: RuleSet) -> PageClues:
    """What a page tells the rules."""
    return _Reading(page, rules).result()


_SPOKEN: Final = frozenset({Surface.TITLE, Surface.HEADING, Surface.SECTION, Surface.LINK, Surface.TEXT})


@dataclass(frozen=True, slots=True)
class _Text:
    surface: Surface
    text: str
    landmark: Landmark
    order: int
    address: str = ""
    is_dead: bool = False
    is_toggle: bool = False
    file_kind: str = ""


_Source = Link | Heading | Button | Form | Block


def _sources(page: Page) -> Iterator[tuple[Surface, str, int, _Source]]:
    """Every text of a page in which phrases are looked for, with its place and what it is the text of."""
    if page.title:
        yield Surface.TITLE, page.title, 0, Block(page.title, Landmark.BODY, "")
    first = next((one.order for one in page.headings if one.level <= _TOP_LEVEL), -1)
    has_top = any(heading.level == 1 for heading in page.headings)
    for heading in page.headings:
        if heading.level <= _TOP_LEVEL:
            is_top = heading.level == 1 or (not has_top and heading.order == first)
            yield Surface.HEADING if is_top else Surface.SECTION, heading.text, heading.order, heading
    for link in page.links:
        yield Surface.LINK, link.words, link.order, link
    for button in page.buttons:
        yield Surface.BUTTON, button.text, button.order, button
    for form in page.forms:
        for one in (form.label, *(asked.label or asked.name for asked in form.asks), *form.submit):
            yield Surface.FIELD, one, form.order, form
    for number, block in enumerate(page.blocks):
        yield Surface.TEXT, block.text, number, block


def _text_of(surface: Surface, words: str, order: int, source: _Source) -> _Text:
    if not isinstance(source, Link):
        return _Text(surface, words, source.landmark, order)
    leads = (source.address, source.is_dead, source.is_toggle, source.file_kind)
    return _Text(surface, words, source.landmark, order, *leads)


class _Reading:
    def __init__(self, page: Page, rules: RuleSet) -> None:
        self.page = page
        self.find, self.find_named = rules.matcher.find, rules.url_matcher.find
        self.by_rule: dict[str, list[Clue]] = defaultdict(list)
        self.actions: dict[str, list[Clue]] = defaultdict(list)
        self.groups: dict[tuple[str, str], set[Surface]] = defaultdict(set)

    def result(self) -> PageClues:
        for source in _sources(self.page):
            self._take(*source)
        page = self.page
        running = (block.text for block in page.blocks if _is_running(block.text, block.landmark))
        return PageClues(
            address=page.address,
            language=page.language,
            lang=page.lang,
            direction=page.direction,
            media_type=page.media_type,
            title=page.title,
            viewport=page.viewport,
            api=page.api,
            is_shell=page.is_shell,
            words=sum(text.count(" ") + 1 for text in running),
            links=len(page.links),
            shares=page.languages,
            files=dict(Counter(link.file_kind for link in page.links if link.file_kind)),
            schema=frozenset(page.schema_types),
            forms=page.forms,
            dates=page.dates,
            emails=len(page.emails),
            phones=len(page.phones),
            networks=page.social,
            alternates=page.alternates,
            language_links=tuple(self._language_links()),
            language_buttons=tuple(self._language_buttons()),
            clues={rule: tuple(clues) for rule, clues in self.by_rule.items()},
            actions={group: tuple(clues) for group, clues in self.actions.items()},
            groups={key: frozenset(surfaces) for key, surfaces in self.groups.items()},
        )

    def _take(self, surface: Surface, words: str, order: int, source: _Source) -> None:
        found = self.find(words)
        named = self.find_named(address_text(source.address)) if isinstance(source, Link) else ()
        if not found and not named:
            return
        text = _text_of(surface, words, order, source)
        is_short = len(words) <= _SHORT
        is_action = is_short and (surface is Surface.LINK or surface is Surface.BUTTON)
        best: dict[str, Meaning] = {}
        for meaning in _meant(_allowed(found, is_short=is_short), words, surface=surface):
            if meaning.group:
                self.groups[meaning.rule, meaning.group].add(surface)
                if is_action:
                    self._act(meaning, text)
            elif meaning.rule not in best or best[meaning.rule].strength < meaning.strength:
                best[meaning.rule] = meaning
        if named:
            self._add_named(best, found, named)
        for rule, meaning in best.items():
            clues = self.by_rule[rule]
            if len(clues) < _MOST_CLUES:
                clues.append(_clue(text, _as_said(meaning, text)))

    def _add_named(
        self,
        best: dict[str, Meaning],
        found: tuple[Found[Meaning], ...],
        named: tuple[Found[Meaning], ...],
    ) -> None:
        """What the words of an address say is a weak cue, where the words of the link say nothing."""
        said = {meaning.rule for one in found for meaning in one.meanings if not meaning.group}
        for one in named:
            for meaning in one.meanings:
                if meaning.rule not in said:
                    best.setdefault(meaning.rule, meaning)

    def _act(self, meaning: Meaning, text: _Text) -> None:
        clues = self.actions[meaning.group]
        if len(clues) < _MOST_CLUES:
            clues.append(_clue(text, meaning))

    def _language_links(self) -> Iterator[Clue]:
        """The links to another language of the site: by the name of it that is their whole text, or, where
        they say nothing, by what they say of their target.
        """
        for link in self.page.links:
            if len(link.words) > _LONGEST_NAME:
                continue
            told = link.hreflang.split("-")[0] if len(link.words) < _CODE else ""
            if language := language_named(link.words) or told:
                text = _text_of(Surface.LINK, link.words, link.order, link)
                yield _clue(text, Meaning("", language, language, int(Strength.STRONG)))

    def _language_buttons(self) -> Iterator[Clue]:
        for button in self.page.buttons:
            if len(button.text) <= _LONGEST_NAME and (language := language_named(button.text)):
                text = _text_of(Surface.BUTTON, button.text, button.order, button)
                yield _clue(text, Meaning("", language, language, int(Strength.STRONG)))


@lru_cache(maxsize=20_000)
def language_named(text: str) -> str:
    """The language whose name is all that a text says, but for words such as "version"; empty for none.

    >>> language_named("English (original)"), language_named("النسخة العربية"), language_named("PT")
    ('en', 'ar', 'pt')
    >>> language_named("En bref"), language_named("Learn English"), language_named("en español")
    ('', '', 'es')
    """
    words: list[str] = []
    for written in text.split():
        pieces = _pieces(written)
        if not _NAMED_OR_BESIDE.issuperset(pieces):
            return ""
        words += pieces
    known = [_NAMES.get(word, "") for word in words]
    named = {code for word, code in zip(words, known, strict=True) if code and len(word) > _CODE}
    if len(words) == 1:
        return known[0]
    beside = (word for word, code in zip(words, known, strict=True) if code not in named)
    return named.pop() if len(named) == 1 and _BESIDE.issuperset(beside) else ""


@lru_cache(maxsize=20_000)
def _pieces(written: str) -> tuple[str, ...]:
    return tuple(fold(written).split())


_BETWEEN: Final = re.compile(r"\s[|–—·»›/-]+\s|\s?[|»›]\s?")
"""What stands between the name of a page and that of its site."""


def parts_of(title: str) -> list[str]:
    """The pieces of a title: the name of the page and that of its site.

    >>> parts_of("Privacy policy – Ministry of Works | Country")
    ['Privacy policy', 'Ministry of Works', 'Country']
    """
    return [part for part in _BETWEEN.split(title) if part]


def wholes_of(text: str, *, surface: Surface) -> Collection[tuple[str, ...]]:
    """What a phrase must be to be all that a text says, or all that one of the names in a title says.

    >>> wholes_of("Our legal services", surface=Surface.LINK)
    (('legal', 'services'),)
    >>> sorted(wholes_of("Services | Country", surface=Surface.TITLE))
    [('country',), ('services',)]
    """
    return frozenset(map(exact, parts_of(text))) if surface is Surface.TITLE else (exact(text),)


@lru_cache(maxsize=4_000)
def _exactly(phrase: str) -> tuple[str, ...]:
    return exact(phrase)


def _as_said(meaning: Meaning, text: _Text) -> Meaning:
    is_long = text.text.count(" ") >= _FEW_WORDS and text.surface in _SPOKEN
    if is_long and meaning.strength > Strength.WEAK and is_passing(text.text, meaning.phrase):
        return replace(meaning, strength=int(Strength.WEAK))
    return meaning


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


def _clue(text: _Text, meaning: Meaning) -> Clue:
    return Clue(
        text.surface,
        text.text[: _SHORT * 2],
        meaning.phrase,
        Strength(meaning.strength or Strength.STRONG),
        meaning.language,
        text.landmark,
        text.order,
        text.address,
        text.is_dead,
        text.is_toggle,
        text.file_kind,
    )


def _allowed(found: tuple[Found[Meaning], ...], *, is_short: bool) -> Iterator[Meaning]:
    """What was found, without the cues that words beside them make something else.

    Such words count anywhere in a short text, and near the cue in a long one.
    """
    excluded: dict[str, list[Found[Meaning]]] = {}
    for one in found:
        for meaning in one.meanings:
            if not (meaning.strength or meaning.group):
                excluded.setdefault(meaning.rule, []).append(one)
    for one in found:
        for meaning in one.meanings:
            if meaning.group or (
                meaning.strength
                and (not excluded or not _is_near(one, excluded.get(meaning.rule, ()), is_short=is_short))
            ):
                yield meaning


def _meant(meanings: Iterable[Meaning], words: str, *, surface: Surface) -> Iterator[Meaning]:
    """The meanings, without those of phrases that count only alone and stand among others."""
    wholes: Collection[tuple[str, ...]] | None = None
    for meaning in meanings:
        if meaning.is_whole:
            wholes = wholes_of(words, surface=surface) if wholes is None else wholes
            if _exactly(meaning.phrase) not in wholes:
                continue
        yield meaning


def _is_near(one: Found[Meaning], others: Iterable[Found[Meaning]], *, is_short: bool) -> bool:
    """Whether one of the others stands in the same short text, or within a few words."""
    return any(
        is_short or (other.first <= one.last + _NEAR and one.first - _NEAR <= other.last) for other in others
    )


def _is_running(text: str, landmark: Landmark) -> bool:
    return landmark not in _SIDE and text.count(" ") >= _RUNNING - 1


_PATH_SIGNS: Final = str.maketrans("/-_.+", "     ")


@lru_cache(maxsize=20_000)
def address_text(address: str) -> str:
    """The path of an address as words.

    >>> address_text("https://a.example/ar/Privacy-Policy.aspx?id=3")
    ' ar Privacy Policy aspx'
    """
    path = "/" + address.partition("//")[2].partition("/")[2].partition("?")[0]
    return unquote(path[:300]).translate(_PATH_SIGNS)
