"""The one way out of a browser: a proxy on this machine that keeps to the guard.

Whatever a page has its browser do (pictures, frames, scripts, WebSockets, redirects, prefetching), each
connection is asked for here by name. The name is resolved once, every address behind it is looked at, and
the connection goes to the very address that was looked at. Bytes and seconds are counted for each page.
"""

from __future__ import annotations

import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Self
from urllib.parse import urlsplit

from miqyas.scanner.gather.guard import (
    NO_LABORATORY,
    AddressRefusedError,
    Laboratory,
    NoAddressError,
    Resolve,
    addresses_of,
    check_address,
    system_resolve,
)

LONGEST_HEAD: Final = 64 * 1024
STEP: Final = 64 * 1024
MOST_CONNECTIONS: Final = 64
"""Connections at one time; a page that opens more waits or fails."""
CONNECT_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 60.0
_REFUSED: Final = b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_NOWHERE: Final = b"HTTP/1.1 502 Nowhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_BROKEN: Final = b"HTTP/1.1 400 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPEN: Final = b"HTTP/1.1 200 Open\r\n\r\n"
_HOP_BY_HOP: Final = frozenset(
    {b"proxy-connection", b"proxy-authorization", b"connection", b"keep-alive", b"te"}
)


class GuardedProxy:
    """A forward proxy on the loopback of this machine, open as a context.

    ``failures`` says of the hosts that were not reached why: refused, dns, connect. ``refused`` are the
    addresses that the guard refused, in order.
    """

    def __init__(self, *, laboratory: Laboratory = NO_LABORATORY, resolve: Resolve = system_resolve) -> None:
        self.failures: dict[str, str] = {}
        self.refused: list[str] = []
        self._laboratory = laboratory
        self._resolve = resolve
        self._lock = threading.Lock()
        self._bytes_left = 0
        self._until = 0.0
        self._open: set[socket.socket] = set()
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))

    @property
    def address(self) -> str:
        """Where the proxy listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="proxy", daemon=True)
        thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._hang_up()
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def page(self, *, most_bytes: int, seconds: float) -> Iterator[None]:
        """Let one page use the proxy for the length of the block; at its end everything is hung up."""
        self.failures, self.refused = {}, []
        with self._lock:
            self._bytes_left, self._until = most_bytes, time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                self._bytes_left = 0
            self._hang_up()

    @property
    def is_spent(self) -> bool:
        """Whether the page has used up its bytes."""
        return self._bytes_left <= 0

    def serve(self, client: socket.socket) -> None:
        """Answer one connection of the browser."""
        if not self._slots.acquire(timeout=CONNECT_SECONDS):
            return
        try:
            client.settimeout(CONNECT_SECONDS)
            head, rest = _head(client)
            self._answer(client, head, rest)
        except (OSError, ValueError):
            with suppress(OSError):
                client.sendall(_BROKEN)
        finally:
            self._slots.release()

    def _answer(self, client: socket.socket, head: bytes, rest: bytes) -> None:
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        if not self._may_go_on():
            client.sendall(_REFUSED)
            return
        is_tunnel = method == "CONNECT"
        address = f"https://{target}/" if is_tunnel else target
        try:
            found = self._reach(address)
        except AddressRefusedError:
            self._note(address, "refused")
            client.sendall(_REFUSED)
            return
        except (NoAddressError, OSError) as error:
            self._note(address, "dns" if isinstance(error, NoAddressError) else "connect")
            client.sendall(_NOWHERE)
            return
        with found as server, self._kept(client, server):
            if is_tunnel:
                client.sendall(_OPEN)
                server.sendall(rest)
            else:
                server.sendall(_forwarded(head, target) + rest)
            self._relay(client, server)

    def _reach(self, address: str) -> socket.socket:
        """A connection to where an address leads, all of whose addresses were looked at."""
        check_address(address, laboratory=self._laboratory)
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        seconds = min(CONNECT_SECONDS, max(self._until - time.monotonic(), 0.0))
        found = addresses_of(host, port, resolve=self._resolve, laboratory=self._laboratory, seconds=seconds)
        failure: OSError = OSError("nobody there")
        for one in found:
            try:
                return socket.create_connection((one, port), timeout=max(seconds, 0.001))
            except OSError as error:
                failure = error
        raise failure

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        """Pass bytes to and fro until one side ends, or the page has used up what it may."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(client, selectors.EVENT_READ, server)
            waiting.register(server, selectors.EVENT_READ, client)
            last = time.monotonic()
            while self._may_go_on() and time.monotonic() - last < IDLE_SECONDS:
                for key, _ in waiting.select(timeout=0.5):
                    last = time.monotonic()
                    if not self._pass_on(key.fileobj, key.data):
                        return

    def _pass_on(self, source: Any, target: socket.socket) -> bool:
        content = source.recv(STEP)
        if not content:
            return False
        with self._lock:
            self._bytes_left -= len(content)
        target.sendall(content)
        return True

    def _may_go_on(self) -> bool:
        return self._bytes_left > 0 and time.monotonic() < self._until

    @contextmanager
    def _kept(self, *sockets: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.update(sockets)
        try:
            yield
        finally:
            with self._lock:
                self._open.difference_update(sockets)

    def _hang_up(self) -> None:
        with self._lock:
            sockets = list(self._open)
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _note(self, address: str, why: str) -> None:
        host = urlsplit(address).hostname if "://" in address[:10] else ""
        with self._lock:
            self.failures[host or ""] = why
            if why == "refused":
                self.refused.append(address[:200])


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler_of(proxy: GuardedProxy) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            proxy.serve(self.request)

    return Handler


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """What comes before the empty line, and what came after it; `ValueError` where it is too long."""
    found = b""
    while b"\r\n\r\n" not in found:
        part = client.recv(STEP)
        if not part or len(found) > LONGEST_HEAD:
            raise ValueError("no head")
        found += part
    head, _, rest = found.partition(b"\r\n\r\n")
    return head, rest


def _forwarded(head: bytes, target: str) -> bytes:
    """The head of a request as it is passed on: the path alone, one question for each connection."""
    parts = urlsplit(target)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    first, *lines = head.split(b"\r\n")
    method, version = first.split(b" ")[0], first.split(b" ")[-1]
    kept = [line for line in lines if line.split(b":")[0].strip().lower() not in _HOP_BY_HOP]
    return b"\r\n".join(
        [b" ".join([method, path.encode("latin-1"), version]), *kept, b"Connection: close", b"", b""]
    )
