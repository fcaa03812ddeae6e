"""Journeys summed: how much is found and how soon, where the scent is lost, which links would help most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from miqyas.scanner.journey.model import Journey, Outcome, SavedBy, Spot

_MOST: Final = 10
"""Pages and links that are named."""


@dataclass(frozen=True, slots=True)
class Helping:
    """A link that would help in several searches: for which features, and the clicks saved in all.

    ``words`` are those of the link that is there already; empty where there is none.
    """

    begin: Spot
    target: Spot
    words: str
    features: tuple[str, ...]
    clicks: int


@dataclass(frozen=True)
class Sum:
    """The journeys in one language: outcomes, medians of those that found, where the scent was lost.

    ``lost_at`` are the pages with how often it was, of things that are there; ``links`` those that would help
    most, the first of all those without which something is not found.
    """

    language: str
    outcomes: Mapping[Outcome, int]
    clicks: float | None
    seconds: float | None
    dead_ends: int
    lost_at: tuple[tuple[Spot, int], ...]
    links: tuple[Helping, ...]

    @property
    def journeys(self) -> int:
        """How many searches there were."""
        return sum(self.outcomes.values())

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "language": self.language,
            "journeys": self.journeys,
            "outcomes": {outcome.value: count for outcome, count in self.outcomes.items()},
            "clicks": self.clicks,
            "seconds": self.seconds,
            "dead_ends": self.dead_ends,
            "lost_at": [
                {"address": spot.address, "title": spot.title, "times": times} for spot, times in self.lost_at
            ],
            "links": [
                {
                    "from": link.begin.address,
                    "to": link.target.address,
                    "words": link.words,
                    "features": list(link.features),
                    "clicks": link.clicks,
                }
                for link in self.links
            ],
        }


def summed(journeys: Iterable[Journey]) -> tuple[Sum, ...]:
    """A sum for each language, in the order in which the languages come.

    >>> (total,) = summed([Journey("A", "ar", Outcome.FOUND, clicks=3), Journey("B", "ar", Outcome.NO_START)])
    >>> total.journeys, total.outcomes[Outcome.FOUND], total.clicks
    (2, 1, 3)
    """
    by_language: dict[str, list[Journey]] = defaultdict(list)
    for journey in journeys:
        by_language[journey.language].append(journey)
    return tuple(_sum(language, listed) for language, listed in by_language.items())


def _sum(language: str, journeys: Sequence[Journey]) -> Sum:
    counted = Counter(journey.outcome for journey in journeys)
    found = [journey for journey in journeys if journey.is_found]
    lost = Counter(journey.lost_at for journey in journeys if journey.lost_at and _is_there(journey))
    return Sum(
        language=language,
        outcomes={outcome: counted[outcome] for outcome in Outcome if counted[outcome]},
        clicks=median(journey.clicks for journey in found) if found else None,
        seconds=median(journey.seconds for journey in found) if found else None,
        dead_ends=sum(journey.dead_ends for journey in journeys),
        lost_at=tuple(sorted(lost.items(), key=lambda item: (-item[1], item[0].address))[:_MOST]),
        links=_links(journeys),
    )


def _is_there(journey: Journey) -> bool:
    return journey.outcome in {Outcome.LOST, Outcome.UNLINKED, Outcome.OVER_BUDGET}


def _links(journeys: Iterable[Journey]) -> tuple[Helping, ...]:
    """The links that help most: those without which a thing is not found before those that save clicks."""
    by_link: dict[tuple[Spot, Spot, str], list[tuple[Journey, SavedBy]]] = defaultdict(list)
    for journey in journeys:
        if saved := journey.saved_by:
            by_link[saved.begin, saved.target, saved.words].append((journey, saved))
    links = [_helping(*link, helped) for link, helped in by_link.items()]
    ranked = sorted(links, key=lambda one: (one[0], -one[1].clicks, *_spelt(one[1])))
    return tuple(link for _, link in ranked[:_MOST])


def _helping(
    begin: Spot, target: Spot, words: str, helped: Sequence[tuple[Journey, SavedBy]]
) -> tuple[int, Helping]:
    """The link, and below zero how many searches would not have been in vain with it."""
    features = tuple(dict.fromkeys(journey.feature for journey, _ in helped))
    link = Helping(begin, target, words, features, sum(saved.clicks for _, saved in helped))
    return -sum(not journey.is_found for journey, _ in helped), link


def _spelt(link: Helping) -> tuple[str, str, str]:
    return link.begin.address, link.target.address, link.words
