"""The pages of a site with the links between them, made once for all searches."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, overload

from miqyas.scanner.artifacts.model import PAGES, Artifact, Channel, State
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.journey.model import End, Spot
from miqyas.scanner.journey.ways import Ways
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


class _Told:
    """What all doors of a site share, by numbers: words, keys, and weight with whether it is a file."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.keys: list[str] = [""]
        self.places: list[tuple[float, bool]] = []


class _Numbers(dict[str, int]):
    """Words by numbers, in the order in which they were asked for, told in a list."""

    def __init__(self, told: list[str]) -> None:
        super().__init__((word, number) for number, word in enumerate(told))
        self._told = told

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        self._told.append(word)
        return number


class Doors(Sequence[Door]):
    """The doors of a page, made when they are asked for: by numbers they take a fraction of the room."""

    __slots__ = ("_told", "_ways", "keys", "places", "texts")

    def __init__(self, told: _Told, ways: Ways | None) -> None:
        self._told, self._ways = told, ways
        self.texts, self.keys, self.places = array("I"), array("I"), array("I")

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, read: int) -> Door: ...

    @overload
    def __getitem__(self, read: slice) -> Sequence[Door]: ...

    def __getitem__(self, read: int | slice) -> Door | Sequence[Door]:
        if isinstance(read, slice):
            return [self[one] for one in range(len(self))[read]]
        told, text = self._told, self.texts[read]
        weight, is_file = told.places[self.places[read]]
        address = self._ways.ways[read].address if self._ways else ""
        return Door(text, told.keys[self.keys[read]], told.texts[text], address, weight, read, is_file)

    def weighted(self) -> Iterator[tuple[int, float]]:
        """The number of the words of each door, and the weight of its place."""
        places = self._told.places
        return ((text, places[place][0]) for text, place in zip(self.texts, self.places, strict=True))

    def leading_to(self) -> Iterator[str]:
        """What the doors lead to, one after the other."""
        return map(self._told.keys.__getitem__, self.keys)


@dataclass(frozen=True, slots=True)
class Node:
    """A page with its doors. ``title`` is empty where others share it; ``is_wall``: it asks who one is."""

    key: str
    title: str
    page: PageClues
    doors: Doors
    has_search: bool
    is_wall: bool

    @property
    def spot(self) -> Spot:
        """The page as a reader calls it."""
        return Spot(self.page.address, self.title)


Reach = Mapping[str, tuple[str, int]]
"""For all that can be reached: from which page, after how many clicks."""


class Graph:
    """A site as one walks through it; ``texts`` are the words of all links, each once."""

    def __init__(self, site: Site, ways: Iterable[Ways], *, manner: Manner) -> None:
        self.site, self._manner = site, manner
        self._keys: dict[str, str] = {}
        self._visits: dict[str, Visit | None] = {}
        self._told = _Told()
        self._numbers, self._key_numbers = _Numbers(self._told.texts), _Numbers(self._told.keys)
        self._places: dict[tuple[Landmark, int, bool], int] = {}
        self._reached: dict[tuple[str, str], Reach] = {}
        self._titles = Counter(page.title for page in site.pages)
        ways_at = _by_page(ways)
        self.nodes = {node.key: node for node in (self._node(page, ways_at) for page in site.pages)}
        self.searches = tuple(self._searches(ways_at))

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of all links and the questions put to the search, by their numbers."""
        return tuple(self._told.texts)

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
        reached: dict[str, tuple[str, int]] = {start: ("", 0)}
        waiting = deque([start])
        while waiting:
            at = waiting.popleft()
            for key in self.nodes[at].doors.leading_to():
                if not key or key in reached:
                    continue
                reached[key] = (at, reached[at][1] + 1)
                node = self.nodes.get(key)
                if node and not node.is_wall and self.is_readable(node.page, language):
                    waiting.append(key)
        return reached

    def _node(self, page: PageClues, ways_at: Mapping[str, Ways]) -> Node:
        key = self.key_of(page.address)
        ways = ways_at.get(identity(normal(page.address)))
        doors = self._doors(ways)
        title = page.title[:_LONGEST] if self._titles[page.title] <= 1 else ""
        return Node(key, title, page, doors, bool(ways and ways.has_search), is_sign_in(page, page.address))

    def _doors(self, ways: Ways | None) -> Doors:
        doors = Doors(self._told, ways)
        for words, address, landmark, number, is_file in ways.ways if ways else ():
            doors.texts.append(self._numbers[words])
            doors.keys.append(self._key_numbers[self.key_of(address)])
            doors.places.append(self._place(landmark, number, is_file))
        return doors

    def _place(self, landmark: Landmark, number: int, is_file: bool) -> int:
        known = self._places.get((landmark, number, is_file))
        if known is None:
            known = self._places[landmark, number, is_file] = len(self._places)
            weight = self._manner.places[landmark] / (1 + number / self._manner.half)
            self._told.places.append((weight, is_file))
        return known

    def _searches(self, ways_at: Mapping[str, Ways]) -> Iterator[tuple[int, str, Node]]:
        """The site's answers to questions that were put to its search, with the numbers of the questions."""
        for visit in self.site.visits:
            question = str(visit.artifact.facts.get("question", ""))
            if visit.artifact.channel is not Channel.SEARCH or not question:
                continue
            if visit.page and is_there(visit.artifact):
                yield self._numbers[question], question, self._node(visit.page, ways_at)


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
