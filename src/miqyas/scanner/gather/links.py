"""Whether a link still leads to what it proved: alive, moved, dead, or a page that only says it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from html import unescape
from importlib.resources import files
from itertools import islice
from typing import Any, Final, Protocol
from urllib.parse import urlsplit, urlunsplit

import yaml

from miqyas.kernel.text import fold
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.guard import AddressRefusedError

GONE: Final = frozenset({404, 410})
GUARDED: Final = frozenset({401, 403, 407, 429, 451})
NOWHERE: Final = "miqyas-no-such-page-0f3a"
"""The name of a page that no site has: what answers under it tells nothing."""
_BEGINS: Final = re.compile(rb"<(?:[tT][iI][tT]|[hH]1)")
_HEADLINE: Final = re.compile(
    rb"<(title|h1)\b[^>]{0,1000}>(.{0,5000}?)</\1\s{0,100}>", re.IGNORECASE | re.DOTALL
)
_TAGS: Final = re.compile(r"<[^>]*>")
_HEAD: Final = 200_000
_MOST_HEADLINES: Final = 100


class Outcome(Enum):
    """What became of a link."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    SOFT_MISSING = "soft_missing"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True)
class Look:
    """One look at a link. ``details`` are plain values: the failure, the hops, what gave it away."""

    outcome: Outcome
    status: int | None
    final_address: str
    details: dict[str, Any] = field(default_factory=dict)


class Fetches(Protocol):
    """Whatever fetches an address."""

    def fetch(self, address: str) -> Fetched:
        """What comes back."""


def look_at(address: str, *, client: Fetches) -> Look:
    """Look at a link once; where the page would say yes to any address, that is told too."""
    try:
        fetched = client.fetch(address)
    except AddressRefusedError as error:
        return Look(Outcome.REFUSED, None, address, {"why": error.full_code})
    look = judge(fetched)
    if look.outcome is Outcome.ALIVE and _answers_to_anything(fetched, client=client):
        return Look(look.outcome, look.status, look.final_address, {**look.details, "same_for_any": True})
    return look


def judge(fetched: Fetched) -> Look:
    """What an answer means for the link that led to it.

    >>> judge(Fetched("https://a.example/x", "https://a.example/x", 404)).outcome
    <Outcome.DEAD: 'dead'>
    >>> judge(
    ...     Fetched(
    ...         "https://a.example/x", "https://a.example/x", 200, content=b"<title>Page not found</title>"
    ...     )
    ... ).outcome
    <Outcome.SOFT_MISSING: 'soft_missing'>
    """
    outcome, details = _outcome(fetched)
    if fetched.hops:
        details["hops"] = len(fetched.hops)
    return Look(outcome, fetched.status, fetched.final_address, details)


def _outcome(fetched: Fetched) -> tuple[Outcome, dict[str, Any]]:
    status = fetched.status
    if status is None:
        return Outcome.UNREACHABLE, {"why": fetched.failure}
    if status in GONE:
        return Outcome.DEAD, {}
    if status in GUARDED:
        return Outcome.REFUSED, {"why": "status"}
    if not 200 <= status < 300:
        return Outcome.UNREACHABLE, {"why": "status"}
    if _sent_home(fetched):
        return Outcome.SOFT_MISSING, {"why": "sent_home"}
    if words := missing_words(fetched.content):
        return Outcome.SOFT_MISSING, {"why": "words", "words": words}
    if fetched.is_moved_for_good and _place(fetched.address) != _place(fetched.final_address):
        return Outcome.MOVED, {}
    return Outcome.ALIVE, {}


def missing_words(content: bytes) -> str:
    """The words in title or heading by which a page says that it is not there; empty where it does not.

    >>> missing_words("<h1>الصفحة غير موجودة</h1>".encode())
    'الصفحه غير موجوده'
    >>> missing_words(b"<title>Report a missing person</title>")
    ''
    """
    head = content[:_HEAD]
    for begin in islice(_BEGINS.finditer(head), _MOST_HEADLINES):
        found = _HEADLINE.match(head, begin.start())
        inner = found[2].decode("utf-8", "replace") if found else ""
        headline = f" {fold(unescape(_TAGS.sub(' ', inner)))} "
        for words in _lexicon():
            if f" {words} " in headline:
                return words
    return ""


@cache
def _lexicon() -> tuple[str, ...]:
    loaded = yaml.safe_load(files("miqyas.scanner.lexicon").joinpath("missing.yaml").read_text("utf-8"))
    return tuple(dict.fromkeys(fold(words) for listed in loaded.values() for words in listed))


def _sent_home(fetched: Fetched) -> bool:
    """Whether a page deep in a site ended at a home page."""
    was, now = _place(fetched.address)[1], _place(fetched.final_address)[1]
    is_home = re.fullmatch(r"(/[a-z]{2}(-[a-z]{2})?)?(/(home|index(\.\w+)?|default(\.\w+)?))?", now)
    return bool(fetched.hops) and was.count("/") > 1 and bool(is_home)


def _answers_to_anything(fetched: Fetched, *, client: Fetches) -> bool:
    """Whether the site gives the very same page to an address that nobody made."""
    parts = urlsplit(fetched.final_address)
    if parts.path in {"", "/"}:
        return False
    elsewhere = urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{NOWHERE}", "", ""))
    try:
        other = client.fetch(elsewhere)
    except AddressRefusedError:
        return False
    return other.status == fetched.status and other.content == fetched.content and bool(other.content)


def _place(address: str) -> tuple[str, str, str]:
    """Host without www, path without its last slash, query: what makes it another page."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/").lower(), parts.query
