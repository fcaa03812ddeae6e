"""Which success stories help with what somebody lacks: those that turned such features.

The order is our own rule (mark I), no finding of the Survey. A story counts for the points that it would
bring here, feature by feature the lesser of what it gained and what is lacking. A gain that stored results do
not bear out counts for half; one of a kindred feature, which asks the same of another sector, for a quarter,
and helps with one gap only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

CLAIMED_COUNTS: Final = 0.5
"""What a gain counts for that nobody has borne out."""
KINDRED_COUNTS: Final = 0.25
"""What a gain counts for of a feature that is only akin to the one that is lacking."""


@dataclass(frozen=True)
class Gap:
    """What is lacking of a feature, in shares of it, what the whole is worth, and what it is akin to."""

    lacking: float
    worth: float
    kin: str = ""


@dataclass(frozen=True)
class Gain:
    """The share of a feature that a story gained, whether stored results bear it out, what it is akin to."""

    share: float
    is_verified: bool = False
    kin: str = ""


@dataclass(frozen=True)
class Offer:
    """A story by its name, the sector it belongs to, and what it gained by feature."""

    story: str
    gains: Mapping[str, Gain]
    sector: str = ""


@dataclass(frozen=True)
class Case:
    """A story that helps: with which features, how many points of each, by turning which feature.

    `points` is in the unit of the worth of a feature; `weight` is what orders cases.
    """

    story: str
    points: Mapping[str, float]
    via: Mapping[str, str]
    """By the feature that is lacking: the one that was turned, itself or a kindred one."""
    verified: frozenset[str]
    """Features that are lacking whose gain stored results bear out."""
    is_same_sector: bool
    weight: float = field(compare=False)

    @property
    def features(self) -> tuple[str, ...]:
        """The features with which it helps: those it turned itself first, then by points."""
        return tuple(sorted(self.points, key=lambda code: (self.via[code] != code, -self.points[code], code)))

    @property
    def turned(self) -> tuple[str, ...]:
        """Those of them that it turned itself."""
        return tuple(code for code in self.features if self.via[code] == code)


def cases_for(gaps: Mapping[str, Gap], *, offers: Iterable[Offer], sector: str = "") -> tuple[Case, ...]:
    """The stories that help with the gaps, the most helpful first; among equals those of the same sector.

    >>> gaps = {"A": Gap(1.0, 0.004), "B": Gap(0.5, 0.002, kin="policy")}
    >>> offers = [Offer("booking", {"A": Gain(0.5)}), Offer("schools", {"X": Gain(1.0, kin="policy")})]
    >>> [(case.story, dict(case.points), dict(case.via)) for case in cases_for(gaps, offers=offers)]
    [('booking', {'A': 0.002}, {'A': 'A'}), ('schools', {'B': 0.001}, {'B': 'X'})]
    """
    found = (_case(gaps, offer, sector) for offer in offers)
    helping = [case for case in found if case.points]
    return tuple(sorted(helping, key=lambda one: (-one.weight, not one.is_same_sector, one.story)))


def _case(gaps: Mapping[str, Gap], offer: Offer, sector: str) -> Case:
    via = _paired(gaps, offer.gains)
    points = {code: _points(gaps[code], offer.gains[turned]) for code, turned in via.items()}
    verified = frozenset(code for code, turned in via.items() if offer.gains[turned].is_verified)
    weight = math.fsum(
        value * (1.0 if code in verified else CLAIMED_COUNTS) * (1.0 if via[code] == code else KINDRED_COUNTS)
        for code, value in points.items()
    )
    return Case(offer.story, points, via, verified, bool(sector) and offer.sector == sector, weight)


def _paired(gaps: Mapping[str, Gap], gains: Mapping[str, Gain]) -> dict[str, str]:
    """Which gain helps with which gap: its own, or else the gap of its kin for which it brings most."""
    via = {code: code for code, gain in gains.items() if code in gaps and _points(gaps[code], gain) > 0}
    for turned, gain in gains.items():
        open_still = [
            code for code, gap in gaps.items() if gap.kin and gap.kin == gain.kin and code not in via
        ]
        if turned not in gaps and open_still:
            best = max(open_still, key=lambda code: (_points(gaps[code], gain), code))
            if _points(gaps[best], gain) > 0:
                via[best] = turned
    return via


def _points(gap: Gap, gain: Gain) -> float:
    return min(gain.share, gap.lacking) * gap.worth
