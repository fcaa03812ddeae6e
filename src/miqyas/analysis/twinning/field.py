"""The numbers that pairs are judged by, over all Member States: indices, ranks, parts of other indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from miqyas.analysis.twinning.rules import Rules
from miqyas.analysis.world import World
from miqyas.index.rank import Ranks, competition_rank
from miqyas.methodology import Node, indicators
from miqyas.observations.countries import countries
from miqyas.observations.model import Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import read_table

_SHARES = frozenset({"share", "index"})


@dataclass(frozen=True)
class Field:
    """An edition as twinning sees it; every array has the shape (country,) over all Member States.

    Values of a state that is not ranked are NaN.
    """

    world: World
    edition: int

    @cached_property
    def rank(self) -> Ranks:
        """Published rank, 0 for none."""
        rank: Ranks = self.world.published(self.edition).rank
        return rank

    @cached_property
    def ranked(self) -> npt.NDArray[np.bool_]:
        """Which states have a rank."""
        ranked: npt.NDArray[np.bool_] = self.rank > 0
        return ranked

    def values(self, code: str) -> Values:
        """An index of the Survey."""
        return np.where(self.ranked, self.world.published(self.edition).values[code], np.nan)

    @cached_property
    def sub_indices(self) -> Mapping[str, Mapping[str, tuple[float, Values]]]:
        """By component its sub-indices on the scale 0 to 1, where loaded: weight and values."""
        method = self.world.methodology(self.edition)
        raw = {**load_raw(self.world.active, edition=self.edition), **self._published}
        found = {}
        for component in method.components:
            parts = component.children
            if parts and all(_is_share(part) and part.code in raw for part in parts):
                found[component.code] = {
                    part.code: (_weight(part), np.where(self.ranked, raw[part.code], np.nan))
                    for part in parts
                }
        return found

    @property
    def _published(self) -> Mapping[str, Values]:
        values: Mapping[str, Values] = self.world.published(self.edition).values
        return {code: values[code] for code in PUBLISHED}

    @cached_property
    def earlier(self) -> tuple[int, ...]:
        """Editions before this one, oldest first."""
        return tuple(year for year in self.world.editions if year < self.edition)


def _is_share(node: Node) -> bool:
    is_bare = node.normalise is None and node.sign > 0 and indicators()[node.code].unit in _SHARES
    return is_bare or node.code in PUBLISHED


def _weight(node: Node) -> float:
    return float(node.weight.value) if node.weight else 0.0


def ranks_of(values: Values) -> Ranks:
    """Rank of each state in one index, 0 where it has no value.

    >>> ranks_of(np.array([0.4, np.nan, 0.9])).tolist()
    [2, 0, 1]
    """
    return competition_rank(values)


@cache
def other_index(table: str, column: str) -> Values:
    """The newest value of each Member State in a packaged table of another index; NaN where it has none.

    >>> other_index("gtmi", "psdi").shape
    (193,)
    """
    places = {iso3: place for place, iso3 in enumerate(countries())}
    newest = np.full(len(places), np.nan)
    for row in sorted(read_table(table), key=lambda row: row["year"]):
        if row[column] and row["iso3"] in places:
            newest[places[row["iso3"]]] = float(row[column])
    return newest


def others_of(rules: Rules) -> Mapping[str, Values]:
    """The other indices of the rules, by column.

    >>> from miqyas.analysis.twinning.rules import default_rules
    >>> list(others_of(default_rules()))
    ['cgsi', 'psdi', 'dcei', 'gtei']
    """
    return {column: other_index(rules.table, column) for column in rules.others}
