"""A change of index and rank between two editions, split into its causes without a remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from miqyas.analysis.decompose.shapley import Game, grouped_shapley, shapley
from miqyas.analysis.world import Standing, World
from miqyas.index.aggregate import aggregate
from miqyas.index.rank import SLACK
from miqyas.kernel.provenance import Versions
from miqyas.methodology import Methodology
from miqyas.observations.model import Values

OTHERS = ("moved", "entered", "left")
"""What others do to a rank: those ranked in both editions move, some states enter the field, some leave."""


@dataclass(frozen=True)
class Change:
    """A country's change between two editions.

    `egdi` is the published change; it is the sum of `components` (what each component's own change
    brought), `method` (changed weights and rule of aggregation) and `rounding` (what the printed
    figures leave). `rank` is places gained (positive is up), the sum of `own`, `others`, `method_places`
    and `rounding_places`; parts may be fractions. `own` is the sum of `places`, by component; `others`
    that of `others_parts`, by `OTHERS`. `entered` and `left` are the states ranked in only the later and
    only the earlier edition, `field` the number of states ranked in each.
    """

    iso3: str
    before: int
    after: int
    egdi: float
    components: Mapping[str, float]
    method: float
    rounding: float
    rank_before: int
    rank_after: int
    own: float
    places: Mapping[str, float]
    others: float
    others_parts: Mapping[str, float]
    method_places: float
    rounding_places: float
    field: tuple[int, int]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    versions: Versions

    @property
    def rank(self) -> int:
        """Places gained; negative is lost."""
        return self.rank_before - self.rank_after


def can_decompose(standing: Standing) -> bool:
    """Whether a standing has what a change is made of: rank, index and every component.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> can_decompose(world.standing("LBY", 2012)), can_decompose(world.standing("LBY", 2014))
    (False, True)
    """
    return standing.is_whole


def decompose(world: World, *, iso3: str, before: int, after: int) -> Change:
    """Split a country's change of index and rank between any two editions in which it is ranked.

    The index: Shapley's value over the own change of each component and the change of method, which for
    a weighted mean is the mean of the two weights times the change of the value. The rank: the country is
    ranked anew in every mixture of old and new components, others, field and method; Owen's value shares
    the difference first between own, others and method, then among their parts. Ranks are those of the
    printed components; where the printed rank is another, the places between are `rounding_places`. A
    state that an edition does not rank stands outside its field. Raises `AnalysisError` where the country
    is not ranked, or lacks a component, in one of the two editions.

    >>> from miqyas.analysis.world import load_world
    >>> change = decompose(load_world(), iso3="BHR", before=2022, after=2024)
    >>> change.rank, change.own, change.others, change.method_places
    (36, 48.5, -12.5, 0.0)
    >>> {code: round(places, 1) for code, places in change.places.items()}
    {'OSI': 16.1, 'TII': 27.3, 'HCI': 5.1}
    """
    first, second = (world.standing_in_field(iso3, edition) for edition in (before, after))
    mixing = _Mixing.of(world, iso3, before, after)
    *parts, method = shapley(mixing.index_game())
    total = (second.egdi or 0.0) - (first.egdi or 0.0)
    game = mixing.rank_game()
    own, others, by_method = grouped_shapley(game, groups=(len(mixing.codes), len(OTHERS), 1))
    by_components = float(game[(1,) * game.ndim] - game[(0,) * game.ndim])
    rank_before, rank_after = first.rank or 0, second.rank or 0
    return Change(
        iso3=iso3,
        before=before,
        after=after,
        egdi=total,
        components=dict(zip(mixing.codes, parts, strict=True)),
        method=method,
        rounding=total - sum(parts) - method,
        rank_before=rank_before,
        rank_after=rank_after,
        own=own.total,
        places=dict(zip(mixing.codes, own.parts, strict=True)),
        others=others.total,
        others_parts=dict(zip(OTHERS, others.parts, strict=True)),
        method_places=by_method.total,
        rounding_places=rank_before - rank_after - by_components,
        field=(world.published(before).ranked_count, world.published(after).ranked_count),
        entered=mixing.names(mixing.entered),
        left=mixing.names(mixing.left),
        versions=world.versions(after),
    )


def history_of_changes(world: World, *, iso3: str) -> tuple[Change, ...]:
    """Every change from one edition to the next in which the country is ranked, oldest first.

    >>> from miqyas.analysis.world import load_world
    >>> [(change.before, change.after) for change in history_of_changes(load_world(), iso3="LBY")][:2]
    [(2008, 2010), (2010, 2014)]
    """
    ranked = [standing.edition for standing in world.history(iso3) if can_decompose(standing)]
    return tuple(
        decompose(world, iso3=iso3, before=before, after=after) for before, after in pairwise(ranked)
    )


@dataclass(frozen=True)
class _Mixing:
    """Two editions of one country and its field, mixed as the parts of the change require.

    `editions` and `methods` hold earlier and later. `codes` are the components that both methods have;
    one that only one method has is part of that method, with its value in that edition. Masks run over
    all Member States, the country itself in none of them.
    """

    world: World
    place: int
    editions: tuple[int, int]
    methods: tuple[Methodology, Methodology]
    codes: tuple[str, ...]
    stayed: npt.NDArray[np.bool_]
    entered: npt.NDArray[np.bool_]
    left: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, world: World, iso3: str, before: int, after: int) -> _Mixing:
        """The mixing of a country's two editions."""
        place = world.position(iso3)
        methods = (world.methodology(before), world.methodology(after))
        later = {node.code for node in methods[1].components}
        old, new = (world.published(edition).rank > 0 for edition in (before, after))
        others = np.arange(len(world.countries)) != place
        return cls(
            world=world,
            place=place,
            editions=(before, after),
            methods=methods,
            codes=tuple(node.code for node in methods[0].components if node.code in later),
            stayed=old & new & others,
            entered=new & ~old & others,
            left=old & ~new & others,
        )

    def names(self, chosen: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        """ISO codes of a mask."""
        return tuple(self.world.countries[place] for place in np.flatnonzero(chosen))

    def index_game(self) -> Game:
        """The country's index by its components (an axis each) and the method (the last axis)."""
        game: Game = np.stack(
            [self._own(method).reshape((2,) * len(self.codes)) for method in (0, 1)], axis=-1
        )
        return game

    def rank_game(self) -> Game:
        """Minus the rank, by components (an axis each), others (moved, entered, left) and method."""
        game = np.empty((2 ** len(self.codes), 2, 2, 2, 2))
        for moved, method in product((0, 1), repeat=2):
            own = self._own(method)
            among = self._ahead(self.stayed, moved, method, own)
            entered = self._ahead(self.entered, 1, method, own)
            left = self._ahead(self.left, 0, method, own)
            for has_entered, has_left in product((0, 1), repeat=2):
                ahead = among + has_entered * entered + (1 - has_left) * left
                game[:, moved, has_entered, has_left, method] = -1 - ahead
        mixed: Game = game.reshape((2,) * (len(self.codes) + len(OTHERS) + 1))
        return mixed

    def _own(self, method: int) -> npt.NDArray[np.float64]:
        """The country's index in every mixture of its components, the last component varying fastest."""
        nodes = self.methods[method].components
        rows = []
        for moved in product((0, 1), repeat=len(self.codes)):
            side = dict(zip(self.codes, moved, strict=True))
            rows.append([self._value(node.code, side.get(node.code, method))[self.place] for node in nodes])
        own: npt.NDArray[np.float64] = self._total(np.array(rows).T[:, np.newaxis, :], method)[0]
        return own

    def _ahead(
        self, chosen: npt.NDArray[np.bool_], edition: int, method: int, own: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """How many of the chosen states, as they were in an edition, stand ahead of each of our values."""
        nodes = self.methods[method].components
        common = set(self.codes)
        parts = [self._value(node.code, edition if node.code in common else method)[chosen] for node in nodes]
        total = self._total(np.stack(parts)[:, np.newaxis, :], method)[0]
        printed = self._value("EGDI", edition)[chosen]
        total = np.where(np.isnan(total), printed, total)
        ahead: npt.NDArray[np.int64] = np.sum(total > own[:, np.newaxis] + SLACK, axis=1)
        return ahead

    def _value(self, code: str, edition: int) -> Values:
        values: Values = self.world.published(self.editions[edition]).values[code]
        return values

    def _total(self, parts: npt.NDArray[np.float64], method: int) -> Values:
        """The index of parts of shape (component, 1, case) under a method."""
        root = self.methods[method].root
        assert root.aggregate is not None
        weights = np.array([float(node.weight.value) for node in root.children if node.weight])
        total: Values = aggregate(parts, weights=weights, rule=root.aggregate.value, missing=root.missing)
        return total
