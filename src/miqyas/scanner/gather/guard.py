"""Where an address may lead: to the open web, and never into the network that this machine stands in.

A name is resolved once, each address behind it is looked at, and the connection goes to the very address
that was looked at: a name that answers differently the second time gains nothing. The one way past this is
a `Laboratory`, which somebody has to name host by host.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import urlsplit

from miqyas.kernel.errors import MiqyasError

SCHEMES: Final = frozenset({"http", "https"})
PORTS: Final = frozenset({80, 443, 8080, 8443})
MOST_ADDRESSES: Final = 16
"""Addresses of one name that are tried."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Collection[str]]


class AddressRefusedError(MiqyasError):
    """An address that this program does not go to."""

    code = "address"


class NoAddressError(Exception):
    """A name that leads nowhere, or did not within its time."""


def _host_form(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


@dataclass(frozen=True)
class Laboratory:
    """Hosts inside this network that somebody allows by name, on any port: staging sites, tests.

    >>> Laboratory(["Staging.example"]).holds("staging.example."), Laboratory().holds("localhost")
    (True, False)
    """

    hosts: Collection[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", frozenset(map(_host_form, self.hosts)))

    def holds(self, host: str) -> bool:
        """Whether the host is one of them."""
        return _host_form(host) in self.hosts


NO_LABORATORY: Final = Laboratory()


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, as the system finds them. Raises `socket.gaierror` when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_address(address: str, *, laboratory: Laboratory = NO_LABORATORY) -> None:
    """Refuse what is no address of a web page on a usual port; hosts of the laboratory may use any port.

    Raises `AddressRefusedError`.

    >>> check_address("https://example.org/page")
    >>> check_address("file:///etc/passwd")
    Traceback (most recent call last):
    miqyas.scanner.gather.guard.AddressRefusedError: address.scheme: given='file:///etc/passwd'
    """
    shown = address[:200]
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError("unreadable", given=shown) from error
    if parts.scheme not in SCHEMES:
        raise AddressRefusedError("scheme", given=shown)
    if not parts.hostname or parts.username is not None or any(ord(letter) < 33 for letter in address):
        raise AddressRefusedError("unreadable", given=shown)
    if port not in {None, *PORTS} and not laboratory.holds(parts.hostname):
        raise AddressRefusedError("port", given=shown)


def addresses_of(
    host: str, port: int, *, resolve: Resolve, laboratory: Laboratory, seconds: float
) -> tuple[str, ...]:
    """The addresses behind a host, all of them looked at; `seconds` is how long the question may take.

    Raises `AddressRefusedError` where one of them is not public and the host is not of the laboratory, and
    `NoAddressError` where there is none, or no answer in time.

    >>> addresses_of("93.184.216.34", 80, resolve=system_resolve, laboratory=NO_LABORATORY, seconds=1.0)
    ('93.184.216.34',)
    """
    found = (host,) if _is_literal(host) else _resolved(host, port, resolve=resolve, seconds=seconds)
    if not found:
        raise NoAddressError(host)
    if not laboratory.holds(host) and not all(map(is_public, found)):
        raise AddressRefusedError("not_public", given=host)
    return found[:MOST_ADDRESSES]


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _resolved(host: str, port: int, *, resolve: Resolve, seconds: float) -> tuple[str, ...]:
    """What the resolver says; as it cannot be interrupted, it is asked beside and left if late."""
    answers: SimpleQueue[tuple[str, ...] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(tuple(resolve(host, port)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except Empty as error:
        raise NoAddressError(host) from error
    if isinstance(answer, Exception):
        raise NoAddressError(host) from answer
    return answer


def is_public(text: str) -> bool:
    """Whether an address of the network belongs to the open web.

    >>> (
    ...     is_public("93.184.216.34"),
    ...     is_public("10.0.0.1"),
    ...     is_public("::ffff:127.0.0.1"),
    ...     is_public("64:ff9b::a00:1"),
    ...     is_public("::10.0.0.1"),
    ...     is_public("fec0::1"),
    ... )
    (True, False, False, False, False, False)
    """
    return all(
        found.is_global and not found.is_multicast and not getattr(found, "is_site_local", False)
        for found in _all_of(ipaddress.ip_address(text))
    )


def _all_of(address: Address) -> Iterable[Address]:
    """The address, and the one of the older kind that it may carry inside."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if carried:
            yield carried
        if address in _NAT64 or address in _COMPATIBLE:
            yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
