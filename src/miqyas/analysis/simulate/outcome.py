"""What a simulation answers: a distribution of ranks, who is passed, groups and classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from miqyas.analysis.simulate.scenario import Scenario
from miqyas.kernel.provenance import Mark, Versions
from miqyas.observations.model import Values

Field = Literal["fixed", "moving"]
MEDIAN = 0.5


@dataclass(frozen=True)
class RankDistribution:
    """How often each rank came up: `counts[k]` draws for rank k, nothing at 0."""

    counts: np.ndarray

    @cached_property
    def shares(self) -> Values:
        """Probability of each rank, by rank."""
        shares: Values = self.counts / self.counts.sum()
        return shares

    @cached_property
    def _cumulated(self) -> Values:
        return np.cumsum(self.shares)

    def probability_at_most(self, rank: int) -> float:
        """P(rank <= k): to stand at this place or better.

        >>> RankDistribution(np.array([0, 1, 3])).probability_at_most(1)
        0.25
        """
        if rank < 1:
            return 0.0
        return float(self._cumulated[min(rank, len(self.counts) - 1)])

    def quantile(self, share: float) -> int:
        """The smallest rank that at least this share of draws did not exceed.

        >>> RankDistribution(np.array([0, 1, 3])).quantile(0.5)
        2
        """
        return int(np.searchsorted(self._cumulated, share - 1e-12))

    def interval(self, coverage: float) -> tuple[int, int]:
        """Best and worst rank of the central interval.

        >>> RankDistribution(np.array([0, 10, 80, 10])).interval(0.8)
        (1, 2)
        """
        tail = (1 - coverage) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    @property
    def median(self) -> int:
        """The middle rank."""
        return self.quantile(MEDIAN)

    @property
    def mean(self) -> float:
        """The expected rank."""
        return float(self.shares @ np.arange(len(self.shares)))


@dataclass(frozen=True)
class Places:
    """How likely each number of places gained is, lost ones negative."""

    shares: Mapping[int, float]

    @property
    def mean(self) -> float:
        """Places gained on average."""
        return sum(places * share for places, share in self.shares.items())

    def at_least(self, places: int) -> float:
        """P(places gained >= k).

        >>> Places({0: 0.25, 1: 0.5, 3: 0.25}).at_least(1)
        0.75
        """
        return sum(share for gained, share in self.shares.items() if gained >= places)

    def interval(self, coverage: float) -> tuple[int, int]:
        """Fewest and most places gained in the central interval.

        >>> Places({0: 0.25, 1: 0.5, 3: 0.25}).interval(0.8)
        (0, 3)
        """
        tail = (1 - coverage) / 2
        return self._quantile(tail), self._quantile(1 - tail)

    def _quantile(self, share: float) -> int:
        gained = sorted(self.shares)
        cumulated = np.cumsum([self.shares[places] for places in gained])
        return gained[min(int(np.searchsorted(cumulated, share - 1e-12)), len(gained) - 1)]


@dataclass(frozen=True)
class Rival:
    """Another state: the probability to stand ahead of it, without the changes and with them."""

    iso3: str
    before: float
    after: float

    @property
    def gained(self) -> float:
        """What the changes add."""
        return self.after - self.before


@dataclass(frozen=True)
class Outcome:
    """What a scenario comes to for one country.

    `rank`, `egdi` (quantiles by share) and `egdi_mean` are with the changes, `rank_before`, `egdi_before` and
    `egdi_mean_before` without them, over the same draws. `gained` tells how many places come of the changes,
    `rivals` are the others in the order of their rank, `groups` and `classes` probabilities by code. `marks`
    tell what the changes rest on, `assumptions` what a moving field does; a fixed field has one draw.
    """

    scenario: Scenario
    iso3: str
    edition: int
    field: Field
    draws: int
    seed: int
    model: str | None
    rank: RankDistribution
    rank_before: RankDistribution
    egdi: Mapping[float, float]
    egdi_before: Mapping[float, float]
    egdi_mean: float
    egdi_mean_before: float
    gained: Places
    rivals: tuple[Rival, ...]
    groups: Mapping[str, float]
    classes: Mapping[str, float]
    marks: Mapping[str, Mark]
    assumptions: Mapping[str, Mark]
    versions: Versions

    def rival(self, iso3: str) -> Rival:
        """One of the others. Raises `KeyError` for the country itself and for states not ranked."""
        for rival in self.rivals:
            if rival.iso3 == iso3:
                return rival
        raise KeyError(iso3)

    @property
    def passed(self) -> tuple[Rival, ...]:
        """States that the changes help most to pass, the greatest gain first; only those with some gain."""
        found = [rival for rival in self.rivals if rival.gained > 0]
        return tuple(sorted(found, key=lambda rival: (-rival.gained, rival.iso3)))
