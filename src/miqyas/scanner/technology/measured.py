"""What one look tells of technology, small enough to be handed from whoever read it to whoever sums it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Channel
from miqyas.scanner.artifacts.store import StoreError
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.plan import read_artifact
from miqyas.scanner.technology.model import PageExamined
from miqyas.scanner.technology.pages import page_examined

_WITH_PAGES: Final = frozenset({Channel.HTTP, Channel.BROWSER})
Read = Callable[[str], bytes]
"""The bytes of a name, `Store.read` for instance; it raises `StoreError` where they are not there."""


@dataclass(frozen=True, slots=True)
class Findable:
    """What search engines go by in a page."""

    title: str
    language: str
    robots: str
    has_description: bool
    has_canonical: bool
    has_data: bool
    has_alternates: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What the browser found in a page and what search engines find there; None where it was not seen."""

    examined: PageExamined | None = None
    findable: Findable | None = None


def page_of(look: Artifact, read: Read) -> Page | None:
    """The page of a look at one; None where its bytes are not there, or are others.

    >>> page_of(Artifact("https://a.example/", channel=Channel.TLS), lambda name: b"")
    """
    if not look.is_page or look.channel not in _WITH_PAGES:
        return None
    try:
        return read_artifact(look, read(look.body.hash) if look.body else b"")
    except StoreError:
        return None


def measured(look: Artifact, page: Page | None, *, read: Read) -> Measured:
    """What a look and its page tell; bytes that are not there, or are others, count as not looked at.

    >>> look = Artifact("https://a.example/", channel=Channel.HTTP, status=200)
    >>> found = measured(look, Page(look.address, title="Home"), read=lambda name: b"")
    >>> found.findable.title, found.findable.has_description, found.examined
    ('Home', False, None)
    """
    return Measured(_examined(look, read), _findable(page) if page is not None else None)


def _examined(look: Artifact, read: Read) -> PageExamined | None:
    name = look.facts.get(EXAMINED)
    if look.channel is not Channel.BROWSER or not isinstance(name, str) or not look.is_page:
        return None
    try:
        return page_examined(look.final_address, read(name))
    except StoreError:
        return None


def _findable(page: Page) -> Findable:
    return Findable(
        page.title,
        page.language,
        page.robots,
        has_description=bool(page.description),
        has_canonical=bool(page.canonical),
        has_data=bool(page.schema_types),
        has_alternates=bool(page.alternates),
    )
