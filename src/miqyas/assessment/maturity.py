"""How mature services are: the level that follows from what is recorded, what the next one needs, sums."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar

from miqyas.catalogue.maturity import CHOSEN, Check, Criterion, Level, MaturityModel, Value, maturity_model
from miqyas.catalogue.services import service_words

Outcome = Literal["met", "unmet", "open", "not_asked"]
"""`open`: nobody has recorded it; `not_asked`: the criterion does not concern this service."""
Key = TypeVar("Key")


@dataclass(frozen=True)
class Finding:
    """One criterion held against a service."""

    level: Level
    criterion: Criterion
    outcome: Outcome

    @property
    def holds(self) -> bool:
        """Whether it stands in no one's way."""
        return self.outcome in {"met", "not_asked"}


@dataclass(frozen=True)
class Maturity:
    """What follows from the facts of a service: every criterion, and the highest level of which all holds."""

    model: MaturityModel
    findings: tuple[Finding, ...]

    @cached_property
    def level(self) -> Level | None:
        """The level reached; None below the first."""
        reached = None
        for level in self.model.levels:
            if not all(finding.holds for finding in self.findings if finding.level is level):
                break
            reached = level
        return reached

    @property
    def code(self) -> str:
        """The code of the level reached; "" below the first."""
        return self.level.code if self.level else ""

    @property
    def number(self) -> int:
        """Its number; 0 below the first."""
        return self.level.number if self.level else 0

    @property
    def next(self) -> Level | None:
        """The level after the one reached; None at the highest."""
        return self.model.levels[self.number] if self.number < len(self.model.levels) else None

    def needed_for(self, level: Level) -> tuple[Finding, ...]:
        """What stands between the service and a level: of that level, and of those below it."""
        return tuple(
            finding for finding in self.findings if finding.level.number <= level.number and not finding.holds
        )

    @property
    def needs(self) -> tuple[Finding, ...]:
        """What the next level needs; nothing at the highest."""
        return self.needed_for(self.next) if self.next else ()


def maturity(facts: Mapping[str, Value], *, model: MaturityModel | None = None) -> Maturity:
    """The maturity of a service with these facts (see `catalogue.maturity.FACTS`).

    None, or no code, is what nobody recorded: the criterion is then open, which is not the same as unmet.
    Raises `KeyError` for a fact that is not told.

    >>> facts = {
    ...     "addresses": 1,
    ...     "is_described": True,
    ...     "fee": 0,
    ...     "data_listed": True,
    ...     "steps": 2,
    ...     "audiences": 1,
    ...     "languages": 2,
    ...     "automation": "form",
    ...     "visits": None,
    ...     "identity": "",
    ...     "payment": "",
    ...     "volume": 900,
    ...     "asked_again": 1,
    ...     "shared_with": 0,
    ...     "satisfaction": None,
    ... }
    >>> found = maturity(facts)
    >>> found.code, [(need.criterion.code, need.outcome) for need in found.needs]
    ('enhanced', [('requested_online', 'unmet'), ('no_visit', 'open'), ('signed_in', 'open')])
    """
    known = model or maturity_model()
    return Maturity(
        known,
        tuple(
            Finding(level, criterion, _outcome(criterion, facts))
            for level in known.levels
            for criterion in level.criteria
        ),
    )


def _outcome(criterion: Criterion, facts: Mapping[str, Value]) -> Outcome:
    if criterion.when is not None:
        asked = _held(criterion.when, facts)
        if asked != "met":
            return "not_asked" if asked == "unmet" else "open"
    return _held(criterion.check, facts)


def _held(check: Check, facts: Mapping[str, Value]) -> Literal["met", "unmet", "open"]:
    value = facts[check.fact]
    if value is None or value == "":
        return "open"
    return "met" if _holds(check, value) else "unmet"


def _holds(check: Check, value: bool | str | int | float | Decimal) -> bool:
    if check.rule == "is":
        return value == check.bound
    if isinstance(check.bound, tuple):
        return value in check.bound
    number, bound = _number(check.fact, value), _number(check.fact, check.bound)
    rules: Mapping[str, bool] = {
        "at_least": number >= bound,
        "at_most": number <= bound,
        "above": number > bound,
    }
    return rules[check.rule]


def _number(fact: str, value: bool | str | float | Decimal) -> float:
    """A measure, or the rank of a code in the vocabulary."""
    if not isinstance(value, str):
        return float(value)
    return list(getattr(service_words(), CHOSEN[fact])).index(value)


@dataclass(frozen=True)
class Rated:
    """Services that stand at one level: its number, their requests a year as far as they are known.

    `volume` is None where none of them is counted; `count` tells how many they are, `counted` of how many
    requests are known (None: of all of them, if `volume` is).
    """

    number: int
    volume: int | None
    count: int = 1
    counted: int | None = None

    @property
    def known(self) -> int:
        """Of how many requests are known."""
        return self.count * (self.volume is not None) if self.counted is None else self.counted


@dataclass(frozen=True)
class Summary:
    """Services together. `mean` is that of level numbers, `weighted` the same by volume; None without any.

    `counts` has how many stand at each number, 0 to the highest; `volume` is the sum of requests a year, of
    `volume_known` services.
    """

    count: int
    counts: tuple[int, ...]
    mean: float | None
    weighted: float | None
    volume: int
    volume_known: int

    def share_from(self, number: int) -> float | None:
        """The share of services at a number or above; None without services."""
        return sum(self.counts[number:]) / self.count if self.count else None


def summary(services: Iterable[Rated], *, model: MaturityModel | None = None) -> Summary:
    """Services together, each counted once and, beside it, by how often it is requested.

    >>> found = summary([Rated(1, 900), Rated(3, 100), Rated(2, None)])
    >>> found.counts, found.mean, found.weighted, found.share_from(3)
    ((0, 1, 1, 1, 0), 2.0, 1.2, 0.3333333333333333)
    """
    rated = tuple(services)
    steps = len((model or maturity_model()).levels) + 1
    counts = [0] * steps
    for one in rated:
        counts[one.number] += one.count
    count, volume = sum(counts), sum(one.volume or 0 for one in rated)
    return Summary(
        count=count,
        counts=tuple(counts),
        mean=sum(number * services for number, services in enumerate(counts)) / count if count else None,
        weighted=sum(one.number * (one.volume or 0) for one in rated) / volume if volume else None,
        volume=volume,
        volume_known=sum(one.known for one in rated),
    )


def summaries(
    services: Iterable[tuple[Key, Rated]], *, model: MaturityModel | None = None
) -> Mapping[Key, Summary]:
    """The same for each group, in the order in which groups first come.

    >>> {key: found.mean for key, found in summaries([("a", Rated(1, 5)), ("a", Rated(3, 5))]).items()}
    {'a': 2.0}
    """
    grouped: dict[Key, list[Rated]] = {}
    for key, rated in services:
        grouped.setdefault(key, []).append(rated)
    return {key: summary(group, model=model) for key, group in grouped.items()}


@dataclass(frozen=True)
class Turn:
    """That a service came to a level on a day; None: it counts no longer."""

    service: object
    on: dt.date
    number: int | None


@dataclass(frozen=True)
class Point:
    """The services of a day: how many, their mean, how many at each number."""

    on: dt.date
    count: int
    mean: float | None
    counts: tuple[int, ...]


def series(
    turns: Iterable[Turn], *, days: Sequence[dt.date], model: MaturityModel | None = None
) -> tuple[Point, ...]:
    """What the services of each day looked like at its end. Turns of one day count in the order given.

    >>> day = dt.date
    >>> turns = [Turn("a", day(2026, 1, 1), 1), Turn("b", day(2026, 1, 5), 2), Turn("a", day(2026, 2, 1), 3)]
    >>> [(point.count, point.mean) for point in series(turns, days=[day(2026, 1, 3), day(2026, 2, 1)])]
    [(1, 1.0), (2, 2.5)]
    """
    waiting = deque(sorted(turns, key=_day))
    numbers: dict[object, int | None] = {}
    points: dict[dt.date, Point] = {}
    for day in sorted(set(days)):
        while waiting and waiting[0].on <= day:
            turn = waiting.popleft()
            numbers[turn.service] = turn.number
        points[day] = _point(day, Counter(numbers.values()), model)
    return tuple(points[day] for day in days)


def _day(turn: Turn) -> dt.date:
    return turn.on


def _point(day: dt.date, services: Mapping[int | None, int], model: MaturityModel | None) -> Point:
    """A day of so many services at each number; those that count no longer are under None."""
    rated = (Rated(number, None, count) for number, count in services.items() if number is not None)
    found = summary(rated, model=model)
    return Point(day, found.count, found.mean, found.counts)
