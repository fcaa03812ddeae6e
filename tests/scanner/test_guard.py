"""The client goes to the open web and nowhere else, however it is asked."""

import pytest

from miqyas.scanner.gather.client import Client
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory, check_address, is_public
from tests.scanner.website import website


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:22/",
        "https://example.org/a b",
        "https://example.org/\nHost: x",
        "https://[::1",
        "https://example.org:port/",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        check_address(address)
    assert refused.value.problem("en")
    assert refused.value.remedy("ar")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_of_private_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_open_web_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_that_leads_into_this_network_is_refused() -> None:
    client = Client(resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(AddressRefusedError, match="not_public"):
        client.fetch("http://innocent.example/")


def test_one_private_address_among_public_ones_is_enough() -> None:
    client = Client(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(AddressRefusedError, match="not_public"):
        client.fetch("http://innocent.example/")


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    """A name that answers differently the second time is asked once only."""
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.1"] if len(asked) > 1 else ["127.0.0.1"]

    with website(lambda path: (200, {}, b"here")) as site:
        port = site.rsplit(":", 1)[1]
        client = Client(laboratory=Laboratory(["trusted.example"]), resolve=resolve)
        assert client.fetch(f"http://trusted.example:{port}/").content == b"here"
    assert asked == ["trusted.example"]


def test_a_redirect_into_this_network_is_not_followed() -> None:
    with website(lambda path: (302, {"Location": "http://localhost.example/secret"}, b"")) as site:
        client = Client(laboratory=Laboratory(["127.0.0.1"]), resolve=lambda host, port: ["127.0.0.1"])
        with pytest.raises(AddressRefusedError, match="not_public"):
            client.fetch(f"{site}/")


def test_a_redirect_to_another_kind_of_address_is_not_followed() -> None:
    with (
        website(lambda path: (302, {"Location": "file:///etc/passwd"}, b"")) as site,
        pytest.raises(AddressRefusedError, match="scheme"),
    ):
        Client(laboratory=Laboratory(["127.0.0.1"])).fetch(f"{site}/")


def test_redirects_come_to_an_end() -> None:
    with website(lambda path: (302, {"Location": f"{path}x"}, b"")) as site:
        fetched = Client(laboratory=Laboratory(["127.0.0.1"])).fetch(f"{site}/")
    assert fetched.status is None
    assert fetched.failure == "too_many_redirects"


def test_a_page_without_end_is_cut() -> None:
    with website(lambda path: (200, {}, b"x" * (5 * 2**20))) as site:
        fetched = Client(laboratory=Laboratory(["127.0.0.1"])).fetch(f"{site}/")
    assert fetched.is_cut
    assert len(fetched.content) == 2 * 2**20


@pytest.mark.parametrize(
    ("address", "failure"), [("http://nowhere.invalid/", "dns"), ("http://127.0.0.1:9/", "connect")]
)
def test_what_does_not_answer_is_told(address: str, failure: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        if host == "nowhere.invalid":
            raise OSError("no such host")
        return [host]

    fetched = Client(laboratory=Laboratory(["127.0.0.1", "nowhere.invalid"]), resolve=resolve).fetch(address)
    assert (fetched.status, fetched.failure) == (None, failure)
