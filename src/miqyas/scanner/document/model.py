"""What is left of a page once it is read: links, headings, forms, text, dates. Small, without markup.

That of which a page has hundreds is made as tuples, which takes a quarter of the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple

_SHELL: Final = 200
"""Characters of text: a shell says "loading" or asks to allow scripts."""


class Landmark(Enum):
    """The part of a page in which something stands."""

    __hash__ = object.__hash__  # asked for at every link: the one of Enum is slow

    HEADER = "header"
    NAV = "nav"
    MAIN = "main"
    FOOTER = "footer"
    ASIDE = "aside"
    SEARCH = "search"
    BODY = "body"
    """No part that the page names."""


class Calendar(Enum):
    """The calendar in which a date is written."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


class Link(NamedTuple):
    """A link: its words, where it leads, where it stands.

    ``label`` is what aria-label, title, a picture's alternative or an SVG's title says; ``address`` is
    absolute and empty where the link leads nowhere (``is_dead``: "#", "javascript:", nothing); ``order``
    counts links from 0; ``file_kind`` is the ending of a file such as "pdf", ``file_size`` its size in bytes
    where the words tell it. ``is_toggle``: it opens a menu rather than leads somewhere.
    """

    text: str
    address: str
    landmark: Landmark
    order: int
    label: str = ""
    lang: str = ""
    hreflang: str = ""
    rel: tuple[str, ...] = ()
    is_dead: bool = False
    is_toggle: bool = False
    file_kind: str = ""
    file_size: int | None = None

    @property
    def words(self) -> str:
        """What a reader or a screen reader says of the link."""
        return self.text or self.label


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6; ``order`` counts headings from 0."""

    level: int
    text: str
    landmark: Landmark
    order: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its type (``text`` where none is given; ``select``, ``textarea``) and its words.

    ``landmark`` is the part of the page in which it stands: some sites put one form around all of a page.
    """

    kind: str
    name: str = ""
    label: str = ""
    landmark: Landmark = Landmark.BODY


@dataclass(frozen=True, slots=True)
class Form:
    """A form, or the fields in a part of the page that stand in none (``method`` is empty then)."""

    method: str
    action: str
    landmark: Landmark
    order: int
    role: str = ""
    label: str = ""
    fields: tuple[Field, ...] = ()
    submit: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[Field, ...]:
        """The fields that somebody fills in: neither hidden nor buttons."""
        return tuple(one for one in self.fields if one.kind != "hidden")


@dataclass(frozen=True, slots=True)
class Button:
    """A button outside or inside a form, by its words."""

    text: str
    landmark: Landmark
    order: int


class Block(NamedTuple):
    """A stretch of text between two block elements; ``lang`` is guessed by its letters."""

    text: str
    landmark: Landmark
    lang: str


@dataclass(frozen=True, slots=True)
class DateSeen:
    """A date that stands on the page.

    ``day`` is Gregorian; of a month or a year alone it is the first day, and ``precision`` says "month" or
    "year". ``role`` is "updated" or "published" where the words before it, or the markup, say so. ``block``
    is the place of the text among `Page.blocks`, -1 where it comes from the markup.
    """

    text: str
    day: date
    calendar: Calendar = Calendar.GREGORIAN
    precision: str = "day"
    role: str = ""
    block: int = -1


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language, as its head says."""

    lang: str
    address: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """A page that sends its reader on by itself after some seconds."""

    seconds: float
    address: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the answer of a catalogue of data tells of it: ``kind`` is the interface that it speaks.

    ``datasets`` counts those it says it has, or describes; None where that is not known. ``formats`` are
    short names (csv, json), ``title`` the first that stands in the answer. ``newest`` is the latest day on
    which anything was changed, where all or the latest are listed. ``is_broken``: the answer is damaged, or
    says that something failed.
    """

    kind: str
    datasets: int | None = None
    formats: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    title: str = ""
    newest: date | None = None
    is_broken: bool = False

    @property
    def works(self) -> bool:
        """Whether it lists datasets."""
        return not self.is_broken and self.datasets != 0


@dataclass(frozen=True)
class Page:
    """One page, read. Texts are as written, without signs that cannot be seen; addresses are absolute.

    ``charset_from`` says how the encoding was known: bom, header, meta, content (the bytes say otherwise than
    the page) or default. ``languages`` are the shares of its words by language. ``api`` names the interface
    that a body speaks ("ckan", "dcat"), ``catalogue`` what it tells then; ``scripts`` counts script elements
    but those that hold data. ``is_cut``: more was there than is kept.
    """

    address: str
    media_type: str = "text/html"
    charset: str = "utf-8"
    charset_from: str = "default"
    lang: str = ""
    direction: str = ""
    title: str = ""
    description: str = ""
    robots: str = ""
    generator: str = ""
    viewport: str = ""
    canonical: str = ""
    refresh: Refresh | None = None
    alternates: tuple[Alternate, ...] = ()
    feeds: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    buttons: tuple[Button, ...] = ()
    blocks: tuple[Block, ...] = ()
    dates: tuple[DateSeen, ...] = ()
    schema_types: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    social: tuple[str, ...] = ()
    languages: dict[str, float] = field(default_factory=dict)
    api: str = ""
    catalogue: Catalogue | None = None
    scripts: int = 0
    is_cut: bool = False

    @property
    def is_shell(self) -> bool:
        """Whether there is nothing to read before scripts have run: only a browser sees such a page.

        A link that leads to the page itself or to the root of its host, as that of a logo, leads nowhere yet.
        """
        if not self.scripts or self.forms or sum(len(one.text) for one in self.blocks) >= _SHELL:
            return False
        own = {"", self.address, "/".join((*self.address.split("/", 3)[:3], ""))}
        return own.issuperset(link.address for link in self.links)

    @property
    def language(self) -> str:
        """The language in which most of the page is written; what it declares where it has no words."""
        return max(self.languages, key=lambda code: self.languages[code], default=self.lang.split("-")[0])

    @cached_property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)
