"""Where a search begins: on the home page in one's language, or by the choice of language on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.journey.graph import Graph, Node
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.journey.model import End, Move, Step
from miqyas.scanner.rules.site import NATIONAL


@dataclass(frozen=True, slots=True)
class Beginning:
    """The page on which one begins to look, and the steps that led to it, where it is not the first."""

    node: Node
    steps: tuple[Step, ...] = ()


def begin(graph: Graph, place: str, language: str, *, manner: Manner) -> Beginning | None:
    """The beginning for one who reads a language; None where no home page in it was seen.

    Of several portals it is the national one, else the one that is the place of the feature, else the first.
    """
    homes = sorted(_homes(graph), key=lambda home: _rank(graph, home, place))
    for home in homes:
        is_splash = _is_splash(graph, home, manner)
        if graph.is_readable(home.page, language) and not is_splash:
            return Beginning(home)
        if beginning := _switched(graph, home, language, manner, is_splash=is_splash):
            return beginning
    return None


def _homes(graph: Graph) -> Iterator[Node]:
    for page in graph.site.homes:
        yield graph.nodes[graph.key_of(page.address)]


def _rank(graph: Graph, home: Node, place: str) -> tuple[bool, bool]:
    known = graph.site.places.get(host_of(home.page.address), "")
    return known != NATIONAL, known != place


def _is_splash(graph: Graph, home: Node, manner: Manner) -> bool:
    """Whether a page only asks where to go: a few links, to pages in more than one language, and no text."""
    if home.page.words >= manner.splash_words or len(home.doors) > manner.splash_links:
        return False
    ends = (graph.nodes.get(door.key) for door in home.doors)
    return len({node.page.language for node in ends if node}) > 1


def _switched(
    graph: Graph, home: Node, language: str, manner: Manner, *, is_splash: bool
) -> Beginning | None:
    """The home page in another language, by the link that names it, else as the page says of itself."""
    costs = manner.costs
    for words, address in _switches(home, language, is_splash=is_splash):
        node = graph.nodes.get(graph.key_of(address))
        if node is None or node is home or not graph.is_readable(node.page, language):
            continue
        first = Step(Move.START, home.page.address, End.PAGE, title=home.title, seconds=costs.page)
        after = round(2 * costs.page + costs.click, 1)
        switch = Step(
            Move.LANGUAGE,
            node.page.address,
            End.PAGE,
            words=words,
            from_address=home.page.address,
            title=node.title,
            depth=1,
            seconds=after,
        )
        return Beginning(node, (first, switch))
    return None


def _switches(home: Node, language: str, *, is_splash: bool) -> Iterator[tuple[str, str]]:
    """The links that may lead on; from a page that only asks where to go, any."""
    for clue in home.page.language_links:
        if clue.phrase == language and clue.address:
            yield clue.text, clue.address
    for alternate in home.page.alternates:
        if alternate.lang.split("-")[0].lower() == language:
            yield "", alternate.address
    if is_splash:
        for door in home.doors:
            yield door.words, door.address
