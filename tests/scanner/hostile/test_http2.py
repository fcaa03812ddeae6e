"""The same over HTTP/2: what a server may do with frames, it does in vain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import h2.config
import h2.connection
import h2.events
import pytest

from miqyas.scanner.gather.client import Bounds, Client
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.wire import verifying_context
from tests.scanner.hostile.certificates import Authority
from tests.scanner.hostile.server import Asked, hostile

Talk = h2.connection.H2Connection
Answer = Callable[[Talk, int, str, Asked], None]
BOUNDS = Bounds(body=2**18, seconds=1.0, connect_seconds=1.0)
HEAD = [(":status", "200"), ("content-type", "text/html")]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@contextmanager
def speaking(
    authority: Authority, answer: Answer, bounds: Bounds = BOUNDS
) -> Iterator[tuple[Client, str, list[str]]]:
    """A client, the address of a server that speaks HTTP/2 alone, and how often it was connected to."""
    connected: list[str] = []

    def route(asked: Asked) -> None:
        connected.append("")
        talk = Talk(h2.config.H2Configuration(client_side=False))
        talk.initiate_connection()
        asked.send(talk.data_to_send())
        came = asked.begun
        while came:
            for event in talk.receive_data(came):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    answer(talk, event.stream_id, path, asked)
            asked.send(talk.data_to_send())
            came = asked.connection.recv(65536)

    context = authority.context()
    context.set_alpn_protocols(["h2"])
    with hostile(route, context=context) as server:
        client = Client(
            laboratory=Laboratory(["127.0.0.1"]),
            context=verifying_context(authority.authorities),
            bounds=bounds,
        )
        yield client, server.address, connected
        client.close()


def whole(talk: Talk, stream: int, content: bytes) -> None:
    talk.send_headers(stream, HEAD)
    talk.send_data(stream, content, end_stream=True)


def test_pages_come_over_one_connection(authority: Authority) -> None:
    def answer(talk: Talk, stream: int, path: str, asked: Asked) -> None:
        whole(talk, stream, path.encode())

    with speaking(authority, answer) as (client, address, connected):
        first, second = client.fetch(f"{address}/1"), client.fetch(f"{address}/2")
    assert (first.version, first.content, second.content) == ("HTTP/2", b"/1", b"/2")
    assert len(connected) == 1


def test_a_body_without_end_is_cut_and_the_next_page_comes(authority: Authority) -> None:
    def answer(talk: Talk, stream: int, path: str, asked: Asked) -> None:
        if path == "/next":
            whole(talk, stream, b"here")
            return
        talk.send_headers(stream, HEAD)
        while not asked.over.is_set() and talk.local_flow_control_window(stream) > 16384:
            talk.send_data(stream, b"x" * 16384)
            asked.send(talk.data_to_send())

    with speaking(authority, answer, replace(BOUNDS, seconds=10)) as (client, address, _):
        endless = client.fetch(f"{address}/")
        assert (len(endless.content), endless.cut_by) == (2**18, "size")
        assert client.fetch(f"{address}/next").content == b"here"


def test_frames_of_nothing_end_at_the_deadline(authority: Authority) -> None:
    def answer(talk: Talk, stream: int, path: str, asked: Asked) -> None:
        talk.send_headers(stream, HEAD)
        while not asked.over.wait(0.01):
            talk.send_data(stream, b"")
            talk.ping(b"12345678")
            asked.send(talk.data_to_send())

    with speaking(authority, answer) as (client, address, _):
        assert client.fetch(f"{address}/").cut_by == "time"


def test_a_bomb_of_headers_is_refused(authority: Authority) -> None:
    """A table of 4 KB is named again and again: a few bytes each time, megabytes once unpacked."""

    def answer(talk: Talk, stream: int, path: str, asked: Asked) -> None:
        talk.send_headers(stream, [*HEAD, *[("x-bomb", "b" * 3000)] * 2000], end_stream=True)

    with speaking(authority, answer) as (client, address, _):
        assert client.fetch(f"{address}/").failure == "protocol"


@pytest.mark.parametrize("deed", ["reset", "goodbye", "nonsense"])
def test_a_server_that_breaks_off_is_told(authority: Authority, deed: str) -> None:
    def answer(talk: Talk, stream: int, path: str, asked: Asked) -> None:
        if deed == "reset":
            talk.reset_stream(stream)
        elif deed == "goodbye":
            talk.close_connection()
        else:
            asked.send(b"\x00\x00\x08\x06\x00\x00\x00\x00\x01" + b"x" * 8)  # a ping of one page

    with speaking(authority, answer) as (client, address, _):
        assert client.fetch(f"{address}/").failure == "protocol"
