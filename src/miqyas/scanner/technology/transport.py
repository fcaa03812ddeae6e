"""How safely a host answers: encryption, headers, cookies, and to whom holes may be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.artifacts.store import StoreError
from miqyas.scanner.technology.checks import bounds, checks
from miqyas.scanner.technology.measured import Read
from miqyas.scanner.technology.model import Fault, Place

_AGE: Final = re.compile(r"max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_ANCESTORS: Final = "frame-ancestors"


def transport(looks: Sequence[Artifact], *, read: Read) -> Iterator[Fault]:
    """Faults of one host in how it answers, from the looks at it; what was not looked at is not judged."""
    pages = [look for look in looks if look.channel is Channel.HTTP and look.is_page]
    secure = [look for look in pages if look.final_address.startswith("https:")]
    yield from _encryption(pages, secure, looks)
    yield from _handshake(looks)
    yield from _headers(pages, secure)
    yield from _cookies(pages)
    yield from _security_txt(looks, read)


def _fault(check: str, looks: Sequence[Artifact], *details: str) -> Fault:
    told = [*details, *([""] * len(looks))]
    places = [Place(look.final_address, detail=detail) for look, detail in zip(looks, told, strict=False)]
    return checks()[check].fault(places)


def _encryption(
    pages: Sequence[Artifact], secure: Sequence[Artifact], looks: Sequence[Artifact]
) -> Iterator[Fault]:
    plain = [look for look in pages if look.final_address.startswith("http:")]
    if plain and not secure:
        yield _fault("no_https", plain)
    asked = [look for look in looks if look.facts.get("what") == "http_to_https" and look.outcome.is_seen]
    stay = [look for look in asked if look.final_address.startswith("http:") and look.status == 200]
    if secure and (stay or plain):
        yield _fault("no_redirect_to_https", [*stay, *plain])


def _handshake(looks: Sequence[Artifact]) -> Iterator[Fault]:
    for look in looks:
        if look.channel is not Channel.TLS:
            continue
        if look.facts.get("failure") == "tls":
            yield _fault("certificate", [look], str(look.facts.get("why", "")))
        elif ends := _ends_soon(look):
            yield _fault("certificate_ends", [look], ends)
        if look.facts.get("offers_old") is True:
            yield _fault("old_tls", [look])


def _ends_soon(look: Artifact) -> str:
    """The day on which the certificate ends, if that is soon after it was seen."""
    told = look.facts.get("expires")
    try:
        expires = datetime.fromisoformat(str(told))
    except ValueError:
        return ""
    is_soon = expires - look.seen_at < timedelta(days=bounds()["certificate_days"])
    return expires.date().isoformat() if is_soon else ""


def _headers(pages: Sequence[Artifact], secure: Sequence[Artifact]) -> Iterator[Fault]:
    wanting: tuple[tuple[str, Sequence[Artifact], Callable[[Artifact], bool]], ...] = (
        ("no_hsts", secure, _has_hsts),
        ("no_csp", pages, lambda look: "content-security-policy" in look.headers),
        ("no_nosniff", pages, _has_nosniff),
        ("framing", pages, _has_frame_rule),
    )
    for check, some, is_there in wanting:
        without = [look for look in some if not is_there(look)]
        if without and len(without) > len(some) * bounds()["most_pages"]:
            yield _fault(check, without)


def _has_hsts(look: Artifact) -> bool:
    age = _AGE.search(look.headers.get("strict-transport-security", ""))
    return age is not None and int(age[1]) >= bounds()["hsts_seconds"]


def _has_nosniff(look: Artifact) -> bool:
    return look.headers.get("x-content-type-options", "").strip().lower() == "nosniff"


def _has_frame_rule(look: Artifact) -> bool:
    is_told = look.headers.get("x-frame-options", "").strip().upper() in {"DENY", "SAMEORIGIN"}
    return is_told or _ANCESTORS in look.headers.get("content-security-policy", "").lower()


def _cookies(pages: Sequence[Artifact]) -> Iterator[Fault]:
    """Cookies by their attributes; a cookie that several pages set is told of once."""
    lacking: dict[str, dict[str, Artifact]] = {}
    for look in pages:
        for cookie in look.facts.get("cookies", ()):
            name, *rest = [part.strip() for part in str(cookie).split(";")]
            for check in _cookie_faults(name, {part.split("=")[0].lower() for part in rest}, look):
                lacking.setdefault(check, {}).setdefault(name[:60], look)
    for check, named in lacking.items():
        yield _fault(check, list(named.values()), *named)


def _cookie_faults(name: str, has: set[str], look: Artifact) -> Iterator[str]:
    if "secure" not in has and look.final_address.startswith("https:"):
        yield "cookie_secure"
    if "httponly" not in has and any(part in name.lower() for part in bounds()["session_names"]):
        yield "cookie_httponly"
    if "samesite" not in has:
        yield "cookie_samesite"


def _security_txt(looks: Sequence[Artifact], read: Read) -> Iterator[Fault]:
    for look in looks:
        if look.facts.get("what") != "security_txt" or not look.outcome.is_seen:
            continue
        is_text = look.body is not None and look.body.media_type == "text/plain"
        if look.status != 200 or not is_text or look.is_soft_missing or look.body is None:
            yield _fault("no_security_txt", [look])
            continue
        with suppress(StoreError):
            if why := _faulty(read(look.body.hash).decode("utf-8", "replace"), look.seen_at):
                yield _fault("security_txt_faulty", [look], why)


def _faulty(text: str, now: datetime) -> str:
    """What RFC 9116 asks for and a security.txt does not have: contact, expires; empty where it has all."""
    lines = [line.partition(":") for line in text.splitlines()[:200] if not line.startswith("#")]
    told = {name.strip().lower(): value.strip() for name, sign, value in lines if sign}
    if not told.get("contact"):
        return "contact"
    try:
        is_over = datetime.fromisoformat(told.get("expires", "").replace("Z", "+00:00")) < now
    except (ValueError, TypeError):
        return "expires"
    return "expires" if is_over else ""
