"""Addresses of pages: as they are sent, and in the one form that tells whether two are the same."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST: Final = 2000
"""Letters of an address; servers refuse longer ones, and traps make them."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_UNRESERVED: Final = "!$&'()*+,;=:@/~-._"
_ESCAPE: Final = re.compile(r"%([0-9a-fA-F]{2})")
_NEEDS_NOTHING: Final = re.compile(r"[A-Za-z0-9/_-]*+")
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOISE: Final = re.compile(
    r"(utm_\w+|gclid|fbclid|msclkid|yclid|dclid|igshid|mc_[ce]id|_ga|_gl|_hs\w+|"
    r"phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|sid|sessid|session_?id|zenid|"
    r"viewstate|__viewstate\w*|timestamp|nocache|cachebuster|_t|__cf_chl_\w+)",
    re.IGNORECASE,
)
"""Parameters that say who came from where and not what is wanted."""
_SESSION: Final = re.compile(r";(jsessionid|phpsessid|sid)=[^/?#]*|/\(S\([a-z0-9]{16,}\)\)", re.IGNORECASE)
_MAY_HOLD_SESSION: Final = re.compile(r"[;(]")
_INDEX: Final = re.compile(r"/(index|default)\.(html?|php|aspx?|jsp)$", re.IGNORECASE)


@lru_cache(maxsize=65536)
def normal(address: str, *, base: str = "") -> str:
    """The form of an address in which two spellings of it are equal; empty where it is none of a page.

    Host in lower case and ASCII, no default port, no fragment, no `..`, escapes only where they are needed
    and in capitals, parameters sorted, those of trackers and sessions left out.

    >>> normal("HTTPS://Portal.Example:443/a/../%D8%AE%d8%af?b=2&utm_source=x&a=1#top")
    'https://portal.example/%D8%AE%D8%AF?a=1&b=2'
    >>> normal("//وزارة.example/خدمة", base="https://a.example/")
    'https://xn--mgbexc3i.example/%D8%AE%D8%AF%D9%85%D8%A9'
    >>> normal("javascript:alert(1)"), normal("mailto:a@b.example"), normal("https://[::1")
    ('', '', '')
    """
    try:
        return _normal(address.strip(), base)
    except (ValueError, UnicodeError):
        return ""


def _normal(address: str, base: str) -> str:
    joined = urljoin(base, address) if base else address
    if len(joined) > 4 * LONGEST:
        return ""
    parts = urlsplit(joined)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return ""
    host = ascii_host(parts.hostname)
    port = "" if parts.port in {None, _DEFAULT_PORTS[scheme]} else f":{parts.port}"
    path = _path(_SESSION.sub("", parts.path) if _MAY_HOLD_SESSION.search(parts.path) else parts.path)
    found = urlunsplit((scheme, f"{host}{port}", path, _query(parts.query), ""))
    return found if len(found) <= LONGEST else ""


def wire_form(address: str) -> str:
    """An address as it is sent: ASCII, everything else as it was given. `ValueError` where it cannot be.

    >>> wire_form("https://portal.example/خدمة?a=b c#x")
    'https://portal.example/%D8%AE%D8%AF%D9%85%D8%A9?a=b%20c'
    """
    parts = urlsplit(address)
    host = ascii_host(parts.hostname or "")
    port = f":{parts.port}" if parts.port is not None else ""
    path = quote(parts.path or "/", safe=_UNRESERVED + "%[]")
    return urlunsplit(
        (parts.scheme, f"{host}{port}", path, quote(parts.query, safe=_UNRESERVED + "%?[]"), "")
    )


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """A host as it is asked for: lower case, ASCII, no dot at its end. `ValueError` where it is none.

    >>> ascii_host("Portal.Example."), ascii_host("::1")
    ('portal.example', '[::1]')
    """
    bare = host.lower().rstrip(".")
    if ":" in bare:
        return f"[{bare}]"
    if bare.isascii():
        if not bare or not re.fullmatch(r"[a-z0-9._-]+", bare):
            raise ValueError(host)
        return bare
    import idna

    return idna.encode(bare, uts46=True).decode("ascii")


def host_of(address: str) -> str:
    """The host of an address with its port, where it is not the usual one.

    >>> host_of("http://a.example:8080/x"), host_of("https://a.example/x")
    ('a.example:8080', 'a.example')
    """
    return urlsplit(address).netloc


def origin_of(address: str) -> str:
    """Scheme and host: what has one robots.txt.

    >>> origin_of("https://a.example/x?y=1")
    'https://a.example'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=65536)
def identity(address: str) -> str:
    """What two addresses of one page share: without scheme, `www.`, index page and slash at the end.

    >>> identity("http://www.a.example/ar/index.html") == identity("https://a.example/ar/")
    True
    """
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if "." in path:
        path = _INDEX.sub("/", path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{path}{query}"


def _path(path: str) -> str:
    escaped = path if _NEEDS_NOTHING.fullmatch(path) else quote(path, safe=_UNRESERVED + "%")
    if "%" in escaped:
        escaped = _ESCAPE.sub(_unescaped, escaped)
    clean = posixpath.normpath(escaped) if "." in escaped or "//" in escaped else escaped
    clean = "/" + clean.lstrip("/") if clean != "." else "/"
    is_folder = escaped.endswith(("/", "/.", "/.."))
    return f"{clean}/" if is_folder and not clean.endswith("/") else clean


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _PLAIN else f"%{escape[1].upper()}"


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    return urlencode(sorted(pair for pair in pairs if not _NOISE.fullmatch(pair[0])))
