"""What moved a component itself: its sub-indices or raw inputs, the field that sets its scale, its method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Literal

import numpy as np

from miqyas.analysis.decompose.shapley import grouped_shapley
from miqyas.analysis.inputs import ENOUGH_OF_THE_FIELD, with_published_inside
from miqyas.analysis.world import World
from miqyas.index.compute import evaluate
from miqyas.index.errors import IndexComputationError
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology, Node, indicators
from miqyas.observations.model import Observations, Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import COMPONENTS

_SHARES: Final = frozenset({"share", "index"})
"""Units on the scale of the index itself, so that a weighted mean of them can stand beside it."""


@dataclass(frozen=True)
class Inside:
    """A component's change, split: `parts` by input, `others`, `method` and `rest` sum to `change`.

    All in points of the component; times `weight` (the mean of its two weights) they are parts of the
    index. `how` is "field" where both editions' inputs cover the field: then `others` is what the other
    states did to the ends and the spread of the scale. It is "alone" where only the country's own inputs are
    there: then `others` is None and `rest` holds what the scale moved together with what stays unexplained.
    """

    code: str
    how: Literal["field", "alone"]
    change: float
    parts: Mapping[str, float]
    others: float | None
    method: float
    rest: float
    weight: float
    mark: Mark


@dataclass(frozen=True)
class Unsplit:
    """A component that cannot be split, and why.

    "inputs" means that inputs of the country are not loaded for `editions`; "scale" that without a whole
    field, or where an input is the same in all states, the scale of its inputs is not known. In both cases
    what others did to it cannot be told apart.
    """

    code: str
    reason: Literal["inputs", "scale"]
    editions: tuple[int, ...]


def split_components(world: World, *, iso3: str, before: int, after: int) -> tuple[Inside | Unsplit, ...]:
    """Split the change of each component by what is loaded of its inputs in the two editions.

    Owen's value over the country's own inputs, the field, and the method of the component; an input that
    only one of the methods knows belongs to the method. Raises `AnalysisError` for an unknown country or
    an edition without results.

    >>> from miqyas.analysis.world import load_world
    >>> found = split_components(load_world(), iso3="BHR", before=2022, after=2024)
    >>> found[1]
    Unsplit(code='TII', reason='inputs', editions=(2022, 2024))
    """
    place, editions = world.position(iso3), (before, after)
    methods = (world.methodology(before), world.methodology(after))
    raw = (_loaded(world, before), _loaded(world, after))
    codes = [code for code in COMPONENTS if all(code in method.nodes for method in methods)]
    nodes = {code: [with_published_inside(method.nodes[code]) for method in methods] for code in codes}
    return tuple(
        _split(_Sides(world, place, editions, methods, (nodes[code][0], nodes[code][1]), raw))
        for code in codes
    )


def _loaded(world: World, edition: int) -> Mapping[str, Values]:
    """Inputs of an edition by code, indices that it published among them."""
    return {**load_raw(world.active, edition=edition), **world.published(edition).values}


@dataclass(frozen=True)
class _Sides:
    """One component in two editions: methods, trees and raw values, earlier and later."""

    world: World
    place: int
    editions: tuple[int, int]
    methods: tuple[Methodology, Methodology]
    nodes: tuple[Node, Node]
    raw: tuple[Mapping[str, Values], Mapping[str, Values]]

    @property
    def code(self) -> str:
        """The component."""
        return self.nodes[0].code

    @property
    def common(self) -> tuple[str, ...]:
        """Inputs that both methods know."""
        later = {leaf.code for leaf in self.nodes[1].leaves}
        return tuple(leaf.code for leaf in self.nodes[0].leaves if leaf.code in later)

    def value(self, side: int, code: str) -> Values:
        """An input over all states in an edition, NaN where it is not loaded or the state is not listed."""
        listed = self.world.published(self.editions[side]).is_listed()
        return np.where(listed, self.raw[side].get(code, np.nan), np.nan)

    def lacks(self, side: int) -> bool:
        """Whether the country misses an input in an edition."""
        return any(np.isnan(self.value(side, leaf.code)[self.place]) for leaf in self.nodes[side].leaves)

    def covers(self, side: int) -> bool:
        """Whether inputs cover enough of the field to stand for it."""
        listed = self.world.published(self.editions[side]).is_listed()
        values = np.stack([self.value(side, leaf.code) for leaf in self.nodes[side].leaves])
        whole = int(np.sum(~np.isnan(values).any(axis=0)))
        return whole >= ENOUGH_OF_THE_FIELD * int(listed.sum())

    def change(self) -> float:
        """The published change of the component."""
        first, second = (self.world.published(edition).values[self.code] for edition in self.editions)
        return float(second[self.place] - first[self.place])

    def weight(self) -> float:
        """The mean of the component's two weights in the index."""
        facts = [method.nodes[self.code].weight for method in self.methods]
        return sum(float(fact.value) for fact in facts if fact) / len(facts)


def _split(sides: _Sides) -> Inside | Unsplit:
    lacking = tuple(edition for side, edition in enumerate(sides.editions) if sides.lacks(side))
    if lacking:
        return Unsplit(sides.code, "inputs", lacking)
    open_ends = tuple(edition for side, edition in enumerate(sides.editions) if not sides.covers(side))
    if open_ends and all(_is_plain_mean(node) for node in sides.nodes):
        return _alone(sides)
    try:
        return Unsplit(sides.code, "scale", open_ends) if open_ends else _by_field(sides)
    except IndexComputationError:
        return Unsplit(sides.code, "scale", sides.editions)


def _by_field(sides: _Sides) -> Inside:
    """Own inputs, the field and the method, each mixed with the others."""
    game = np.empty((2 ** len(sides.common), 2, 2))
    for field, method in product((0, 1), repeat=2):
        game[:, field, method] = _evaluated(sides, sides.nodes[method], field=field, method=method)
    shares = grouped_shapley(
        game.reshape((2,) * (len(sides.common) + 2)), groups=_groups(len(sides.common), 1, 1)
    )
    own = shares[0].parts if sides.common else ()
    others, by_method = shares[-2].total, shares[-1].total
    return _answer(sides, "field", own, others=others, method=by_method)


def _alone(sides: _Sides) -> Inside:
    """Own inputs and the method, before the scale of the field is laid on."""
    game = np.empty((2 ** len(sides.common), 2))
    for method in (0, 1):
        bare = replace(sides.nodes[method], normalise=None)
        game[:, method] = _evaluated(sides, bare, field=method, method=method)
    shares = grouped_shapley(
        game.reshape((2,) * (len(sides.common) + 1)), groups=_groups(len(sides.common), 1)
    )
    own = shares[0].parts if sides.common else ()
    return _answer(sides, "alone", own, others=None, method=shares[-1].total)


def _groups(*sizes: int) -> list[int]:
    return [size for size in sizes if size]


def _evaluated(sides: _Sides, node: Node, *, field: int, method: int) -> Values:
    """The country's component in every mixture of its common inputs, the last input varying fastest."""
    count = 2 ** len(sides.common)
    values = {}
    for leaf in node.leaves:
        side = field if leaf.code in sides.common else method
        values[leaf.code] = np.tile(sides.value(side, leaf.code), (count, 1))
        if leaf.code not in sides.common:
            values[leaf.code][:, sides.place] = sides.value(method, leaf.code)[sides.place]
    for row, moved in enumerate(product((0, 1), repeat=len(sides.common))):
        for code, side in zip(sides.common, moved, strict=True):
            values[code][row, sides.place] = sides.value(side, code)[sides.place]
    observations = Observations(sides.editions[method], sides.world.countries, values)
    return evaluate(node, observations)[:, sides.place]


def _is_plain_mean(node: Node) -> bool:
    """Whether the tree is a mean of shares that nothing inside rescales, so that one country suffices."""
    inner = [part for part in node.walk() if part is not node]
    is_bare = all(part.normalise is None and part.cap is None and part.sign > 0 for part in inner)
    of_means = all(part.aggregate is None or part.aggregate.value == "arithmetic" for part in node.walk())
    in_shares = all(indicators()[leaf.code].unit in _SHARES for leaf in node.leaves)
    return bool(inner) and is_bare and of_means and in_shares


def _answer(
    sides: _Sides,
    how: Literal["field", "alone"],
    own: tuple[float, ...],
    *,
    others: float | None,
    method: float,
) -> Inside:
    total = sides.change()
    marks = [basis.mark for node in sides.nodes for part in node.walk() for _, _, basis in part.facts()]
    return Inside(
        code=sides.code,
        how=how,
        change=total,
        parts=dict(zip(sides.common, own, strict=True)),
        others=others,
        method=method,
        rest=total - sum(own) - (others or 0.0) - method,
        weight=sides.weight(),
        mark=weakest(marks),
    )
