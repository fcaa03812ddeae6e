"""Journeys beside what blind reviewers found: who found what, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import Any

from miqyas.kernel.words import say
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.journey.model import Journey, Outcome


class Agreement(Enum):
    """What a journey and the reviewers found; each has words ``journey.agreement.<value>``."""

    BOTH = "both"
    NEITHER = "neither"
    JOURNEY_ALONE = "journey_alone"
    REVIEWERS_ALONE = "reviewers_alone"
    REVIEWERS_DIFFER = "reviewers_differ"
    """Of the reviewers some found it and some did not."""
    UNTOLD = "untold"
    """The journey came to no certain end, or no reviewer was sure."""


@dataclass(frozen=True, slots=True)
class Review:
    """What one blind reviewer found, as handed in.

    ``language`` is empty where it was not told; ``is_found`` is None for one who was not sure; ``seconds`` is
    None where no clock ran.
    """

    feature: str
    language: str
    is_found: bool | None
    seconds: float | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One search by the stranger and by people.

    ``seconds`` is the median of those who found it, None where nobody did; ``is_same_place``: somebody found
    it where the journey did, None where either names no address.
    """

    feature: str
    language: str
    agreement: Agreement
    reviews: int
    journey_seconds: float
    seconds: float | None
    is_same_place: bool | None

    def in_words(self, language: str) -> str:
        """Who found it, how the estimate stands to what people took, and whether they came to one place.

        >>> Compared("A-1", "en", Agreement.BOTH, 2, 30.0, 55.0, is_same_place=True).in_words("en")[:38]
        'Found by the journey and by the assess'
        """
        said = [say(f"journey.agreement.{self.agreement.value}", language=language)]
        if self.seconds is not None:
            journey, people = self.journey_seconds, self.seconds
            said.append(say("journey.beside.times", language=language, journey=journey, people=people))
        if self.is_same_place is not None:
            key = "same_place" if self.is_same_place else "other_place"
            said.append(say(f"journey.beside.{key}", language=language))
        return say("journey.beside.sign", language=language).join(said)

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "agreement": self.agreement.value,
        }


@dataclass(frozen=True)
class Comparison:
    """All searches of which both are known. Counts, no shares: they are too few for those."""

    rows: tuple[Compared, ...]

    @property
    def counts(self) -> Mapping[Agreement, int]:
        """How many searches came out how, in the order of `Agreement`."""
        counted = Counter(row.agreement for row in self.rows)
        return {agreement: counted[agreement] for agreement in Agreement}

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "counts": {agreement.value: count for agreement, count in self.counts.items()},
            "rows": [row.as_record() for row in self.rows],
        }


def compared(journeys: Iterable[Journey], reviews: Iterable[Review]) -> Comparison:
    """Journeys beside the reviews of the same feature in the same language, in the order of the journeys.

    A review that names no language is beside the journeys in each. Who calls this sees to it that the
    reviewers have judged before anybody sees the result.

    >>> journey = Journey("OSI-SP-005", "ar", Outcome.FOUND, clicks=2, seconds=30.0)
    >>> review = Review("OSI-SP-005", "ar", is_found=True, seconds=55)
    >>> row = compared([journey], [review]).rows[0]
    >>> row.agreement.value, row.journey_seconds, row.seconds
    ('both', 30.0, 55)
    """
    by_search: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in reviews:
        by_search[review.feature, review.language].append(review)
    rows = []
    for journey in journeys:
        named = by_search.get((journey.feature, journey.language), [])
        beside = [*named, *by_search.get((journey.feature, ""), [])]
        if beside:
            rows.append(_row(journey, beside))
    return Comparison(tuple(rows))


def _row(journey: Journey, reviews: Sequence[Review]) -> Compared:
    found = [review for review in reviews if review.is_found]
    times = [review.seconds for review in found if review.seconds is not None]
    return Compared(
        feature=journey.feature,
        language=journey.language,
        agreement=_agreement(journey, reviews),
        reviews=len(reviews),
        journey_seconds=journey.seconds,
        seconds=median(times) if times else None,
        is_same_place=_is_same_place(journey, found),
    )


def _agreement(journey: Journey, reviews: Sequence[Review]) -> Agreement:
    sure = {review.is_found for review in reviews if review.is_found is not None}
    if len(sure) > 1:
        return Agreement.REVIEWERS_DIFFER
    if not sure or journey.outcome in {Outcome.TO_REVIEW, Outcome.UNTOLD}:
        return Agreement.UNTOLD
    if sure == {True}:
        return Agreement.BOTH if journey.is_found else Agreement.REVIEWERS_ALONE
    return Agreement.JOURNEY_ALONE if journey.is_found else Agreement.NEITHER


def _is_same_place(journey: Journey, found: Iterable[Review]) -> bool | None:
    places = {identity(normal(review.address)) for review in found if normal(review.address)}
    if not journey.is_found or journey.found_at is None or not places:
        return None
    return identity(normal(journey.found_at.address)) in places
