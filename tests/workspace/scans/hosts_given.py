"""Portals of three hosts of this machine, each of which knows what it was asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from miqyas.workspace.registry.models import Entity
from tests.scanner.hostile.server import Asked, Hostile, hostile, pages
from tests.workspace.scans.scans_given import PAGES, portal_of, registered

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


@contextmanager
def hosts_served(held: Callable[[Asked], None] = lambda asked: None) -> Iterator[tuple[Hostile, ...]]:
    """The same few pages on each host; each request is told to `held` before it is answered."""
    usual = pages(dict(PAGES))

    def route(asked: Asked) -> None:
        held(asked)
        usual(asked)

    with ExitStack() as stack:
        yield tuple(stack.enter_context(hostile(route, host=host)) for host in HOSTS)


def registered_at(addresses: Sequence[str], *others: Entity) -> None:
    """The first as the national portal, the rest as those of other entities."""
    registered(f"{addresses[0]}/")
    for entity, address in zip(others, addresses[1:], strict=True):
        portal_of(entity, f"{address}/")


def asked_twice(servers: Sequence[Hostile]) -> dict[str, int]:
    """What was asked for more than once, and how often."""
    asked = Counter(
        f"{server.address} {method} {path}" for server in servers for method, path in server.asked
    )
    return {what: times for what, times in asked.items() if times > 1}
