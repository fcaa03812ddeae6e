"""What is to be looked at, as whom, and at what cost: plain values that travel to whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from miqyas.scanner.artifacts.model import HERE, Artifact, Vantage
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.addresses import host_of, normal
from miqyas.scanner.gather.client import AGENT, LANGUAGES, USUAL, Bounds
from miqyas.scanner.gather.guard import NO_LABORATORY, Laboratory, Resolve, system_resolve
from miqyas.scanner.gather.pace import POLITE, Politeness

Read = Callable[[Artifact, bytes], Page]
"""How the bytes of an artifact become a page; it never raises."""
MOST_AT_ONCE: Final = 128
"""Sites that one process looks at at the same time."""


@dataclass(frozen=True)
class Site:
    """A portal: where to begin, the hosts that belong to it, the pages that are looked at in any case.

    ``place`` is what it is in the words of the catalogue ("open_data_portal"), empty where nobody says; a
    catalogue of data is asked more than others are.

    >>> site = Site("https://www.portal.example", hosts=("services.portal.example",))
    >>> site.name, site.all_hosts
    ('www.portal.example', ('www.portal.example', 'services.portal.example'))
    """

    start: str
    hosts: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    place: str = ""

    @property
    def name(self) -> str:
        """The host where it begins; its journal goes by it."""
        return host_of(normal(self.start)) or self.start

    @property
    def all_hosts(self) -> tuple[str, ...]:
        """The hosts whose pages are pages of the site."""
        return tuple(dict.fromkeys((urlsplit(normal(self.start)).hostname or "", *self.hosts)))


@dataclass(frozen=True)
class Budget:
    """What looking at one site may cost; whoever has a sum for all divides it beforehand.

    ``pages`` are fetched, ``files`` and addresses ``outward`` only asked for; ``body`` counts bytes after
    inflating, ``seconds`` this run alone. ``depth`` is the number of links from the start.
    """

    pages: int = 200
    body: int = 200 * 2**20
    seconds: float = 1800.0
    files: int = 40
    outward: int = 20
    depth: int = 8


@dataclass(frozen=True)
class Plan:
    """How sites are looked at.

    ``cues`` are words of tasks, in any language: what carries them is looked at first. ``questions`` are put
    to a site's own search, one after the other. ``authorities`` is a PEM file of authorities that are
    trusted in place of the usual ones: those of one's own network.
    """

    budget: Budget = Budget()
    politeness: Politeness = POLITE
    bounds: Bounds = USUAL
    vantage: Vantage = HERE
    languages: str = LANGUAGES
    cues: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    laboratory: Laboratory = NO_LABORATORY
    resolve: Resolve = system_resolve
    agent: str = AGENT
    authorities: Path | None = None


def read_artifact(artifact: Artifact, content: bytes) -> Page:
    """The page that the bytes of an artifact are.

    >>> from miqyas.scanner.artifacts.model import Channel
    >>> look = Artifact("https://a.example/", channel=Channel.HTTP)
    >>> read_artifact(look, b"<title>Home</title>").title
    'Home'
    """
    from miqyas.scanner.document.parse import read_page

    body = artifact.body
    return read_page(
        content,
        address=artifact.final_address,
        media_type=body.media_type if body else "text/html",
        charset=body.charset if body and body.charset_from == "header" else "",
    )
