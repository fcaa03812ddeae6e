"""Rules as frozen values, and what they say of a site: states, proof, grades, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Final

from miqyas.kernel.text import Text

LANGUAGES: Final = ("ar", "en", "fr")
"""Languages in which every rule has words; Italian, Spanish and Portuguese may be added."""
OPTIONAL_LANGUAGES: Final = ("es", "it", "pt")


class Kind(Enum):
    """What is looked for, and so which evaluator looks."""

    __hash__ = object.__hash__  # asked for at every candidate: the one of Enum is slow

    LINK = "link"
    """A page about something, reached by a link."""
    STATEMENT = "statement"
    """A page that says certain things: privacy, accessibility."""
    DOCUMENT = "document"
    """A law, a strategy, a budget: a file, or a page that is or carries the text."""
    ACTIVITY = "activity"
    """Something that goes on: dates tell when it did last."""
    CONTACT = "contact"
    """Ways to reach somebody."""
    OPEN_DATA = "open_data"
    """Datasets, by their formats, their licence or the interface of a catalogue."""
    SERVICE = "service"
    """A service, graded: information, form, transaction."""
    ELEMENT = "element"
    """Something on the pages themselves: a search box, accounts on social networks."""
    LANGUAGES = "languages"
    """The same site in two languages."""
    SITE = "site"
    """A property of all pages: encrypted, fit for phones."""


class Channel(Enum):
    """Where a rule looks; what was not looked at in this way says nothing to it."""

    HTTP = "http"
    """Pages as the server sends them."""
    DOM = "dom"
    """Pages as a browser shows them, where one was used, else as the server sends them."""
    RENDERED = "rendered"
    """Pages as a browser shows them."""
    AXE = "axe"
    """Pages that axe looked at in a browser."""
    TLS = "tls"
    """Handshakes."""
    FILE = "file"
    """Files, and pages for the files that they carry."""
    API = "api"
    """Answers of a catalogue of data."""


class Check(Enum):
    """What a rule of kind SITE asks of pages."""

    ENCRYPTED = "encrypted"
    FIT_FOR_PHONES = "fit_for_phones"
    DATED = "dated"


class State(Enum):
    """What is known of a feature."""

    __hash__ = object.__hash__  # asked for at every candidate: the one of Enum is slow

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"
    NOT_TESTED = "not_tested"


class Proof(IntEnum):
    """How far what was found was followed."""

    NONE = 0
    MENTION = 1
    LINK = 2
    LIVE = 3
    """The link leads to a page that is there."""
    CONTENT = 4
    """What belongs there stands there."""
    ENTRY = 5
    """It can be begun: a form of its own, or its start leads to a sign-in."""


class Grade(IntEnum):
    """The stage of a service; names are those of the scale `service_stage` of the catalogue."""

    NONE = 0
    INFORMATION = 1
    FORM = 2
    TRANSACTION = 3


class Why(Enum):
    """Why a state is not simply "present" or "absent"; each has words ``scan.why.<value>``."""

    DEAD_LINK = "dead_link"
    TARGET_MISSING = "target_missing"
    SOFT_MISSING = "soft_missing"
    OTHER_LANGUAGE = "other_language"
    FILE_ONLY = "file_only"
    TOO_OLD = "too_old"
    UNDATED = "undated"
    CONTENT_UNCLEAR = "content_unclear"
    MENTION_ONLY = "mention_only"
    TARGET_NOT_TESTED = "target_not_tested"
    START_NOT_TESTED = "start_not_tested"
    START_DEAD = "start_dead"
    BEHIND_SIGN_IN = "behind_sign_in"
    INFORMATION_ONLY = "information_only"
    FORM_ONLY = "form_only"
    NOT_EVERYWHERE = "not_everywhere"
    ONE_LANGUAGE = "one_language"
    CHANNEL_NOT_USED = "channel_not_used"
    BUDGET_NOT_MET = "budget_not_met"
    COVERAGE_LOW = "coverage_low"
    NEEDS_SCRIPTS = "needs_scripts"
    OTHER_PLACE = "other_place"
    SITE_TOO_SMALL = "site_too_small"
    INTERFACE_BROKEN = "interface_broken"
    INTERFACE_EMPTY = "interface_empty"
    INTERFACE_SILENT = "interface_silent"


class Strength(IntEnum):
    """How much a cue says: a weak one only counts where the target confirms it."""

    WEAK = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means to a rule: a cue of some strength, something else (0), or a group of its target."""

    rule: str
    phrase: str
    language: str
    strength: int = 0
    group: str = ""
    is_whole: bool = False
    """Whether the phrase counts only where it is all that a text says."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one language: ``strong``, ``weak``, and ``excluding`` (``not`` in the file).

    ``only`` are strong where they are all that a text says: "Services", but not "Services of the registry".
    """

    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


Group = Mapping[str, tuple[str, ...]]
"""Phrases of one meaning, by language."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Signs in the markup that a rule takes; empty ones are not asked for.

    ``landmarks`` are the parts of a page in which links count; ``url`` are words of addresses that count as a
    weak cue; ``schema`` types of schema.org; ``form_role`` and ``field_kinds`` what a form has; ``files`` the
    kinds of files; ``networks`` so many accounts on social networks; ``apis`` the interfaces of a catalogue;
    ``controls`` the parts of a page in which a button or link with the words is the thing itself; ``names``
    what a field of such a form is called in the markup. ``fields``: from how many fields on a form begins the
    service, where it is looked up by so few; 0 for the usual number.
    """

    landmarks: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    schema: tuple[str, ...] = ()
    form_role: str = ""
    field_kinds: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    networks: int = 0
    apis: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fields: int = 0


@dataclass(frozen=True)
class Target:
    """What must stand on the page to which a link leads.

    ``groups`` are meanings by name, ``least`` of which must be found; ``words`` the fewest words of running
    text, ``links`` the fewest links; ``about``: whether title or heading must name the thing. ``excluding``
    (``not`` in the file) are phrases that make the page something else. ``is_needed`` (``needed``): a page
    of that name without the groups is not the thing, not even in part.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)
    least: int = 0
    words: int = 0
    links: int = 0
    about: bool = True
    excluding: Group = field(default_factory=dict)
    is_needed: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule: which features it bears on, its cues, and what makes a proof of them."""

    id: str
    version: int
    features: tuple[str, ...]
    channel: Channel
    kind: Kind
    cues: Mapping[str, Cues]
    structure: Structure
    target: Target
    least: Proof
    advice: Text
    sources: tuple[str, ...]
    check: Check | None = None
    pages: int = 0
    """The fewest pages of a site for which the rule makes sense."""
