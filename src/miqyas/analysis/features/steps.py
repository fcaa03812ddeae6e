"""Which steps are looked at: points of sub-indices, sensible steps of inputs, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.features.model import Limit
from miqyas.analysis.world import World
from miqyas.kernel.documents import read_document
from miqyas.methodology import Methodology
from miqyas.observations.raw import load_raw
from miqyas.observations.results import COMPONENTS

SERVICES = "OSI"
ROUNDING = 1e-12


@dataclass(frozen=True)
class Step:
    """A node, its present value (None: not loaded), and how far it is raised, asked for and possible.

    All in the node's own unit; `shift` in index units.
    """

    effect: Effect
    own: float | None
    asked: float
    amount: float
    limit: Limit

    @property
    def shift(self) -> float:
        """By how much the component moves."""
        return self.amount * self.effect.slope

    def in_points(self, amount: float) -> float | None:
        """An amount in points of the node's grid, None where it has none."""
        return None if self.effect.point is None else amount / self.effect.point


@cache
def rules() -> Mapping[str, Any]:
    """The steps, as `steps.yaml` has them.

    >>> rules()["points"]
    [1, 2, 5, 10]
    """
    text = files("miqyas.analysis.features").joinpath("steps.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = read_document(text, file="analysis/features/steps.yaml")
    return loaded


def steps_of(world: World, *, iso3: str, edition: int) -> tuple[Step, ...]:
    """All steps of a country in an edition with results: online services first, then inputs by component.

    A step that is longer than what is left is cut to it; nothing left gives a step of 0.

    >>> from miqyas.analysis.world import load_world
    >>> steps = steps_of(load_world(), iso3="BHR", edition=2024)
    >>> [(step.effect.node, round(step.in_points(step.amount) or 0, 6)) for step in steps[:5]]
    [('OSI', 1.0), ('OSI', 2.0), ('OSI', 5.0), ('OSI', 10.0), ('OSI.IF', 1.0)]
    """
    known = effects(world, edition=edition)
    chosen = [known[code] for code in _nodes(world.methodology(edition)) if code in known]
    room = Room(world, iso3=iso3, edition=edition)
    return tuple(room.cut(effect, asked) for effect in chosen for asked in _asked(effect))


class Room:
    """What is left of each node of a country: of its own scale, as far as known, and of its component."""

    def __init__(self, world: World, *, iso3: str, edition: int) -> None:
        place = world.position(iso3)
        published = world.published(edition)
        loaded = {**load_raw(world.active, edition=edition), **published.values}
        self._own = {
            code: float(values[place]) for code, values in loaded.items() if not np.isnan(values[place])
        }
        self._demand = partial(world.standing_in_field, iso3, edition)

    def own(self, node: str) -> float | None:
        """The present value of a node, None where it is not loaded."""
        return self._own.get(node)

    def of(self, effect: Effect, *, direction: float) -> tuple[float, Limit]:
        """The longest step of a node in a direction (its sign), in its own unit, and what ends it.

        Raises `AnalysisError` for a country whose component is missing.
        """
        inside, scale = self.inside(effect, direction=direction), self._scale(effect, direction)
        return (inside, "component") if inside <= scale else (scale, "node")

    def inside(self, effect: Effect, *, direction: float) -> float:
        """The longest step after which the component is still between 0 and 1. Raises as `of` does."""
        component = self._own.get(effect.component)
        if component is None:
            self._demand()
        assert component is not None
        return (1 - component if direction * effect.slope > 0 else component) / abs(effect.slope)

    def cut(self, effect: Effect, asked: float) -> Step:
        """A step as far as there is room for it."""
        most, limit = self.of(effect, direction=asked)
        own = self._own.get(effect.node)
        if abs(asked) <= most + ROUNDING:
            return Step(effect, own, asked, asked, "")
        return Step(effect, own, asked, float(np.copysign(max(most, 0.0), asked)), limit)

    def _scale(self, effect: Effect, direction: float) -> float:
        """What the node's own bounds leave; their width where its present value is not loaded."""
        if effect.low is None or effect.high is None:
            return np.inf
        own = self._own.get(effect.node)
        if own is None:
            return effect.high - effect.low
        return max(0.0, effect.high - own if direction > 0 else own - effect.low)


def _nodes(methodology: Methodology) -> Iterator[str]:
    """Online services and their parts, infrastructure and human capital with the inputs that are measured."""
    for code in COMPONENTS:
        node = methodology.nodes[code]
        yield code
        if code == SERVICES:
            yield from (child.code for child in node.children)
        else:
            yield from (leaf.code for leaf in node.leaves if leaf.code != code)


def _asked(effect: Effect) -> Iterator[float]:
    if effect.point is not None:
        yield from (count * effect.point for count in rules()["points"])
    elif effect.unit in rules()["units"]:
        yield float(np.copysign(rules()["units"][effect.unit], effect.slope))
