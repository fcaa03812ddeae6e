"""Shapes of the challenge, and how its things are found and told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Names
from miqyas.workspace.challenges.fields import (
    LONGEST_CODE,
    LONGEST_PART_CODE,
    LONGEST_STORY,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_PARTS,
    Category,
    Criterion,
    MandateGroup,
    NominationFields,
    RoundFields,
)
from miqyas.workspace.challenges.models import Appeal, Certificate, Nomination, Round, ScoreSheet
from miqyas.workspace.challenges.queries import certificate_by_code, round_by_code
from miqyas.workspace.challenges.services.results import is_genuine

RoundInPath = Annotated[
    str, Path(max_length=LONGEST_CODE, description="Code of a round.", examples=["excellence-1"])
]
NominationInPath = Annotated[UUID, Path(description="A nomination.")]
SheetInPath = Annotated[UUID, Path(description="A sheet of marks.")]
AppealInPath = Annotated[UUID, Path(description="An appeal.")]
JurorInPath = Annotated[UUID, Path(description="A seat on a jury.")]
CertificateInPath = Annotated[str, Path(max_length=60, description="Code of a certificate.")]
Words = Annotated[str, Field(max_length=LONGEST_WORDS)]
PartCode = Annotated[str, Field(max_length=LONGEST_PART_CODE)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE)]
Story = Annotated[str, Field(max_length=LONGEST_STORY)]
Small = Annotated[int, Field(ge=0, le=1000)]
VersionSeen = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that was seen.")]


class TextAsked(Schema):
    """Words in both languages; a draft may lack one."""

    ar: Title = ""
    en: Title = ""

    def words(self) -> dict[str, str]:
        """The same as the workspace takes them."""
        return {"ar": self.ar, "en": self.en}


class StoryAsked(Schema):
    """A longer text in both languages."""

    ar: Story = ""
    en: Story = ""


class CategoryTold(Schema):
    """What is nominated for."""

    code: PartCode
    title: TextAsked


class CriterionTold(CategoryTold):
    """What marks are given for, with its weight and scale."""

    weight: Small = 1
    low: Small = 1
    high: Small = 5


class GroupTold(CategoryTold):
    """Entities that are compared with each other: those with one of these mandates."""

    mandates: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=200)


class RoundShort(Schema):
    """A round in a list."""

    code: str
    title: Names
    state: str = Field(description="draft, open, jury, shortlist, appeals, embargo or published.")
    is_sample: bool


class RoundTold(RoundShort):
    """A round."""

    about: dict[str, str]
    campaign: str | None = Field(description="The campaign whose verified scores make the standings.")
    opens_on: dt.date | None
    nominations_until: dt.date | None
    jury_until: dt.date | None
    appeals_until: dt.date | None
    publish_at: dt.datetime | None = Field(description="The moment of publication.")
    answer_days: int
    jurors_each: int
    shortlist_most: int
    shortlist_least: int
    categories: list[CategoryTold]
    criteria: list[CriterionTold]
    groups: list[GroupTold]


class RoundsTold(Schema):
    """The rounds that whoever asks may know of."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    rounds: list[RoundShort]


class RoundAsked(Schema):
    """A round, as a whole."""

    code: str = Field(max_length=LONGEST_CODE)
    title: TextAsked
    about: StoryAsked = Field(default_factory=StoryAsked)
    campaign: str = Field("", max_length=60)
    opens_on: dt.date | None = None
    nominations_until: dt.date | None = None
    jury_until: dt.date | None = None
    appeals_until: dt.date | None = None
    publish_at: dt.datetime | None = None
    answer_days: Small = 7
    jurors_each: Small = 0
    shortlist_most: Small = 3
    shortlist_least: Small = 0
    categories: list[CategoryTold] = Field(default_factory=list, max_length=MOST_PARTS)
    criteria: list[CriterionTold] = Field(default_factory=list, max_length=MOST_PARTS)
    groups: list[GroupTold] = Field(default_factory=list, max_length=MOST_PARTS)

    def fields(self) -> RoundFields:
        """The same as the workspace takes it."""
        named = {"title", "about", "categories", "criteria", "groups", "publish_at"}
        at = self.publish_at
        return RoundFields(
            **self.dict(exclude=named),
            title=self.title.words(),
            about=self.about.dict(),
            publish_at=at if at is None or at.tzinfo else at.replace(tzinfo=dt.UTC),
            categories=tuple(Category(**one.dict()) for one in self.categories),
            criteria=tuple(Criterion(**one.dict()) for one in self.criteria),
            groups=tuple(
                MandateGroup(**{**one.dict(), "mandates": tuple(one.mandates)}) for one in self.groups
            ),
        ).tidied()


class RoundStepAsked(Schema):
    """A step of a round."""

    action: Annotated[str, Field(max_length=20)] = Field(
        description="open, begin_jury, close_jury, begin_appeals, seal or publish."
    )
    seen: Annotated[str, Field(max_length=12)] = Field("", description="The state in which it was seen.")


class NominationShort(Schema):
    """A nomination in a list."""

    id: UUID
    round: str
    category: str
    entity: str
    group: str
    title: dict[str, str]
    state: str = Field(description="draft, submitted, returned or withdrawn.")


class NominationTold(NominationShort):
    """A nomination with its story, and what was known of the entity when it was handed in."""

    story: dict[str, str]
    facts: list[dict[str, Any]]
    return_note: str
    version: int


class NominationsTold(Schema):
    """The nominations that whoever asks may see."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    nominations: list[NominationShort]


class NominationBegun(Schema):
    """Which entity nominates, and for what."""

    entity: Annotated[str, Field(max_length=60)]
    category: PartCode


class NominationAsked(Schema):
    """Title and story, as a whole."""

    title: TextAsked = Field(default_factory=TextAsked)
    story: StoryAsked = Field(default_factory=StoryAsked)
    version: VersionSeen

    def fields(self) -> NominationFields:
        """The same as the workspace takes it."""
        return NominationFields(self.title.words(), self.story.dict())


class NominationSaved(Schema):
    """What became of words that were sent."""

    outcome: Literal["saved", "kept_aside"]
    nomination: NominationTold


class SubmitAsked(Schema):
    """Handing in what somebody read."""

    version: VersionSeen


class RoundWordsAsked(Schema):
    """Reasons."""

    words: Words


class JurorTold(Schema):
    """A juror, for those who run the round."""

    id: UUID
    name: str
    sheets: int
    handed_in: int
    conflicts: list[str] = Field(description="Entities that they do not judge, by code.")


class JuryTold(Schema):
    """The jury of a round."""

    jurors: list[JurorTold]


class JurorAsked(Schema):
    """Whom to appoint."""

    email: Annotated[str, Field(max_length=254)]


class JuryConflictAsked(Schema):
    """An entity that a juror does not judge, and why."""

    entity: Annotated[str, Field(max_length=60)]
    reason: Words


class SheetTold(Schema):
    """A juror's own sheet. Nothing of other jurors is in it."""

    id: UUID
    round: str
    nomination: NominationShort
    story: dict[str, str]
    facts: list[dict[str, Any]]
    state: str = Field(description="assigned or submitted.")
    marks: dict[str, int]
    justification: str
    version: int


class SheetsTold(Schema):
    """The sheets of whoever asks."""

    sheets: list[SheetTold]


class SheetAsked(Schema):
    """Marks by criterion, with reasons; handed in, they no longer change."""

    marks: dict[PartCode, Annotated[int, Field(ge=-1000, le=1000)]] = Field(max_length=MOST_PARTS)
    justification: Words = ""
    version: VersionSeen
    hand_in: bool = False


class ScoresTold(Schema):
    """Standings and scores, raw and corrected, as an export has them: numbers as text of six decimals."""

    round: str
    state: str
    is_sealed: bool
    standings: dict[str, Any]


class SignalTold(Schema):
    """Something for a person to look at: facts, no verdict."""

    name: str
    kind: str = Field(description="dump, same_text or dead_link.")
    entities: list[str]
    places: list[str]
    part: int
    whole: int
    note: str | None = Field(description="What a person made of it.")


class SignalsTold(Schema):
    """The signals of a round."""

    signals: list[SignalTold]


class SignalNoted(Schema):
    """What a person made of a signal."""

    name: Annotated[str, Field(max_length=64)]
    note: Words


class AppealTold(Schema):
    """An appeal."""

    id: UUID
    nomination: UUID
    entity: str
    text: str
    due_on: dt.date
    outcome: str = Field(description="upheld or rejected; empty while there is no answer.")
    answer: str


class AppealsTold(Schema):
    """The appeals of a round, the first due first."""

    appeals: list[AppealTold]


class AppealAnswerAsked(Schema):
    """The answer to an appeal; upheld, it may set sheets of the nomination aside."""

    outcome: Literal["upheld", "rejected"]
    answer: Words
    set_aside: list[UUID] = Field(default_factory=list, max_length=100)


class CertificateTold(Schema):
    """A certificate, as everybody may verify it by its code."""

    code: str
    verdict: Literal["genuine", "withdrawn", "false"]
    statement: dict[str, Any] | None = Field(description="What was signed; null where it does not hold.")
    signature: str
    public_key: str
    withdrawn_on: dt.date | None
    withdrawn_reason: str


def round_found(code: str) -> Round | None:
    """The round of a code."""
    return round_by_code(code)


def round_short(one: Round) -> dict[str, Any]:
    """A round in a list."""
    return {"code": one.code, "title": one.title, "state": one.state, "is_sample": one.is_sample}


def round_record(one: Round) -> dict[str, Any]:
    """A round as plain values."""
    same = (
        "about", "opens_on", "nominations_until", "jury_until", "appeals_until", "publish_at", "answer_days",
        "jurors_each", "shortlist_most", "shortlist_least", "categories", "criteria", "groups",
    )  # fmt: skip
    told = {name: getattr(one, name) for name in same}
    return {**round_short(one), "campaign": one.campaign.code if one.campaign else None, **told}


def nomination_short(one: Nomination) -> dict[str, Any]:
    """A nomination in a list."""
    told = {name: getattr(one, name) for name in ("id", "category", "group", "title", "state")}
    return {**told, "round": one.round.code, "entity": one.entity.code}


def nomination_record(one: Nomination) -> dict[str, Any]:
    """A nomination as plain values."""
    told = {name: getattr(one, name) for name in ("story", "facts", "return_note", "version")}
    return {**nomination_short(one), **told}


def sheet_record(one: ScoreSheet) -> dict[str, Any]:
    """A juror's own sheet as plain values."""
    told = {name: getattr(one, name) for name in ("id", "state", "marks", "justification", "version")}
    nomination = one.nomination
    about = {"round": nomination.round.code, "story": nomination.story, "facts": nomination.facts}
    return {**told, **about, "nomination": nomination_short(nomination)}


def appeal_record(one: Appeal) -> dict[str, Any]:
    """An appeal as plain values."""
    told = {name: getattr(one, name) for name in ("id", "text", "due_on", "outcome", "answer")}
    return {**told, "nomination": one.nomination_id, "entity": one.nomination.entity.code}


def certificate_record(found: Certificate) -> dict[str, Any]:
    """A certificate as everybody may verify it."""
    genuine = is_genuine(found)
    says: Mapping[str, Any] | None = json.loads(found.statement) if genuine else None
    return {
        "code": found.code,
        "verdict": "false" if not genuine else "withdrawn" if found.withdrawn_at else "genuine",
        "statement": says,
        "signature": found.signature,
        "public_key": found.public_key,
        "withdrawn_on": found.withdrawn_at.date() if found.withdrawn_at else None,
        "withdrawn_reason": found.withdrawn_reason,
    }


def certificate_found(certificate: str) -> Certificate | None:
    """The certificate of a code."""
    return certificate_by_code(certificate)
