"""An entity's answers with all that stands beside them, by a number of queries that does not grow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.assessment.answers import UNANSWERED
from miqyas.assessment.answers import Answer as Assessed
from miqyas.assessment.asked import Asked, asked_of
from miqyas.assessment.completeness import Shortcoming, Window, shortcomings
from miqyas.catalogue import Feature
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.campaigns.instruments import Given, instruments_of
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Applicability,
    Assignment,
    Campaign,
    CampaignEntity,
    Comment,
    RevisionKind,
)
from miqyas.workspace.campaigns.queries.before import Before, earlier_of
from miqyas.workspace.campaigns.queries.proofs import as_assessed_proof, proofs_of
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.evidence.queries import Proof
from miqyas.workspace.registry.models import Portal

HANDED_IN: Final = "submitted"
DONE: Final = ("ready", "approved", "submitted")
BEGUN: Final = frozenset({"draft", "returned"})


@dataclass(frozen=True)
class Question:
    """A question given to an entity, and where it stands."""

    assignment: Assignment
    feature: Feature
    answer: Answer
    proofs: tuple[Proof, ...]
    lacks: tuple[Shortcoming, ...]
    asides: int
    comments: int
    before: Before | None
    """What the entity said in the campaign before."""

    @property
    def code(self) -> str:
        return self.feature.code

    @property
    def applies(self) -> bool:
        """Whether the feature applies to the entity."""
        return self.assignment.applicability != Applicability.NOT_APPLICABLE

    @property
    def is_missing(self) -> bool:
        """Whether there is no answer though one is due."""
        return self.applies and self.answer.grade == UNANSWERED

    @property
    def holder(self) -> UUID | None:
        """Who was handed the question."""
        delegation = getattr(self.assignment, "delegation", None)
        return delegation.holder if delegation else None

    @property
    def can_be_adopted(self) -> bool:
        """Whether what was said before may be taken over: nothing is said yet."""
        return self.before is not None and not self.answer.grade and not self.answer.note


@dataclass(frozen=True)
class Reader:
    """What somebody may read of a part: `only` are the questions handed to them, None for all of them."""

    person: Person
    roles: frozenset[str]
    is_authority: bool
    only: frozenset[UUID] | None

    @property
    def is_inside(self) -> bool:
        """Whether drafts are theirs to read."""
        return not self.is_authority


def part_by_codes(campaign: str, entity: str) -> CampaignEntity | None:
    """An entity's part of a campaign; None where there is none."""
    if not (campaign.isprintable() and entity.isprintable()):
        return None  # a sign that no code has, and that a database may not take
    rows = CampaignEntity.objects.select_related("campaign", "entity")
    return rows.filter(campaign__code=campaign, entity__code=entity).first()


def question_in(part: CampaignEntity, feature: str) -> Assignment | None:
    """The question of a part that is about a feature, ready for the gate; None where there is none."""
    if feature not in instruments_of(part.campaign).features:
        return None
    rows = Assignment.objects.select_related("campaign", "entity", "answer", "delegation")
    row = rows.filter(part=part, feature=feature).first()
    if row is not None:
        row.part, row.campaign = part, part.campaign
    return row


def questions_of(part: CampaignEntity, reader: Reader) -> tuple[Question, ...]:
    """The questions of a part that somebody may read, in the order of the instrument.

    The authority is given what has been handed in; of the rest not even that it was begun.
    """
    given = instruments_of(part.campaign)
    rows = _readable(part, reader).select_related("answer", "delegation")
    return _questions([row for row in rows if row.feature in given.features], part, given, reader)


def codes_of(part: CampaignEntity, reader: Reader) -> tuple[str, ...]:
    """The features of `questions_of` alone, in the same order; one query."""
    held = set(_readable(part, reader).values_list("feature", flat=True))
    return tuple(code for code in instruments_of(part.campaign).features if code in held)


def _readable(part: CampaignEntity, reader: Reader) -> QuerySet[Assignment]:
    """The rows of a part that somebody may read."""
    rows = Assignment.objects.filter(part=part)
    if reader.only is not None:
        rows = rows.filter(pk__in=reader.only)
    return rows.filter(answer__state=HANDED_IN) if reader.is_authority else rows


def question_of(assignment: Assignment, reader: Reader) -> Question:
    """One question; that the reader may read it, the gate has said."""
    (found,) = _questions([assignment], assignment.part, instruments_of(assignment.part.campaign), reader)
    return found


def _questions(
    rows: Sequence[Assignment], part: CampaignEntity, given: Given, reader: Reader
) -> tuple[Question, ...]:
    ids = [row.pk for row in rows]
    proofs, asked = proofs_of(ids), asked_by_feature(given)
    asides, comments = _asides(ids), _comments(ids, reader)
    before = earlier_of(part).answers if reader.is_inside else {}
    window, languages = window_of(part.campaign), languages_of_country()
    found = []
    for row in rows:
        answer, attached = answer_of(row), proofs[row.pk]
        assessed = as_assessed(row, answer, attached)
        lacks = shortcomings(asked[row.feature], assessed, window=window, languages=languages)
        feature = given.features[row.feature]
        beside = (asides[row.pk], comments[row.pk], before.get(row.feature))
        found.append(Question(row, feature, answer, attached, lacks, *beside))
    place = {code: number for number, code in enumerate(given.features)}
    return tuple(sorted(found, key=lambda one: place[one.code]))


def asked_by_feature(given: Given) -> Mapping[str, Asked]:
    """The features of a campaign as the assessment has them, by code."""
    return {one.feature: one for instrument in given.instruments for one in asked_of(instrument)}


def as_assessed(row: Assignment, answer: Answer, proofs: Iterable[Proof]) -> Assessed:
    """An answer as the assessment has it."""
    return Assessed(
        feature=row.feature,
        entity=str(row.entity_id),
        grade=answer.grade,
        state=answer.state,
        is_applicable=row.applicability != Applicability.NOT_APPLICABLE,
        reason=row.reason,
        note=answer.note,
        proofs=tuple(map(as_assessed_proof, proofs)),
    )


def window_of(campaign: Campaign) -> Window | None:
    """When the Survey looks; None while it is not known."""
    if campaign.window_from is None or campaign.window_until is None:
        return None
    return Window(campaign.window_from, campaign.window_until)


def languages_of_country() -> tuple[str, ...]:
    """The languages of the national portal; none where there is no portal yet."""
    return tuple(Portal.objects.filter(is_main=True).values_list("languages", flat=True).first() or ())


def asides_undecided(ids: Iterable[UUID]) -> Iterable[AnswerRevision]:
    """Words kept aside about which nobody decided, oldest first."""
    kept = AnswerRevision.objects.filter(answer__in=list(ids), kind=RevisionKind.KEPT_ASIDE)
    return kept.filter(settled_by=None).order_by("id")


def comments_for(reader: Reader) -> Q:
    """The comments that the reader may read: the authority those that are for it too."""
    return Q(audience="authority") if reader.is_authority else Q()


def _asides(ids: Sequence[UUID]) -> Mapping[UUID, int]:
    return Counter(kept.answer_id for kept in asides_undecided(ids))


def _comments(ids: Sequence[UUID], reader: Reader) -> Mapping[UUID, int]:
    rows = Comment.objects.filter(comments_for(reader), assignment__in=ids).order_by()
    counted = rows.values_list("assignment").annotate(n=Count("id"))
    return defaultdict(int, counted)


@dataclass(frozen=True)
class NextThing:
    """One thing to do next: what, and the question it concerns (None: the part as a whole)."""

    kind: str
    question: Question | None = None


def next_things(questions: Sequence[Question], *, limit: int = 3) -> tuple[NextThing, ...]:
    """What an entity does next, the most pressing first.

    Words that wait for a decision, then what came back, then answers that contradict themselves, then what
    is missing, then what is old or expires; what is whole and only begun is to be called ready.
    """
    kinds = ("aside", "returned", "contradictory", "missing", "expired", "stale", "ready")
    found: dict[str, list[Question]] = {kind: [] for kind in kinds}
    for question in questions:
        if kind := _pressing(question):
            found[kind].append(question)
    ordered = (NextThing(kind, question) for kind in kinds for question in found[kind])
    return tuple(thing for thing, _ in zip(ordered, range(limit), strict=False))


def _pressing(question: Question) -> str:
    if question.asides:
        return "aside"
    if question.answer.state == "returned":
        return "returned"
    if question.answer.state not in {"empty", "draft"}:
        return ""
    if question.is_missing:
        return "missing"
    kinds = [lack.kind for lack in question.lacks]
    for kind in ("contradictory", "missing", "expired", "stale"):
        if kind in kinds:
            return kind
    return "ready" if question.answer.state == "draft" else ""
