"""A server on this machine that means no good: every byte of an answer is up to the test."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request, and the connection to answer it on."""

    method: str
    path: str
    headers: dict[str, str]
    connection: socket.socket
    over: threading.Event
    begun: bytes = b""
    """All that had come by then."""

    def send(self, content: bytes) -> None:
        self.connection.sendall(content)

    def answer(self, content: bytes = b"", *, status: str = "200 OK", **headers: str) -> None:
        """A usual answer; the connection is closed after it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content)), **named}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
        body = b"" if self.method == "HEAD" else content
        self.send("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)

    def drip(self, content: bytes, *, every: float = 0.02) -> None:
        """Send it again and again, a byte at a time, for as long as somebody listens."""
        while not self.over.wait(every):
            for sign in content:
                self.send(bytes([sign]))
                if self.over.wait(every):
                    return

    def pour(self, content: bytes) -> None:
        """Send it again and again as fast as it goes."""
        while not self.over.is_set():
            self.send(content)


Route = Callable[[Asked], None]


@dataclass
class Hostile:
    """The running server: where it is, and what it was asked for."""

    address: str
    port: int
    asked: list[tuple[str, str]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]


@contextmanager
def hostile(
    route: Route, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[Hostile]:
    """A server whose every request goes to `route`."""
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                connection = self.request
                connection.settimeout(10)
                if context is not None:
                    connection = context.wrap_socket(connection, server_side=True)
                with connection:
                    self._serve(connection)

        def _serve(self, connection: socket.socket) -> None:
            request = b""
            while b"\r\n\r\n" not in request:
                part = connection.recv(65536)
                if not part:
                    return
                request += part
            first, *lines = request.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            method, path, _ = first.split(" ", 2)
            headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
            found.asked.append((method, path))
            route(Asked(method, path, headers, connection, over, request))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 128

    server = Server((host, 0), Handler)
    port = server.server_address[1]
    found = Hostile(f"{'https' if context else 'http'}://{host}:{port}", port)
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True).start()
    try:
        yield found
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def pages(listed: dict[str, str | bytes], *, otherwise: Route | None = None) -> Route:
    """A site of pages by their path; other addresses are answered by 404, or as told."""

    def route(asked: Asked) -> None:
        content = listed.get(asked.path)
        if content is not None:
            asked.answer(content.encode() if isinstance(content, str) else content)
        elif otherwise is not None:
            otherwise(asked)
        else:
            asked.answer(b"<title>404</title>", status="404 Not Found")

    return route
