"""One page as it is compared: its language by text, address and markup, its main text, whom it names."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from miqyas.scanner.artifacts.model import NEVER, Artifact, Channel, Screenshot
from miqyas.scanner.document.languages import languages_by_script, script_of
from miqyas.scanner.document.model import Alternate, Block, DateSeen, Landmark, Link, Page
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.parity.codes import base_of, split_address
from miqyas.scanner.parity.packing import Packed, Texts
from miqyas.scanner.parity.settings import settings
from miqyas.scanner.parity.values import DIGIT
from miqyas.scanner.rules.clues import language_named

_GONE: Final = frozenset({404, 410})
_LONGEST_SWITCH: Final = 30
_AROUND: Final = frozenset({Landmark.HEADER, Landmark.NAV, Landmark.FOOTER})
_SERVICE: Final = "GovernmentService"
_NEVER_DAY: Final = NEVER.date()
_named = lru_cache(maxsize=20_000)(language_named)
"""The same links stand on all pages of a site."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A page that was seen. ``id`` is its address as `addresses.identity` has it, ``key`` the same without
    the token of a language, ``token`` that language.

    ``packed`` are its texts. ``says`` is the language of most letters of its main part, empty where too
    little is said or it is not clear; ``shares`` the shares by language. ``names`` (alternates) and
    ``switches`` (language links) are languages with identities of addresses; ``targets`` is where its links
    lead. ``is_empty``: nothing to read before scripts have run.
    """

    address: str
    id: str
    token: str
    key: str
    lang: str
    direction: str
    title: str
    depth: int
    says: str
    words: int
    shares: Mapping[str, float]
    packed: Packed
    alternates: tuple[Alternate, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    switches: tuple[tuple[str, str], ...] = ()
    documents: tuple[Link, ...] = ()
    canonical: str = ""
    targets: tuple[str, ...] = ()
    is_service: bool = False
    is_empty: bool = False
    is_rendered: bool = False
    is_cut: bool = False
    seen_on: date | None = None
    screenshot: Screenshot | None = field(default=None, hash=False)

    @property
    def declared(self) -> str:
        """The language that the page itself says it is in."""
        return base_of(self.lang)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All texts of the page."""
        return self.packed.texts.blocks

    @property
    def main(self) -> tuple[int, ...]:
        """The numbers of the texts of the main part."""
        return self.packed.texts.main

    @property
    def main_blocks(self) -> tuple[Block, ...]:
        """The texts of the main part, in the order of the page."""
        return self.packed.texts.main_blocks

    @property
    def dates(self) -> tuple[DateSeen, ...]:
        """The dates in its texts and its markup."""
        return self.packed.texts.dates

    @property
    def figures(self) -> frozenset[str]:
        """The words of links of the main part that are numbers."""
        return self.packed.texts.figures

    @property
    def led(self) -> Mapping[str, str]:
        """The keys of where links of the main part lead whose words hold numbers."""
        return self.packed.texts.led

    @property
    def menu(self) -> tuple[str, ...]:
        """The words of links around the main part."""
        return self.packed.texts.menu


def looked(artifact: Artifact, page: Page) -> Looked:
    """A page as it is compared, without what is not compared; it can be handed to another process.

    >>> page = Page("https://a.example/ar/x", lang="ar-BH")
    >>> one = looked(Artifact(page.address, channel=Channel.HTTP, status=200), page)
    >>> one.token, one.key, one.declared, one.says
    ('ar', 'a.example/x', 'ar', '')
    """
    address = normal(artifact.final_address) or artifact.final_address
    token, key = split_address(address)
    in_main = [link for link in page.links if link.landmark not in _AROUND]
    texts = Texts(
        page.blocks,
        page.dates,
        menu=tuple(_menu(page.links)),
        figures=frozenset(link.words for link in in_main if link.words.isdecimal()),
        led=dict(_led(in_main)),
    )
    shares, words = _shares(texts.main_blocks)
    bounds = settings().bounds
    best = max(shares, key=lambda code: shares[code], default="")
    is_clear = words >= bounds["clear_words"] and bool(best) and shares[best] >= bounds["clear_share"]
    return Looked(
        address=address,
        id=identity(address),
        token=token,
        key=key,
        lang=sys.intern(page.lang),
        direction=sys.intern(page.direction),
        title=page.title,
        depth=artifact.depth,
        says=best if is_clear and best != "und" else "",
        words=words,
        shares=shares,
        packed=Packed.of(texts),
        alternates=page.alternates,
        names=tuple((base_of(one.lang), _id(one.address)) for one in page.alternates),
        switches=tuple(_switches(page.links)),
        documents=tuple(link for link in in_main if link.file_kind in settings().documents and link.address),
        canonical=_id(page.canonical) if page.canonical else "",
        targets=tuple(dict.fromkeys(sys.intern(link.address) for link in page.links if link.address)),
        is_empty=page.is_shell,
        is_service=_SERVICE in page.schema_types or _names_service(address),
        is_rendered=artifact.channel is Channel.BROWSER,
        is_cut=page.is_cut,
        seen_on=_day(artifact),
        screenshot=artifact.screenshot,
    )


def _id(address: str) -> str:
    return identity(normal(address) or address)


def _day(artifact: Artifact) -> date | None:
    day = artifact.seen_at.date()
    return day if day != _NEVER_DAY else None


def _shares(blocks: Iterable[Block]) -> tuple[dict[str, float], int]:
    """The shares of letters of running text by language, and how many words there are."""
    counted: dict[str, int] = {}
    words = 0
    least = settings().bounds["running_words"]
    for block in blocks:
        number = block.text.count(" ") + 1
        if block.lang and number >= least:
            words += number
            code = language_of(block)
            counted[code] = counted.get(code, 0) + len(block.text)
    whole = sum(counted.values())
    return {code: round(count / whole, 4) for code, count in counted.items()}, words


def language_of(block: Block) -> str:
    """The language of one text: of Latin letters it is told by its words alone, where there are enough.

    >>> text = "Le ministère publie les rapports de la commission sur les services de l'État pour vous."
    >>> language_of(Block(text, Landmark.MAIN, "en"))
    'fr'
    """
    is_latin = block.lang not in settings().scripts and script_of(block.text) == "latin"
    if not is_latin or block.text.count(" ") + 1 < settings().bounds["latin_words"]:
        return block.lang
    return languages_by_script({"latin": [block.text]}, told=block.lang)["latin"]


def _switches(links: Iterable[Link]) -> Iterable[tuple[str, str]]:
    """The links to other languages, by what they say of their target or by the name of a language."""
    for link in links:
        if link.address and len(link.words) <= _LONGEST_SWITCH:
            language = base_of(link.hreflang) or _named(link.words)
            if language:
                yield language, _id(link.address)


def _menu(links: Iterable[Link]) -> Iterable[str]:
    """The words of links around the main part, without names of languages and what says its language."""
    for link in links:
        is_around = link.landmark in _AROUND and not link.lang and not link.hreflang
        if is_around and link.text and not _named(link.text):
            yield link.text[:80]


def _led(links: Iterable[Link]) -> Iterable[tuple[str, str]]:
    for link in links:
        if link.address and link.text and DIGIT.search(link.text):
            yield link.text, split_address(normal(link.address) or link.address)[1]


def _names_service(address: str) -> bool:
    path = address.partition("//")[2].partition("/")[2].partition("?")[0].lower()
    return any(part in settings().services for part in path.split("/")[:-1])


def is_gone(artifact: Artifact) -> bool:
    """Whether the site says that nothing is there.

    >>> is_gone(Artifact("https://a.example/x", channel=Channel.HTTP, status=404))
    True
    """
    return artifact.outcome.is_seen and (artifact.status in _GONE or artifact.is_soft_missing)


def better(one: Looked, other: Looked) -> Looked:
    """Of two looks at one address the one that counts: as a browser showed it; the picture of either stays.

    >>> page = Page("https://a.example/")
    >>> plain = looked(Artifact(page.address, channel=Channel.HTTP, status=200), page)
    >>> shown = looked(Artifact(page.address, channel=Channel.BROWSER, status=200), page)
    >>> better(plain, shown) is shown
    True
    """
    order = sorted((one, other), key=lambda look: (not look.is_rendered, -look.words, look.address))
    best = order[0]
    return (
        best if best.screenshot or not order[1].screenshot else replace(best, screenshot=order[1].screenshot)
    )
