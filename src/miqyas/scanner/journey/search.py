"""One search: always the best smelling link of all pages on which one has been; back from dead ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from miqyas.scanner.journey.graph import Door, Graph, Node
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.journey.model import End, Move, Search, Step
from miqyas.scanner.journey.scent import Scents
from miqyas.scanner.journey.targets import Targets


@dataclass
class Stop:
    """A page on which one has been: from which (by number, or -1), after how many clicks, by what scent.

    ``offers`` are its doors that smell, the best first, ``next`` the first of them that is not yet tried.
    """

    node: Node
    parent: int
    depth: int
    clicks: int
    scent: float
    offers: tuple[tuple[float, Door], ...]
    next: int = 0
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    value: float
    scent: float
    stop: int
    door: Door
    backs: int
    forth: int


class Walk:
    """The search for one feature in one language; what became of it stands in its fields after `run`."""

    def __init__(
        self, graph: Graph, *, scents: Scents, targets: Targets, language: str, manner: Manner
    ) -> None:
        self._graph, self._scents, self._targets = graph, scents, targets
        self._language, self._manner, self._costs = language, manner, manner.costs
        self.steps: list[Step] = []
        self.stops: list[Stop] = []
        self.keys: list[str] = []
        """What each step led to, beside `steps`."""
        self.clicks = 0
        self.seconds = 0.0
        self.search = Search.NONE
        self.found = ""
        self.found_from = -1
        """The stop from which it was found."""
        self.is_over_budget = False
        self.is_in_doubt = False
        """A promising link led where the scan did not look."""
        self._here = 0
        self._tried: set[str] = set()

    def run(self, start: Node, *, begun: tuple[Step, ...] = ()) -> None:
        """Search from a page; ``begun`` are steps that led to it, by the choice of language."""
        self.steps += begun
        self.keys += [self._graph.key_of(step.address) for step in begun]
        self.clicks = max(0, len(begun) - 1)
        self.seconds = begun[-1].seconds if begun else self._costs.page
        if not begun:
            self._record(Move.START, start.page.address, start.key, End.PAGE, title=start.title)
        self._arrive(start, parent=-1, scent=1.0)
        if self._targets.at_start or start.key in self._targets.all:
            self._find(start.key, from_stop=-1)
        while not self.found and not self._is_used_up():
            choice = self._best()
            if self._is_hopeless(choice) and self._ask_search():
                continue
            if choice is None:
                self._give_up_page()
                break
            if self.clicks + choice.forth + 1 > self._manner.clicks:
                self.is_over_budget = True
                break
            self._take(choice)
        self._tell_search()

    def _tell_search(self) -> None:
        """A search that was at hand and not asked was not needed, unless nothing else led there."""
        is_missed = self.search is Search.NOT_TRIED and not self.found
        if self.search is not Search.USED and not is_missed:
            has_box = any(stop.node.has_search for stop in self.stops)
            self.search = Search.NOT_NEEDED if has_box else Search.NONE

    def _find(self, key: str, *, from_stop: int) -> None:
        self.found, self.found_from = key, from_stop
        self.steps[-1] = replace(self.steps[-1], end=End.FOUND)

    def _is_used_up(self) -> bool:
        self.is_over_budget = self.clicks >= self._manner.clicks or self.seconds >= self._manner.seconds
        return self.is_over_budget

    def _arrive(self, node: Node, *, parent: int, scent: float) -> None:
        depth = self.stops[parent].depth + 1 if parent >= 0 else self.clicks
        self._here = len(self.stops)
        self._tried.add(node.key)
        self.stops.append(Stop(node, parent, depth, self.clicks, scent, self._offers(node)))

    def _offers(self, node: Node) -> tuple[tuple[float, Door], ...]:
        least = self._manner.scents.least
        scents = (self._scents.get(text, 0.0) * weight for text, weight in node.doors.weighted())
        kept = [(scent, read) for read, scent in enumerate(scents) if scent >= least]
        return tuple((scent, node.doors[read]) for scent, read in sorted(kept, key=_strongest))

    def _best(self) -> _Choice | None:
        """The link that promises most, the less the further one has to go to it."""
        back = self._manner.scents.back
        best: _Choice | None = None
        for number in range(len(self.stops) - 1, -1, -1):
            offer = self._offer(self.stops[number])
            if offer is None:
                continue
            backs, forth = self._route(number)
            value = offer[0] * back ** (backs + forth)
            if best is None or value > best.value:
                best = _Choice(value, offer[0], number, offer[1], backs, forth)
        return best

    def _offer(self, stop: Stop) -> tuple[float, Door] | None:
        while stop.next < len(stop.offers):
            offer = stop.offers[stop.next]
            if _name(offer[1]) not in self._tried:
                return offer
            stop.next += 1
        return None

    def _route(self, number: int) -> tuple[int, int]:
        """Steps back and clicks forth to a page where one has been; home is one click from anywhere."""
        above = {}
        at, backs = self._here, 0
        while at >= 0:
            above[at] = backs
            at, backs = self.stops[at].parent, backs + 1
        at, forth = number, 0
        while at not in above:
            at, forth = self.stops[at].parent, forth + 1
        by_home = 1 + self.stops[number].depth - self.stops[0].depth
        return (above[at], forth) if above[at] + forth <= by_home else (0, by_home)

    def _is_hopeless(self, choice: _Choice | None) -> bool:
        return choice is None or choice.value < self._manner.scents.search_below

    def _take(self, choice: _Choice) -> None:
        """Go to the page of the choice, press its link, see what comes."""
        costs, door = self._costs, choice.door
        if choice.stop != self._here:
            self._give_up_page()
        self._here = choice.stop
        self.stops[choice.stop].is_read = True
        self.clicks += choice.forth + 1
        self.seconds += choice.backs * costs.back + choice.forth * costs.click + costs.click
        self.seconds += costs.link * min(door.read + 1, self._manner.read)
        self._tried.add(_name(door))
        is_it = bool(door.key) and door.key in self._targets.all
        end = End.PAGE if is_it else self._graph.end_of(door, self._language)
        self.seconds += costs.page if end is End.PAGE else costs.dead_end + costs.back
        node = self._graph.nodes.get(door.key)
        title = node.title if node else ""
        self._record(
            Move.LINK,
            door.address,
            door.key,
            end,
            words=door.words,
            backs=choice.backs,
            title=title,
        )
        if is_it:
            self._find(door.key, from_stop=choice.stop)
        elif end is End.PAGE and node:
            self._arrive(node, parent=choice.stop, scent=choice.scent)
        elif end is End.UNSEEN and choice.scent >= self._manner.scents.promising:
            self.is_in_doubt = True

    def _give_up_page(self) -> None:
        """The links of a page that one leaves without having chosen any were read all the same."""
        stop = self.stops[self._here]
        if not stop.is_read:
            stop.is_read = True
            self.seconds += self._costs.link * min(len(stop.node.doors), self._manner.read)

    def _ask_search(self) -> bool:
        """Ask the site's own search, once, where it is at hand and the scan put the question to it."""
        has_box = self.stops[self._here].node.has_search or self.stops[0].node.has_search
        if self.search is not Search.NONE or not has_box:
            return False
        asked = [
            (self._scents.get(number, 0.0), -place, question, node)
            for place, (number, question, node) in enumerate(self._graph.searches)
        ]
        scent, _, question, node = max(asked, key=lambda one: one[:2], default=(0.0, 0, "", None))
        if node is None or scent < self._manner.same_question:
            self.search = Search.NOT_TRIED
            return False
        self.search = Search.USED
        self._give_up_page()
        self.clicks += 1
        self.seconds += self._costs.search + self._costs.page
        self._record(Move.SEARCH, node.page.address, node.key, End.PAGE, words=question, title=node.title)
        self._arrive(node, parent=self._here, scent=scent)
        return True

    def _record(
        self,
        move: Move,
        address: str,
        key: str,
        end: End,
        *,
        words: str = "",
        title: str = "",
        backs: int = 0,
    ) -> None:
        here = self.stops[self._here] if self.stops else None
        self.keys.append(key)
        self.steps.append(
            Step(
                move,
                address,
                end,
                words=words,
                from_address=here.node.page.address if here else "",
                title=title,
                backs=backs,
                depth=here.depth + 1 if here else 0,
                seconds=round(self.seconds, 1),
            )
        )


def _strongest(offer: tuple[float, int]) -> tuple[float, int]:
    """The more a link smells the sooner it is tried; of equals the one that is read first."""
    return -offer[0], offer[1]


def _name(door: Door) -> str:
    """By what one knows that one has tried a link: where it leads, or its words."""
    return door.key or f"#{door.text}"
