"""What stands between a stranger and a page: a question whether one is human, a sign-in.

A page behind a wall was not seen, whatever its status says; it is never taken for one where something lacks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import yaml

from miqyas.kernel.text import fold
from miqyas.scanner.gather.client import Fetched

_READ: Final = 64 * 1024
_SMALL: Final = 12_000
"""Bytes under which a page with the title of a wall is one: a page with a content of its own is longer."""
_OF_ITS_OWN: Final = 40
"""Links of a page that is one: what stands in front of pages leads nowhere, or to help."""
_TITLE: Final = re.compile(rb"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_PASSWORD: Final = re.compile(rb"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_PIECES: Final = re.compile(r"[/._=&;?]+")


@cache
def _signs() -> Mapping[str, Any]:
    loaded = yaml.safe_load(files("miqyas.scanner.lexicon").joinpath("walls.yaml").read_text("utf-8"))
    return {
        "titles": frozenset(map(fold, loaded["titles"])),
        "marks": tuple(mark.lower().encode() for mark in loaded["marks"]),
        "headers": loaded["headers"],
        "sign_in": frozenset(loaded["sign_in"]),
    }


def title_of(content: bytes) -> str:
    """The title of a page as its first bytes have it, read as UTF-8.

    >>> title_of(b"<html><TITLE>Home &amp; more</TITLE>")
    'Home & more'
    """
    found = _TITLE.search(content[:_READ])
    return unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


def is_challenge(fetched: Fetched) -> bool:
    """Whether an answer asks whether one is human, or turns machines away; with any status, 200 as well.

    >>> page = b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    >>> is_challenge(Fetched("https://a.example/", "https://a.example/", 200, content=page))
    True
    """
    signs = _signs()
    if any(word in fetched.headers.get(name, "").lower() for name, word in signs["headers"].items()):
        return True
    head = fetched.content[:_READ].lower()
    if head.count(b"<a ") >= _OF_ITS_OWN:
        return False
    if any(mark in head for mark in signs["marks"]):
        return True
    is_told_by_status = fetched.status in {401, 403, 404, 410}
    if is_told_by_status or len(fetched.content) >= _SMALL:
        return False
    return fold(title_of(head)) in signs["titles"]


def is_sign_in(address: str) -> bool:
    """Whether an address looks like one behind which one signs in.

    >>> is_sign_in("https://sso.a.example/"), is_sign_in("https://a.example/Account/Login?next=/x")
    (True, True)
    >>> is_sign_in("https://a.example/authority/about")
    False
    """
    parts = urlsplit(address)
    words = _PIECES.split(unquote(parts.path).lower().strip("/"))
    first_of_host = (parts.hostname or "").split(".")[0]
    return bool(_signs()["sign_in"] & {*words, first_of_host})


def asks_for_password(content: bytes) -> bool:
    """Whether a page has a field for a password."""
    return bool(_PASSWORD.search(content))


def is_login_wall(fetched: Fetched) -> bool:
    """Whether one was sent on to a sign-in on the way to a page that was not one.

    >>> page = b"<form><input type=password></form>"
    >>> hops = ((302, "https://a.example/open"),)
    >>> is_login_wall(Fetched(hops[0][1], "https://a.example/login", 200, content=page, hops=hops))
    True
    """
    was_sent = bool(fetched.hops) and not is_sign_in(fetched.address)
    return was_sent and (is_sign_in(fetched.final_address) or asks_for_password(fetched.content))
