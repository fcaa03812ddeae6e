"""Answers of entities as the interface tells them: their shapes, how they are found, their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Names, Part
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import say
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import AnswerRevision, Assignment, CampaignEntity, Comment
from miqyas.workspace.campaigns.queries.answers import Question, part_by_codes, question_in
from miqyas.workspace.campaigns.services.answers import LONGEST_NOTE
from miqyas.workspace.campaigns.services.comments import AUTHORITY, LONGEST
from miqyas.workspace.evidence.queries import Proof

CodeInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a campaign.", examples=["osi-2028"])
]
EntityInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of an entity.", examples=["health"])
]
QuestionInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9._-]{1,60}$", description="Code of a feature.", examples=["OSI-IF-001"]),
]
VersionSeen = Annotated[
    int, Field(ge=0, le=2**31 - 1, description="The version of the answer that was seen; 0 before the first.")
]
State = Literal["empty", "draft", "ready", "approved", "submitted", "returned"]


class Lacking(Schema):
    """Something that an answer lacks."""

    code: str
    kind: Literal["missing", "stale", "expired", "contradictory"]
    words: Names


class ProofTold(Schema):
    """A proof that serves the answer."""

    id: UUID
    title: str
    kind: str
    address: str | None = Field(description="The address of a link; null for a file.")
    file_name: str | None
    file_sha256: str | None
    effective_on: date | None
    valid_until: date | None
    link: str | None = Field(
        description="What became of the link at the last look; null where nobody looked."
    )


class AnswerTold(Schema):
    """A question with its answer as it stands."""

    id: UUID = Field(description="What proofs are put to.")
    feature: str
    question: Names
    applies: Literal["applicable", "proposed", "not_applicable"]
    reason: str = Field(description="Why the feature does not apply.")
    grade: str | None = Field(description="A grade of the feature's scale; null while there is none.")
    note: str
    state: State
    version: int = Field(description="Send it back with what you save.")
    updated_at: datetime | None
    proofs: list[ProofTold]
    lacks: list[Lacking]
    asides: int = Field(description="Texts kept aside about which nobody decided.")


class Progress(Schema):
    """How many answers stand in each state; what does not apply is counted apart."""

    empty: int = 0
    draft: int = 0
    ready: int = 0
    approved: int = 0
    submitted: int = 0
    returned: int = 0
    not_applicable: int = 0


class AnswersTold(Part):
    """The answers of an entity that whoever asks may read."""

    campaign: str
    entity: str
    state: Literal["open", "approved", "submitted", "returned"]
    answers_until: date | None = Field(description="The last day on which answers are taken.")
    progress: Progress
    answers: list[AnswerTold]


class WordsAsked(Schema):
    """Words for an answer."""

    grade: str = Field("", max_length=20, description="A grade of the feature's scale; empty for none.")
    note: str = Field("", max_length=LONGEST_NOTE)
    version: VersionSeen


class SettleAsked(WordsAsked):
    """A decision about words kept aside: those of either side, or both merged."""

    aside: int = Field(ge=1, le=2**62, description="Which text kept aside is decided about.")


class AsideTold(Schema):
    """Words that met a newer answer."""

    id: int
    grade: str | None
    note: str
    by: str = Field(description="Name of their writer.")
    at: datetime
    seen: int = Field(description="The version that their writer saw.")


class SavedTold(Schema):
    """What became of words that were sent."""

    outcome: Literal["saved", "kept_aside"]
    answer: AnswerTold
    aside: AsideTold | None = Field(description="The words kept aside, where the answer had moved on.")


class AsidesTold(Schema):
    """The answer, and the texts about which nobody decided."""

    answer: AnswerTold
    asides: list[AsideTold]


class ReadyAsked(Schema):
    """Which version is ready."""

    version: VersionSeen


class ReturnAsked(Schema):
    """Why an answer goes back."""

    reasons: str = Field(min_length=1, max_length=LONGEST)


class CommentAsked(Schema):
    """Something to say beside a question."""

    text: str = Field(min_length=1, max_length=LONGEST)
    audience: Literal["entity", "authority"] = Field(description="Who reads it besides the entity.")
    mentions: list[UUID] = Field([], max_length=50, description="Pseudonyms of people who shall hear of it.")


class CommentTold(Schema):
    """Something said beside a question."""

    id: UUID
    author: str
    audience: Literal["entity", "authority"]
    text: str
    mentions: list[UUID]
    at: datetime


class CommentsTold(Part):
    """What is said beside a question, oldest first."""

    feature: str
    comments: list[CommentTold]


def part_at(code: str, entity: str) -> CampaignEntity:
    """An entity's part of a campaign by their codes; 404 where there is none."""
    part = part_by_codes(code, entity)
    if part is None:
        raise Http404
    return part


def question_at(code: str, entity: str, feature: str) -> Assignment:
    """A question of an entity by its feature; 404 where there is none."""
    row = question_in(part_at(code, entity), feature)
    if row is None:
        raise Http404
    return row


def talk_at(code: str, entity: str, feature: str) -> Comment:
    """What is said to the authority beside a question: whoever reads that may come in."""
    return Comment(assignment=question_at(code, entity, feature), audience=AUTHORITY)


def answer_record(question: Question) -> dict[str, Any]:
    answer = question.answer
    return {
        "id": question.assignment.pk,
        "feature": question.code,
        "question": dict(question.feature.question),
        "applies": question.assignment.applicability,
        "reason": question.assignment.reason,
        "grade": answer.grade or None,
        "note": answer.note,
        "state": answer.state,
        "version": answer.version,
        "updated_at": answer.updated_at,
        "proofs": [_proof(proof) for proof in question.proofs],
        "lacks": [
            {"code": lack.code, "kind": lack.kind, "words": _words(lack.code, lack.params)}
            for lack in question.lacks
        ],
        "asides": question.asides,
    }


def _words(code: str, params: Mapping[str, Any]) -> dict[str, str]:
    plain = {name: str(value) if isinstance(value, date) else value for name, value in params.items()}
    return {
        language: say(f"completeness.{code}", language=language, **plain) for language in REQUIRED_LANGUAGES
    }


def _proof(proof: Proof) -> dict[str, Any]:
    held = proof.revision
    return {
        "id": proof.evidence.pk,
        "title": proof.evidence.title,
        "kind": proof.evidence.kind,
        "address": held.address or None,
        "file_name": held.file_name or None,
        "file_sha256": held.file_sha256 or None,
        "effective_on": held.effective_on,
        "valid_until": held.valid_until,
        "link": proof.check.outcome if proof.check else None,
    }


def aside_records(asides: Iterable[AnswerRevision]) -> list[dict[str, Any]]:
    kept = list(asides)
    names = names_of(one.by for one in kept)
    return [
        {
            "id": one.pk,
            "grade": one.grade or None,
            "note": one.note,
            "by": names.get(one.by, "") if one.by else "",
            "at": one.at,
            "seen": one.number,
        }
        for one in kept
    ]


def comment_records(said: Iterable[Comment]) -> list[dict[str, Any]]:
    shown = list(said)
    names = names_of(one.author for one in shown)
    return [
        {
            "id": one.pk,
            "author": names[one.author],
            "audience": one.audience,
            "text": one.text,
            "mentions": one.mentions,
            "at": one.at,
        }
        for one in shown
    ]
