"""Standings that run by themselves: five measures of entities, compared only within a mandate group.

Level is the verified share of this campaign. Most improved is the residual of it on the share of the last
campaign, by ordinary least squares within the group: how much better an entity did than others that stood
where it stood; below a number of entities that the rules name it is not shown. Timeliness is days late, 0 for
whoever was in time. Evidence is the share of claims that a standing proof backs. Findability is the share of
strangers' looks at claimed features that found them. What is not known has no place: missing is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from miqyas.assessment.challenge.linear import line

Measure = Literal["level", "improved", "timeliness", "evidence", "findability"]
MEASURES: Final[tuple[Measure, ...]] = ("level", "improved", "timeliness", "evidence", "findability")
Why = Literal["", "too_few", "no_spread", "nothing_known"]


@dataclass(frozen=True)
class Counted:
    """So many of so many; of none there is no share."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        """The share; None of nothing."""
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True)
class Entrant:
    """An entity as the campaign left it: shares from 0 to 1, days from handing in to the deadline (late: <
    0).
    """

    code: str
    group: str
    level: Fraction | None = None
    before: Fraction | None = None
    days: int | None = None
    proofs: Counted = Counted(0, 0)
    found: Counted = Counted(0, 0)


@dataclass(frozen=True)
class Place:
    """An entity's value of a measure, and its rank within its group."""

    entity: str
    value: Fraction
    rank: int


@dataclass(frozen=True)
class Board:
    """One measure in one group, best first; `why` tells where it is not shown, `known` how many have a
    value.
    """

    places: tuple[Place, ...]
    known: int
    why: Why = ""


def standings(entrants: Iterable[Entrant], *, fewest: int) -> Mapping[str, Mapping[Measure, Board]]:
    """Every measure of every group; whoever is in no group ("") is compared with nobody.

    >>> found = standings(
    ...     [
    ...         Entrant("x", "g", level=Fraction(1, 2), days=-2),
    ...         Entrant("y", "g", level=Fraction(3, 4), days=5),
    ...     ],
    ...     fewest=8,
    ... )
    >>> [(one.entity, one.rank) for one in found["g"]["level"].places]
    [('y', 1), ('x', 2)]
    >>> [(one.entity, int(one.value)) for one in found["g"]["timeliness"].places], found["g"]["improved"].why
    ([('y', 0), ('x', -2)], 'too_few')
    """
    groups: dict[str, list[Entrant]] = {}
    for one in entrants:
        if one.group:
            groups.setdefault(one.group, []).append(one)
    return {
        group: {measure: _board(measure, groups[group], fewest=fewest) for measure in MEASURES}
        for group in sorted(groups)
    }


def improvement(entrants: Sequence[Entrant]) -> Mapping[str, Fraction] | None:
    """The residual of each entity that has both scores; None where all stood at the same last time.

    >>> group = [
    ...     Entrant(code, "g", level=Fraction(now), before=Fraction(then))
    ...     for code, then, now in (("a", 0, 0), ("b", 1, 2), ("c", 2, 1))
    ... ]
    >>> {code: str(residual) for code, residual in improvement(group).items()}
    {'a': '-1/2', 'b': '1', 'c': '-1/2'}
    """
    both = [(one.code, one.before, one.level) for one in entrants]
    pairs = {code: (then, now) for code, then, now in both if then is not None and now is not None}
    fitted = line(list(pairs.values())) if pairs else None
    if fitted is None:
        return None
    base, slope = fitted
    return {code: now - base - slope * then for code, (then, now) in pairs.items()}


def _board(measure: Measure, entrants: Sequence[Entrant], *, fewest: int) -> Board:
    if measure == "improved":
        return _improved(entrants, fewest=fewest)
    values = {one.code: _value(one, measure) for one in entrants}
    known = {code: value for code, value in values.items() if value is not None}
    return Board(_ranked(known), len(known), "" if known else "nothing_known")


def _improved(entrants: Sequence[Entrant], *, fewest: int) -> Board:
    known = sum(one.level is not None and one.before is not None for one in entrants)
    if known < fewest:
        return Board((), known, "too_few")
    found = improvement(entrants)
    return Board((), known, "no_spread") if found is None else Board(_ranked(found), known)


def _value(one: Entrant, measure: Measure) -> Fraction | None:
    match measure:
        case "level":
            return one.level
        case "timeliness":
            return None if one.days is None else Fraction(min(one.days, 0))
        case "evidence":
            return one.proofs.share
        case _:
            return one.found.share


def _ranked(values: Mapping[str, Fraction]) -> tuple[Place, ...]:
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Place(code, value, 1 + sum(other > value for other in values.values())) for code, value in ordered
    )
