"""What one page tells the rules: cues with their places, and the facts that evaluators ask for.

A page is looked at alone, once, for all rules; what is kept is small and can be handed from one process to
another. Pages are put together by `findings`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from sys import intern
from typing import Final, NamedTuple

from miqyas.kernel.text import fold
from miqyas.scanner.document.languages import language_names, words_beside_names
from miqyas.scanner.document.model import (
    Alternate,
    Block,
    Button,
    Catalogue,
    DateSeen,
    Form,
    Heading,
    Landmark,
    Link,
    Page,
)
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.model import Meaning, Strength
from miqyas.scanner.rules.said import NOTHING, SHORT, Said

_MOST_CLUES: Final = 300
"""Clues of one rule, or of one group, that are kept of a page."""
_TOP_LEVEL: Final = 2
_RUNNING: Final = 8
"""Words from which a text is running text."""
_STRENGTHS: Final = {0: Strength.STRONG, **{int(one): one for one in Strength}}
_SIDE: Final = frozenset({Landmark.HEADER, Landmark.NAV, Landmark.FOOTER, Landmark.SEARCH})
_NAMES: Final = {fold(name): code for code, names in language_names().items() for name in names}
_BESIDE: Final = frozenset(map(fold, words_beside_names()))
_NAMED_OR_BESIDE: Final = _BESIDE | _NAMES.keys()
_LONGEST_NAME: Final = 40
_CODE: Final = 3
"""Letters up to which a name is the code of a language, and stands alone."""


_made: Final = tuple.__new__
"""Makes what a page has hundreds of, in half the time."""


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


class Clue(NamedTuple):
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
    catalogue: Catalogue | None = None
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


_Source = Link | Heading | Button | Form | Block


def _headlines(page: Page) -> Iterator[tuple[Surface, str, int, _Source]]:
    """The title and the headings of a page in which phrases are looked for."""
    if page.title:
        yield Surface.TITLE, page.title, 0, Block(page.title, Landmark.BODY, "")
    first = next((one.order for one in page.headings if one.level <= _TOP_LEVEL), -1)
    has_top = any(heading.level == 1 for heading in page.headings)
    for heading in page.headings:
        if heading.level <= _TOP_LEVEL:
            is_top = heading.level == 1 or (not has_top and heading.order == first)
            yield Surface.HEADING if is_top else Surface.SECTION, heading.text, heading.order, heading


def _controls(page: Page) -> Iterator[tuple[Surface, str, int, _Source]]:
    """What the buttons and forms of a page say."""
    for button in page.buttons:
        yield Surface.BUTTON, button.text, button.order, button
    for form in page.forms:
        for one in (form.label, *(asked.label or asked.name for asked in form.asks), *form.submit):
            yield Surface.FIELD, one, form.order, form


class _Reading:
    def __init__(self, page: Page, rules: RuleSet) -> None:
        self.page, self.rules = page, rules
        self.by_rule: dict[str, list[Clue]] = defaultdict(list)
        self.actions: dict[str, list[Clue]] = defaultdict(list)
        self.groups: dict[tuple[str, str], set[Surface]] = defaultdict(set)

    def result(self) -> PageClues:
        self._read()
        page = self.page
        return PageClues(
            address=page.address,
            language=page.language,
            lang=page.lang,
            direction=page.direction,
            media_type=page.media_type,
            title=page.title,
            viewport=page.viewport,
            api=page.api,
            catalogue=page.catalogue,
            is_shell=page.is_shell,
            words=sum(map(_running_words, page.blocks)),
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
            groups={key: _surfaces(frozenset(surfaces)) for key, surfaces in self.groups.items()},
        )

    def _read(self) -> None:
        """Every text of the page and the address of every link; most of them say nothing to any rule."""
        texts, addresses, page = self.rules.texts, self.rules.addresses, self.page
        self._read_names(_headlines(page))
        for link in page.links:
            words = link.text or link.label
            said, named = texts[words], addresses[link.address]
            if said is NOTHING and link.label:  # "Read more", labelled with what is read
                said, words = texts[link.label], link.label
            if said is not NOTHING or named:
                self._take(said, Surface.LINK, words, link.order, link, named)
        self._read_names(_controls(page))
        for number, block in enumerate(page.blocks):
            said = texts[block.text]
            if said is not NOTHING:
                self._take(said, Surface.TEXT, block.text, number, block)

    def _read_names(self, names: Iterable[tuple[Surface, str, int, _Source]]) -> None:
        rules = self.rules
        say = {Surface.TITLE: rules.titles, Surface.BUTTON: rules.names, Surface.FIELD: rules.names}
        for surface, words, order, source in names:
            said = say.get(surface, rules.texts)[words]
            if said is not NOTHING:
                self._take(said, surface, words, order, source)

    def _take(
        self,
        said: Said,
        surface: Surface,
        words: str,
        order: int,
        source: _Source,
        named: tuple[Meaning, ...] = (),
    ) -> None:
        for key in said.groups:
            self.groups[key].add(surface)
        if said.actions and (surface is Surface.LINK or surface is Surface.BUTTON):
            for meaning in said.actions:
                _add(self.actions[meaning.group], meaning, surface, words, order, source)
        for meaning in said.cues:
            _add(self.by_rule[meaning.rule], meaning, surface, words, order, source)
        for meaning in named:
            if meaning.rule not in said.rules:
                _add(self.by_rule[meaning.rule], meaning, surface, words, order, source)

    def _language_links(self) -> Iterator[Clue]:
        """The links to another language of the site: by the name of it that is their whole text, or, where
        they say nothing, by what they say of their target.
        """
        for link in self.page.links:
            words = link.text or link.label
            if len(words) > _LONGEST_NAME:
                continue
            language = language_named(words)
            if not language and len(words) < _CODE:
                language = link.hreflang.split("-")[0]
            if language:
                yield _language_clue(language, Surface.LINK, words, link)

    def _language_buttons(self) -> Iterator[Clue]:
        for button in self.page.buttons:
            if len(button.text) <= _LONGEST_NAME and (language := language_named(button.text)):
                yield _language_clue(language, Surface.BUTTON, button.text, button)


@cache
def _surfaces(found: frozenset[Surface]) -> frozenset[Surface]:
    """The one set of these places that all pages share: there are few."""
    return found


def _language_clue(language: str, surface: Surface, words: str, source: Link | Button) -> Clue:
    meaning = Meaning("", language, language, int(Strength.STRONG))
    return _clue(meaning, surface, words, source.order, source)


def _add(
    clues: list[Clue], meaning: Meaning, surface: Surface, words: str, order: int, source: _Source
) -> None:
    if len(clues) < _MOST_CLUES:
        clues.append(_clue(meaning, surface, words, order, source))


def _clue(meaning: Meaning, surface: Surface, words: str, order: int, source: _Source) -> Clue:
    text, strength = intern(words[: SHORT * 2]), _STRENGTHS[meaning.strength]
    phrase, language, landmark = meaning.phrase, meaning.language, source.landmark
    told = (surface, text, phrase, strength, language, landmark, order)
    if not isinstance(source, Link):
        return Clue(*told)
    return _made(Clue, (*told, intern(source.address), source.is_dead, source.is_toggle, source.file_kind))


def _running_words(block: Block) -> int:
    """How many words a block has that is running text; none where it is not."""
    words = block.text.count(" ") + 1
    return words if words >= _RUNNING and block.landmark not in _SIDE else 0


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
