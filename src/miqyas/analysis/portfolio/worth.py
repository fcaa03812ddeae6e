"""What a gain on a node is worth in the index, and how much room a node has left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest

INDEX = "EGDI"


@dataclass(frozen=True)
class Scale:
    """How the index answers to gains, by the method of the target edition, and what a country has today.

    All worths and rooms are in units of the index (0 to 1). A node without a known level has the room of
    what is above it.
    """

    effects: Mapping[str, Effect]
    weights: Mapping[str, float]
    parents: Mapping[str, str]
    levels: Mapping[str, float]

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Nodes on which gains may be stated."""
        return (INDEX, *self.effects)

    def worth(self, gain: Gain) -> float:
        """What a gain adds to the index before any cap; raises `PortfolioError` for one without a scale."""
        if gain.node == INDEX and gain.unit == "index":
            return gain.amount
        if gain.node not in self.effects:
            known = ", ".join(self.nodes)
            raise PortfolioError("unknown_node", place=Place(name=gain.node), given=gain.node, known=known)
        effect = self.effects[gain.node]
        slope = effect.per_point if gain.unit == "points" else effect.slope
        if slope is None:
            raise PortfolioError("no_points", place=Place(name=gain.node), given=gain.node)
        return gain.amount * slope * self.weights[effect.component]

    def room(self, node: str) -> float | None:
        """How much the index can still gain through a node; None where that is not known."""
        if node not in self.levels:
            return None
        level = self.levels[node]
        if node == INDEX:
            return 1 - level
        effect = self.effects[node]
        end = effect.low if effect.slope < 0 else effect.high
        if end is None:
            return None
        return max(0.0, (end - level) * effect.slope * self.weights[effect.component])

    def lineage(self, nodes: Iterable[str]) -> frozenset[str]:
        """The nodes and all that stand above them."""
        found: set[str] = set()
        for node in nodes:
            code = node
            while code not in found:
                found.add(code)
                code = self.parents.get(code, code)
        return frozenset(found)

    def mark(self, node: str) -> Mark:
        """How far the worth of a node may be trusted."""
        return self.effects[node].mark if node in self.effects else Mark.NUMERIC


def scale_of(world: World, *, iso3: str | None, levels: Mapping[str, float] | None = None) -> Scale:
    """The scale for a country: its published components as levels, unless `levels` says better.

    Without a country only the given levels bound anything. Raises `PortfolioError` for a country that the
    newest edition does not rank.

    >>> from miqyas.analysis.world import load_world
    >>> scale = scale_of(load_world(), iso3="BHR")
    >>> round(scale.worth(Gain("OSI.SP", 5)), 4), round(scale.room("TII"), 4), scale.room("OSI.SP")
    (0.0092, 0.0041, None)
    """
    methodology = world.methodology(world.target)
    weights = {node.code: float(node.weight.value) for node in methodology.components if node.weight}
    parents = {code: parent.code for code, parent in methodology.parents.items()}
    known = {**_published(world, iso3), **(levels or {})}
    return Scale(effects(world, edition=world.target), weights, parents, known)


def _published(world: World, iso3: str | None) -> dict[str, float]:
    if iso3 is None:
        return {}
    standing = world.standing(iso3, world.latest)
    if standing.rank is None:
        place = Place(name=f"{iso3} {world.latest}")
        raise PortfolioError(
            "not_ranked", place=place, country=world.country(iso3).name, edition=world.latest
        )
    codes = (INDEX, *(node.code for node in world.methodology(world.latest).components))
    found = {code: standing.component(code) for code in codes}
    return {code: value for code, value in found.items() if value is not None}


def marks_of(scale: Scale, *, nodes: tuple[str, ...]) -> Mark:
    """The weakest mark among the scales of some nodes.

    >>> from miqyas.analysis.world import load_world
    >>> marks_of(scale_of(load_world(), iso3=None), nodes=("OSI.SP", "HCI.EGL")).value
    'I'
    """
    return weakest([scale.mark(node) for node in nodes] or [Mark.NUMERIC])
