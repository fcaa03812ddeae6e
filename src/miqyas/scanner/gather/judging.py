"""What came back from an address, made into an artifact: its outcome typed, its bytes named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from miqyas.scanner.artifacts.model import PAGES, SEEN, Artifact, Body, Channel, Hop, Outcome, Reason
from miqyas.scanner.gather.addresses import LONGEST, normal
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.walls import is_challenge, is_login_wall

_FAILED: Final = {
    "dns": Reason.DNS,
    "connect": Reason.CONNECT,
    "timeout": Reason.TIMEOUT,
    "tls": Reason.TLS,
    "protocol": Reason.PROTOCOL,
    "encoding": Reason.PROTOCOL,
    "too_many_redirects": Reason.REDIRECTS,
    "bomb": Reason.TOO_LARGE,
    "not_allowed": Reason.ROBOTS,
    "refused": Reason.ADDRESS_REFUSED,
    "crashed": Reason.CRASHED,
    "download": Reason.PROTOCOL,
}
_REFUSED: Final = {401: Reason.REFUSED_401, 403: Reason.REFUSED_403, 429: Reason.REFUSED_429}
_MISSING: Final = frozenset({404, 410})
KEPT_HEADERS: Final = frozenset({
    "cache-control", "content-disposition", "content-language", "content-length", "content-type", "etag",
    "content-security-policy", "last-modified", "link", "location", "permissions-policy", "referrer-policy",
    "retry-after", "server", "strict-transport-security", "vary", "x-content-type-options", "x-frame-options",
    "x-robots-tag",
})  # fmt: skip
"""Headers that rules ask for; the others are let go."""
LONGEST_HEADER: Final = 1000
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META: Final = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_BOMS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def outcome_of(fetched: Fetched, *, channel: Channel = Channel.HTTP) -> Outcome:
    """Whether something can be said of an address by what came back, and why not.

    >>> outcome_of(Fetched("https://a.example/", "https://a.example/", 403)).reason
    <Reason.REFUSED_403: 'refused_403'>
    >>> outcome_of(Fetched("https://a.example/", "https://a.example/", 404)).is_seen
    True
    """
    reason = _reason(fetched, channel)
    return Outcome.not_assessable(reason) if reason else SEEN


def _reason(fetched: Fetched, channel: Channel) -> Reason | None:
    status = fetched.status
    if status is None:
        return _FAILED.get(fetched.failure, Reason.PROTOCOL)
    if fetched.cut_by == "time":
        return Reason.TIMEOUT
    if is_challenge(fetched):
        return Reason.CHALLENGE
    if 400 <= status < 500 and status not in _MISSING:
        return _REFUSED.get(status, Reason.REFUSED_OTHER)
    if status >= 500:
        return Reason.SERVER_ERROR
    if status < 200 or 300 <= status < 400:
        return Reason.PROTOCOL
    if channel is Channel.HTTP and is_login_wall(fetched):
        return Reason.LOGIN_WALL
    if channel is Channel.PROBE or not fetched.is_cut:
        return None
    if not media_type_of(fetched).startswith("text/") and not is_page(fetched):
        return Reason.TOO_LARGE
    return None


def seen(wanted: Artifact, fetched: Fetched, *, name: str, is_soft: bool = False) -> Artifact:
    """The artifact that was wanted, with what came back; its bytes are kept by the name.

    >>> wanted = Artifact("https://a.example/", channel=Channel.HTTP)
    >>> seen(wanted, Fetched("https://a.example/", "https://a.example/", 404), name="").status
    404
    """
    outcome = outcome_of(fetched, channel=wanted.channel)
    return replace(
        wanted,
        final_address=normal(fetched.final_address) or fetched.final_address[:LONGEST],
        hops=tuple(Hop(status, address) for status, address in fetched.hops),
        outcome=outcome,
        status=fetched.status,
        headers=kept_headers(fetched),
        body=body_of(fetched, name=name),
        language=fetched.headers.get("content-language", "")[:60],
        seconds=fetched.seconds,
        is_soft_missing=outcome.is_seen and is_soft,
        facts={**wanted.facts, **_facts_of(fetched)},
    )


def _facts_of(fetched: Fetched) -> dict[str, Any]:
    """What else the answer told, where it did."""
    found = {
        "failure": fetched.failure,
        "cut_by": fetched.cut_by,
        "http": fetched.version,
        "tls": fetched.tls[0],
        "cookies": list(fetched.cookies),
    }
    return {name: value for name, value in found.items() if value}


def body_of(fetched: Fetched, *, name: str) -> Body | None:
    """How the bytes are described that are kept by this name; None where there are none."""
    if not fetched.content:
        return None
    charset, charset_from = charset_of(fetched)
    return Body(
        hash=name,
        size=len(fetched.content),
        is_cut=fetched.is_cut,
        media_type=media_type_of(fetched),
        charset=charset,
        charset_from=charset_from,
    )


def is_page(fetched: Fetched) -> bool:
    """Whether what came is a page of HTML."""
    return media_type_of(fetched) in PAGES


def media_type_of(fetched: Fetched) -> str:
    """The media type that the header names; where none is named, what the bytes look like.

    >>> media_type_of(Fetched("https://a.example/", "https://a.example/", 200, content=b" <!DOCTYPE html>"))
    'text/html'
    """
    told = fetched.headers.get("content-type", "").split(";")[0].strip().lower()
    if told and told not in {"application/octet-stream", "application/x-unknown", "text/plain"}:
        return told
    head = fetched.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "text/html" if head.startswith((b"<!doctype html", b"<html")) else told


def charset_of(fetched: Fetched) -> tuple[str, str]:
    """What the bytes claim to be in, and where they say it: bom, header, meta, or nowhere.

    >>> charset_of(Fetched("https://a.example/", "https://a.example/", 200, content=b'<meta charset="X">'))
    ('x', 'meta')
    """
    for signature, charset in _BOMS.items():
        if fetched.content.startswith(signature):
            return charset, "bom"
    if told := _CHARSET.search(fetched.headers.get("content-type", "")):
        return told[1].lower(), "header"
    if found := _META.search(fetched.content[:4096]):
        return found[1].decode("ascii", "replace").lower(), "meta"
    return "", ""


def kept_headers(fetched: Fetched) -> dict[str, str]:
    """The headers that are kept, each cut, in the order of their names."""
    found = fetched.headers.items()
    return {name: value[:LONGEST_HEADER] for name, value in sorted(found) if name in KEPT_HEADERS}


def fetched_again(artifact: Artifact, content: bytes) -> Fetched:
    """An artifact with its bytes as what came back: whatever is decided of it can be decided again.

    >>> look = Artifact("https://a.example/", channel=Channel.HTTP, status=200)
    >>> fetched_again(look, b"x").status
    200
    """
    return Fetched(
        artifact.address,
        artifact.final_address,
        artifact.status,
        headers=artifact.headers,
        content=content,
        cut_by=str(artifact.facts.get("cut_by", "")),
        hops=tuple((hop.status, hop.address) for hop in artifact.hops),
        failure=str(artifact.facts.get("failure", "")),
    )
