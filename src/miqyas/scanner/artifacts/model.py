"""One look at one address: what came back, from where and when it was looked at, and why nothing came.

An `Artifact` holds no bytes: the body is named by its SHA-256 and lies in the `Store`. Everything that
judges works on artifacts and bodies alone, so that a scan can be judged again without the network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from typing import Any, Final

FORM: Final = "miqyas-artifact/1"
"""The form of an artifact as a record; a journal names it in each line."""


class Channel(Enum):
    """How an address was looked at."""

    HTTP = "http"
    """The page as the server sends it."""
    BROWSER = "browser"
    """The page as a browser shows it: the body is the document after its scripts."""
    ROBOTS = "robots"
    """robots.txt, and addresses that it forbids: those are told of and never fetched."""
    SITEMAP = "sitemap"
    PROBE = "probe"
    """An address that nobody made, security.txt, http instead of https, the target of a link elsewhere."""
    TLS = "tls"
    """The handshake alone; what was found is in `facts`."""
    SEARCH = "search"
    """The site's own search, asked a fixed question."""


class State(Enum):
    """Whether something can be said of an address."""

    SEEN = "seen"
    """The site answered, be it that the page is not there (404, 410)."""
    NOT_ASSESSABLE = "not_assessable"
    NOT_TESTED = "not_tested"


class Reason(Enum):
    """Why nothing can be said of an address."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECTS = "redirects"
    REFUSED_401 = "refused_401"
    REFUSED_403 = "refused_403"
    REFUSED_429 = "refused_429"
    REFUSED_OTHER = "refused_other"
    """Another status of the 400s than those named here and than 404 and 410."""
    SERVER_ERROR = "server_error"
    ROBOTS = "robots"
    CHALLENGE = "challenge"
    """A page that asks whether one is a human being, whatever its status."""
    LOGIN_WALL = "login_wall"
    """Sent on to a sign-in on the way to a page that was not one."""
    TOO_LARGE = "too_large"
    """More than is read, of a kind that cannot be judged by its beginning."""
    CRASHED = "crashed"
    ADDRESS_REFUSED = "address_refused"
    """An address that this program does not go to."""
    HOST_LEFT = "host_left"
    """The host failed too often in a row, or asked to be left alone for longer than a scan lasts."""
    BUDGET = "budget"
    """Pages, bytes or seconds came to an end first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether something can be said, and why not.

    >>> Outcome.not_assessable(Reason.TLS)
    Outcome(state=<State.NOT_ASSESSABLE: 'not_assessable'>, reason=<Reason.TLS: 'tls'>)
    >>> SEEN.is_seen
    True
    """

    state: State
    reason: Reason | None = None

    @property
    def is_seen(self) -> bool:
        """Whether the site answered."""
        return self.state is State.SEEN

    @classmethod
    def not_assessable(cls, reason: Reason) -> Outcome:
        """It was looked at in vain."""
        return cls(State.NOT_ASSESSABLE, reason)

    @classmethod
    def not_tested(cls, reason: Reason) -> Outcome:
        """It was not looked at."""
        return cls(State.NOT_TESTED, reason)


SEEN: Final = Outcome(State.SEEN)


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where it was seen: a name, the country (ISO 3166 alpha-3), the network, inside or outside.

    >>> Vantage("vienna", country="AUT", network="AS1853", is_outside=True).is_outside
    True
    """

    name: str
    country: str = ""
    network: str = ""
    is_outside: bool = False


NEVER: Final = datetime.fromtimestamp(0, UTC)
HERE: Final = Vantage("here")
"""This installation, where nobody has said more about it."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was passed through: its status and the address that gave it."""

    status: int
    address: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element stands in a screenshot, in CSS pixels from the top left of the page.

    ``order`` is the place of the element among those that the browser measured; ``name`` its words.
    """

    order: int
    tag: str
    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture of a page: the hash of its PNG, its size in CSS pixels, and where the elements stand."""

    hash: str
    width: int
    height: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes that came, by their hash; ``size`` counts those that were kept, after inflating.

    ``charset`` is what the bytes claim to be in, as the signature of the file, the header or a meta element
    says it (``charset_from``: bom, header, meta), empty where nobody says it. The bytes are as they came.
    """

    hash: str
    size: int
    is_cut: bool = False
    media_type: str = ""
    charset: str = ""
    charset_from: str = ""


@dataclass(frozen=True)
class Artifact:
    """One look at one address.

    ``address`` is in normal form and names the artifact together with channel and vantage; ``parent`` and
    ``link_text`` say where the address was found, ``depth`` how many links lie between it and where the scan
    began. ``headers`` are the chosen ones, lower case, each cut. ``is_soft_missing``: the page is there for
    the server and says that it is not. ``facts`` are plain values by channel: of TLS, robots.txt, a probe.

    >>> look = Artifact("https://a.example/", channel=Channel.HTTP, status=200)
    >>> Artifact.from_record(look.as_record()) == look
    True
    """

    address: str
    channel: Channel
    final_address: str = ""
    hops: tuple[Hop, ...] = ()
    vantage: Vantage = HERE
    seen_at: datetime = NEVER
    outcome: Outcome = SEEN
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    body: Body | None = None
    language: str = ""
    asked_language: str = ""
    seconds: float = 0.0
    parent: str = ""
    link_text: str = ""
    depth: int = 0
    is_soft_missing: bool = False
    screenshot: Screenshot | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "final_address", self.final_address or self.address)
        object.__setattr__(self, "seconds", round(self.seconds, 4))

    @cached_property
    def key(self) -> str:
        """What this is a look at: the same for every look at the address by the channel from the vantage."""
        named = "\n".join((self.channel.value, self.vantage.name, self.asked_language, self.address))
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    @property
    def blobs(self) -> tuple[str, ...]:
        """The names of the bytes that belong to it: body, picture, and what was found in the page."""
        found = self.facts.get(EXAMINED)
        names = (self.body and self.body.hash, self.screenshot and self.screenshot.hash, found)
        return tuple(name for name in names if isinstance(name, str))

    @property
    def is_page(self) -> bool:
        """Whether a page of HTML was seen, and it is not one that says that nothing is there."""
        return (
            self.outcome.is_seen
            and self.status is not None
            and 200 <= self.status < 300
            and not self.is_soft_missing
            and self.body is not None
            and self.body.media_type in PAGES
        )

    def as_record(self) -> dict[str, Any]:
        """As plain values, for the journal and for bundles."""
        return {
            "form": FORM,
            "key": self.key,
            "address": self.address,
            "final_address": self.final_address,
            "hops": [[hop.status, hop.address] for hop in self.hops],
            "vantage": _plain(self.vantage),
            "seen_at": self.seen_at.astimezone(UTC).isoformat(),
            "channel": self.channel.value,
            "state": self.outcome.state.value,
            "reason": self.outcome.reason.value if self.outcome.reason else None,
            "status": self.status,
            "headers": dict(self.headers),
            "body": _plain(self.body) if self.body else None,
            "language": self.language,
            "asked_language": self.asked_language,
            "seconds": self.seconds,
            "parent": self.parent,
            "link_text": self.link_text,
            "depth": self.depth,
            "is_soft_missing": self.is_soft_missing,
            "screenshot": _screenshot_record(self.screenshot),
            "facts": dict(self.facts),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Artifact:
        """The artifact of a record; `ValueError`, `KeyError` or `TypeError` where it is none."""
        if record["form"] != FORM:
            raise ValueError(f"not of the form {FORM}")
        reason, body, shot = record["reason"], record["body"], record["screenshot"]
        return cls(
            address=_text(record, "address"),
            channel=Channel(record["channel"]),
            final_address=_text(record, "final_address"),
            hops=tuple(Hop(int(status), str(address)) for status, address in record["hops"]),
            vantage=Vantage(**record["vantage"]),
            seen_at=datetime.fromisoformat(record["seen_at"]),
            outcome=Outcome(State(record["state"]), Reason(reason) if reason else None),
            status=record["status"],
            headers=record["headers"],
            body=Body(**body) if body else None,
            language=_text(record, "language"),
            asked_language=_text(record, "asked_language"),
            seconds=float(record["seconds"]),
            parent=_text(record, "parent"),
            link_text=_text(record, "link_text"),
            depth=int(record["depth"]),
            is_soft_missing=bool(record["is_soft_missing"]),
            screenshot=_screenshot(shot) if shot else None,
            facts=record["facts"],
        )


EXAMINED: Final = "examined"
"""Among the facts of a look by the browser: the name of the bytes that hold what was found in the page."""
PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
"""Media types of pages."""


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _screenshot_record(shot: Screenshot | None) -> dict[str, Any] | None:
    return {**_plain(shot), "boxes": [list(_plain(box).values()) for box in shot.boxes]} if shot else None


def _screenshot(record: Mapping[str, Any]) -> Screenshot:
    boxes = tuple(Box(*box) for box in record["boxes"])
    return Screenshot(**{**record, "boxes": boxes})


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value
