"""A server that means no good holds nobody: each answer ends in time, within its bytes, and has a name."""

import gzip
import time
import tracemalloc
import zlib
from contextlib import suppress

import pytest

from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.gather.client import Bounds, Client, Fetched
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory
from miqyas.scanner.gather.judging import outcome_of
from tests.scanner.hostile.server import Asked, Route, hostile

HERE = Laboratory(["127.0.0.1"])
QUICK = Bounds(body=2**20, seconds=0.5, connect_seconds=0.5)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LATE = 20.0
"""Nobody waits as long: the deadlines are half a second."""


def fetch(route: Route, path: str = "/", bounds: Bounds = QUICK) -> Fetched:
    began = time.monotonic()
    with hostile(route) as server:
        client = Client(laboratory=HERE, bounds=bounds)
        try:
            return client.fetch(f"{server.address}{path}")
        finally:
            client.close()
            assert time.monotonic() - began < LATE


def bomb(packed: bytes) -> Route:
    return lambda asked: asked.answer(packed, Content_Encoding="gzip")


def test_a_bomb_of_gzip_is_not_unpacked() -> None:
    """100 MB of nothing in 100 KB; memory is measured, and stays near what was asked for."""
    packed = gzip.compress(bytes(100 * 2**20), 9)
    tracemalloc.start()
    fetched = fetch(bomb(packed), bounds=Bounds(body=50 * 2**20, seconds=10))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (fetched.failure, outcome_of(fetched).reason) == ("bomb", Reason.TOO_LARGE)
    assert peak < 20 * 2**20


def test_a_bomb_within_a_bomb_is_unpacked_once_at_most() -> None:
    packed = gzip.compress(gzip.compress(bytes(10 * 2**20)))
    fetched = fetch(bomb(packed))
    assert fetched.content.startswith(b"\x1f\x8b")
    assert len(fetched.content) < 2**20


def test_a_thousand_little_packages_in_a_row_are_a_bomb() -> None:
    assert fetch(bomb(gzip.compress(b"") * 2000)).failure == "bomb"


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_what_was_not_asked_for_is_not_unpacked(encoding: str) -> None:
    packed = zlib.compress(bytes(2**20))
    fetched = fetch(lambda asked: asked.answer(packed, Content_Encoding=encoding))
    assert (fetched.failure, outcome_of(fetched).reason) == ("encoding", Reason.PROTOCOL)


def test_only_gzip_is_asked_for() -> None:
    asked_for = []
    fetch(lambda asked: (asked_for.append(asked.headers["accept-encoding"]), asked.answer())[1])
    assert asked_for == ["gzip"]


def test_bytes_that_are_not_packed_as_they_claim_are_told() -> None:
    assert fetch(bomb(b"\x1f\x8bno")).failure == "encoding"


def test_a_body_that_drips_ends_at_the_deadline() -> None:
    def route(asked: Asked) -> None:
        asked.send(HEAD + b"Content-Length: 1000000\r\n\r\n")
        asked.drip(b"x")

    fetched = fetch(route)
    assert (fetched.status, fetched.cut_by) == (200, "time")
    assert outcome_of(fetched).reason is Reason.TIMEOUT


def test_headers_that_drip_end_at_the_deadline() -> None:
    def route(asked: Asked) -> None:
        asked.send(HEAD)
        asked.drip(b"X-Slow: y\r\n")

    assert fetch(route).failure == "timeout"


def test_a_server_that_never_says_a_word_ends_at_the_deadline() -> None:
    assert fetch(lambda asked: asked.drip(b"")).failure == "timeout"


def test_interim_answers_without_end_end_at_the_deadline() -> None:
    fetched = fetch(lambda asked: asked.pour(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100))
    assert fetched.status is None
    assert fetched.failure in {"timeout", "protocol"}


@pytest.mark.parametrize("framing", [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_without_end_is_cut(framing: bytes) -> None:
    part = b"1000\r\n" + b"x" * 4096 + b"\r\n" if b"chunked" in framing else b"x" * 4096

    def route(asked: Asked) -> None:
        asked.send(HEAD + framing)
        asked.pour(part)

    fetched = fetch(route, bounds=Bounds(body=2**20, seconds=10))
    assert (len(fetched.content), fetched.cut_by) == (2**20, "size")


def test_a_body_in_chunks_of_nothing_but_frames_is_cut() -> None:
    """One byte of a page for each 4,000 of framing: what comes over the wire counts as well."""

    def route(asked: Asked) -> None:
        asked.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        asked.pour(b"1;" + b"e" * 4000 + b"\r\nx\r\n")

    fetched = fetch(route, bounds=Bounds(body=2**18, seconds=10))
    assert fetched.cut_by == "size"
    assert len(fetched.content) < 2000


def test_five_megabytes_of_headers_are_refused() -> None:
    def route(asked: Asked) -> None:
        asked.send(HEAD)
        for n in range(5000):
            asked.send(b"X-%d: " % n + b"h" * 1000 + b"\r\n")
        asked.send(b"\r\n")

    fetched = fetch(route, bounds=Bounds(seconds=10))
    assert (fetched.failure, outcome_of(fetched).reason) == ("protocol", Reason.PROTOCOL)


def test_many_headers_are_kept_in_bounds() -> None:
    more = {f"X_{n}": "v" * 50 for n in range(500)}
    fetched = fetch(lambda asked: asked.answer(b"here", **more))
    assert fetched.status == 200
    assert len(fetched.headers) <= 200


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 999999 No\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_told(said: bytes) -> None:
    assert fetch(lambda asked: asked.send(said)).failure == "protocol"


def test_a_body_that_breaks_off_is_told() -> None:
    def route(asked: Asked) -> None:
        asked.send(HEAD + b"Content-Length: 100\r\n\r\nhalf")

    assert fetch(route).failure == "protocol"


def test_a_loop_of_redirects_ends_after_ten_hops() -> None:
    fetched = fetch(lambda asked: asked.answer(status="302 Found", Location=f"{asked.path}x"))
    assert (fetched.failure, len(fetched.hops)) == ("too_many_redirects", 10)
    assert outcome_of(fetched).reason is Reason.REDIRECTS


def test_a_page_that_leads_to_itself_ends() -> None:
    assert fetch(lambda asked: asked.answer(status="301 Moved", Location="/")).failure == "too_many_redirects"


@pytest.mark.parametrize("target", ["http://[::1", "http://", "//", "\\\\x", "http://%zz/", "http://a b/"])
def test_a_redirect_to_nonsense_is_told(target: str) -> None:
    """Refused or failed, but never anything else."""

    def route(asked: Asked) -> None:
        asked.answer(status="302 Found", Location=target if asked.path == "/" else "http://[::1")

    with suppress(AddressRefusedError):
        assert fetch(route).status is None


def test_cookies_are_told_to_their_own_host_only() -> None:
    told: list[str | None] = []

    def other(asked: Asked) -> None:
        told.append(asked.headers.get("cookie"))
        asked.answer()

    with hostile(other) as elsewhere:

        def route(asked: Asked) -> None:
            told.append(asked.headers.get("cookie"))
            if asked.path == "/away":
                asked.answer(status="302 Found", Location=elsewhere.address)
            else:
                asked.answer(Set_Cookie="session=1; Domain=127.0.0.1; Path=/; HttpOnly")

        with hostile(route) as server:
            client = Client(laboratory=HERE, bounds=QUICK)
            assert client.fetch(f"{server.address}/").cookies == (
                "session; Domain=127.0.0.1; Path=/; HttpOnly",
            )
            client.fetch(f"{server.address}/away")
            client.close()
    assert told == [None, "session=1", None]


def test_bytes_of_another_encoding_than_told_are_kept_as_they_came() -> None:
    page = "<title>وزارة</title>".encode("windows-1256")
    fetched = fetch(lambda asked: asked.answer(page, Content_Type="text/html; charset=utf-8"))
    assert fetched.content == page


def test_an_address_in_arabic_arrives() -> None:
    paths = []
    fetched = fetch(lambda asked: (paths.append(asked.path), asked.answer(b"here"))[1], "/خدمة?س=1")
    assert (fetched.status, paths) == (200, ["/%D8%AE%D8%AF%D9%85%D8%A9?%D8%B3=1"])


def test_a_redirect_written_in_arabic_is_followed() -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/":
            asked.send("HTTP/1.1 302 Found\r\nLocation: /خدمة\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            asked.answer(b"here")

    assert fetch(route).content == b"here"
