"""The one client for the web: guarded, bounded in bytes, seconds and redirects, honest about who it is."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import h2.exceptions
import httpcore

from miqyas import __version__
from miqyas.scanner.gather.addresses import wire_form
from miqyas.scanner.gather.guard import NO_LABORATORY, Laboratory, Resolve, check_address, system_resolve
from miqyas.scanner.gather.inflate import BombError, BrokenError, Inflate
from miqyas.scanner.gather.wire import (
    GuardedBackend,
    TooMuchError,
    UnresolvedError,
    has_connected,
    held,
    verifying_context,
)

AGENT: Final = f"Miqyas/{__version__} (checks pages of public administrations)"
LANGUAGES: Final = "ar, en;q=0.8"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_OVERHEAD: Final = 512 * 1024
"""Bytes of headers and framing that one answer may take beside its body."""
_LONGEST_HEADER: Final = 4096
_MOST_HEADERS: Final = 200
_MOST_COOKIES: Final = 30
_STALE: Final = "disconnected without sending"


@dataclass(frozen=True)
class Bounds:
    """What one request may cost: bytes of body (after inflating), seconds in all, redirects."""

    body: int = 2 * 2**20
    seconds: float = 20.0
    connect_seconds: float = 10.0
    redirects: int = 10


USUAL: Final = Bounds()


@dataclass(frozen=True)
class Fetched:
    """What came back from an address.

    ``status`` is None and ``failure`` a word (dns, connect, timeout, tls, protocol, too_many_redirects, bomb,
    encoding, not_allowed) where nothing came. ``hops`` are the statuses and addresses passed through.
    ``cut_by`` says what ended a body that is not whole: size or time. ``tls`` is the session as it was
    negotiated: version and cipher. ``cookies`` are those that were set last, without their values.
    """

    address: str
    final_address: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    cut_by: str = ""
    hops: tuple[tuple[int, str], ...] = ()
    failure: str = ""
    seconds: float = 0.0
    version: str = ""
    tls: tuple[str, str] = ("", "")
    cookies: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether there was more than is here."""
        return bool(self.cut_by)

    @property
    def is_moved_for_good(self) -> bool:
        """Whether every step on the way said that it is permanent."""
        return bool(self.hops) and all(status in _PERMANENT for status, _ in self.hops)


class Client:
    """Fetches pages one by one over connections that it keeps; one thread at a time.

    It goes to the open web, and to hosts of the laboratory; before it went anywhere else it raises
    `AddressRefusedError`. Everything else that goes wrong is told in what it returns. What a host asks to be
    remembered (cookies) is told to that very host and to no other.
    """

    def __init__(
        self,
        *,
        laboratory: Laboratory = NO_LABORATORY,
        resolve: Resolve = system_resolve,
        context: ssl.SSLContext | None = None,
        bounds: Bounds = USUAL,
        agent: str = AGENT,
    ) -> None:
        self.bounds = bounds
        self.laboratory = laboratory
        self._agent = agent
        self._cookies: dict[str, dict[str, str]] = {}
        self._pool = httpcore.ConnectionPool(
            ssl_context=context or verifying_context(),
            http2=True,
            max_connections=8,
            max_keepalive_connections=4,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(laboratory=laboratory, resolve=resolve),
        )

    def fetch(
        self,
        address: str,
        *,
        languages: str = LANGUAGES,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        bounds: Bounds | None = None,
        may_go: Callable[[str], bool] | None = None,
    ) -> Fetched:
        """Fetch an address, following redirects, each of which is looked at before it is followed.

        ``method`` is GET or HEAD. ``headers`` are sent beside our own, for conditional questions.
        ``may_go`` is asked before each redirect is followed; where it says no, `failure` is ``not_allowed``.
        """
        bounds = bounds or self.bounds
        began, at = time.monotonic(), address
        hops: list[tuple[int, str]] = []
        while True:
            check_address(at, laboratory=self.laboratory)
            with held(until=began + bounds.seconds, most_bytes=bounds.body + _OVERHEAD):
                asked = self._headers(at, languages, headers or {})
                answer = self._answer(method, at, asked=asked, bounds=bounds)
            status, target = answer.status, answer.headers.get("location", "")
            if status is None or status not in _REDIRECTS or not target:
                break
            if len(hops) >= bounds.redirects:
                answer = replace(answer, failure="too_many_redirects")
                break
            hops.append((status, at))
            at = _joined(at, target)
            if may_go is not None and not may_go(at):
                answer = Fetched(at, at, failure="not_allowed")
                break
        return replace(
            answer,
            address=address,
            final_address=at,
            status=None if answer.failure else answer.status,
            hops=tuple(hops),
            seconds=time.monotonic() - began,
        )

    def post(
        self, address: str, content: bytes, *, headers: Mapping[str, str], bounds: Bounds | None = None
    ) -> Fetched:
        """Send JSON to an address that the operator of this installation named; never to a page.

        No redirect is followed. Raises `AddressRefusedError`.
        """
        bounds = bounds or self.bounds
        check_address(address, laboratory=self.laboratory)
        began = time.monotonic()
        named = {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
        with held(until=began + bounds.seconds, most_bytes=bounds.body + _OVERHEAD):
            asked = self._headers(address, LANGUAGES, {"Accept": "application/json", **named})
            try:
                answer = self._one("POST", address, asked=asked, bounds=bounds, content=content)
            except _FAILURES as error:
                answer = Fetched(address, address, failure=_word_for(error))
        return replace(answer, seconds=time.monotonic() - began)

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def _headers(self, address: str, languages: str, more: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        netloc = urlsplit(address).netloc.lower()
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.get(netloc, {}).items())
        named = {
            "Host": urlsplit(wire_or_same(address)).netloc,
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": languages,
            "Accept-Encoding": "gzip",
            **({"Cookie": cookies} if cookies else {}),
            **more,
        }
        return [(name.encode("ascii"), value.encode("latin-1", "ignore")) for name, value in named.items()]

    def _answer(self, method: str, at: str, *, asked: list[tuple[bytes, bytes]], bounds: Bounds) -> Fetched:
        """One answer; asked again once where the other side had closed a kept connection meanwhile."""
        try:
            return self._one(method, at, asked=asked, bounds=bounds)
        except httpcore.RemoteProtocolError as error:
            if has_connected() or _STALE not in str(error):
                return Fetched(at, at, failure="protocol")
        except _FAILURES as error:
            return Fetched(at, at, failure=_word_for(error))
        try:
            return self._one(method, at, asked=asked, bounds=bounds)
        except _FAILURES as error:
            return Fetched(at, at, failure=_word_for(error))

    def _one(
        self,
        method: str,
        at: str,
        *,
        asked: list[tuple[bytes, bytes]],
        bounds: Bounds,
        content: bytes | None = None,
    ) -> Fetched:
        timeouts = {
            "connect": bounds.connect_seconds,
            "read": bounds.seconds,
            "write": bounds.seconds,
            "pool": 1.0,
        }
        with self._pool.stream(
            method, wire_form(at), headers=asked, content=content, extensions={"timeout": timeouts}
        ) as response:
            headers = _headers_of(response.headers)
            self._remember(urlsplit(at).netloc.lower(), response.headers)
            has_body = method != "HEAD" and response.status not in _REDIRECTS
            body, cut_by = _read(response, headers, bounds=bounds) if has_body else (b"", "")
            version = response.extensions.get("http_version", b"").decode("ascii", "replace")
            tls = _session(response.extensions.get("network_stream"))
        if cut_by and version == "HTTP/2":
            self._pool.close()  # the rest would go on coming over the connection that was kept
        cookies = _cookies_without_values(response.headers)
        return Fetched(
            at, at, response.status, headers, body, cut_by, version=version, tls=tls, cookies=cookies
        )

    def _remember(self, host: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        for name, value in headers:
            if name.lower() != b"set-cookie" or len(value) > _LONGEST_HEADER:
                continue
            key, _, kept = value.decode("latin-1").split(";", 1)[0].partition("=")
            jar = self._cookies.setdefault(host, {})
            if key.strip() and (key.strip() in jar or len(jar) < _MOST_COOKIES):
                jar[key.strip()] = kept.strip()


def _cookies_without_values(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, ...]:
    texts = [value[:500].decode("latin-1") for name, value in headers if name.lower() == b"set-cookie"]
    return tuple(re.sub(r"=[^;]*", "", text, count=1) for text in texts[:_MOST_COOKIES])


def wire_or_same(address: str) -> str:
    """An address as it is sent, or as it is where it cannot be; whoever sends it then tells of it."""
    try:
        return wire_form(address)
    except ValueError:
        return address


def _joined(at: str, target: str) -> str:
    try:
        return urljoin(at, target)
    except ValueError:
        return target


def _read(response: httpcore.Response, headers: Mapping[str, str], *, bounds: Bounds) -> tuple[bytes, str]:
    """The body up to its bounds, and what cut it."""
    content = bytearray()
    try:
        for part in _parts(response, headers.get("content-encoding", "").strip().lower()):
            content += part
            if len(content) > bounds.body:
                return bytes(content[: bounds.body]), "size"
    except TooMuchError:
        return bytes(content), "size"
    except httpcore.TimeoutException:
        return bytes(content), "time"
    return bytes(content), ""


def _parts(response: httpcore.Response, encoding: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from response.iter_stream()
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise _EncodingError(encoding)
    inflate = Inflate()
    for packed in response.iter_stream():
        yield from inflate.feed(packed)


class _EncodingError(Exception):
    """Bytes that are packed in a way that was not asked for."""


_FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    h2.exceptions.H2Error,
    BombError,
    BrokenError,
    _EncodingError,
    OSError,
    ValueError,
)


def _word_for(error: Exception) -> str:
    match error:
        case httpcore.TimeoutException():
            return "timeout"
        case UnresolvedError():
            return "dns"
        case httpcore.ConnectError() if _is_of_tls(error):
            return "tls"
        case httpcore.ConnectError():
            return "connect"
        case BombError():
            return "bomb"
        case BrokenError() | _EncodingError():
            return "encoding"
        case _:
            return "protocol"


def _is_of_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) or "EOF occurred in violation" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _session(stream: Any) -> tuple[str, str]:
    found = stream.get_extra_info("ssl_object") if stream is not None else None
    if found is None:
        return "", ""
    cipher = found.cipher()
    return str(found.version() or ""), str(cipher[0]) if cipher else ""


def _headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; values as text, each cut, several of one name joined; no cookies."""
    found: dict[str, str] = {}
    for name, value in list(raw)[:_MOST_HEADERS]:
        key = name.decode("latin-1").lower()
        if key == "set-cookie":
            continue
        text = _header_text(value[:_LONGEST_HEADER])
        found[key] = f"{found[key]}, {text}"[:_LONGEST_HEADER] if key in found else text
    return found


def _header_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


@contextmanager
def open_client(*, laboratory: Laboratory = NO_LABORATORY) -> Iterator[Client]:
    """A client for the length of a block."""
    client = Client(laboratory=laboratory)
    try:
        yield client
    finally:
        client.close()
