"""Bytes become a `Page`: decoded, tamed where they are wild, parsed once, walked once."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from miqyas.scanner.document.catalogues import catalogue_of
from miqyas.scanner.document.dates import iso_day
from miqyas.scanner.document.decode import decode
from miqyas.scanner.document.languages import shares
from miqyas.scanner.document.marks import Marks
from miqyas.scanner.document.model import Alternate, DateSeen, Page, Refresh
from miqyas.scanner.document.seen import seen
from miqyas.scanner.document.structured import api_of, dates_of, parsed, types_of
from miqyas.scanner.document.tame import is_wild, tamed
from miqyas.scanner.document.walk import Walk

HTML: Final = frozenset({"", "text/html", "application/xhtml+xml"})
_LONGEST_ADDRESS: Final = 2_000
_MOST_TYPES: Final = 100
_MOST_SCRIPTS: Final = 200
_WRAPPERS: Final = 6
"""Elements one in another, each around all that is shown, in which a direction is looked for."""
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "link", "meta"})
_REFRESH: Final = re.compile(
    r"\s*(\d{1,6}(?:\.\d{0,3})?)\s*(?:[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']*))?", re.IGNORECASE
)
_MICRODATA: Final = re.compile(r"https?://schema\.org/(\w{1,60})")
_FEED: Final = frozenset({"application/rss+xml", "application/atom+xml"})
_SOCIAL_DATES: Final = {
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "last-modified": "updated",
    "dcterms.modified": "updated",
    "article:published_time": "published",
    "dcterms.issued": "published",
}


def read_page(content: bytes, *, address: str, media_type: str = "text/html", charset: str = "") -> Page:
    """Read a page; ``charset`` is what the header of the answer names. Never raises for what is in the bytes.

    Of a body that is no page of HTML only what it is is told, and the catalogue of data that it speaks for.
    Time and memory are bounded by the limits of `decode`, `tame` and `walk`.

    >>> page = read_page(
    ...     b"<title>Portal</title><nav><a href=/faq>FAQ</a></nav>", address="https://a.example/"
    ... )
    >>> page.title, page.links[0].words, page.links[0].address, page.links[0].landmark.value
    ('Portal', 'FAQ', 'https://a.example/faq', 'nav')
    """
    media_type = media_type.split(";")[0].strip().lower()
    if media_type not in HTML:
        return _no_page(content, address=address, media_type=media_type, charset=charset)
    decoded = decode(content, told=charset)
    markup, is_cut = tamed(decoded.text) if is_wild(decoded.text) else (decoded.text, False)
    tree = LexborHTMLParser(markup)
    marks = Marks(tree)
    head = _Head(tree, marks, address)
    marks.silence()
    walk = Walk(tree, marks, base=head.base, told=head.lang)
    walk.run()
    return Page(
        address=address,
        media_type=media_type or "text/html",
        charset=decoded.charset,
        charset_from=decoded.known_from,
        lang=head.lang,
        direction=head.direction,
        title=head.title,
        description=head.named("description"),
        robots=head.named("robots").lower(),
        generator=head.named("generator"),
        viewport=head.named("viewport").lower(),
        canonical=head.canonical,
        refresh=head.refresh,
        alternates=tuple(head.alternates),
        feeds=tuple(head.feeds),
        headings=tuple(walk.headings),
        links=tuple(walk.links),
        forms=tuple(walk.forms),
        buttons=tuple(walk.buttons),
        blocks=tuple(walk.blocks),
        dates=(*head.dates, *walk.dates),
        schema_types=tuple(dict.fromkeys(head.types)),
        emails=tuple(walk.emails),
        phones=tuple(walk.phones),
        social=tuple(walk.social),
        languages=shares(walk.blocks),
        scripts=head.scripts,
        is_cut=decoded.is_cut or is_cut or walk.is_cut,
    )


def _no_page(content: bytes, *, address: str, media_type: str, charset: str) -> Page:
    found = catalogue_of(content)
    api = found.kind if found and found.works else ""
    if found is None and "json" in media_type:
        api = api_of(parsed(decode(content, told=charset).text))
    newest = found.newest if found else None
    dates = (DateSeen(newest.isoformat(), newest, role="updated"),) if newest else ()
    return Page(address, media_type=media_type, api=api, catalogue=found, dates=dates)


def absolute(base: str, address: str) -> str:
    """An address as seen from a page, without its fragment; empty where it is none.

    >>> absolute("https://a.example/x/", "../y?q=1#z"), absolute("https://a.example/", "http://[")
    ('https://a.example/y?q=1', '')
    """
    try:
        return urljoin(base, address.strip()[:_LONGEST_ADDRESS]).split("#")[0]
    except ValueError:
        return ""


def _direction(body: LexborNode | None) -> str | None:
    """The direction that is said on the body, or else on what wraps all that stands in it."""
    node, found = body, body.attributes.get("dir") if body else None
    for _ in range(_WRAPPERS):
        inside = [one for one in node.iter() if one.tag not in _SILENT] if node and not found else []
        if len(inside) != 1:
            break
        node, found = inside[0], inside[0].attributes.get("dir")
    return found


class _Head:
    """What the head of a page says, and what its markup says to machines."""

    def __init__(self, tree: LexborHTMLParser, marks: Marks, address: str) -> None:
        root = tree.root
        attributes = root.attributes if root else {}
        self.lang = seen(attributes.get("lang") or attributes.get("xml:lang"), longest=20).lower()
        self.direction = seen(attributes.get("dir") or _direction(tree.body), longest=5).lower()
        told = marks.told
        title, base = (next(iter(told.get(tag, ())), None) for tag in ("title", "base"))
        self.title = seen(title.text()) if title else ""
        self.base = (absolute(address, base.attributes.get("href") or "") if base else "") or address
        self.canonical = ""
        self.refresh: Refresh | None = None
        self.alternates: list[Alternate] = []
        self.feeds: list[str] = []
        self.types: list[str] = []
        self.dates: list[DateSeen] = []
        self._meta: dict[str, str] = {}
        for node in told.get("link", ())[:500]:
            self._link(node.attributes)
        for node in told.get("meta", ())[:300]:
            self._meta_element(node.attributes)
        scripts = told.get("script", ())
        self.scripts = len(scripts)
        for node in scripts[:_MOST_SCRIPTS]:
            if (node.attributes.get("type") or "").lower() == "application/ld+json":
                self.scripts -= 1
                self._json(node)
        for node in marks.items[:_MOST_TYPES]:
            self.types += _MICRODATA.findall((node.attributes.get("itemtype") or "")[:400])

    def named(self, name: str) -> str:
        return self._meta.get(name, "")

    def _link(self, attributes: dict[str, str | None]) -> None:
        rel = (attributes.get("rel") or "").lower().split()
        address = absolute(self.base, attributes.get("href") or "")
        lang = seen(attributes.get("hreflang"), longest=20).lower()
        if "canonical" in rel and not self.canonical:
            self.canonical = address
        elif "alternate" in rel and lang and address and len(self.alternates) < _MOST_TYPES:
            self.alternates.append(Alternate(lang, address))
        elif "alternate" in rel and (attributes.get("type") or "").lower() in _FEED and len(self.feeds) < 20:
            self.feeds.append(address)

    def _meta_element(self, attributes: dict[str, str | None]) -> None:
        name = (
            attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        ).lower()
        content = seen(attributes.get("content"), longest=500)
        self._meta.setdefault(name, content)
        if name == "refresh" and self.refresh is None and (match := _REFRESH.match(content)):
            self.refresh = Refresh(float(match[1]), absolute(self.base, match[2] or "") or self.base)
        self._date(_SOCIAL_DATES.get(name, ""), content)

    def _json(self, node: LexborNode) -> None:
        value = parsed(node.text() or "")
        self.types += types_of(value)[:_MOST_TYPES]
        for role, text in dates_of(value)[:20]:
            self._date(role, text)

    def _date(self, role: str, text: str) -> None:
        day = iso_day(text) if role else None
        if day:
            self.dates.append(DateSeen(text[:40], day, role=role))
