"""One country at a glance: where the headroom lies, what is strong and weak, who is within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from miqyas.analysis.world import World
from miqyas.observations.countries import group
from miqyas.observations.results import COMPONENTS

RIVALS_EACH_SIDE = 10
PROFILE_CODES = (*COMPONENTS, "EPI")


@dataclass(frozen=True)
class Headroom:
    """What a component could still add: weight times (1 - value), and its share of all that is left."""

    code: str
    value: float
    gain: float
    share: float


@dataclass(frozen=True)
class Rival:
    """A neighbour in the ranking; `gap` is its index minus ours."""

    iso3: str
    rank: int
    egdi: float
    gap: float


@dataclass(frozen=True)
class Position:
    """A component of a country against the field: its rank there, and its distance from a group's median."""

    code: str
    value: float
    rank: int
    median: float
    reading: Literal["strength", "even", "weakness"]


def headroom(world: World, *, iso3: str, edition: int) -> tuple[Headroom, ...]:
    """What is left to a perfect index by component, the largest first; empty where the country has no index.

    >>> from miqyas.analysis.world import load_world
    >>> [(part.code, round(part.gain, 3)) for part in headroom(load_world(), iso3="BHR", edition=2024)]
    [('HCI', 0.044), ('OSI', 0.032), ('TII', 0.004)]
    """
    standing = world.standing(iso3, edition)
    if standing.egdi is None:
        return ()
    gains = []
    for node in world.methodology(edition).components:
        value = standing.component(node.code)
        if value is not None and node.weight:
            gains.append((node.code, value, float(node.weight.value) * max(0.0, 1 - value)))
    total = sum(gain for _, _, gain in gains)
    parts = [Headroom(code, value, gain, gain / total if total else 0.0) for code, value, gain in gains]
    return tuple(sorted(parts, key=lambda part: part.gain, reverse=True))


def rivals(world: World, *, iso3: str, edition: int, each_side: int = RIVALS_EACH_SIDE) -> tuple[Rival, ...]:
    """The nearest ranked countries above and below by place, best first, without the country itself.

    >>> from miqyas.analysis.world import load_world
    >>> [rival.iso3 for rival in rivals(load_world(), iso3="BHR", edition=2024, each_side=2)]
    ['NZL', 'ESP', 'USA', 'IRL']
    """
    ranking = world.ranking(edition)
    places = [standing.iso3 for standing in ranking]
    if iso3 not in places:
        return ()
    own = places.index(iso3)
    mine = ranking[own].egdi or 0.0
    near = [*ranking[max(0, own - each_side) : own], *ranking[own + 1 : own + 1 + each_side]]
    return tuple(Rival(s.iso3, s.rank, s.egdi, s.egdi - mine) for s in near if s.rank and s.egdi is not None)


def positions(world: World, *, iso3: str, edition: int, against: str = "world") -> tuple[Position, ...]:
    """Each component, and e-participation, against the median of a group.

    A component is a strength when the country stands at least a tenth of the field further forward in it
    than in the whole index, a weakness when as much further back.

    >>> from miqyas.analysis.world import load_world
    >>> found = positions(load_world(), iso3="BHR", edition=2024)
    >>> [(position.code, position.rank, position.reading) for position in found if position.code == "HCI"]
    [('HCI', 32, 'even')]
    """
    standing = world.standing(iso3, edition)
    results = world.published(edition)
    members = [world.position(code) for code in group(against).members]
    found = []
    for code in PROFILE_CODES:
        value = standing.component(code)
        if value is None or standing.rank is None:
            continue
        rank = 1 + int(np.sum(results.values[code] > value))
        median = float(np.nanmedian(results.values[code][members]))
        found.append(Position(code, value, rank, median, _reading(rank, standing.rank, results.ranked_count)))
    return tuple(found)


def _reading(rank: int, overall: int, count: int) -> Literal["strength", "even", "weakness"]:
    step = max(1, count // 10)
    if rank <= overall - step or rank == 1:
        return "strength"
    return "weakness" if rank >= overall + step else "even"


def medians(world: World, *, members: Sequence[str], edition: int) -> Mapping[str, float | None]:
    """Median of EGDI, OSI, TII, HCI and EPI over the listed members; None where no member has a value.

    >>> from miqyas.analysis.world import load_world
    >>> medians(load_world(), members=["BHR", "SAU", "ARE"], edition=2024)["EGDI"]
    0.95328
    """
    key = (tuple(members), edition)
    if key not in world.kept_medians:
        world.kept_medians[key] = _medians(world, members, edition)
    return world.kept_medians[key]


def _medians(world: World, members: Sequence[str], edition: int) -> dict[str, float | None]:
    results = world.published(edition)
    places = [world.position(code) for code in members]
    found: dict[str, float | None] = {}
    for code, values in results.values.items():
        present = values[places][~np.isnan(values[places])]
        found[code] = float(np.median(present)) if present.size else None
    return found


def leaders(world: World, *, edition: int, count: int = 10) -> tuple[str, ...]:
    """The first `count` countries of an edition by rank.

    >>> from miqyas.analysis.world import load_world
    >>> leaders(load_world(), edition=2024, count=3)
    ('DNK', 'EST', 'SGP')
    """
    return tuple(standing.iso3 for standing in world.ranking(edition)[:count])
