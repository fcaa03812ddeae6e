"""From named changes to what they do to the components of the countries: checked, and ready for any draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.analysis.effects import Effect, effect_of
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.simulate.scenario import Change, Scenario
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology
from miqyas.observations.model import Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import COMPONENTS, PUBLISHED

ROUNDING: Final = 1e-9
GIVEN: Final = "given"
"""How a component moves that is changed itself, not through points or parts: nothing is assumed."""


@dataclass(frozen=True)
class Move:
    """What a change does to one component of one country: "set", "shift" or "scale" it, or "copy" another's.

    `how` and `mark` tell what the step from the change to the component rests on.
    """

    component: int
    country: int
    kind: Literal["set", "shift", "scale", "copy"]
    amount: float
    source: int
    change: Change
    how: str
    mark: Mark


def moves_of(world: World, scenario: Scenario, *, edition: int) -> tuple[Move, ...]:
    """The moves of a scenario on the values of an edition (for a coming one, of the newest).

    Raises `AnalysisError` for an unknown country or node, a node that cannot be scaled, a value that would
    leave 0 to 1 or the node's own bounds, a present value that is not loaded, and for changes of a node
    and of what it is made of at once.

    >>> from miqyas.analysis.simulate.scenario import parse_scenario
    >>> from miqyas.analysis.world import load_world
    >>> (move,) = moves_of(load_world(), parse_scenario(["osi=+5pts"], iso3="BHR"), edition=2024)
    >>> move.kind, round(move.amount, 4), move.mark.value
    ('shift', 0.0247, 'I')
    """
    found = tuple(_move(world, change, edition) for change in scenario.changes)
    _check_overlap(world.methodology(edition), found)
    _check_sums(world, found, edition)
    return found


def apply(moves: Sequence[Move], values: Sequence[Values]) -> None:
    """Carry out moves on drawn or published components, in place; values stay within 0 and 1.

    `values` are OSI, TII and HCI, each of shape (draw, country).

    >>> from miqyas.analysis.simulate.scenario import parse_scenario
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> moves = moves_of(world, parse_scenario(["osi=1"], iso3="BHR"), edition=2024)
    >>> drawn = [np.zeros((2, 193)) for _ in range(3)]
    >>> apply(moves, drawn)
    >>> drawn[0][:, world.position("BHR")].tolist()
    [1.0, 1.0]
    """
    copies = {
        (move.component, move.source): values[move.component][:, move.source].copy()
        for move in moves
        if move.kind == "copy"
    }
    for move in moves:
        column = values[move.component][:, move.country]
        match move.kind:
            case "set":
                column[:] = move.amount
            case "copy":
                column[:] = copies[move.component, move.source]
            case "shift":
                np.clip(column + move.amount, 0, 1, out=column)
            case "scale":
                np.clip(column * move.amount, 0, 1, out=column)


def _move(world: World, change: Change, edition: int) -> Move:
    country = world.position(change.iso3)
    effect = effect_of(world, edition=edition, node=change.node)
    component = COMPONENTS.index(effect.component)
    at = edition if edition in world.results else world.latest
    own = _ranked_value(world, effect.component, change.iso3, at)

    def move(kind: Literal["set", "shift", "scale", "copy"], amount: float, source: int = -1) -> Move:
        how = GIVEN if change.node == effect.component and change.kind != "points" else effect.how
        return Move(component, country, kind, amount, source, change, how, effect.mark)

    if change.node == effect.component:
        return _own_move(world, change, effect, own, at, move)
    step = _step(world, change, effect, at)
    return move("shift", step * effect.slope)


def _ranked_value(world: World, component: str, iso3: str, at: int) -> float:
    """A country's component; one without a rank, or without a component, takes no part in the field."""
    world.standing_in_field(iso3, at)
    return float(world.published(at).values[component][world.position(iso3)])


def _own_move(
    world: World, change: Change, effect: Effect, own: float, at: int, move: Callable[..., Move]
) -> Move:
    match change.kind:
        case "like":
            source = world.position(str(change.like))
            _ranked_value(world, effect.component, str(change.like), at)
            return move("copy", 0.0, source)
        case "absolute":
            _check_range(change, change.amount, own)
            return move("set", change.amount)
        case "relative":
            _check_range(change, own * (1 + change.amount), own)
            return move("scale", 1 + change.amount)
    step = change.amount if change.kind == "by" else change.amount * _point(change, effect)
    _check_range(change, own + step, own)
    return move("shift", step)


def _step(world: World, change: Change, effect: Effect, at: int) -> float:
    """By how much the node itself moves, in its own unit."""
    own = _loaded(world, change, at)
    if change.kind in {"points", "by"}:
        step = change.amount * (_point(change, effect) if change.kind == "points" else 1.0)
        _check_bounds(change, effect, own, own + step)
        return step
    if np.isnan(own):
        raise AnalysisError("no_present_value", place=Place(name=str(change)), node=change.node, edition=at)
    new = own
    match change.kind:
        case "absolute":
            new = change.amount
        case "relative":
            new = own * (1 + change.amount)
        case "like":
            source = world.position(str(change.like))
            new = float(_values(world, change.node, at)[source])
            if np.isnan(new):
                place = Place(name=str(change))
                raise AnalysisError("no_present_value", place=place, node=change.node, edition=at)
    _check_bounds(change, effect, own, new)
    return new - own


def _values(world: World, node: str, at: int) -> Values:
    if node in PUBLISHED:
        return world.published(at).values[node]
    return load_raw(world.active, edition=at).get(node, np.full(len(world.countries), np.nan))


def _loaded(world: World, change: Change, at: int) -> float:
    return float(_values(world, change.node, at)[world.position(change.iso3)])


def _point(change: Change, effect: Effect) -> float:
    if effect.point is None:
        raise AnalysisError("no_points", place=Place(name=str(change)), node=change.node)
    return effect.point


def _check_range(change: Change, value: float, own: float) -> None:
    if not -ROUNDING <= value <= 1 + ROUNDING:
        raise AnalysisError(
            "outside_index", place=Place(name=str(change)), node=change.node, value=value, own=own
        )


def _check_bounds(change: Change, effect: Effect, own: float, value: float) -> None:
    """The node stays within its bounds; where its present value is not loaded, only its width is known."""
    if effect.low is None or effect.high is None:
        return
    if np.isnan(own):
        is_outside = abs(_width(change, effect)) > effect.high - effect.low + ROUNDING
    else:
        is_outside = not effect.low - ROUNDING <= value <= effect.high + ROUNDING
    if is_outside:
        place = Place(name=str(change))
        raise AnalysisError("outside_node", place=place, node=change.node, low=effect.low, high=effect.high)


def _width(change: Change, effect: Effect) -> float:
    return change.amount * (effect.point or 0.0) if change.kind == "points" else change.amount


def _check_overlap(methodology: Methodology, moves: Sequence[Move]) -> None:
    """A node that is changed cannot be changed through what it is made of as well."""
    by_place: dict[tuple[int, int], list[Change]] = {}
    for move in moves:
        by_place.setdefault((move.component, move.country), []).append(move.change)
    for changes in by_place.values():
        nodes = {change.node: change for change in changes}
        for whole in nodes:
            inside = {node.code for node in methodology.nodes[whole].walk()} - {whole}
            for node in inside & set(nodes):
                place = Place(name=str(nodes[node]))
                raise AnalysisError("overlap", place=place, node=node, whole=whole)


def _check_sums(world: World, moves: Sequence[Move], edition: int) -> None:
    """Parts changed together must not carry their component past its ends."""
    at = edition if edition in world.results else world.latest
    totals: dict[tuple[int, int], float] = {}
    for move in moves:
        if move.change.node != COMPONENTS[move.component]:
            key = (move.component, move.country)
            totals[key] = totals.get(key, 0.0) + move.amount
            own = float(world.published(at).values[COMPONENTS[move.component]][move.country])
            _check_range(move.change, own + totals[key], own)


def assumption_marks(moves: Sequence[Move]) -> Mapping[str, Mark]:
    """The weakest mark by what steps rest on ("line", "fixed", "average" ...); empty without changes.

    >>> assumption_marks([])
    {}
    """
    marks: dict[str, list[Mark]] = {}
    for move in moves:
        if move.how == GIVEN:
            continue
        marks.setdefault(move.how, []).append(move.mark)
    return {how: weakest(found) for how, found in marks.items()}
