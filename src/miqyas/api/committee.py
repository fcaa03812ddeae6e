"""Shapes of directives, of projects at the gate and of the committee's pack."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Path, Schema
from pydantic import Field

from miqyas.analysis.schedule.window import aim_for
from miqyas.api.roadmaps import FeatureOf, ReportTold, RoadmapRevisionTold, VersionSeen, Words
from miqyas.jobs.programme.committee import LateItem, NextGain, Pack
from miqyas.jobs.programme.roadmap import project_dates
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.faults import LONGEST_LINE, LONGEST_TEXT, MOST_ROWS
from miqyas.workspace.roadmaps.gate import concerns
from miqyas.workspace.roadmaps.models import Directive, GateReview
from miqyas.workspace.roadmaps.queries.directives import directive_by_id, is_late
from miqyas.workspace.roadmaps.queries.gate import review_at
from miqyas.workspace.roadmaps.services import directives as directive_services
from miqyas.workspace.roadmaps.services import gate as gate_services
from miqyas.workspace.roadmaps.services.directives import LONGEST_NUMBER, DirectiveFields
from miqyas.workspace.roadmaps.services.gate import GateFields

ProjectInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a project.", examples=["vaccines"]),
]
DirectiveInPath = Annotated[UUID, Path(description="Id of a directive.")]
DirectiveState = Literal["open", "under_way", "reported", "done", "cancelled"]
GateState = Literal["draft", "submitted", "conditional", "go", "refused", "withdrawn"]


class DirectiveSaid(Schema):
    """A decision or directive, as a whole: what is left out becomes empty."""

    number: str = Field(max_length=LONGEST_NUMBER)
    kind: Literal["decision", "directive"]
    text: Words
    decided_on: dt.date
    entity: str = Field("", max_length=60, description="Code of the entity that carries it out.")
    due: dt.date | None = None
    items: list[Annotated[str, Field(max_length=60)]] = Field(
        default_factory=list, max_length=MOST_ROWS, description="Codes of items of the roadmap."
    )

    def fields(self) -> DirectiveFields:
        """The same as the workspace takes it."""
        return DirectiveFields(**self.dict(exclude={"items", "version"}), items=tuple(self.items))


class DirectiveChange(DirectiveSaid):
    """A directive as it is to be, by somebody who saw a version of it."""

    version: VersionSeen


class DirectiveTold(Schema):
    """A decision or directive."""

    id: UUID
    number: str
    kind: Literal["decision", "directive"]
    text: dict[str, str]
    decided_on: dt.date
    entity: str
    due: dt.date | None
    done_on: dt.date | None
    items: list[str]
    state: DirectiveState
    is_late: bool
    version: int


class DirectiveWhole(DirectiveTold):
    """A directive with what was reported and changed, the newest first."""

    notes: list[ReportTold]
    revisions: list[RoadmapRevisionTold]


class DirectivesTold(Schema):
    """Directives, late ones first."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    directives: list[DirectiveTold]


class DirectiveSaved(Schema):
    """What became of a directive that was sent."""

    outcome: Literal["saved", "kept_aside"]
    directive: DirectiveTold


class MeetingAsked(Schema):
    """A meeting of the committee."""

    on: dt.date


class MeetingTold(Schema):
    """A meeting of the committee."""

    on: dt.date


class AnswerOf(Schema):
    """What is answered to an alignment question."""

    choice: str = Field("", max_length=40)
    words: str = Field("", max_length=LONGEST_LINE)


class ProjectSaid(Schema):
    """A project, as a whole: what is left out becomes empty."""

    code: str = Field(max_length=60, description="Code of the initiative that it is to become.")
    title: Words
    entity: str = Field(max_length=60)
    description: Words = Field(default_factory=dict)
    parent: str = Field("", max_length=60, description="Code of the item below which it is to stand.")
    planned_start: dt.date | None = None
    planned_end: dt.date | None = None
    go_live: dt.date | None = None
    features: list[FeatureOf] = Field(default_factory=list, max_length=MOST_ROWS)
    answers: dict[str, AnswerOf] = Field(
        default_factory=dict, max_length=20, description="By question; see `questions`."
    )

    def fields(self) -> GateFields:
        """The same as the workspace takes it."""
        return GateFields(
            **self.dict(exclude={"features", "answers", "version"}),
            features=tuple((one.instrument, one.feature) for one in self.features),
            answers={code: one.dict() for code, one in self.answers.items()},
        )


class ProjectChange(ProjectSaid):
    """A project as it is to be, by somebody who saw a version of it."""

    version: VersionSeen


class RulingAsked(Schema):
    """A step of a project, with the reasons of a ruling."""

    action: str = Field(max_length=20, examples=["go"])
    reasons: str = Field("", max_length=LONGEST_TEXT)
    conditions: str = Field("", max_length=LONGEST_TEXT)


class ProjectTold(Schema):
    """A project at the gate."""

    id: UUID
    code: str
    title: dict[str, str]
    description: dict[str, str]
    entity: str
    parent: str
    planned_start: dt.date | None
    planned_end: dt.date | None
    go_live: dt.date | None
    features: list[FeatureOf]
    answers: dict[str, AnswerOf]
    concerns: dict[str, Literal["weak", "bad"]] = Field(description="Answers to be looked at, by question.")
    state: GateState
    reasons: str
    conditions: str
    decided_at: dt.datetime | None
    item: str | None = Field(description="Code of the initiative that it became.")
    version: int


class ProjectDates(Schema):
    """A project by itself against the window of the coming edition."""

    edition: int
    safe: dt.date = Field(description="The day to plan for.")
    last: dt.date = Field(description="The last day that counts for certain.")
    standing: Literal["live", "before", "at_risk", "in_window", "too_late"]


class ProjectWhole(ProjectTold):
    """A project with where its day of going live stands to the window; null without a day."""

    dates: ProjectDates | None
    revisions: list[RoadmapRevisionTold] = Field(description="What was changed, the newest first.")


class ProjectsTold(Schema):
    """Projects at the gate, the newest first."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    projects: list[ProjectTold]


class ProjectSaved(Schema):
    """What became of a project that was sent."""

    outcome: Literal["saved", "kept_aside"]
    project: ProjectTold


class AlignmentChoice(Schema):
    """An answer that may be chosen."""

    code: str
    tone: Literal["good", "weak", "bad"]
    words: dict[str, str]


class AlignmentQuestion(Schema):
    """An alignment question."""

    code: str
    ask: dict[str, str]
    help: dict[str, str]
    choices: list[AlignmentChoice]


class AlignmentQuestions(Schema):
    """What a project is asked."""

    questions: list[AlignmentQuestion]


class LateItemTold(Schema):
    """An item that is late, and what it costs if it misses the edition."""

    code: str
    title: dict[str, str]
    entity: str
    days: int
    index: float | None = Field(description="What the index loses; null where it turns nothing.")
    places: float | None


class GainTold(Schema):
    """An item that goes live next and turns something."""

    code: str
    title: dict[str, str]
    entity: str
    live: dt.date
    safe: dt.date
    last: dt.date


class PackTold(Schema):
    """What the committee has before it."""

    on: dt.date
    of: dt.date = Field(description="The day as of which things are late.")
    since: dt.date | None = Field(description="The meeting before; null: there was none.")
    late: list[DirectiveTold]
    open: list[DirectiveTold]
    done: list[DirectiveTold]
    new: list[DirectiveTold]
    items_late: list[LateItemTold]
    gains: list[GainTold]


def directive_found(directive: str) -> Directive:
    """A directive by its id; 404 where there is none."""
    try:
        found = directive_by_id(UUID(directive))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def project_found(code: str) -> GateReview:
    """A project by its code; 404 where there is none."""
    found = review_at(code)
    if found is None:
        raise Http404
    return found


def directive_record(directive: Directive, *, today: dt.date) -> dict[str, Any]:
    """A directive as plain values."""
    same = {name: getattr(directive, name) for name in ("id", "state", "done_on", "version")}
    fields = vars(directive_services.fields_of(directive))
    return {**fields, **same, "is_late": is_late(directive, today=today)}


def project_record(review: GateReview) -> dict[str, Any]:
    """A project as plain values."""
    names = ("id", "state", "reasons", "conditions", "decided_at", "version")
    fields = gate_services.fields_of(review)
    return {
        **vars(fields),
        **{name: getattr(review, name) for name in names},
        "features": [{"instrument": one[0], "feature": one[1]} for one in fields.features],
        "concerns": concerns(review.answers),
        "item": review.item.code if review.item else None,
    }


def pack_record(pack: Pack) -> dict[str, Any]:
    """A pack as plain values."""
    agenda = pack.agenda
    parts = ("late", "open", "done", "new")
    return {
        **{name: getattr(agenda, name) for name in ("on", "of", "since")},
        **{name: [directive_record(one, today=agenda.of) for one in getattr(agenda, name)] for name in parts},
        "items_late": [_late(one) for one in pack.late],
        "gains": [_gain(one) for one in pack.gains],
    }


def _late(one: LateItem) -> dict[str, Any]:
    return {
        **_named(one),
        "days": one.days,
        "index": one.slip.gain.mean if one.slip else None,
        "places": one.slip.places.mean if one.slip and one.slip.places else None,
    }


def _gain(one: NextGain) -> dict[str, Any]:
    return {**_named(one), **{name: getattr(one.live, name) for name in ("live", "safe", "last")}}


def _named(one: LateItem | NextGain) -> dict[str, Any]:
    entity = one.item.entity.code if one.item.entity else ""
    return {"code": one.item.code, "title": one.item.title, "entity": entity}


def dates_record(review: GateReview) -> dict[str, Any] | None:
    """Where a project's day of going live stands to the window."""
    today = timezone.localdate()
    found = project_dates(review, today=today)
    if found is None:
        return None
    edition = aim_for(current_world(), today).edition
    return {"edition": edition, **{name: getattr(found, name) for name in ("safe", "last", "standing")}}
