"""Connections that keep to the guard, to a deadline and to a number of bytes, whatever the other side does.

A time-out for each read lets a server that sends one byte at a time hold us for ever. Here whoever asks says
until when and how much (`held`), and every resolving, connecting, handshake, read and write on the way is
given what is left.
"""

from __future__ import annotations

import math
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpcore

from miqyas.scanner.gather.guard import NO_LABORATORY, Laboratory, NoAddressError, Resolve, addresses_of

SHORTEST: Final = 0.001


class TooMuchError(httpcore.ReadError):
    """More bytes came than were asked for."""


class UnresolvedError(httpcore.ConnectError):
    """A name that leads nowhere."""


class _Held(threading.local):
    until = math.inf
    bytes_left = math.inf
    has_connected = False


_held: Final = _Held()


@contextmanager
def held(*, until: float, most_bytes: float = math.inf) -> Iterator[None]:
    """Hold all connections that this thread uses in the block to a time (monotonic) and a number of bytes."""
    before = (_held.until, _held.bytes_left)
    _held.until, _held.bytes_left = min(until, before[0]), most_bytes
    _held.has_connected = False
    try:
        yield
    finally:
        _held.until, _held.bytes_left = before


def has_connected() -> bool:
    """Whether a new connection was made in the block of `held`; otherwise one was used that had been kept."""
    return _held.has_connected


def _left(timeout: float | None) -> float:
    """Seconds for the next step; `httpcore.ReadTimeout` where there are none."""
    remaining = _held.until - time.monotonic()
    if remaining <= 0:
        raise httpcore.ReadTimeout("deadline")
    return max(min(remaining, math.inf if timeout is None else timeout, 3600.0), SHORTEST)


class HeldStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline of whoever uses it just now."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next; raises `TooMuchError` where it is more than is wanted."""
        found = self._inner.read(max_bytes, timeout=_left(timeout))
        _held.bytes_left -= len(found)
        if _held.bytes_left < 0:
            raise TooMuchError("more bytes than are wanted")
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send it."""
        self._inner.write(buffer, timeout=_left(timeout))

    def close(self) -> None:
        """End the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted; the whole handshake has what is left."""
        return HeldStream(self._inner.start_tls(ssl_context, server_hostname, timeout=_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.SyncBackend):
    """Connects to public addresses only, and to hosts of the laboratory."""

    def __init__(self, *, resolve: Resolve, laboratory: Laboratory = NO_LABORATORY) -> None:
        super().__init__()
        self._laboratory = laboratory
        self._resolve = resolve

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers, having looked at all of them."""
        try:
            found = addresses_of(
                host, port, resolve=self._resolve, laboratory=self._laboratory, seconds=_left(timeout)
            )
        except NoAddressError as error:
            raise UnresolvedError(f"no address for {host}") from error
        _held.has_connected = True
        failure: Exception = UnresolvedError(f"no address for {host}")
        for address in found:
            try:
                return HeldStream(super().connect_tcp(address, port, _left(timeout), *args, **kwargs))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


@cache
def verifying_context(authorities: Path | None = None) -> ssl.SSLContext:
    """TLS as browsers want it: at least TLS 1.2, the usual authorities or those of a PEM file."""
    import certifi

    return ssl.create_default_context(cafile=str(authorities or certifi.where()))
