"""What the question of a target is answered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from miqyas.analysis.effects import How
from miqyas.analysis.simulate.scenario import Change, Scenario
from miqyas.analysis.target.goal import Goal
from miqyas.kernel.provenance import Mark, Versions

Status = Literal["met", "reachable", "out_of_reach"]
By = Literal["component", "share", "cheapest"]


@dataclass(frozen=True)
class Part:
    """A sub-index or raw input that could carry a gain of its component alone.

    `amount` is what it takes in its own unit, `points` in whole points of its published grid; None where
    all that it can give is not enough. `room` is what it can still give, from its present
    value if that is loaded (`is_room_known`), else its whole scale. `best` is the probability with all of it.
    `how` and `mark` tell what the step from the part to its component rests on.
    """

    node: str
    component: str
    unit: str
    amount: float | None
    points: int | None
    room: float
    is_room_known: bool
    best: float | None
    how: How
    mark: Mark


@dataclass(frozen=True)
class Alone:
    """One component raised alone: the least gain in index units, None where all its headroom is not enough.

    `room` is the headroom to 1 from the newest published value, `best` the probability with all of it,
    `probability` that with the gain, `points` the gain in whole points, `point` the size of one (None: no
    grid). `curve` holds pairs of gain and probability, `parts` what could carry the gain.
    """

    code: str
    own: float
    room: float
    gain: float | None
    probability: float
    best: float
    points: int | None
    point: float | None
    curve: tuple[tuple[float, float], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Mix:
    """Gains of several components together, in index units, that meet the goal with `probability`.

    `points` are the gains in whole points, None for a component without a grid; `parts` what could carry
    each gain. `share` is the part of every component's headroom that the mix takes, None where it is not
    that kind; `cost` the sum of gains times what a unit of each costs; `checked` the probability over
    fresh draws.
    """

    by: By
    gains: Mapping[str, float]
    points: Mapping[str, int | None]
    parts: tuple[Part, ...]
    probability: float
    cost: float
    share: float | None = None
    checked: float | None = None

    def scenario(self, iso3: str) -> Scenario:
        """The mix as named changes, for the simulator."""
        return Scenario(tuple(Change(iso3, code, "by", gain) for code, gain in self.gains.items() if gain))


@dataclass(frozen=True)
class Binding:
    """What holds a goal back when all headroom is used.

    `certain` tells the probability if a component, besides, were 1 for certain; `short` is what the own
    index still lacks (None where no index is enough). `leader` is the state that comes to the rank most
    often, and how often.
    """

    best: float
    certain: Mapping[str, float]
    short: float | None
    leader: tuple[str, float] | None


@dataclass(frozen=True)
class Target:
    """What it takes for a country to meet a goal with `probability` in a coming edition.

    `now` is the probability without effort, `gap` the rise of the index that would do, wherever it came
    from (negative: what may be lost; None: no index is enough). `alone` has a way for each component,
    `share` takes the same part of every headroom, `cheapest` the least cost by `effort`, what a unit of
    each component costs; both None where the goal is out of reach. `share_curve` holds pairs of share and
    probability.
    """

    goal: Goal
    iso3: str
    edition: int
    origin: int
    probability: float
    status: Status
    now: float
    best: float
    gap: float | None
    alone: tuple[Alone, ...]
    share: Mix | None
    cheapest: Mix | None
    share_curve: tuple[tuple[float, float], ...]
    effort: Mapping[str, float]
    binding: Binding
    draws: int
    seed: int
    model: str
    marks: Mapping[str, Mark]
    versions: Versions

    def component(self, code: str) -> Alone:
        """The way by one component. Raises `KeyError` for a code that is none."""
        for way in self.alone:
            if way.code == code:
                return way
        raise KeyError(code)

    @property
    def margin(self) -> float:
        """Half the width of a 95 % interval of a probability, for the number of draws made."""
        return 1.96 * float((self.probability * (1 - self.probability) / self.draws) ** 0.5)
