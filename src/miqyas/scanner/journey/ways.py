"""The links of one page as a stranger reads them: small, so that they go from one process to another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from miqyas.scanner.document.model import Form, Landmark, Page
from miqyas.scanner.journey.manner import Manner, usual

_LONGEST: Final = 120
"""Characters of a link's words that are read."""
_SEARCH: Final = "search"
_KNOWN: Final = 20_000


class Way(NamedTuple):
    """A link: its words, where it leads (nowhere where empty), where it stands.

    ``number`` counts the links of its place from 0.
    """

    words: str
    address: str
    landmark: Landmark
    number: int
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The links of a page in their order, and whether the site can be searched from it."""

    address: str
    ways: tuple[Way, ...]
    has_search: bool = False


def ways_of(page: Page, *, manner: Manner | None = None) -> Ways:
    """What leads on from a page: links with words, each target and wording once, no more than are kept.

    What opens a menu leads nowhere and is no way, nor are mail and telephone; any other link to nowhere is
    one, and ends there.

    >>> from miqyas.scanner.document.parse import read_page
    >>> page = read_page(
    ...     b'<nav><a href="/a">Laws</a><a href="#">Apply</a></nav>', address="https://p.example/"
    ... )
    >>> [(way.words, way.address) for way in ways_of(page).ways]
    [('Laws', 'https://p.example/a'), ('Apply', '')]
    """
    found = tuple(islice(_ways(page), (manner or usual()).kept))
    return Ways(page.address, found, any(map(_is_search, page.forms)))


def _ways(page: Page) -> Iterator[Way]:
    seen: set[tuple[str, str]] = set()
    counted = dict.fromkeys(Landmark, 0)
    for text, address, landmark, _, label, *_, is_dead, is_toggle, file_kind, _ in page.links:
        words = (text or label)[:_LONGEST]
        named = (words, address)
        if not words or named in seen or not (address or (is_dead and not is_toggle)):
            continue
        seen.add(named)
        number = counted[landmark]
        counted[landmark] = number + 1
        yield _way(words, address, landmark, number, bool(file_kind))


@lru_cache(maxsize=_KNOWN)
def _way(words: str, address: str, landmark: Landmark, number: int, is_file: bool) -> Way:
    """The pages of a site share their menus: a link that stands on each is kept once.

    What links to one page say is kept once too, wherever they stand: scans of many pages need half the room.
    """
    return Way(sys.intern(words), sys.intern(address), landmark, number, is_file)


def _is_search(form: Form) -> bool:
    if Landmark.SEARCH is form.landmark or form.role == _SEARCH:
        return bool(form.asks)
    return any(field.kind == _SEARCH for field in form.asks)
