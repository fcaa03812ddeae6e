"""Where a link leads and what it says of itself, beside its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from miqyas.scanner.document.contacts import network_of
from miqyas.scanner.document.dates import latin_digits
from miqyas.scanner.document.seen import seen

LONGEST_ADDRESS: Final = 2_000
"""Letters of an address that are read."""
_FILES: Final = frozenset(
    {
        *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "csv", "tsv", "json", "geojson"),
        *("xml", "rdf", "ttl", "zip", "kml", "shp", "parquet", "rtf", "txt", "epub"),
    }
)
_SIZE: Final = re.compile(
    r"(?<![\w.,])(\d{1,5}(?:[.,]\d{1,3})?)\s?(k|m|g)?(?:i?b\b|o\b|bytes\b)|"
    r"(?<![\w.,])(\d{1,5}(?:[.,]\d{1,3})?)\s?(كيلو|ميجا|ميغا|جيجا)\s?(?:بايت)?",
    re.IGNORECASE,
)
_TIMES: Final = {
    "": 1,
    "k": 10**3,
    "m": 10**6,
    "g": 10**9,
    "كيلو": 10**3,
    "ميجا": 10**6,
    "ميغا": 10**6,
    "جيجا": 10**9,
}
_OWN_KINDS: Final = ("mailto:", "tel:", "sms:", "whatsapp:", "skype:", "data:", "blob:", "file:", "ftp:")
_NOT_PAGES: Final = ("javascript:", "about:", *_OWN_KINDS)
_PLAIN: Final = re.compile(r"/?[\w%-]++(?:[/.][\w%-]++)*+/?(?:\?[\w%&=+.-]*+)?")
"""An address below the folder or the host of its page, which need only be put before it."""


@lru_cache(maxsize=20_000)
def led_to(base: str, href: str) -> tuple[str, str, str]:
    """The absolute address, the network of an account and the kind of a file; each empty where it is none.

    An address is empty where it leads nowhere or is of its own kind, such as "tel:".

    >>> led_to("https://a.example/ar/", "x.pdf"), led_to("https://a.example/", "tel:1"), led_to("", "#")
    (('https://a.example/ar/x.pdf', '', 'pdf'), ('', '', ''), ('', '', ''))
    """
    address = _absolute(base, href)
    kind = address.partition("?")[0].rpartition(".")[2].lower()
    return address, network_of(address) if address else "", kind if kind in _FILES else ""


def _absolute(base: str, href: str) -> str:
    kind = href[:12].lower()
    if kind in {"", "#", "#!"} or kind.startswith(_NOT_PAGES):
        return ""
    if base and _PLAIN.fullmatch(href):
        if href[0] == "/":
            return "/".join(base.split("/", 3)[:3]) + href
        return f"{base.partition('?')[0].rpartition('/')[0]}/{href}"
    try:
        address = urljoin(base, href).split("#")[0]
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


_TOGGLES: Final = frozenset(
    {"aria-haspopup", "aria-expanded", "data-toggle", "data-bs-toggle", "aria-controls"}
)


TELLING: Final = _TOGGLES | {"aria-label", "title", "alt", "lang", "hreflang", "rel", "role"}
"""Attributes by which a link tells more than its words do."""


def told_of(attributes: Mapping[str, str | None]) -> tuple[str, str, str, tuple[str, ...], bool]:
    """What attributes of a link tell: label, lang, hreflang, rel, and whether it opens a menu.

    >>> told_of({"rel": "next nofollow", "title": "Page 2", "aria-expanded": None})
    ('Page 2', '', '', ('next', 'nofollow'), True)
    """
    get = attributes.get
    lang, hreflang, rel = get("lang") or "", get("hreflang") or "", get("rel") or ""
    is_toggle = not _TOGGLES.isdisjoint(attributes) or get("role") in {"button", "tab"}
    label = seen(get("aria-label") or get("title") or get("alt"))
    return label, lang[:20].lower(), hreflang[:20].lower(), tuple(rel.lower().split()[:10]), is_toggle


def is_of_own_kind(href: str) -> bool:
    """Whether an address leads somewhere that is no page, such as "tel:"."""
    return href.lower().startswith(_OWN_KINDS)


def picture_words(node: LexborNode) -> str:
    """What a link says that is a picture: the alternative of an image, or the title of a drawing."""
    for child in node.css("img[alt],svg[aria-label],[title],[aria-label]")[:3]:
        attributes = child.attributes
        if words := seen(attributes.get("alt") or attributes.get("aria-label") or attributes.get("title")):
            return words
    return ""


def size_of(text: str) -> int | None:
    """The size in bytes that the words of a link to a file tell; None where they tell none."""
    match = _SIZE.search(latin_digits(text))
    if not match:
        return None
    number = float((match[1] or match[3]).replace(",", "."))
    return int(number * _TIMES[(match[2] or match[4] or "").lower()])
