"""What a round of "could you find this?" shows: counted from what each phone said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from miqyas.workspace.workshops.terms import ways

MOST_PLACES: Final = 10


@dataclass(frozen=True)
class Way:
    """How many looked by a way, and how many of them found it."""

    code: str
    looked: int
    found: int


@dataclass(frozen=True)
class Tally:
    """How many looked and found it, the median seconds of those who did, their ways, where they gave up."""

    looked: int
    found: int
    median_seconds: float | None
    ways: tuple[Way, ...]
    given_up_at: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float | None:
        """The part that found it; None where nobody looked."""
        return self.found / self.looked if self.looked else None


def tally(rows: Iterable[tuple[bool, int, str, str]]) -> Tally:
    """Count whether it was found, seconds, way and address of each phone.

    >>> shown = tally(
    ...     [(True, 40, "menu", ""), (True, 60, "menu", ""), (False, 90, "search", "https://a.example/")]
    ... )
    >>> shown.found, shown.looked, shown.median_seconds, shown.given_up_at
    (2, 3, 50.0, (('https://a.example/', 1),))
    """
    said = list(rows)
    quick = [seconds for is_found, seconds, _, _ in said if is_found]
    taken, led = Counter(way for _, _, way, _ in said), Counter(way for found, _, way, _ in said if found)
    places = Counter(address for is_found, _, _, address in said if address and not is_found)
    return Tally(
        looked=len(said),
        found=len(quick),
        median_seconds=float(median(quick)) if quick else None,
        ways=tuple(Way(code, taken[code], led[code]) for code in ways() if taken[code]),
        given_up_at=tuple(sorted(places.items(), key=lambda one: (-one[1], one[0]))[:MOST_PLACES]),
    )
