"""Why did the index and the rank change between two editions: ourselves, the others, the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Versions


@dataclass(frozen=True)
class Change:
    """A country's change between two editions.

    `egdi` is the published change; it is the sum of `components` (weight times own change), `method`
    (what changed weights alone moved) and `rounding` (what the printed figures leave). `rank` is
    places gained (positive is up); it is the sum of `own` and `others` (Shapley over the two), which
    may be halves.
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
    others: float
    versions: Versions

    @property
    def rank(self) -> int:
        """Places gained; negative is lost."""
        return self.rank_before - self.rank_after


def decompose(world: World, *, iso3: str, before: int, after: int) -> Change:
    """Split a country's change of index and rank between two editions in which it is ranked.

    The part of a component is the mean of its two weights times its change, that of the method the
    change of the weights times the mean of the two values: Shapley's split of a product. For the rank,
    each side's part is the mean of its effect before and after the other has moved. Raises
    `AnalysisError` where the country is not ranked in one of the two.

    >>> from miqyas.analysis.world import load_world
    >>> change = decompose(load_world(), iso3="BHR", before=2022, after=2024)
    >>> change.rank, change.own, change.others
    (36, 48.5, -12.5)
    """
    first, second = world.standing(iso3, before), world.standing(iso3, after)
    for standing in (first, second):
        if standing.rank is None or standing.egdi is None:
            place = Place(name=f"{iso3} {standing.edition}")
            raise AnalysisError(
                "not_ranked", place=place, country=world.country(iso3).name, edition=standing.edition
            )
    assert first.egdi is not None
    assert second.egdi is not None
    assert first.rank is not None
    assert second.rank is not None
    components, method = _component_parts(world, iso3, before, after)
    total = second.egdi - first.egdi
    own, others = _rank_parts(world, iso3, before, after)
    return Change(
        iso3=iso3,
        before=before,
        after=after,
        egdi=total,
        components=components,
        method=method,
        rounding=total - sum(components.values()) - method,
        rank_before=first.rank,
        rank_after=second.rank,
        own=own,
        others=others,
        versions=world.versions(after),
    )


def history_of_changes(world: World, *, iso3: str) -> tuple[Change, ...]:
    """Every change from one edition to the next in which the country is ranked, oldest first.

    >>> from miqyas.analysis.world import load_world
    >>> [(change.before, change.after) for change in history_of_changes(load_world(), iso3="LBY")][:2]
    [(2008, 2010), (2010, 2014)]
    """
    ranked = [standing.edition for standing in world.history(iso3) if standing.rank is not None]
    return tuple(
        decompose(world, iso3=iso3, before=before, after=after) for before, after in pairwise(ranked)
    )


def _component_parts(world: World, iso3: str, before: int, after: int) -> tuple[dict[str, float], float]:
    place = world.position(iso3)
    old_weights, new_weights = _weights(world, before), _weights(world, after)
    parts, method = {}, 0.0
    for code, new_weight in new_weights.items():
        old = float(world.scores(before).index[code][0, place])
        new = float(world.scores(after).index[code][0, place])
        parts[code] = (old_weights[code] + new_weight) / 2 * (new - old)
        method += (new_weight - old_weights[code]) * (new + old) / 2
    return parts, method


def _weights(world: World, edition: int) -> dict[str, float]:
    return {
        node.code: float(node.weight.value) for node in world.methodology(edition).components if node.weight
    }


def _rank_parts(world: World, iso3: str, before: int, after: int) -> tuple[float, float]:
    place = world.position(iso3)
    old, new = (world.published(edition).values["EGDI"] for edition in (before, after))
    old_rank, new_rank = (int(world.published(edition).rank[place]) for edition in (before, after))
    own_moved_first = _rank_among(old, float(new[place]), place)
    others_moved_first = _rank_among(new, float(old[place]), place)
    own = ((old_rank - own_moved_first) + (others_moved_first - new_rank)) / 2
    return own, (old_rank - new_rank) - own


def _rank_among(field: np.ndarray, value: float, place: int) -> int:
    others = np.delete(field, place)
    return 1 + int(np.sum(others > value))
