"""Success stories as the interface tells and takes them: shapes, how they are found, their records."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Part
from miqyas.assessment.workflow import allowed_actions
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.stories.access import is_inside, roles_for
from miqyas.workspace.stories.fields import (
    LANGUAGES,
    MOST_MONTHS,
    Partner,
    Result,
    Reusable,
    StoryFields,
    Turn,
    lacks,
)
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import story_by_slug
from miqyas.workspace.stories.services import ContactFields
from miqyas.workspace.stories.telling import TO_GOVERNMENT, TO_OWN, story_record, story_short, story_told

StoryInPath = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_-]{1,80}$",
        description="Name of a story in addresses.",
        examples=["appointments"],
    ),
]
Readable = r"^[^\x00]*$"
Line = Annotated[str, Field(max_length=400, pattern=Readable)]
Long = Annotated[str, Field(max_length=6000, pattern=Readable)]
Language = Literal["ar", "en", "fr"]
assert set(LANGUAGES) == {"ar", "en", "fr"}
State = Literal["draft", "submitted", "editing", "review", "published", "returned", "withdrawn"]
Action = Annotated[
    Literal["submit", "take_back", "hand_on", "publish", "return", "withdraw", "reopen"],
    Path(description="The step.", examples=["submit"]),
]
Borne = Literal["verified", "differs", "claimed"]
Cost = Literal["", "none", "team", "department", "project", "national"]
PartnerKind = Literal["public", "private", "academic", "civil", "international"]
ReusableKind = Literal["code", "guide", "design", "data", "training"]
Shows = Literal["own", "government", "public"]
Words = dict[str, str]


class ResultGiven(Schema):
    """Something that is different now."""

    text: dict[Language, Line]
    id: str = Field("", max_length=36, pattern=Readable, description="Of a result that is there; else empty.")


class PartnerGiven(Schema):
    """Who took part."""

    name: dict[Language, Line]
    kind: PartnerKind
    role: dict[Language, Line] = {}


class ReusableGiven(Schema):
    """What others may take."""

    name: dict[Language, Line]
    kind: ReusableKind
    address: str = Field(max_length=500, pattern=Readable, examples=["https://code.example.org/booking"])
    licence: Line = ""


class TurnGiven(Schema):
    """A feature or a raw indicator that was turned."""

    code: str = Field(max_length=60, pattern=Readable, examples=["OSI-IF-001"])
    before: str = Field(max_length=20, pattern=Readable, description="A grade; of an indicator a number.")
    after: str = Field(max_length=20, pattern=Readable, description="A grade; of an indicator a number.")
    campaign: str = Field(
        "", max_length=60, pattern=Readable, description="Code of the campaign; of an indicator an edition."
    )


class StoryGiven(Schema):
    """A story's text. One language is enough for a draft; publication wants Arabic and English."""

    title: dict[Language, Line]
    problem: dict[Language, Long] = {}
    solution: dict[Language, Long] = {}
    sector: str = Field("", max_length=40, pattern=Readable, description="Code of a sector of the catalogue.")
    cost: Cost = Field("", description="In whose budget it fits.")
    months: int | None = Field(None, ge=0, le=MOST_MONTHS, description="How long it took.")
    results: list[ResultGiven] = Field([], max_length=20)
    partners: list[PartnerGiven] = Field([], max_length=20)
    reusables: list[ReusableGiven] = Field([], max_length=20)
    turns: list[TurnGiven] = Field([], max_length=60)
    services: list[Line] = Field([], max_length=40, description="Codes of services of the register.")
    tags: list[Line] = Field([], max_length=12)

    def said(self) -> StoryFields:
        """The same as the services take it."""
        given = self.model_dump(exclude={"version"})
        for name, kind in (
            ("results", Result),
            ("partners", Partner),
            ("reusables", Reusable),
            ("turns", Turn),
        ):
            given[name] = tuple(kind(**one) for one in given[name])
        return StoryFields(**{**given, "services": tuple(self.services), "tags": tuple(self.tags)})


class StoryWritten(StoryGiven):
    """A text over the version that was seen."""

    version: int = Field(ge=1, le=2**31 - 1, description="The version that was seen.")


class StepGiven(Schema):
    """Why."""

    reason: str = Field(
        "", max_length=4000, pattern=Readable, description="A return and a withdrawal want one."
    )


class CommentGiven(Schema):
    """Something said beside a story."""

    text: str = Field(max_length=4000, pattern=Readable, examples=["How was the wait measured?"])
    mentions: list[UUID] = Field([], max_length=50, description="Pseudonyms of those who are to hear of it.")


class ContactGiven(Schema):
    """Somebody who answers questions, and to whom they may be shown."""

    name: str = Field(max_length=120, pattern=Readable, examples=["Noor"])
    post: str = Field("", max_length=200, pattern=Readable)
    email: str = Field("", max_length=254, pattern=Readable, examples=["noor@example.org"])
    phone: str = Field("", max_length=40, pattern=Readable)
    shows: Shows = "own"

    def fields(self) -> ContactFields:
        """The same as the services take it."""
        return ContactFields(**self.model_dump())


class ContactsGiven(Schema):
    """All contacts of a story, in place of those that were there."""

    contacts: list[ContactGiven] = Field(max_length=10)


class StoryShort(Schema):
    """A story in a list."""

    slug: str
    title: Words = Field(description="By language; a draft may lack one.")
    entity: str
    sector: str | None
    result: Words | None = Field(description="The first of its results.")
    features: list[str] = Field(description="Features and raw indicators that it turned.")
    tags: list[str]
    published_on: str | None
    is_sample: bool


class StoriesTold(Part):
    """Published stories: the fittest first where words are looked for, else the newest."""

    stories: list[StoryShort]


class ProofLink(Schema):
    """A proof that everybody may open."""

    title: str
    address: str


class StoryResultTold(Schema):
    """A result with those of its proofs that everybody may open."""

    text: Words
    proofs: list[ProofLink]


class PartnerTold(Schema):
    """Who took part."""

    name: Words
    kind: PartnerKind
    role: Words


class ReusableTold(Schema):
    """What others may take."""

    name: Words
    kind: ReusableKind
    address: str
    licence: str


class TurnTold(Schema):
    """What was turned, and whether stored results bear it out."""

    code: str
    kind: Literal["feature", "indicator"]
    instrument: str | None
    name: Words
    before: str
    after: str
    campaign: str | None
    borne: Borne = Field(description="verified or differs by results of published campaigns; else claimed.")


class ContactTold(Schema):
    """Whom to ask, as far as they allow it to be shown to whoever asks here."""

    name: str
    post: str
    email: str
    phone: str


class StoryPublic(StoryShort):
    """A published story."""

    entity_name: Words
    problem: Words
    solution: Words
    cost: str | None
    months: int | None
    results: list[StoryResultTold]
    partners: list[PartnerTold]
    reusables: list[ReusableTold]
    turns: list[TurnTold]
    services: list[str]
    contacts: list[ContactTold]


class StoryPublicAlone(StoryPublic):
    """A published story with the versions of what it is held against."""

    versions: dict[str, str]


class StoryWork(StoryShort):
    """A story in the workspace's list."""

    state: State
    version: int


class StoriesWork(Part):
    """Stories that whoever asks may read."""

    stories: list[StoryWork]


class LackTold(Schema):
    """Something that publication still wants."""

    code: str
    words: Words


class StoryCommentTold(Schema):
    """Something that was said."""

    kind: Literal["said", "return"]
    text: str
    by: str
    at: datetime


class StoryRevisionTold(Schema):
    """A text that was there."""

    number: int
    kind: Literal["saved", "edited", "corrected", "imported"]
    by: str
    at: datetime


class StoryWhole(StoryPublic):
    """A story as far as whoever asks may know of it."""

    id: UUID
    state: State
    version: int = Field(description="Send it back with what you write.")
    result_ids: list[str] = Field(description="Names of its results, to which proofs are put.")
    actions: list[str] = Field(description="Steps that whoever asks may take.")
    may_edit: bool
    lacks: list[LackTold]
    comments: list[StoryCommentTold] = Field(description="To the entity's people and the authority alone.")
    revisions: list[StoryRevisionTold] = Field(description="To the entity's people and the authority alone.")


def story_at(slug: str, **rest: Any) -> Story:
    """A story by its name in addresses. Raises `Http404` where there is none."""
    story = story_by_slug(slug)
    if story is None:
        raise Http404(slug)
    return story


def story_whole(story: Story, *, user: Any) -> dict[str, Any]:
    """A story as far as whoever asks may know of it."""
    person = person_of(user)
    inside = is_inside(person, story)
    told = story_told(story, shows=TO_OWN if inside else TO_GOVERNMENT)
    actions = allowed_actions("story", story.state, roles_for(person, story))
    return {
        **story_record(told),
        "id": story.pk,
        "state": story.state,
        "version": story.version,
        "result_ids": [one.id for one in told.said.results],
        "actions": [one for one in actions if one != "save"],
        "may_edit": allowed(user, "story.save", story),
        "lacks": [_lack(one) for one in lacks(told.said)] if inside else [],
        "comments": _comments(story) if inside else [],
        "revisions": _revisions(story) if inside else [],
    }


def _lack(one: Any) -> dict[str, Any]:
    return {"code": one.detail, "words": {lang: one.problem(lang) for lang in REQUIRED_LANGUAGES}}


def _comments(story: Story) -> list[dict[str, Any]]:
    rows = list(story.comments.all())
    names = names_of(row.author for row in rows)
    return [
        {"kind": row.kind, "text": row.text, "by": names.get(row.author, ""), "at": row.at} for row in rows
    ]


def _revisions(story: Story) -> list[dict[str, Any]]:
    rows = list(story.revisions.order_by("-number").defer("content"))
    names = names_of(row.by for row in rows)
    return [
        {"number": row.number, "kind": row.kind, "by": names.get(row.by, ""), "at": row.at} for row in rows
    ]


def story_work(story: Story) -> dict[str, Any]:
    """A story in the workspace's list."""
    return {**story_short(story), "state": story.state, "version": story.version}
