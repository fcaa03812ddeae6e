"""What each feature counts for the nation (or a city): as claimed, as verified, as adjudicated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeVar

from miqyas.assessment.adjudication import Outcome, outcome_of
from miqyas.assessment.answers import UNANSWERED, Answer, Decision, Judgement
from miqyas.assessment.asked import Asked

Said = TypeVar("Said", Answer, Judgement)
View = Literal["claimed", "verified", "adjudicated"]
VIEWS: Final[tuple[View, ...]] = ("claimed", "verified", "adjudicated")


@dataclass(frozen=True)
class Reading:
    """The share of a feature that is fulfilled and how far judgements stand apart; None: nothing is known."""

    share: float | None
    deviation: float = 0.0


@dataclass(frozen=True)
class Statements:
    """All that was said of the features of one subject (the nation, or a city), by feature.

    `answers` has an entry for every entity that was asked, answered or not; `outcomes` for every feature that
    somebody judged or an adjudicator decided.
    """

    asked: tuple[Asked, ...]
    answers: Mapping[str, tuple[Answer, ...]]
    outcomes: Mapping[str, Outcome]

    def best_claim(self, asked: Asked) -> float | None:
        """What the entities claim of a feature: the best of them counts for the nation, None without any."""
        return max(self.claims(asked).values(), default=None)

    def claims(self, asked: Asked) -> Mapping[str, float]:
        """Shares claimed by entity, only of those that apply and are answered."""
        return self._claims[asked.feature]

    @cached_property
    def _claims(self) -> Mapping[str, Mapping[str, float]]:
        return {
            one.feature: {
                answer.entity: one.share(answer.grade)
                for answer in self.answers.get(one.feature, ())
                if answer.is_applicable and answer.grade != UNANSWERED
            }
            for one in self.asked
        }

    def holders(self, feature: str) -> tuple[str, ...]:
        """The entities to which a feature applies, by name."""
        return self._holders.get(feature, ())

    @cached_property
    def _holders(self) -> Mapping[str, tuple[str, ...]]:
        return {
            feature: tuple(sorted(answer.entity for answer in found if answer.is_applicable))
            for feature, found in self.answers.items()
        }

    @cached_property
    def applicable(self) -> tuple[Asked, ...]:
        """The features that apply: all but those of which every entity asked says that they do not."""
        return tuple(
            one for one in self.asked if not self.answers.get(one.feature) or self.holders(one.feature)
        )

    def reading(self, asked: Asked, view: View) -> Reading:
        """One feature in one view; verified are means of judgements, adjudicated only what is settled."""
        if view == "claimed":
            return Reading(self.best_claim(asked))
        outcome = self.outcomes.get(asked.feature)
        if outcome is None or (view == "adjudicated" and outcome.grade == UNANSWERED):
            return Reading(None)
        return Reading(outcome.share, outcome.deviation)

    def best_known(self, asked: Asked) -> Reading:
        """What an assessor would most likely give: as judged where somebody judged it, else as claimed."""
        judged = self.reading(asked, "verified")
        return judged if judged.share is not None else self.reading(asked, "claimed")


def statements(
    asked: Sequence[Asked],
    *,
    answers: Iterable[Answer] = (),
    judgements: Iterable[Judgement] = (),
    decisions: Iterable[Decision] = (),
    assessors: int = 2,
    subject: str = "",
) -> Statements:
    """All that was said, put together by feature; what was said of features not asked is left out.

    Which answers count, drafts too or submitted ones alone, is for the caller to choose; entities that have
    not answered are given all the same, with grade "". A shared feature counts for the nation with its best
    answer: one portal that shows it is enough. Raises
    `AssessmentError` for grades that a scale has not, and for judgements that cannot be.

    >>> plain = [Asked("A", "OSI.IF"), Asked("B", "OSI.IF")]
    >>> found = statements(plain, answers=[Answer("A", "health", "no"), Answer("A", "justice", "yes")])
    >>> [found.reading(one, "claimed").share for one in plain]
    [1.0, None]
    """
    known = {one.feature: one for one in asked}
    answered, judged = _by_feature(answers, known), _by_feature(judgements, known)
    decided = {one.feature: one for one in decisions if one.subject == subject}
    own = {feature: [one for one in found if one.subject == subject] for feature, found in judged.items()}
    return Statements(
        asked=tuple(asked),
        answers={feature: tuple(found) for feature, found in answered.items()},
        outcomes={
            feature: outcome_of(one, own.get(feature, []), assessors=assessors, decision=decided.get(feature))
            for feature, one in known.items()
            if own.get(feature) or feature in decided
        },
    )


def _by_feature(said: Iterable[Said], known: Mapping[str, Asked]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for one in said:
        if one.feature in known:
            found.setdefault(one.feature, []).append(one)
    return found
