"""What a site is asked as a catalogue of data: well-known addresses that no page has to link to.

Only a site that is an open data portal is asked, or one of which a page that was seen shows signs of the
program of a catalogue. The order is that of `interfaces.yaml`, what the sign names first; once one answers as
it should the others are left. What is asked follows from what came back alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from miqyas.scanner.artifacts.model import PAGES, Artifact, Reason
from miqyas.scanner.document.catalogues import LARGEST, catalogue_of
from miqyas.scanner.document.model import Link, Page
from miqyas.scanner.gather.addresses import normal, origin_of

WHAT: Final = "interface"
"""What a look at such an address is for, among its facts."""
BODY: Final = LARGEST
"""Bytes of an answer that are kept."""
ANY: Final = "any"
WORDS: Final = "words"
"""A sign that is no more than the words of a link."""
_READ: Final = 200_000
"""Bytes of a page in which marks are looked for."""
_SIGNS_WITHIN: Final = 25
"""Pages of a site in which signs are looked for: a program shows them on each, and menus come first."""
_MAY_BE_TOLD: Final = frozenset({Reason.SERVER_ERROR, Reason.REFUSED_OTHER})
"""Failures by which an interface may say, in its own form, what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Interface:
    """An address at which a catalogue answers programs; ``source`` says where it is documented."""

    name: str
    path: str
    source: str

    def facts(self) -> dict[str, str]:
        """What is written down of a look at it."""
        return {"what": WHAT, "interface": self.name}


class Interfaces:
    """What of a site is still to be asked.

    ``place`` is what the site is in the words of the catalogue, empty where nobody says.

    >>> asked = Interfaces("open_data_portal")
    >>> one, address = next(asked.waiting("https://data.example"))
    >>> asked.answered(one, works=True)
    >>> one.name, address, list(asked.waiting("https://data.example"))
    ('ckan', 'https://data.example/api/3/action/package_search?rows=5', [])
    >>> list(Interfaces("ministry_site").waiting("https://ministry.example"))
    []
    """

    def __init__(self, place: str) -> None:
        self._is_wanted = is_catalogue(place)
        self._sign = ""
        self._seen = 0
        self._names = frozenset(one.name for one in interfaces())
        self._origin = ""
        self._asked: set[str] = set()
        self._is_over = False

    def saw(self, page: Page, content: bytes, *, is_own: Callable[[str], bool]) -> None:
        """Take note of a page of the site; ``is_own`` tells which addresses are of the site."""
        self._seen += 1
        if not self._sign and self._seen <= _SIGNS_WITHIN:
            self._sign = sign_of(page, content, is_own=is_own)
            if self._sign and not self._is_wanted:
                self._is_wanted, self._origin = True, origin_of(page.address)
                self._names = _told()["by_words"] if self._sign == WORDS else self._names

    def waiting(self, origin: str) -> Iterator[tuple[Interface, str]]:
        """What is to be asked, with its address: on the host of the sign, else at the origin given."""
        for one in sorted(interfaces(), key=lambda one: one.name != self._sign) if self._is_wanted else ():
            if not self._is_over and one.name in self._names - self._asked:
                yield one, normal(f"{self._origin or origin}{one.path}")

    def answered(self, one: Interface, *, works: bool) -> None:
        """It was asked; where it works, nothing else is."""
        self._asked.add(one.name)
        self._is_over = self._is_over or works

    def leave(self) -> None:
        """Ask nothing more: the host cannot be asked at all."""
        self._is_over = True


def sign_of(page: Page, content: bytes, *, is_own: Callable[[str], bool]) -> str:
    """The interface that a page shows signs of, "any" where it names no program, empty where it shows none.

    "words": a link to a page of the site says datasets, and nothing else speaks for a catalogue.

    >>> sign_of(Page("https://d.example/", generator="CKAN 2.11.0"), b"", is_own=lambda address: True)
    'ckan'
    >>> sign_of(Page("https://d.example/"), b"<title>Ministry</title>", is_own=lambda address: True)
    ''
    """
    signs, head = _told()["signs"], content[:_READ]
    generator = page.generator.lower()
    for name, words in signs["generator"].items():
        if any(word in generator for word in words):
            return str(name)
    for name, marks in signs["marks"].items():
        if any(mark in head for mark in marks):
            return str(name)
    if not signs["schema"].isdisjoint(page.schema_types):
        return ANY
    led_to = [link for link in _led_to(page.links) if is_own(normal(link.address))]
    if any(signs["folder"].match(link.address) for link in led_to):
        return ANY
    return WORDS if led_to else ""


def _led_to(links: Sequence[Link]) -> Iterator[Link]:
    """Links that say datasets, by their words or their address; few pages have one."""
    words, folder, names = (_told()["signs"][part] for part in ("words", "folder", "names"))
    addresses = "\n".join(link.address for link in links).lower()
    is_named = any(name in addresses for name in names)
    if is_named or not words.isdisjoint((link.text or link.label).lower() for link in links):
        for link in links:
            if link.address and (link.words.lower() in words or folder.match(link.address)):
                yield link


def is_catalogue(place: str) -> bool:
    """Whether a portal of this kind is asked in any case.

    >>> is_catalogue("open_data_portal"), is_catalogue("ministry_site")
    (True, False)
    """
    return place in _told()["places"]


def is_interface(look: Artifact) -> bool:
    """Whether a look was at an address of a catalogue's interface."""
    return look.facts.get("what") == WHAT


def is_answer(look: Artifact) -> bool:
    """Whether what came back may be the answer of an interface: no page, and nothing that says "not here".

    >>> from miqyas.scanner.artifacts.model import Channel
    >>> look = Artifact("https://d.example/data.json", Channel.PROBE, status=200)
    >>> is_answer(look)
    False
    """
    if look.body is None or look.status is None or look.is_soft_missing or look.body.media_type in PAGES:
        return False
    is_there = look.outcome.is_seen and 200 <= look.status < 300
    return is_there or look.outcome.reason in _MAY_BE_TOLD


def works(look: Artifact, content: bytes) -> bool:
    """Whether an interface answers as it should: it lists datasets."""
    found = catalogue_of(content) if look.outcome.is_seen and is_answer(look) else None
    return found is not None and found.works


@cache
def interfaces() -> tuple[Interface, ...]:
    """All that may be asked, in order.

    >>> len(interfaces()) <= 8, all(one.source for one in interfaces())
    (True, True)
    """
    return tuple(Interface(one["name"], one["path"], one["source"]) for one in _told()["asks"])


@cache
def _told() -> dict[str, Any]:
    loaded = yaml.safe_load(files("miqyas.scanner.gather").joinpath("interfaces.yaml").read_text("utf-8"))
    signs = loaded["signs"]
    folders = "|".join(map(re.escape, signs["folders"]))
    return {
        "places": frozenset(loaded["places"]),
        "asks": loaded["asks"],
        "by_words": frozenset(loaded["by_words"]),
        "signs": {
            "generator": signs["generator"],
            "marks": {name: tuple(map(str.encode, marks)) for name, marks in signs["marks"].items()},
            "schema": frozenset(signs["schema"]),
            "words": frozenset(signs["words"]),
            "names": tuple(f"/{name}" for name in signs["folders"]),
            "folder": re.compile(
                rf"https?://[^/]+(?:/[a-z]{{2}}(?:-[a-z]{{2}})?)?/(?:{folders})(?:[/?]|$)", re.IGNORECASE
            ),
        },
    }
