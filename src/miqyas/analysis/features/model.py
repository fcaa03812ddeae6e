"""What the question "what is a feature worth" answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from miqyas.analysis.effects import How
from miqyas.analysis.simulate.outcome import Places, RankDistribution
from miqyas.kernel.provenance import Mark, Versions

Limit = Literal["", "node", "component"]
"""What ended a step early: nothing, the node's own scale, or the component, which ends at 1."""


@dataclass(frozen=True)
class Moving:
    """What a step does to the rank while all others move too: over the same draws without and with it.

    `rank` is the distribution of ranks with the step, `gained` that of the places it gains.
    """

    rank: RankDistribution
    gained: Places


@dataclass(frozen=True)
class Gain:
    """One node raised by one step, everything else as it is.

    `own` is the node's present value, None where it is not loaded. `asked` and `amount` are the step asked
    for and the one that there is room for, in the node's own unit (a price falls: the step is negative),
    `points` the second in points where the node has a grid of them. `how` and `mark` tell what the slope
    from node to component rests on; with "at_least" everything is a lower bound. `component_gain` and
    `egdi_gain` are what own component and index gain in the field as published, `rank` the rank there and
    `passed` the states passed, nearest first. `moving` is None where no edition to come was drawn.
    """

    node: str
    component: str
    unit: str
    own: float | None
    asked: float
    amount: float
    asked_points: float | None
    points: float | None
    limit: Limit
    how: How
    mark: Mark
    component_gain: float
    egdi_gain: float
    rank: int
    passed: tuple[str, ...]
    moving: Moving | None = None

    @property
    def is_lower_bound(self) -> bool:
        """Whether the node does at least this much, perhaps more."""
        return self.how == "at_least"


@dataclass(frozen=True)
class RankPrice:
    """What one of the next ranks costs in the field as published.

    `ahead` are the states that stand at this rank now. `components` is the least gain of each component
    alone, in index units, None where it alone cannot reach the rank; `points` the same for online
    services in points of each node that has them, whole or not.
    """

    rank: int
    ahead: tuple[str, ...]
    egdi_gain: float
    components: Mapping[str, float | None]
    points: Mapping[str, float]


@dataclass(frozen=True)
class Equivalent:
    """How much of a node gives the same gain of the index as the reference step, in its unit and points.

    With "at_least" its slope is a lower bound, so that the amount is an upper one. `fits` tells whether
    there is room for it.
    """

    node: str
    component: str
    unit: str
    amount: float
    points: float | None
    how: How
    mark: Mark
    fits: bool

    @property
    def is_upper_bound(self) -> bool:
        """Whether this much is enough, and less may be."""
        return self.how == "at_least"


@dataclass(frozen=True)
class Worth:
    """What features are worth to a country, beside where it stands.

    `edition` is the one whose published field stands still, `coming` the one that is drawn, with `model`,
    `draws`, `seed` and `before`, its ranks without any step; all None or 0 where none was drawn.
    `reference` is the node whose step of `reference_amount` (one point, where it has them) the equivalents
    equal.
    """

    iso3: str
    edition: int
    rank: int
    egdi: float
    components: Mapping[str, float]
    gains: tuple[Gain, ...]
    ladder: tuple[RankPrice, ...]
    reference: str
    reference_amount: float
    reference_points: float | None
    equivalents: tuple[Equivalent, ...]
    coming: int | None
    model: str | None
    draws: int
    seed: int
    before: RankDistribution | None
    assumptions: Mapping[str, Mark]
    versions: Versions

    @cached_property
    def _by_step(self) -> Mapping[tuple[str, float], Gain]:
        return {(gain.node, round(gain.asked_points or gain.asked, 9)): gain for gain in self.gains}

    def gain(self, node: str, step: float) -> Gain | None:
        """The gain of a node for a step asked for, in points where it has them; None for another step."""
        return self._by_step.get((node, step))

    @property
    def of_point(self) -> Gain | None:
        """The gain of one point of online services, None where the edition knows no points."""
        return self.gain("OSI", 1)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Nodes with gains, in order."""
        return tuple(dict.fromkeys(gain.node for gain in self.gains))
