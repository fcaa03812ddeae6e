"""What to look at next: pages that people come for first, and never what was made to have no end."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

from miqyas.lexicon.search import searchable
from miqyas.scanner.gather.addresses import identity, normal

MOST_WAITING: Final = 20_000
"""Addresses that wait at one time; a page may hold as many links by itself."""
MOST_ALIKE: Final = 25
"""Pages whose addresses differ in numbers alone: news, days of a calendar, results by the page."""
MOST_SAME: Final = 4
"""Addresses of one shape with the very same content, after which the shape is left."""
MOST_SEGMENTS: Final = 12
MOST_PARAMETERS: Final = 6
LONGEST_CUE: Final = 5
"""Words of a cue that count."""
_LINK_WORDS: Final = 24
_NUMBERS: Final = re.compile(r"\d+")
_CODE: Final = re.compile(r"[0-9a-f]{8,}", re.IGNORECASE)
_LONG: Final = 16
"""Letters and figures of a part of an address from which it is a code and not a number in words."""
_PIECES: Final = re.compile(r"[/._=&;]")
_LONGEST_TEXT: Final = 300
_WORDS: Final = re.compile(r"[^\W\d_]+")


class Rank(IntEnum):
    """How soon an address is looked at by where it was found; a smaller one is sooner."""

    PINNED = -1000
    START = -500
    LISTED = 25
    """In a sitemap."""
    LINKED = 0


@dataclass(frozen=True, slots=True)
class Target:
    """An address to look at: where it was found, by which words, how many links from the start."""

    address: str
    parent: str = ""
    text: str = ""
    depth: int = 0


@dataclass(order=True, slots=True)
class _Waiting:
    cost: int
    order: int
    target: Target = field(compare=False)


class Frontier:
    """The addresses of one site that wait; the same pages in give the same order out.

    ``hosts`` are those of the site; an address of another is no page of it. ``cues`` are words of tasks: a
    link that has them is looked at sooner, less so the more of its kind were taken already.

    >>> frontier = Frontier(hosts=["a.example"], cues=["pay a fine"])
    >>> frontier.add(Target("https://a.example/about", depth=1))
    True
    >>> frontier.add(Target("https://www.a.example/x", text="Pay a fine", depth=1))
    True
    >>> frontier.add(Target("https://a.example/logout", depth=1))
    False
    >>> [frontier.take().address, frontier.take().address, frontier.take()]
    ['https://www.a.example/x', 'https://a.example/about', None]
    """

    def __init__(self, *, hosts: Iterable[str], cues: Collection[str] = ()) -> None:
        self._hosts = {host.lower().removeprefix("www.") for host in hosts}
        self._cues = folded_cues(cues)
        self._known: set[str] = set()
        self._heap: list[_Waiting] = []
        self._order = 0
        self._shapes: Counter[str] = Counter()
        self._cues_taken: Counter[str] = Counter()
        self._contents: dict[str, set[str]] = {}
        self._same: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._heap)

    def is_of_site(self, address: str) -> bool:
        """Whether an address is of one of the hosts of the site."""
        return (urlsplit(address).hostname or "").removeprefix("www.") in self._hosts

    def admit(self, address: str) -> None:
        """Count the host of an address as one of the site, if it is of the family: where the start led."""
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        if any(kin(host) == kin(known) for known in self._hosts):
            self._hosts.add(host)

    @property
    def left_out(self) -> dict[str, int]:
        """How many addresses of the site were left, by why: those that are known or files are not."""
        told = self._refused.items()
        return {why: n for why, n in sorted(told) if why not in {"known", "elsewhere", "file"}}

    def leaves_alone(self, target: Target) -> bool:
        """Whether an address that is no page of the site, or a file, does something; then it is counted."""
        if not does_something(target.address, searchable(target.text[:_LONGEST_TEXT])):
            return False
        self._refused["does_something"] += 1
        return True

    def give_back(self, target: Target) -> None:
        """Have an address that was taken wait again, before all others."""
        heapq.heappush(self._heap, _Waiting(Rank.PINNED, 0, target))

    def add(self, target: Target, *, rank: Rank = Rank.LINKED) -> bool:
        """Have an address wait, unless it is known, is elsewhere, does something, or smells of a trap."""
        address = normal(target.address)
        words = searchable(target.text[:_LONGEST_TEXT])
        why = self._why_not(address, words, rank=rank)
        if why:
            self._refused[why] += 1
            return False
        self._known.add(identity(address))
        cues = cues_in(f"{words} {searchable(words_of(address))}", cues=self._cues) if self._cues else ()
        self._cues_taken.update(cues)
        self._order += 1
        waiting = Target(address, target.parent, target.text, target.depth)
        heapq.heappush(self._heap, _Waiting(rank + self._cost(target, cues), self._order, waiting))
        return True

    def take(self) -> Target | None:
        """The next address; None where nothing waits."""
        while self._heap:
            target = heapq.heappop(self._heap).target
            if self._same[shape(target.address)] < MOST_SAME:
                return target
            self._refused["same_content"] += 1
        return None

    def saw(self, address: str, *, content: str) -> bool:
        """Take note of the content (its hash) of an address; whether it is new to the site."""
        addresses = self._contents.setdefault(content, set())
        is_new = not addresses
        addresses.add(address)
        self._known.add(identity(address))
        if not is_new:
            self._same[shape(address)] += 1
        return is_new

    def _why_not(self, address: str, words: str, *, rank: Rank) -> str:
        if not address or not self.is_of_site(address):
            return "elsewhere"
        if identity(address) in self._known:
            return "known"
        if rank in {Rank.PINNED, Rank.START}:
            return ""
        if is_file(address) or ending_of(address) in _left_alone().passed_over:
            return "file"
        if does_something(address, words):
            return "does_something"
        if is_trap(address):
            return "trap"
        if len(self._heap) >= MOST_WAITING:
            return "too_many"
        form = shape(address)
        self._shapes[form] += form != address
        return "alike" if self._shapes[form] > MOST_ALIKE else ""

    def _cost(self, target: Target, cues: Collection[str]) -> int:
        gain = max((30 - 5 * min(self._cues_taken[cue], 6) for cue in cues), default=0)
        return 10 * target.depth + 2 * urlsplit(target.address).path.count("/") - gain


def kin(host: str) -> str:
    """The part of a host that one owner has: what stands before gov.xx, com.xx and the like, else two labels.

    >>> kin("www.mof.gov.example"), kin("services.portal.example"), kin("127.0.0.1")
    ('mof.gov.example', 'portal.example', '127.0.0.1')
    """
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return host
    shared = _left_alone().shared_domains
    return ".".join(labels[-3 if len(labels) > 2 and labels[-2] in shared else -2 :])


@cache
def ending_of(address: str) -> str:
    """The ending of a file in an address, in lower case.

    >>> ending_of("https://a.example/law.PDF?x=1.y")
    'pdf'
    """
    name = urlsplit(address).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def shape(address: str) -> str:
    """An address with what varies in it taken out: numbers, codes, the values of its parameters.

    >>> shape("https://a.example/news/2024/05?page=3") == shape("https://a.example/news/2023/11?page=9")
    True
    """
    parts = urlsplit(address)
    keys = "&".join(sorted(key for key, _ in parse_qsl(parts.query, keep_blank_values=True)))
    path = "/".join(map(_without_numbers, parts.path.split("/")))
    return (
        f"{parts.scheme}://{parts.netloc}{path}?{keys}" if keys else f"{parts.scheme}://{parts.netloc}{path}"
    )


def _without_numbers(part: str) -> str:
    if not _NUMBERS.search(part):
        return part
    return "#" if len(part) >= _LONG else _NUMBERS.sub("#", _CODE.sub("#", part))


def is_trap(address: str) -> bool:
    """Whether an address looks made by a machine that never ends: too deep, too many parameters, repeating.

    >>> is_trap("https://a.example/a/b/a/b/a/b"), is_trap("https://a.example/ar/services/ar")
    (True, False)
    """
    parts = urlsplit(address)
    segments = [part for part in parts.path.split("/") if part]
    if len(segments) > MOST_SEGMENTS:
        return True
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if len(pairs) > MOST_PARAMETERS or len({key for key, _ in pairs}) < len(pairs) - 2:
        return True
    counted = Counter(segments)
    return any(n >= 3 for n in counted.values())


def is_file(address: str) -> bool:
    """Whether an address is one of a file that is looked at without being fetched: a law, a table.

    >>> is_file("https://a.example/law.PDF"), is_file("https://a.example/logo.png")
    (True, False)
    """
    return ending_of(address) in _left_alone().files


def does_something(address: str, words: str) -> bool:
    """Whether a link does something rather than lead somewhere: sign out, delete, print, put into a cart.

    ``words`` are those of the link, as they are searched.

    >>> does_something("https://a.example/user/logout", "")
    True
    >>> does_something("https://a.example/x", searchable("تسجيل الخروج"))
    True
    >>> does_something("https://a.example/blueprints", "remove a name from the register")
    False
    """
    parts = urlsplit(address)
    pieces = _PIECES.split(f"{parts.path}&{parts.query}".lower())
    left = _left_alone()
    return words in left.texts or not left.address.isdisjoint(pieces)


@dataclass(frozen=True)
class _LeftAlone:
    address: frozenset[str]
    texts: frozenset[str]
    files: frozenset[str]
    passed_over: frozenset[str]
    shared_domains: frozenset[str]


@cache
def _left_alone() -> _LeftAlone:
    loaded = yaml.safe_load(files("miqyas.scanner.lexicon").joinpath("left_alone.yaml").read_text("utf-8"))
    return _LeftAlone(
        address=frozenset(loaded["address"]),
        texts=frozenset(searchable(words) for listed in loaded["texts"].values() for words in listed),
        files=frozenset(loaded["files"]),
        passed_over=frozenset(loaded["passed_over"]),
        shared_domains=frozenset(loaded["shared_domains"]),
    )


def words_of(address: str) -> str:
    """The words that stand in an address.

    >>> words_of("https://a.example/e-services/pay_fine.html")
    'e services pay fine html'
    """
    return " ".join(_WORDS.findall(unquote(urlsplit(address).path)))


def cues_in(text: str, *, cues: Collection[str]) -> tuple[str, ...]:
    """The cues that stand as whole words in a text that is as it is searched, in their order there.

    >>> cues_in("pay your fines search", cues={"search", "fines"})
    ('fines', 'search')
    """
    words = text.split()[:_LINK_WORDS]
    found = (
        " ".join(words[at : at + length])
        for at in range(len(words))
        for length in range(1, min(LONGEST_CUE, len(words) - at) + 1)
    )
    return tuple(dict.fromkeys(piece for piece in found if piece in cues))


def folded_cues(cues: Collection[str]) -> frozenset[str]:
    """Cues as they are compared.

    >>> folded_cues(["Pay a fine"])
    frozenset({'pay a fine'})
    """
    return _folded(tuple(cues))


@lru_cache(maxsize=8)
def _folded(cues: tuple[str, ...]) -> frozenset[str]:
    """Folded once for all sites of a scan: there are thousands."""
    folded = (" ".join(searchable(cue).split()[:LONGEST_CUE]) for cue in cues)
    return frozenset(cue for cue in folded if cue)
