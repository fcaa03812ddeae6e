"""The field over time: medians and spread of groups, convergence, climbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.observations.countries import group


@dataclass(frozen=True)
class Spread:
    """A group in one edition: quantiles of an index over its members with a value, and their number."""

    edition: int
    count: int
    low: float
    lower_quartile: float
    median: float
    upper_quartile: float
    high: float

    @property
    def middle_half(self) -> float:
        """Distance between the quartiles: small means alike."""
        return self.upper_quartile - self.lower_quartile


@dataclass(frozen=True)
class Mover:
    """A country's way between two editions; `gained` is places up (negative: down)."""

    iso3: str
    rank_before: int
    rank_after: int
    egdi_change: float

    @property
    def gained(self) -> int:
        """Places up."""
        return self.rank_before - self.rank_after


def spread_over_time(world: World, *, members: str = "world", code: str = "EGDI") -> tuple[Spread, ...]:
    """Quantiles of an index over a group's members in every edition; editions without any value are left out.

    >>> from miqyas.analysis.world import load_world
    >>> round(spread_over_time(load_world(), members="gcc")[-1].median, 3)
    0.889
    """
    places = [world.position(iso3) for iso3 in group(members).members]
    found = []
    for edition in world.editions:
        values = world.published(edition).values[code][places]
        present = values[~np.isnan(values)]
        if present.size:
            quantiles = [float(q) for q in np.quantile(present, [0, 0.25, 0.5, 0.75, 1])]
            found.append(Spread(edition, int(present.size), *quantiles))
    return tuple(found)


def movers(world: World, *, before: int, after: int, members: str = "world") -> tuple[Mover, ...]:
    """Every country ranked in both editions, the most places gained first, equals by code.

    Raises `AnalysisError` for an edition that is not loaded or a span that runs backwards.

    >>> from miqyas.analysis.world import load_world
    >>> best = movers(load_world(), before=2022, after=2024)[0]
    >>> best.iso3, best.gained
    ('LBY', 44)
    """
    if before >= after:
        raise AnalysisError("span", before=before, after=after)
    old, new = world.published(before), world.published(after)
    chosen = set(group(members).members)
    found = [
        Mover(iso3, int(old.rank[p]), int(new.rank[p]), float(new.values["EGDI"][p] - old.values["EGDI"][p]))
        for p, iso3 in enumerate(world.countries)
        if iso3 in chosen and old.rank[p] and new.rank[p]
    ]
    return tuple(sorted(found, key=lambda mover: (-mover.gained, mover.iso3)))


def convergence(spreads: Sequence[Spread]) -> float | None:
    """Change of the middle half's width from first to last as a share; below 0 the field closes up.

    None for fewer than two editions, or where the first has no width.

    >>> from miqyas.analysis.world import load_world
    >>> convergence(spread_over_time(load_world(), members="gcc")) < 0
    True
    """
    if len(spreads) < 2 or spreads[0].middle_half == 0:
        return None
    return spreads[-1].middle_half / spreads[0].middle_half - 1
