"""Where the scent was lost, and which one link would have saved how many clicks."""

from __future__ import annotations

from miqyas.scanner.journey.graph import Graph
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.journey.model import End, Outcome, SavedBy, Spot
from miqyas.scanner.journey.search import Stop, Walk
from miqyas.scanner.journey.targets import Targets


def nearest(graph: Graph, walk: Walk, targets: Targets, language: str) -> str:
    """What was looked for, where it is the fewest clicks from the start; empty where no link leads to it."""
    reach = graph.reach(walk.stops[0].node.key, language)
    linked = [(reach[key][1], key) for key in targets.all if key in reach]
    return min(linked, default=(0, ""))[1]


def lost_at(graph: Graph, walk: Walk, goal: str, language: str) -> Spot:
    """The last page on the shortest way to the goal to which one came; without a goal the last of all."""
    stop = _last_on_way(graph, walk, goal, language) if goal else walk.stops[-1]
    return stop.node.spot


def saved_by(
    graph: Graph,
    walk: Walk,
    targets: Targets,
    goal: str,
    language: str,
    *,
    outcome: Outcome,
    manner: Manner,
) -> SavedBy | None:
    """The one link that would have helped most where one went astray; None where none was needed or helps.

    Found after a detour: from the page on which the detour began. Found on a long way without one: from the
    start. Not found: from the page on which the scent was lost; where no link leads to the thing, from the
    page that smelled most of it.
    """
    if outcome is Outcome.FOUND:
        stop = _strayed_from(walk) or (walk.stops[0] if walk.clicks > manner.short_way else None)
        return _link(graph, walk, stop, walk.found) if stop else None
    if outcome in {Outcome.LOST, Outcome.OVER_BUDGET}:
        return _link(graph, walk, _last_on_way(graph, walk, goal, language), goal)
    if outcome is Outcome.UNLINKED:
        stop = max(walk.stops[1:] or walk.stops, key=lambda stop: stop.scent)
        return _link(graph, walk, stop, min(targets.all))
    return None


def _link(graph: Graph, walk: Walk, stop: Stop, target: str) -> SavedBy | None:
    saved = max(0, walk.clicks - stop.clicks - 1)
    if walk.found and not saved:
        return None
    words = next((door.words for door in stop.node.doors if door.key == target), "")
    return SavedBy(stop.node.spot, graph.spot_of(target), saved, words)


def _last_on_way(graph: Graph, walk: Walk, goal: str, language: str) -> Stop:
    reach = graph.reach(walk.stops[0].node.key, language)
    been = {stop.node.key: stop for stop in walk.stops}
    at = goal
    while at not in been:
        at = reach[at][0]
    return been[at]


def _strayed_from(walk: Walk) -> Stop | None:
    """The page on which one first pressed a link that was not on the way on which it was found."""
    on_way = {walk.found}
    number = walk.found_from
    while number >= 0:
        on_way.add(walk.stops[number].node.key)
        number = walk.stops[number].parent
    by_address = {stop.node.page.address: stop for stop in walk.stops}
    for step, key in zip(walk.steps, walk.keys, strict=True):
        is_detour = key not in on_way or (step.end is not End.PAGE and step.end is not End.FOUND)
        if is_detour and step.from_address in by_address:
            return by_address[step.from_address]
    return None
