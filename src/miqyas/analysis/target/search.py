"""Least efforts: along one component, along the same share of every headroom, and at the least cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Final

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.target.chance import Field
from miqyas.kernel.errors import Place
from miqyas.observations.results import COMPONENTS

STEP: Final = 1e-4
"""Fineness of an effort, in index units: that of the published tables."""
SHARES: Final = 1000
"""Steps of a share of the headroom."""
CURVE: Final = 20
"""Stretches of a curve of probability against effort."""
EXCHANGES: Final = (512, 128, 32, 8)
"""Sizes of exchanges tried between two components, in steps."""
Effort = tuple[float, ...]


@dataclass(frozen=True)
class Found:
    """The least effort along a path, None where its end is not enough, and what is known of the path.

    `curve` holds pairs of position, 0 to 1 along the path, and probability.
    """

    effort: Effort | None
    position: float
    probability: float
    curve: tuple[tuple[float, float], ...]

    @property
    def best(self) -> float:
        """Probability at the end of the path."""
        return self.curve[-1][1]


def alone(field: Field, component: int, *, room: float, wanted: float) -> Found:
    """Raise one component from nothing to its whole headroom `room`.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> found = alone(field, 2, room=0.132, wanted=0.5)
    >>> found.effort[:2], 0 < found.effort[2] < 0.08, found.probability >= 0.5
    ((0.0, 0.0), True, True)
    """

    def path(at: int) -> Effort:
        return tuple(_stepped(at, room) if c == component else 0.0 for c in range(len(COMPONENTS)))

    return _along(field, path, steps=math.ceil(room / STEP - 1e-9), wanted=wanted)


def together(field: Field, *, rooms: Sequence[float], wanted: float) -> Found:
    """Raise all components by the same share of their headroom `rooms`.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> found = together(field, rooms=(0.097, 0.012, 0.132), wanted=0.5)
    >>> 0 < found.position < 0.6, found.probability >= 0.5
    (True, True)
    """

    def path(at: int) -> Effort:
        return tuple(_stepped(math.ceil(room * at / SHARES / STEP - 1e-9), room) for room in rooms)

    return _along(field, path, steps=SHARES, wanted=wanted)


def cheapest(
    field: Field, *, rooms: Sequence[float], costs: Sequence[float], wanted: float
) -> tuple[Effort, float]:
    """The mix of least cost that meets the goal, and its probability; `rooms` together are enough.

    The cheapest of all orders in which components are used up one after the other, bettered by exchanges
    between two components until none saves anything: with few draws at their ends this is the order
    of cost for each index unit, with many it is not, as what exceeds 1 in a draw is lost there.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> effort, chance = cheapest(field, rooms=(0.097, 0.012, 0.132), costs=(9, 9, 1), wanted=0.5)
    >>> effort[:2], chance >= 0.5
    ((0.0, 0.0), True)
    """
    steps = [math.ceil(room / STEP - 1e-9) for room in rooms]
    search = _Search(field, tuple(rooms), tuple(costs), tuple(steps), wanted)
    starts = {search.filled(order) for order in permutations(range(len(rooms)))}
    best = min(starts, key=lambda mix: (search.cost(mix), mix))
    for size in EXCHANGES:
        best = search.bettered(best, size)
    return search.effort(best), search.chance(best)


Mix = tuple[int, ...]


class _Search:
    """A search on a grid of efforts, with what was looked at kept."""

    def __init__(
        self, field: Field, rooms: Effort, costs: Sequence[float], steps: Mix, wanted: float
    ) -> None:
        self._field = field
        self._rooms = rooms
        self._costs = costs
        self._steps = steps
        self._wanted = wanted
        self._known: dict[Mix, float] = {}

    def effort(self, mix: Mix) -> Effort:
        return tuple(_stepped(at, room) for at, room in zip(mix, self._rooms, strict=True))

    def cost(self, mix: Mix) -> float:
        return sum(part * cost for part, cost in zip(self.effort(mix), self._costs, strict=True))

    def chance(self, mix: Mix) -> float:
        if mix not in self._known:
            self._known[mix] = self._field.chance(self.effort(mix))
        return self._known[mix]

    def filled(self, order: Sequence[int]) -> Mix:
        """Components used up one after the other in this order, as far as needed."""

        def mix(total: int) -> Mix:
            amounts = [0] * len(self._steps)
            for at in order:
                amounts[at] = min(total, self._steps[at])
                total -= amounts[at]
            return tuple(amounts)

        return mix(self._least(mix, sum(self._steps)))

    def bettered(self, mix: Mix, size: int) -> Mix:
        """Exchange `size` steps of one component for less cost of another, for as long as that helps."""
        while True:
            better = min(self._exchanged(mix, size), key=lambda other: (self.cost(other), other), default=mix)
            if self.cost(better) >= self.cost(mix) - STEP * min(self._costs) / 2:
                return mix
            mix = better

    def _exchanged(self, mix: Mix, size: int) -> list[Mix]:
        found = []
        for less, more in permutations(range(len(mix)), 2):
            given = min(size, mix[less])
            most = min(self._steps[more] - mix[more], int(given * self._costs[less] / self._costs[more]))
            if not given:
                continue

            def other(taken: int, less: int = less, more: int = more, given: int = given) -> Mix:
                changed = list(mix)
                changed[less] -= given
                changed[more] += taken
                return tuple(changed)

            if self.chance(other(most)) >= self._wanted:
                found.append(other(self._least(other, most)))
        return found

    def _least(self, mix: Callable[[int], Mix], enough: int) -> int:
        return least(lambda at: self.chance(mix(at)) >= self._wanted, low=-1, high=enough)


def least(is_enough: Callable[[int], bool], *, low: int, high: int) -> int:
    """The least whole number above `low` that is enough, where `high` is, by bisection.

    >>> least(lambda at: at * at >= 50, low=0, high=100)
    8
    """
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle
    return high


def _along(field: Field, path: Callable[[int], Effort], *, steps: int, wanted: float) -> Found:
    """The first stretch of the curve on which the probability is reached, and where in it."""
    marks = sorted({round(steps * at / CURVE) for at in range(CURVE + 1)})
    chances = {at: field.chance(path(at)) for at in marks}
    curve = tuple((at / max(1, steps), chance) for at, chance in chances.items())
    if chances[0] >= wanted:
        return Found(path(0), 0.0, chances[0], curve)
    for low, high in pairwise(marks):
        if chances[high] >= wanted:
            at = least(lambda middle: field.chance(path(middle)) >= wanted, low=low, high=high)
            return Found(path(at), at / steps, field.chance(path(at)), curve)
    return Found(None, 1.0, chances[marks[-1]], curve)


def _stepped(at: int, room: float) -> float:
    return min(round(at * STEP, 10), room)


def parse_effort(text: str) -> dict[str, float]:
    """What a unit of each component costs, written ``osi=1,tii=3,hci=2``; those not written are left out.

    Raises `AnalysisError` for anything else and for a component written twice.

    >>> parse_effort("osi=1, HCI=2.5"), parse_effort("")
    ({'OSI': 1.0, 'HCI': 2.5}, {})
    """
    costs: dict[str, float] = {}
    for piece in text.split(",") if text.strip() else ():
        code, _, number = (part.strip() for part in piece.partition("="))
        try:
            cost = float(number)
        except ValueError:
            raise AnalysisError("effort_unreadable", place=Place(name=piece[:40]), given=piece[:40]) from None
        if code.upper() in costs:
            raise AnalysisError("effort_unreadable", place=Place(name=piece[:40]), given=piece[:40])
        costs[code.upper()] = cost
    return costs


def gains(effort: Effort) -> Mapping[str, float]:
    """An effort by code of component.

    >>> gains((0.1, 0.0, 0.2))
    {'OSI': 0.1, 'TII': 0.0, 'HCI': 0.2}
    """
    return dict(zip(COMPONENTS, effort, strict=True))
