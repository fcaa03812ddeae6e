"""What a site asks robots to leave alone, as RFC 9309 says it is to be read.

Nothing there (4xx): everything is allowed. No answer, or an error of the server: nothing is. The first
500 KiB count. Patterns are matched piece by piece and never become regular expressions, which could be made
to burn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from miqyas.scanner.gather.addresses import origin_of
from miqyas.scanner.gather.client import Fetched

LARGEST: Final = 500 * 1024
REDIRECTS: Final = 5
PRODUCT: Final = "miqyas"
"""The name by which a site may address us in its robots.txt."""
_SAFE: Final = "!$&'()*+,;=:@/~-._?"


class Access(Enum):
    """What a robots.txt came to."""

    RULES = "rules"
    ALL = "all"
    """There is none: everything may be looked at."""
    NONE = "none"
    """It could not be read: nothing may be looked at."""


@dataclass(frozen=True)
class Rule:
    """One line of allow or disallow: its pattern cut at the stars, and whether it ends at the end."""

    pieces: tuple[str, ...]
    is_allowed: bool
    is_to_the_end: bool
    length: int

    def matches(self, path: str) -> bool:
        """Whether the pattern fits the beginning of a path (with its query)."""
        if not path.startswith(self.pieces[0]):
            return False
        at = len(self.pieces[0])
        for piece in self.pieces[1:-1]:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if len(self.pieces) == 1:
            return not self.is_to_the_end or at == len(path)
        last = self.pieces[-1]
        if self.is_to_the_end:
            return len(path) - at >= len(last) and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(frozen=True)
class Robots:
    r"""The rules of one site for us.

    >>> rules = parse(b"User-agent: *\nDisallow: /private\nAllow: /private/open$\nCrawl-delay: 3")
    >>> rules.allows("https://a.example/private/x"), rules.allows("https://a.example/private/open")
    (False, True)
    >>> rules.delay
    3.0
    """

    access: Access
    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, address: str) -> bool:
        """Whether an address of the site may be fetched."""
        if self.access is not Access.RULES:
            return self.access is Access.ALL
        parts = urlsplit(address)
        if parts.path == "/robots.txt":
            return True
        path = _escaped(parts.path or "/") + (f"?{_escaped(parts.query)}" if parts.query else "")
        fitting = [rule for rule in self.rules if rule.matches(path)]
        return not fitting or max(fitting, key=lambda rule: (rule.length, rule.is_allowed)).is_allowed


@dataclass
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    delay: float = 0.0


def parse(content: bytes) -> Robots:
    """Read a robots.txt, of which the first 500 KiB count; it never raises.

    >>> parse(b"<html>Not found</html>").allows("https://a.example/")
    True
    """
    groups: list[_Group] = []
    sitemaps: list[str] = []
    is_naming = False
    for line in content[:LARGEST].decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match name.lower():
            case "user-agent" | "useragent" | "user agent":
                if not is_naming:
                    groups.append(_Group())
                groups[-1].agents.append(value.lower())
                is_naming = True
                continue
            case "sitemap":
                sitemaps.append(value)
                continue
            case "allow" | "disallow" if groups and value:
                groups[-1].rules.append(_rule(value, is_allowed=name.lower() == "allow"))
            case "crawl-delay" if groups:
                groups[-1].delay = max(groups[-1].delay, _seconds(value))
        is_naming = is_naming and not name
    ours = _ours(groups)
    return Robots(
        Access.RULES,
        tuple(rule for group in ours for rule in group.rules),
        max((group.delay for group in ours), default=0.0),
        tuple(dict.fromkeys(sitemaps))[:50],
    )


class RobotsOf:
    """The robots.txt of each site that is asked about, fetched once by `fetch`, which is given its address.

    >>> asked = RobotsOf(lambda address: judged(Fetched(address, address, 404)))
    >>> asked.allows("https://a.example/x")
    True
    """

    def __init__(self, fetch: Callable[[str], Robots]) -> None:
        self._fetch = fetch
        self._known: dict[str, Robots] = {}

    def of(self, address: str) -> Robots:
        """The rules for an address."""
        origin = origin_of(address)
        if origin not in self._known:
            self._known[origin] = self._fetch(f"{origin}/robots.txt")
        return self._known[origin]

    def allows(self, address: str) -> bool:
        """Whether an address may be fetched."""
        return self.of(address).allows(address)


def judged(fetched: Fetched) -> Robots:
    """What an answer to the question for robots.txt means.

    >>> judged(Fetched("https://a.example/robots.txt", "https://a.example/robots.txt", 503)).access
    <Access.NONE: 'none'>
    """
    status = fetched.status
    if fetched.failure == "too_many_redirects":
        return Robots(Access.ALL)
    if status is None or status >= 500 or status == 429 or fetched.cut_by == "time":
        return Robots(Access.NONE)
    if not 200 <= status < 300:
        return Robots(Access.ALL)
    return parse(fetched.content)


def _ours(groups: list[_Group]) -> list[_Group]:
    named = [group for group in groups if any(agent.split("/")[0] == PRODUCT for agent in group.agents)]
    return named or [group for group in groups if "*" in group.agents]


def _rule(pattern: str, *, is_allowed: bool) -> Rule:
    is_to_the_end = pattern.endswith("$")
    escaped = _escaped(pattern.removesuffix("$"))
    if not escaped.startswith(("/", "*")):
        escaped = f"/{escaped}"
    pieces = escaped.split("*")
    kept = [pieces[0], *(piece for piece in pieces[1:-1] if piece), *pieces[1:][-1:]]
    return Rule(tuple(kept), is_allowed, is_to_the_end, len(escaped))


def _escaped(text: str) -> str:
    """One spelling for escapes: what needs none has none, the others are in capitals."""
    if text.isascii() and "%" not in text:
        return text
    parts = text.split("%2F") if "%2F" in text else text.split("%2f")
    return "%2F".join(quote(unquote_to_bytes(part), safe=_SAFE) for part in parts)


def _seconds(value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        return 0.0
    return found if 0 <= found < 10**6 else 0.0
