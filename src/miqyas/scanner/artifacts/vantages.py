"""One page seen from two places, differently: what assessors abroad meet and clerks at home do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from miqyas.scanner.artifacts.model import Artifact, Channel, State


class Difference(Enum):
    """In what two looks at one address differ; the first that holds."""

    SEEN = "seen"
    """One saw something, the other did not: 403 abroad, a certificate that fails, a host that has no name."""
    REASON = "reason"
    """Neither saw anything, each for another reason."""
    STATUS = "status"
    """There for one, not there for the other."""
    PLACE = "place"
    """Led to another host."""
    LANGUAGE = "language"
    """The server says that it is in another language."""


@dataclass(frozen=True)
class Disagreement:
    """Two looks at one address by one channel from two vantages; `inside` is the nearer one."""

    address: str
    channel: Channel
    difference: Difference
    inside: Artifact
    outside: Artifact


def disagreements(looks: Iterable[Artifact]) -> tuple[Disagreement, ...]:
    """Where looks from different vantages differ, in the order of the addresses.

    Looks from inside are compared with each from outside; where all are from one side, with that of the
    first name. An address that one vantage did not test is no disagreement.

    >>> from miqyas.scanner.artifacts.model import Outcome, Reason, Vantage
    >>> home = Artifact("https://a.example/", channel=Channel.HTTP, status=200, vantage=Vantage("home"))
    >>> abroad = Artifact(
    ...     "https://a.example/",
    ...     channel=Channel.HTTP,
    ...     status=403,
    ...     vantage=Vantage("vienna", is_outside=True),
    ...     outcome=Outcome.not_assessable(Reason.REFUSED_403),
    ... )
    >>> [found.difference for found in disagreements([abroad, home])]
    [<Difference.SEEN: 'seen'>]
    """
    seen: dict[tuple[str, str], dict[str, Artifact]] = defaultdict(dict)
    for look in looks:
        if look.outcome.state is not State.NOT_TESTED:
            seen[look.address, look.channel.value][look.vantage.name] = look
    return tuple(found for _, alike in sorted(seen.items()) for found in _of_address(alike.values()))


def has_outside(looks: Iterable[Artifact]) -> bool:
    """Whether anything was seen from outside: without it a report says so first.

    >>> has_outside([])
    False
    """
    return any(look.vantage.is_outside for look in looks)


def _of_address(looks: Iterable[Artifact]) -> Iterator[Disagreement]:
    first, *others = sorted(looks, key=lambda look: (look.vantage.is_outside, look.vantage.name))
    for other in others:
        difference = _difference(first, other)
        if difference is not None:
            yield Disagreement(first.address, first.channel, difference, first, other)


def _difference(one: Artifact, other: Artifact) -> Difference | None:
    if one.outcome.state is not other.outcome.state:
        return Difference.SEEN
    if one.outcome.reason is not other.outcome.reason:
        return Difference.REASON
    if _is_there(one) is not _is_there(other):
        return Difference.STATUS
    if urlsplit(one.final_address).hostname != urlsplit(other.final_address).hostname:
        return Difference.PLACE
    is_told = bool(one.language and other.language and one.asked_language == other.asked_language)
    return Difference.LANGUAGE if is_told and one.language != other.language else None


def _is_there(look: Artifact) -> bool:
    return look.status is not None and look.status < 400 and not look.is_soft_missing
