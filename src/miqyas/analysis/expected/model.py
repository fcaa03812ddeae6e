"""What is given and what is answered: estimates of sub-indices, and the score that they make expected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.simulate import RankDistribution
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, Versions

Source = Literal["bridge", "assessors", "answers", "statistics", "field"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
"""What an expected score may miss by: the step from shares to sub-indices, judgements that differ, what
nobody has answered yet, HCI and TII, and what all others do."""
Statistics = Literal["forecast", "now"]


@dataclass(frozen=True)
class Estimate:
    """What is known of a sub-index: a share that was measured, and how far it may be from what is published.

    `assessors` and `answers` are standard deviations of the share. A published value is expected at the
    level of the share (`index.levels`) + `bias` + `scale` x Student-t of `freedom`; `pairs` is how many past
    editions this rests on, none being uncalibrated. `share` is None where nothing is known.
    """

    node: str
    share: float | None
    assessors: float = 0.0
    answers: float = 0.0
    bias: float = 0.0
    scale: float = 0.0
    freedom: float = math.inf
    pairs: int = 0

    def __post_init__(self) -> None:
        inside = self.share is None or 0 <= self.share <= 1
        spreads = (self.assessors, self.answers, self.scale)
        if not (inside and math.isfinite(self.bias) and self.freedom > 0 and all(map(_usable, spreads))):
            raise AnalysisError("estimate_outside", place=Place(name=self.node), node=self.node)


def _usable(spread: float) -> bool:
    return 0 <= spread < math.inf


@dataclass(frozen=True)
class Spread:
    """What a value may come to: its mean and its quantiles by share."""

    mean: float
    quantiles: Mapping[float, float]

    def interval(self, coverage: float) -> tuple[float, float]:
        """Ends of a central interval.

        >>> Spread(0.5, {0.1: 0.4, 0.9: 0.6}).interval(0.8)
        (0.4, 0.6)
        """
        tail = round((1 - coverage) / 2, 6)
        return self.quantiles[tail], self.quantiles[round(1 - tail, 6)]


@dataclass(frozen=True)
class Part:
    """A source of uncertainty: what rank and index would come to if it were known, all else as it is."""

    source: Source
    rank: RankDistribution
    egdi: Spread


@dataclass(frozen=True)
class Expected:
    """The score to expect in a coming edition, the others moving as forecast.

    `values` has EGDI, OSI, TII, HCI, EPI and the sub-indices by code. `unknown` are sub-indices of which
    nothing is known: they are drawn from what all states had. `literacy` tells whether the share of
    e-government literacy moved HCI; it can only where the country's own is loaded. `is_calibrated` is
    whether every known part of online services rests on a published one.
    """

    iso3: str
    edition: int
    origin: int
    model: str
    statistics: Statistics
    draws: int
    seed: int
    estimates: tuple[Estimate, ...]
    unknown: tuple[str, ...]
    is_calibrated: bool
    literacy: bool
    values: Mapping[str, Spread]
    rank: RankDistribution
    epi_rank: RankDistribution
    groups: Mapping[str, float]
    parts: tuple[Part, ...]
    marks: Mapping[str, Mark]
    versions: Versions

    def part(self, source: Source) -> Part:
        """One source of uncertainty. Raises `KeyError` for one that there is not."""
        for part in self.parts:
            if part.source == source:
                return part
        raise KeyError(source)
