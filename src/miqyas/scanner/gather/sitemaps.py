"""The addresses that a site lists itself, read within bounds: no entities, no endless lists, no bombs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from miqyas.scanner.gather.addresses import normal
from miqyas.scanner.gather.inflate import BombError, BrokenError, inflated

LARGEST: Final = 10 * 2**20
"""Bytes of one sitemap that are read, after inflating."""
MOST_ADDRESSES: Final = 5000
"""Addresses taken of one sitemap: a scan looks at far fewer."""
MOST_SITEMAPS: Final = 20
"""Sitemaps read of one site, those that an index lists among them."""
_LONGEST_TEXT: Final = 4096
_DEEPEST: Final = 32


@dataclass(frozen=True)
class Sitemap:
    """What a sitemap lists: pages, and further sitemaps where it is an index.

    ``problem``: broken, entities, bomb, too_many (then what came before still counts); empty for none.
    """

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problem: str = ""


def read_sitemap(content: bytes, *, base: str) -> Sitemap:
    r"""Read a sitemap, an index, a feed, or a list of addresses by line; packed ones too. It never raises.

    >>> read_sitemap(b"<urlset><url><loc> /a </loc></url></urlset>", base="https://a.example/s.xml").pages
    ('https://a.example/a',)
    >>> read_sitemap(b"https://a.example/a\nhttps://a.example/b", base="https://a.example/s.txt").pages
    ('https://a.example/a', 'https://a.example/b')
    """
    if content.startswith(b"\x1f\x8b"):
        try:
            content, _ = inflated(content, most=LARGEST)
        except (BombError, BrokenError) as error:
            return Sitemap(problem="bomb" if isinstance(error, BombError) else "broken")
    content = content[:LARGEST]
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _Reader(base).read(content)
    lines = content.decode("utf-8", "replace").splitlines()[:MOST_ADDRESSES]
    return Sitemap(pages=_unique(normal(line) for line in lines))


class _StopError(Exception):
    """Enough was read, or what comes is not to be read."""


class _Reader:
    """Reads XML as it comes and keeps nothing but addresses."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        self._pages: list[str] = []
        self._sitemaps: list[str] = []

    def read(self, content: bytes) -> Sitemap:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        problem = ""
        try:
            parser.Parse(content, True)
        except _StopError as error:
            problem = str(error)
        except expat.ExpatError:
            problem = "broken"
        return Sitemap(_unique(self._pages), _unique(self._sitemaps), problem)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= _DEEPEST:
            raise _StopError("broken")
        self._path.append(name.rpartition(" ")[2].lower())
        if self._path[-1] in {"loc", "link"}:
            self._text, self._length = [], 0
            if self._path[-1] == "link" and attributes.get("href"):
                self._take(attributes["href"])

    def _end(self, name: str) -> None:  # noqa: ARG002
        self._path.pop()
        if self._text is not None:
            found, self._text = "".join(self._text), None
            if found.strip():
                self._take(found)

    def _characters(self, text: str) -> None:
        if self._text is not None and self._length < _LONGEST_TEXT:
            self._text.append(text)
            self._length += len(text)

    def _entity(self, *declared: object) -> None:  # noqa: ARG002
        raise _StopError("entities")

    def _take(self, address: str) -> None:
        kept = self._sitemaps if "sitemap" in self._path else self._pages
        if len(kept) >= MOST_ADDRESSES:
            raise _StopError("too_many")
        kept.append(normal(address, base=self._base))


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address))
