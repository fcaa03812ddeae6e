"""What a story says that it turned: whether there is such a thing, and whether stored results bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal
from uuid import UUID

from miqyas.assessment.adjudication import outcome_of
from miqyas.assessment.answers import UNANSWERED, Decision, Judgement, grade_share, grades_of
from miqyas.assessment.asked import Asked
from miqyas.catalogue import Feature, vocabulary
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import Text
from miqyas.methodology import indicators
from miqyas.workspace.campaigns.instruments import Given, instruments_of, instruments_offered
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.queries.campaigns import DRAFT
from miqyas.workspace.reviews.models import Decision as DecisionRow
from miqyas.workspace.reviews.models import Judgement as JudgementRow
from miqyas.workspace.statistics.models import InputState, StatisticalInput
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import Turn

SETTLED: Final = ("published", "closed")
"""States of a campaign whose results everybody may know."""
Borne = Literal["verified", "differs", "claimed"]


@dataclass(frozen=True)
class Turned:
    """A turn with what it is about, and how far stored results bear out its two ends."""

    turn: Turn
    name: Text
    before: str | Text
    after: str | Text
    before_borne: Borne
    after_borne: Borne
    instrument: str = ""
    share_before: float = 0.0
    share_after: float = 0.0

    @property
    def borne(self) -> Borne:
        """Verified where the end is and the beginning is not contradicted; differs where either is."""
        if "differs" in (self.before_borne, self.after_borne):
            return "differs"
        return self.after_borne

    @property
    def gain(self) -> float:
        """The share of a feature that was gained."""
        return max(0.0, self.share_after - self.share_before)

    @property
    def is_indicator(self) -> bool:
        """Whether it is a raw indicator and no feature."""
        return not self.instrument


class Turning:
    """What turns are about: campaigns, instruments and results, each read once for all of them."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self._turns = tuple(turns)
        codes = {turn.campaign for turn in self._turns if turn.campaign}
        begun = Campaign.objects.exclude(state=DRAFT).select_related("previous")
        rows = begun.filter(code__in=codes)
        self._campaigns = {row.code: row for row in rows}
        self._given = {row.code: instruments_of(row) for row in rows}
        self._offered = Given(tuple(instruments_offered().values())) if self._turns else Given(())

    def faults(self) -> Iterator[MiqyasError]:
        """What is wrong with them: of things that there are not, from grades to grades that there are not."""
        for turn in self._turns:
            if turn.code in indicators():
                yield from _indicator_faults(turn)
            else:
                yield from self._feature_faults(turn)

    def _feature_faults(self, turn: Turn) -> Iterator[StoryError]:
        feature = self._feature(turn)
        if turn.campaign and turn.campaign not in self._campaigns:
            yield _fault("campaign_unknown", given=turn.campaign[:60])
        elif feature is None:
            yield _fault("feature_unknown", given=turn.code[:60])
        else:
            for grade in (turn.before, turn.after):
                if grade not in grades_of(feature.scale):
                    known = ", ".join(grades_of(feature.scale))
                    yield _fault("grade_unknown", given=grade[:20], feature=turn.code, known=known)

    def _feature(self, turn: Turn) -> Feature | None:
        given = self._given.get(turn.campaign, self._offered)
        return given.features.get(turn.code)

    def told(self, turns: Iterable[Turn], *, entity: UUID) -> tuple[Turned, ...]:
        """Those of them that are of one entity, with names and what stored results say of each.

        What the catalogue does not know any more is left out.
        """
        return tuple(one for turn in turns if (one := self._one(turn, entity)))

    @cached_property
    def _found(self) -> _Found:
        return _Found(self._campaigns.values(), codes=[turn.code for turn in self._turns])

    def _one(self, turn: Turn, entity: UUID) -> Turned | None:
        if turn.code in indicators():
            return _indicator(turn)
        feature = self._feature(turn)
        return self._told(turn, feature, entity) if feature else None

    def _told(self, turn: Turn, feature: Feature, entity: UUID) -> Turned:
        campaign, given = self._campaigns.get(turn.campaign), self._given.get(turn.campaign, self._offered)
        previous = campaign.previous if campaign else None
        return Turned(
            turn=turn,
            name=feature.question,
            before=grade_name(feature, turn.before),
            after=grade_name(feature, turn.after),
            before_borne=self._found.borne(previous, feature, turn.before, entity=entity),
            after_borne=self._found.borne(campaign, feature, turn.after, entity=entity),
            instrument=given.instrument_of[turn.code].code,
            share_before=grade_share(feature.scale, turn.before),
            share_after=grade_share(feature.scale, turn.after),
        )


class _Found:
    """Grades that the reviews of settled campaigns came to, by campaign and feature. Two queries."""

    def __init__(self, campaigns: Iterable[Campaign], *, codes: Iterable[str]) -> None:
        asked = [one for row in campaigns for one in (row, row.previous) if one and one.state in SETTLED]
        self._of_cities = {one.pk: one.kind == Kind.CITIES for one in asked}
        self._judged: dict[tuple[UUID, str, UUID | None], list[Judgement]] = {}
        self._decided: dict[tuple[UUID, str, UUID | None], Decision] = {}
        if self._of_cities:
            self._read(list(codes))

    def _read(self, codes: list[str]) -> None:
        campaigns = list(self._of_cities)
        judged = JudgementRow.objects.filter(
            task__item__campaign__in=campaigns, task__item__feature__in=codes
        )
        item, names = "task__item", ("campaign", "feature", "subject")
        for campaign, code, subject, assessor, found, grade in judged.values_list(
            *(f"{item}__{name}" for name in names), "task__assessor", "found", "grade"
        ):
            said = Judgement(code, str(assessor), found, grade)
            self._judged.setdefault((campaign, code, subject), []).append(said)
        decided = DecisionRow.objects.filter(item__campaign__in=campaigns, item__feature__in=codes)
        for campaign, code, subject, grade, adjudicator in decided.order_by("number").values_list(
            *(f"item__{name}" for name in names), "grade", "adjudicator"
        ):
            self._decided[campaign, code, subject] = Decision(code, grade, str(adjudicator))

    def borne(self, campaign: Campaign | None, feature: Feature, grade: str, *, entity: UUID) -> Borne:
        """Whether what was found there is this grade; claimed where nothing is settled."""
        if campaign is None or campaign.pk not in self._of_cities:
            return "claimed"
        key = (campaign.pk, feature.code, entity if self._of_cities[campaign.pk] else None)
        asked = Asked(feature.code, "", scale=feature.scale)
        outcome = outcome_of(asked, self._judged.get(key, []), assessors=1, decision=self._decided.get(key))
        if outcome.grade == UNANSWERED:
            return "claimed"
        return "verified" if outcome.grade == grade else "differs"


def _indicator(turn: Turn) -> Turned:
    return Turned(
        turn=turn,
        name=indicators()[turn.code].name,
        before=turn.before,
        after=turn.after,
        before_borne="claimed",
        after_borne=_published_value(turn),
    )


def _published_value(turn: Turn) -> Borne:
    """Whether the agency published the value for the edition that is named."""
    if not turn.campaign:
        return "claimed"
    rows = StatisticalInput.objects.filter(
        indicator=turn.code, edition=int(turn.campaign), state=InputState.PUBLISHED
    )
    value = rows.values_list("agency_value", flat=True).first()
    if value is None:
        return "claimed"
    return "verified" if value == float(turn.after) else "differs"


def _indicator_faults(turn: Turn) -> Iterator[StoryError]:
    for value in (turn.before, turn.after):
        if not _is_number(value):
            yield _fault("value_unreadable", given=value[:20], indicator=turn.code)
    if turn.campaign and not (turn.campaign.isdecimal() and len(turn.campaign) == len("2000")):
        yield _fault("edition_unreadable", given=turn.campaign[:60], indicator=turn.code)


def _is_number(text: str) -> bool:
    """Whether it is a plain number, with a point for decimals."""
    whole, _, part = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdecimal() and (not part or part.isdecimal())


def grade_name(feature: Feature, grade: str) -> Text:
    """A grade in words; one that the scale has no more, as it is written."""
    names = {term.code: term.name for term in vocabulary().scales[feature.scale].grades}
    return names.get(grade) or Text({"ar": grade, "en": grade})


def names_of_campaigns(codes: Iterable[str]) -> Mapping[str, Text]:
    """Titles of campaigns by code, by one query."""
    rows = Campaign.objects.filter(code__in=set(codes) - {""}).values_list("code", "title")
    return {code: Text(title) for code, title in rows}


def _fault(detail: str, **params: Any) -> StoryError:
    return StoryError(detail, place=Place(name="turns"), **params)
