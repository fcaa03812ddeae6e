"""A twinning programme: many seekers and givers with their capacities, matched in two ways."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning.field import Field
from miqyas.analysis.twinning.matching import (
    Chosen,
    Market,
    best_pairs,
    blocking_pairs,
    stable_pairs,
)
from miqyas.analysis.twinning.partners import demand_ranked
from miqyas.analysis.twinning.rules import Assumption, Rules, default_rules
from miqyas.analysis.twinning.terms import Seen, seen_by, total_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Versions

Why = Literal["nothing", "minimum", "excluded", "full"]


@dataclass(frozen=True)
class Entry:
    """A country in a programme: how many partners it takes, what it asks for, who is no partner for it.

    `needs` (indices) only matter for seekers; empty means all. `line` is where it stands in a file.
    """

    iso3: str
    capacity: int = 1
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Programme:
    """Seekers and givers; a pair below `minimum` (0 to 1) is not made. `name` is that of its file."""

    seekers: tuple[Entry, ...]
    givers: tuple[Entry, ...]
    minimum: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Pair:
    """A seeker with a giver: the benefit of the pair and the two views that it is the mean of, 0 to 1."""

    seeker: str
    giver: str
    benefit: float
    wish: float
    favour: float


@dataclass(frozen=True)
class LeftOut:
    """A seeker with fewer partners than it takes, and why.

    nothing: no giver stands higher in what it needs; excluded: those that do are excluded; minimum: no pair
    that is left reaches the least benefit; full: the givers that it could be paired with are taken.
    """

    iso3: str
    lacking: int
    why: Why


@dataclass(frozen=True)
class Matching:
    """Pairs in the order of seekers, their total benefit, who was left out, pairs that would rather be."""

    pairs: tuple[Pair, ...]
    total: float
    left_out: tuple[LeftOut, ...]
    blocking: tuple[Pair, ...]


@dataclass(frozen=True)
class Matched:
    """A programme matched for the greatest total and for stability; `cost` is what stability takes of it."""

    edition: int
    programme: Programme
    best: Matching
    stable: Matching
    weights: Mapping[str, float]
    assumptions: tuple[Assumption, ...]
    versions: Versions

    @property
    def cost(self) -> float:
        """Benefit that is lost when no pair may wish to leave."""
        return self.best.total - self.stable.total


def match_programme(
    world: World,
    programme: Programme,
    *,
    edition: int | None = None,
    weights: Mapping[str, float] | None = None,
) -> Matched:
    """Pair the seekers of a programme with its givers, in an edition (default: the newest).

    A seeker's view of a giver is the total of `partners`; a giver's view weighs the same terms by
    `giver_weights`; the benefit of a pair is the mean of the two. The answer does not hang on the order of
    the entries; a country may stand on both sides and is never paired with itself. Raises `AnalysisError` for
    what is wrong with the programme: an empty side, a country twice on one side, unknown or unranked, a
    capacity below 1, a minimum outside 0 to 1, an unknown need.

    >>> from miqyas.analysis.world import load_world
    >>> programme = Programme(seekers=(Entry("BHR"), Entry("OMN")), givers=(Entry("EST"), Entry("SAU")))
    >>> [(pair.seeker, pair.giver) for pair in match_programme(load_world(), programme).best.pairs]
    [('BHR', 'EST'), ('OMN', 'SAU')]
    """
    chosen = world.latest if edition is None else edition
    rules = default_rules().with_weights(weights or {})
    field = Field(world, chosen)
    ordered = _checked(field, programme)
    seen = [_seen(field, entry, rules, name=programme.name) for entry in ordered.seekers]
    market, ahead = _market(world, ordered, seen, rules)
    best, stable = best_pairs(market), stable_pairs(market)
    return Matched(
        edition=chosen,
        programme=ordered,
        best=_matching(ordered, market, ahead, best),
        stable=_matching(ordered, market, ahead, stable),
        weights=rules.weights,
        assumptions=rules.assumptions,
        versions=world.versions(chosen),
    )


def _checked(field: Field, programme: Programme) -> Programme:
    """The programme with its entries by code; raises for what is wrong with it."""
    if not (math.isfinite(programme.minimum) and 0 <= programme.minimum <= 1):
        raise AnalysisError("twin_minimum", place=Place(name="minimum"), given=str(programme.minimum))
    if not programme.seekers:
        raise AnalysisError("twin_no_seekers", place=Place(file=programme.name))
    if not programme.givers:
        raise AnalysisError("twin_no_givers", place=Place(file=programme.name))
    for entries in (programme.seekers, programme.givers):
        _check_side(field, entries, name=programme.name)
    seekers, givers = (
        tuple(sorted(side, key=lambda entry: entry.iso3)) for side in (programme.seekers, programme.givers)
    )
    return Programme(seekers, givers, programme.minimum, programme.name)


def _check_side(field: Field, entries: Sequence[Entry], *, name: str) -> None:
    count = Counter(entry.iso3 for entry in entries)
    for entry in entries:
        place = Place(file=name, line=entry.line, name=entry.iso3)
        if count[entry.iso3] > 1:
            raise AnalysisError("twin_twice", place=place, country=field.world.country(entry.iso3).name)
        if entry.capacity < 1:
            raise AnalysisError("twin_capacity", place=place, given=str(entry.capacity))
        for other in entry.without:
            field.world.position(other)
        try:
            demand_ranked(field, entry.iso3)
        except AnalysisError as error:
            error.place = place
            raise


def _seen(field: Field, entry: Entry, rules: Rules, *, name: str) -> Seen:
    try:
        own = rules.with_needs(entry.needs)
    except AnalysisError as error:
        error.place = Place(file=name, line=entry.line, name=entry.iso3)
        raise
    return seen_by(field, place=field.world.position(entry.iso3), rules=own)


def _market(
    world: World, programme: Programme, seen: Sequence[Seen], rules: Rules
) -> tuple[Market, dict[Why, Chosen]]:
    """The market, and by each step of what makes a pair possible the pairs that pass it."""
    columns = [world.position(entry.iso3) for entry in programme.givers]
    wish = np.stack([total_of(one.terms, weights=rules.weights)[columns] for one in seen])
    favour = np.stack([total_of(one.terms, weights=rules.giver_weights)[columns] for one in seen])
    helps = np.stack([one.terms["complementarity"][columns] > 0 for one in seen])
    willing = np.array(
        [
            [
                giver.iso3 not in seeker.without and seeker.iso3 not in giver.without
                for giver in programme.givers
            ]
            for seeker in programme.seekers
        ]
    )
    enough = (wish + favour) / 2 >= programme.minimum
    passed: dict[Why, Chosen] = {
        "nothing": helps,
        "excluded": helps & willing,
        "minimum": helps & willing & enough,
    }
    allowed = passed["minimum"]
    market = Market(
        wish=np.where(helps, wish, 0.0),
        favour=np.where(helps, favour, 0.0),
        allowed=allowed,
        seats=tuple(entry.capacity for entry in programme.seekers),
        places=tuple(entry.capacity for entry in programme.givers),
    )
    return market, passed


def _matching(programme: Programme, market: Market, passed: Mapping[Why, Chosen], chosen: Chosen) -> Matching:
    def pair(row: int, column: int) -> Pair:
        return Pair(
            seeker=programme.seekers[row].iso3,
            giver=programme.givers[column].iso3,
            benefit=float(market.benefit[row, column]),
            wish=float(market.wish[row, column]),
            favour=float(market.favour[row, column]),
        )

    left_out = [
        LeftOut(
            seeker.iso3, seeker.capacity - int(chosen[row].sum()), _why(passed, row, int(chosen[row].sum()))
        )
        for row, seeker in enumerate(programme.seekers)
        if chosen[row].sum() < seeker.capacity
    ]
    return Matching(
        pairs=tuple(pair(int(row), int(column)) for row, column in np.argwhere(chosen)),
        total=market.worth(chosen),
        left_out=tuple(left_out),
        blocking=tuple(pair(row, column) for row, column in blocking_pairs(market, chosen)),
    )


def _why(passed: Mapping[Why, Chosen], row: int, paired: int) -> Why:
    """The first step at which no more givers are left than the seeker was paired with."""
    steps: tuple[Why, ...] = ("nothing", "excluded", "minimum")
    return next((step for step in steps if int(passed[step][row].sum()) <= paired), "full")
