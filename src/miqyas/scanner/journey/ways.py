"""The links of one page as a stranger reads them: small, so that they go from one process to another."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from miqyas.scanner.document.model import Form, Landmark, Page
from miqyas.scanner.journey.manner import Manner, usual

_LONGEST: Final = 120
"""Characters of a link's words that are read."""
_SEARCH: Final = "search"
_KNOWN: Final = 20_000
_OPENED: Final = 64
"""Pages whose links are kept unpacked: a search goes to the same ones again and again."""
_PLACES: Final = {landmark: place for place, landmark in enumerate(Landmark)}
_LANDMARKS: Final = tuple(Landmark)


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
    """The links of a page in their order, and whether the site can be searched from it.

    They are kept packed, in a tenth of the room: a scan of many portals has millions.

    >>> Ways.of("https://p.example/", [Way("Laws", "https://p.example/a", Landmark.NAV, 0)]).ways[0].words
    'Laws'
    """

    address: str
    packed: bytes
    has_search: bool = False

    @classmethod
    def of(cls, address: str, ways: Iterable[Way], *, has_search: bool = False) -> Ways:
        """The links of the page at an address."""
        rows = [(way.words, way.address, way.landmark, way.number, way.is_file) for way in ways]
        return cls(address, _packed(rows), has_search)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The links, unpacked."""
        return _unpacked(self.packed)


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
    packed = _packed(_ways(page, most=(manner or usual()).kept))
    return Ways(page.address, packed, any(map(_is_search, page.forms)))


_Row = tuple[str, str, Landmark, int, bool]


def _packed(rows: list[_Row]) -> bytes:
    """Links as bytes: their words, where they lead, their places as numbers."""
    words = [row[0] for row in rows]
    addresses = [row[1] for row in rows]
    places = [
        (number * len(_LANDMARKS) + _PLACES[landmark]) * 2 + is_file for *_, landmark, number, is_file in rows
    ]
    text = json.dumps((words, addresses, places), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


@lru_cache(maxsize=_OPENED)
def _unpacked(packed: bytes) -> tuple[Way, ...]:
    words, addresses, places = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    found = []
    for said, address, told in zip(words, addresses, places, strict=True):
        place, is_file = divmod(told, 2)
        number, landmark = divmod(place, len(_LANDMARKS))
        found.append(_way(said, address, _LANDMARKS[landmark], number, bool(is_file)))
    return tuple(found)


def _ways(page: Page, *, most: int) -> list[_Row]:
    found: list[_Row] = []
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
        found.append((words, address, landmark, number, bool(file_kind)))
        if len(found) >= most:
            break
    return found


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
