"""The way out of the browser keeps to the guard by itself, whatever is said to it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.proxy import GuardedProxy
from tests.scanner.hostile.server import Asked, Hostile, hostile

asked_for: list[str] = []


def resolve(host: str, port: int) -> tuple[str, ...]:
    asked_for.append(host)
    if host == "nowhere.example":
        raise OSError("no such host")
    return ("127.0.0.1",)


@contextmanager
def proxy(*, most_bytes: int = 2**20, seconds: float = 10.0) -> Iterator[GuardedProxy]:
    asked_for.clear()
    laboratory = Laboratory(["open.example"])
    with (
        GuardedProxy(laboratory=laboratory, resolve=resolve) as found,
        found.page(most_bytes=most_bytes, seconds=seconds),
    ):
        yield found


def said(to: GuardedProxy, request: bytes) -> bytes:
    """All that the proxy answers until it hangs up."""
    parts = urlsplit(to.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        with suppress(OSError):  # it may hang up before all is said
            connection.sendall(request)
            if b"\r\n\r\n" not in request:
                connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := _received(connection):
            answer += part
    return answer


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


@pytest.fixture
def echo() -> Iterator[tuple[Hostile, list[Asked]]]:
    came: list[Asked] = []
    with hostile(lambda asked: (came.append(asked), asked.answer(b"here"))[1]) as server:
        yield server, came


def test_a_question_is_passed_on_with_its_path_alone(echo: tuple[Hostile, list[Asked]]) -> None:
    server, came = echo
    head = "Host: open.example\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: x\r\nX-Kept: 1\r\n\r\n"
    with proxy() as found:
        answer = said(found, f"GET http://open.example:{server.port}/a?b=c HTTP/1.1\r\n{head}".encode())
    assert answer.endswith(b"here")
    assert came[0].path == "/a?b=c"
    assert came[0].headers == {"host": "open.example", "x-kept": "1", "connection": "close"}


def test_a_tunnel_is_opened_to_where_one_may_go(echo: tuple[Hostile, list[Asked]]) -> None:
    server, _ = echo
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with proxy() as found:
        answer = said(found, f"CONNECT open.example:{server.port} HTTP/1.1\r\n\r\n".encode() + request)
    assert answer.startswith(b"HTTP/1.1 200 Open")
    assert answer.endswith(b"here")


@pytest.mark.parametrize(
    "request_line",
    [
        "CONNECT secret.example:443",
        "CONNECT secret.example:22",
        "CONNECT 127.0.0.1:443",
        "CONNECT [::1]:443",
        "CONNECT 10.0.0.1:443",
        "GET http://secret.example/",
        "GET http://127.0.0.1:8080/",
        "GET http://user@open.example/",
        "GET ftp://open.example/",
        "GET /path",
    ],
)
def test_what_is_not_public_is_refused(request_line: str) -> None:
    with proxy() as found:
        assert said(found, f"{request_line} HTTP/1.1\r\n\r\n".encode()).startswith(b"HTTP/1.1 403")
        assert len(found.refused) == 1


@pytest.mark.parametrize("target", ["public.example:22", "public.example:25", "public.example:6379"])
def test_unusual_ports_are_not_even_asked_for(target: str) -> None:
    with proxy() as found:
        assert said(found, f"CONNECT {target} HTTP/1.1\r\n\r\n".encode()).startswith(b"HTTP/1.1 403")
    assert asked_for == []


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"x" * 200_000,
        b"\x16\x03\x01\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_question_is_broken(request_bytes: bytes) -> None:
    with proxy() as found:
        assert said(found, request_bytes)[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 403", b""}
    assert asked_for == []


def test_why_a_host_was_not_reached_is_told() -> None:
    with hostile(lambda asked: asked.answer()) as gone:
        pass
    with proxy() as found:
        said(found, b"CONNECT nowhere.example:443 HTTP/1.1\r\n\r\n")
        said(found, f"CONNECT open.example:{gone.port} HTTP/1.1\r\n\r\n".encode())
        assert found.failures == {"nowhere.example": "dns", "open.example": "connect"}


def test_bytes_of_a_page_come_to_an_end() -> None:
    with hostile(lambda asked: asked.pour(b"x" * 65536)) as server, proxy(most_bytes=2**18) as found:
        answer = said(found, f"GET http://open.example:{server.port}/ HTTP/1.1\r\n\r\n".encode())
        assert found.is_spent
    assert 2**17 < len(answer) < 2**19


def test_seconds_of_a_page_come_to_an_end() -> None:
    with hostile(lambda asked: asked.drip(b"x")) as server, proxy(seconds=0.5) as found:
        assert len(said(found, f"GET http://open.example:{server.port}/ HTTP/1.1\r\n\r\n".encode())) < 1000


def test_nobody_goes_out_when_no_page_is_shown(echo: tuple[Hostile, list[Asked]]) -> None:
    server, came = echo
    with GuardedProxy(laboratory=Laboratory(["open.example"]), resolve=resolve) as found:
        answer = said(found, f"GET http://open.example:{server.port}/ HTTP/1.1\r\n\r\n".encode())
    assert not answer.endswith(b"here")
    assert came == []
