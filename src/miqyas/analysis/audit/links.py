"""How the index agrees with what others measured: the World Bank's GTMI and the OECD's DGI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.audit.structure import correlation
from miqyas.analysis.world import World
from miqyas.observations.model import Values
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import read_table


@dataclass(frozen=True)
class Link:
    """An index of the edition beside a measure of another source and year, over the countries in both.

    `is_closest` says whether no other edition is nearer to that year (of two equally near ones the later: it
    was assessed in the year before it was published).
    """

    source: str
    measure: str
    year: int
    code: str
    pearson: float
    spearman: float
    count: int
    is_closest: bool


MEASURES: Final[Mapping[str, str]] = {"gtmi": "gtmi", "oecd_dgi": "composite"}
"""The whole index of each table."""


def links(world: World, *, edition: int) -> tuple[Link, ...]:
    """Correlations of every index of an edition with every year of the other sources.

    Raises `AnalysisError` for an edition without results.

    >>> from miqyas.analysis.world import load_world
    >>> found = [link for link in links(load_world(), edition=2022) if link.is_closest]
    >>> [(link.source, link.year, link.count) for link in found if link.code == "EGDI"]
    [('gtmi', 2022, 193)]
    """
    results = world.published(edition)
    found = []
    for source, measure in MEASURES.items():
        for year, values in _by_year(world, source, measure).items():
            closest = min(world.editions, key=lambda other: (abs(other - year), -other))
            for code in PUBLISHED:
                pearson, spearman, count = correlation(results.values[code], values)
                found.append(Link(source, measure, year, code, pearson, spearman, count, closest == edition))
    return tuple(found)


def _by_year(world: World, source: str, measure: str) -> Mapping[int, Values]:
    found: dict[int, Values] = {}
    for row in read_table(source):
        text = row.get(measure, "") if measure in row else _value_of(row, measure)
        if text and row["iso3"] in world.countries:
            column = found.setdefault(int(row["year"]), np.full(len(world.countries), np.nan))
            column[world.position(row["iso3"])] = float(text)
    return dict(sorted(found.items()))


def _value_of(row: Mapping[str, str], measure: str) -> str:
    return row["value"] if row.get("measure") == measure else ""
