"""However an address of this network is written, nothing is sent to it."""

import threading

import pytest

from miqyas.scanner.gather.client import Bounds, Client
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory, system_resolve
from tests.scanner.hostile.server import Asked, hostile

QUICK = Bounds(seconds=2.0, connect_seconds=2.0)
PRIVATE = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "0.0.0.0"),
    *("localhost", "localhost.", "foo.localhost", "LOCALHOST", "①②⑦.0.0.1", "127。0。0。1"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd12::1]"),
    *("10.0.0.1", "10.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "2852039166", "100.64.0.1"),
    *("192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
]
TOLD = {"address.not_public", "address.unreadable", "dns", "protocol"}


def told(client: Client, address: str) -> str:
    """What the client says of an address: why it is refused, or what failed."""
    try:
        return client.fetch(address).failure
    except AddressRefusedError as error:
        return error.full_code


def fake_resolve(host: str, port: int) -> tuple[str, ...]:
    """Names of this machine lead to it, as some systems have it; numbers are read as it reads them."""
    return ("127.0.0.1",) if "localhost" in host else system_resolve(host, port)


@pytest.mark.parametrize("host", PRIVATE)
def test_this_network_is_not_reached(host: str) -> None:
    """Each is refused, or is no address at all; nothing answers where something listens on the very port."""
    with hostile(lambda asked: asked.answer(b"secret")) as server:
        client = Client(resolve=fake_resolve, bounds=QUICK, laboratory=Laboratory(["other.example"]))
        for port in (80, 8080):
            assert told(client, f"http://{host}:{port}/") in TOLD
        client.close()
    assert server.asked == []


@pytest.mark.parametrize("host", [host for host in PRIVATE if host.isascii()])
def test_a_redirect_does_not_lead_there(host: str) -> None:
    def route(asked: Asked) -> None:
        asked.answer(status="302 Found", Location=f"http://{host}:8080/")

    with hostile(route) as server:
        client = Client(
            laboratory=Laboratory(["open.example"]),
            resolve=lambda name, port: ["127.0.0.1"] if name == "open.example" else fake_resolve(name, port),
            bounds=QUICK,
        )
        assert told(client, f"http://open.example:{server.port}/") in TOLD
        client.close()
    assert len(server.asked) == 1


def test_a_name_that_changes_its_mind_is_asked_once_for_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when looked at, private from then on. Only what was looked at is connected to."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected = []

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> None:
        connected.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr("httpcore._backends.sync.socket.create_connection", connect)
    client = Client(resolve=lambda host, port: next(answers), bounds=QUICK)
    assert client.fetch("http://rebinding.example:8080/").failure == "connect"
    client.close()
    assert connected == [("93.184.216.34", 8080)]


def test_a_name_that_turns_private_between_two_requests_is_refused() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    client = Client(resolve=lambda host, port: next(answers), bounds=QUICK)
    for _ in range(2):
        with pytest.raises(AddressRefusedError, match="not_public"):
            client.fetch("http://turning.example/")
    client.close()


def test_one_private_address_among_many_is_enough() -> None:
    addresses = [f"93.184.216.{n}" for n in range(1, 200)] + ["::ffff:192.168.1.1"]
    client = Client(resolve=lambda host, port: addresses, bounds=QUICK)
    with pytest.raises(AddressRefusedError, match="not_public"):
        client.fetch("http://many.example/")
    client.close()


def test_a_resolver_that_never_answers_is_left() -> None:
    over = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        over.wait(30)
        return ["127.0.0.1"]

    client = Client(resolve=resolve, bounds=Bounds(seconds=0.2, connect_seconds=0.2))
    fetched = client.fetch("http://slow.example/")
    over.set()
    client.close()
    assert fetched.failure == "dns"


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "gopher://a.example/", "ftp://a.example/", "data:text/html,x"),
        *("http://a@127.0.0.1/", "http://a.example:22/", "http://a.example:6379/"),
        *(r"http://127.0.0.1\@a.example/", "javascript:alert(1)"),
    ],
)
def test_other_kinds_of_address_are_refused(address: str) -> None:
    with hostile(lambda asked: asked.answer()) as server, pytest.raises(AddressRefusedError):
        Client(bounds=QUICK).fetch(address)
    assert server.asked == []


def test_the_laboratory_is_named_host_by_host() -> None:
    with hostile(lambda asked: asked.answer(b"staging")) as server:
        client = Client(laboratory=Laboratory(["127.0.0.1"]), bounds=QUICK)
        assert client.fetch(f"{server.address}/").content == b"staging"
        with pytest.raises(AddressRefusedError, match="port"):
            client.fetch(f"http://localhost:{server.port}/")
        client.close()
