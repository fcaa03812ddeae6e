"""The pages of a site with the links between them, made once for all searches."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from miqyas.scanner.artifacts.model import PAGES, Artifact, Channel, State
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.journey.model import End, Spot
from miqyas.scanner.journey.ways import Way, Ways
from miqyas.scanner.rules.clues import PageClues
from miqyas.scanner.rules.service import is_sign_in
from miqyas.scanner.rules.site import Site, Visit, is_there

_LONGEST: Final = 120
"""Characters of a title by which a page is called."""


@dataclass(frozen=True, slots=True)
class Door:
    """A link as one stands before it: ``text`` numbers its words, ``key`` is what it leads to.

    ``weight`` is that of its place, ``read`` counts the links of the page that one reads before it.
    """

    text: int
    key: str
    words: str
    address: str
    weight: float
    read: int
    is_file: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A page with its doors. ``title`` is empty where others share it; ``is_wall``: it asks who one is."""

    key: str
    title: str
    page: PageClues
    doors: tuple[Door, ...]
    has_search: bool
    is_wall: bool

    @property
    def spot(self) -> Spot:
        """The page as a reader calls it."""
        return Spot(self.page.address, self.title)


Reach = Mapping[str, tuple[str, Door | None, int]]
"""For all that can be reached: from which page, through which door, after how many clicks."""


class Graph:
    """A site as one walks through it; ``texts`` are the words of all links, each once."""

    def __init__(self, site: Site, ways: Iterable[Ways], *, manner: Manner) -> None:
        self.site, self._manner = site, manner
        self._keys: dict[str, str] = {}
        self._visits: dict[str, Visit | None] = {}
        self._numbers: dict[str, int] = {}
        self._made: dict[tuple[Way, int], Door] = {}
        self._reached: dict[tuple[str, str], Reach] = {}
        self._titles = Counter(page.title for page in site.pages)
        ways_at = _by_page(ways)
        self.nodes = {node.key: node for node in (self._node(page, ways_at) for page in site.pages)}
        self.searches = tuple(self._searches(ways_at))

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of all links and the questions put to the search, by their numbers."""
        return tuple(self._numbers)

    def key_of(self, address: str) -> str:
        """What an address leads to, as all links to it share it; empty for one that leads nowhere."""
        if not address:
            return ""
        known = self._keys.get(address)
        if known is None:
            visit = self.site.at(address)
            known = identity(normal(visit.artifact.final_address if visit else address))
            self._keys[address] = known
            if visit or known not in self._visits:
                self._visits[known] = visit
        return known

    def visit_of(self, key: str) -> Visit | None:
        """The look at what a key stands for; None where nobody looked."""
        return self._visits.get(key)

    def is_readable(self, page: PageClues, language: str) -> bool:
        """Whether one who reads that language alone stays on the page."""
        if page.language in {language, ""}:
            return True
        return page.shares.get(language, 0.0) >= self._manner.readable

    def end_of(self, door: Door, language: str) -> End:
        """What a door comes to for one who reads that language."""
        if not door.key:
            return End.DEAD_LINK
        if node := self.nodes.get(door.key):
            if node.is_wall:
                return End.WALL
            return End.PAGE if self.is_readable(node.page, language) else End.OTHER_LANGUAGE
        visit = self._visits.get(door.key)
        end = self._failed(visit.artifact) or _other(visit) if visit else End.UNSEEN
        return End.FILE if end is End.UNSEEN and door.is_file else end

    def _failed(self, artifact: Artifact) -> End | None:
        if artifact.outcome.state is State.SEEN:
            return None
        if artifact.outcome.state is State.NOT_ASSESSABLE:
            if artifact.outcome.reason in self._manner.walls:
                return End.WALL
            if artifact.outcome.reason in self._manner.closed:
                return End.CLOSED
        return End.UNSEEN

    def spot_of(self, key: str) -> Spot:
        """The page or file of a key, as a reader calls it."""
        if node := self.nodes.get(key):
            return node.spot
        visit = self._visits.get(key)
        return Spot(visit.artifact.final_address if visit else f"https://{key}")

    def reach(self, start: str, language: str) -> Reach:
        """The shortest ways from a page to all that one who reads the language can reach by links."""
        known = self._reached.get((start, language))
        if known is None:
            known = self._reached[start, language] = self._walked(start, language)
        return known

    def _walked(self, start: str, language: str) -> Reach:
        reached: dict[str, tuple[str, Door | None, int]] = {start: ("", None, 0)}
        waiting = deque([start])
        while waiting:
            at = waiting.popleft()
            for door in self.nodes[at].doors:
                if not door.key or door.key in reached:
                    continue
                reached[door.key] = (at, door, reached[at][2] + 1)
                if door.key in self.nodes and self.end_of(door, language) is End.PAGE:
                    waiting.append(door.key)
        return reached

    def _node(self, page: PageClues, ways_at: Mapping[str, Ways]) -> Node:
        key = self.key_of(page.address)
        ways = ways_at.get(identity(normal(page.address)))
        doors = tuple(self._doors(ways.ways)) if ways else ()
        title = page.title[:_LONGEST] if self._titles[page.title] <= 1 else ""
        return Node(key, title, page, doors, bool(ways and ways.has_search), is_sign_in(page, page.address))

    def _doors(self, ways: Iterable[Way]) -> Iterator[Door]:
        """The doors of a page; one that stands on many pages, in the same place of the menu, is made once."""
        for read, way in enumerate(ways):
            door = self._made.get((way, read))
            if door is None:
                door = self._made[way, read] = self._door(way, read)
            yield door

    def _door(self, way: Way, read: int) -> Door:
        weight = self._manner.places[way.landmark] / (1 + way.number / self._manner.half)
        key = self.key_of(way.address)
        return Door(self._number(way.words), key, way.words, way.address, weight, read, way.is_file)

    def _number(self, words: str) -> int:
        return self._numbers.setdefault(words, len(self._numbers))

    def _searches(self, ways_at: Mapping[str, Ways]) -> Iterator[tuple[int, str, Node]]:
        """The site's answers to questions that were put to its search, with the numbers of the questions."""
        for visit in self.site.visits:
            question = str(visit.artifact.facts.get("question", ""))
            if visit.artifact.channel is not Channel.SEARCH or not question:
                continue
            if visit.page and is_there(visit.artifact):
                yield self._number(question), question, self._node(visit.page, ways_at)


def _other(visit: Visit) -> End:
    """What an address that answered and is no page to walk on from comes to."""
    artifact = visit.artifact
    if artifact.is_soft_missing:
        return End.SOFT_MISSING
    if not is_there(artifact):
        return End.MISSING
    is_file = artifact.facts.get("what") == "file" or (
        artifact.body is not None and artifact.body.media_type not in PAGES
    )
    return End.FILE if is_file and visit.page is None else End.UNSEEN


def _by_page(ways: Iterable[Ways]) -> Mapping[str, Ways]:
    """The links by page; of several looks at one page that which saw most of them."""
    found: dict[str, Ways] = {}
    for one in ways:
        key = identity(normal(one.address))
        known = found.get(key)
        if known is None or _richness(one) > _richness(known):
            found[key] = one
    return found


def _richness(ways: Ways) -> tuple[object, ...]:
    return len(ways.ways), ways.has_search, [(way.words, way.address) for way in ways.ways]
