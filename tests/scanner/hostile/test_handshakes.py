"""Sites that cannot be trusted: nothing is sent to them, and why is told."""

import ssl
import time
import warnings
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.gather.client import Bounds, Client, Fetched
from miqyas.scanner.gather.guard import Laboratory, system_resolve
from miqyas.scanner.gather.judging import outcome_of
from miqyas.scanner.gather.tls import Handshake, Handshakes
from miqyas.scanner.gather.wire import verifying_context
from tests.scanner.hostile.certificates import Authority
from tests.scanner.hostile.server import Asked, hostile

HERE = Laboratory(["127.0.0.1"])
QUICK = Bounds(seconds=2.0, connect_seconds=2.0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def looked_at(authorities: Path, context: ssl.SSLContext) -> tuple[Fetched, Handshake, list[tuple[str, str]]]:
    trusted = verifying_context(authorities)
    with hostile(lambda asked: asked.answer(b"here"), context=context) as server:
        client = Client(laboratory=HERE, context=trusted, bounds=QUICK)
        fetched = client.fetch(f"{server.address}/")
        client.close()
        handshakes = Handshakes(system_resolve, HERE, trusted, seconds=2.0)
        return fetched, handshakes.with_host("127.0.0.1", server.port), server.asked


def test_a_good_certificate_is_told_with_its_dates(authority: Authority) -> None:
    fetched, shaken, _ = looked_at(authority.authorities, authority.context())
    assert (fetched.content, fetched.tls[0]) == (b"here", "TLSv1.3")
    assert (shaken.is_trusted, shaken.version, shaken.offers_old) == (True, "TLSv1.3", False)
    assert shaken.issuer == "CN=Authority of the tests"
    assert shaken.expires is not None
    assert shaken.facts()["expires"] == shaken.expires.isoformat()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"days": (-20, -1)}, "expired"),
        ({"days": (1, 20)}, "not_yet_valid"),
        ({"is_signed": False}, "self_signed"),
        ({"host": "other.example"}, "other_name"),
    ],
)
def test_a_bad_certificate_is_not_spoken_to(authority: Authority, given: dict, why: str) -> None:
    fetched, shaken, asked = looked_at(authority.authorities, authority.context(**given))
    assert (fetched.failure, outcome_of(fetched).reason) == ("tls", Reason.TLS)
    assert (shaken.failure, shaken.why) == ("tls", why)
    assert shaken.expires is not None
    assert asked == []


def test_an_authority_that_nobody_knows_is_told(authority: Authority) -> None:
    trusted = verifying_context()
    with hostile(lambda asked: asked.answer(), context=authority.context()) as server:
        shaken = Handshakes(system_resolve, HERE, trusted, seconds=2.0).with_host("127.0.0.1", server.port)
    assert (shaken.is_trusted, shaken.why) == (False, "incomplete_chain")


def test_a_site_that_speaks_nothing_newer_than_tls_1_1_is_told(authority: Authority) -> None:
    context = authority.context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    fetched, shaken, asked = looked_at(authority.authorities, context)
    assert fetched.failure == "tls"
    assert (shaken.why, shaken.version, shaken.offers_old) == ("old_version", "TLSv1.1", True)
    assert asked == []


def test_a_site_that_speaks_old_tls_beside_new_is_told(authority: Authority) -> None:
    context = authority.context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    _, shaken, _ = looked_at(authority.authorities, context)
    assert (shaken.is_trusted, shaken.version, shaken.offers_old) == (True, "TLSv1.3", True)


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    """The other side answers the greeting with a record of 16 KB that comes a byte at a time."""

    def drip(asked: Asked) -> None:
        raise AssertionError("nothing is asked in clear")

    began = time.monotonic()
    with hostile(drip, context=_Dripping()) as server:
        client = Client(laboratory=HERE, bounds=Bounds(seconds=0.4, connect_seconds=0.4))
        fetched = client.fetch(f"{server.address}/")
        client.close()
        shaken = Handshakes(system_resolve, HERE, seconds=0.4).with_host("127.0.0.1", server.port)
    assert (fetched.failure, shaken.failure) == ("timeout", "timeout")
    assert time.monotonic() - began < 10


class _Dripping:
    """Takes the place of TLS on the side of the server."""

    def wrap_socket(self, connection, *, server_side: bool):
        connection.recv(65536)
        connection.sendall(b"\x16\x03\x03\x40\x00")
        for _ in range(200):
            time.sleep(0.02)
            connection.sendall(b"\x02")
        return connection


class _Clear:
    """Answers the greeting in clear, as a server does that expects no TLS on its port."""

    def wrap_socket(self, connection, *, server_side: bool):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return connection


def test_http_on_the_port_of_https_is_told() -> None:
    with hostile(lambda asked: asked.answer(), context=_Clear()) as server:
        client = Client(laboratory=HERE, bounds=QUICK)
        assert client.fetch(f"{server.address}/").failure == "tls"
        client.close()
        shaken = Handshakes(system_resolve, HERE, seconds=2.0).with_host("127.0.0.1", server.port)
    assert (shaken.failure, shaken.why) == ("tls", "handshake")


def test_nobody_there_is_told() -> None:
    shaken = Handshakes(system_resolve, HERE, seconds=1.0)
    assert shaken.with_host("127.0.0.1", 9).failure == "connect"
    assert shaken.with_host("nowhere.invalid").failure == "dns"
    assert Handshakes(system_resolve, Laboratory(), seconds=1.0).with_host("10.0.0.1").failure == "refused"
