"""Workshops: planned, run, followed up; what rooms found of a feature; the kit for any country."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import AwareDatetime, Field

from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.shapes import Names
from miqyas.jobs.programme.workshop_kit import campaign_with_gaps, kit_tables
from miqyas.jobs.programme.workshop_kit_files import kit_workbook, kit_zip
from miqyas.jobs.programme.workshops import follow_up_item
from miqyas.observations.countries import countries
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.datasets.world import home_country, world_of
from miqyas.workspace.workshops.fields import (
    LONGEST_CLOCK,
    LONGEST_WORDS,
    SHORTEST_CLOCK,
    FollowUpFields,
    SessionFields,
    WorkshopFields,
)
from miqyas.workspace.workshops.models import (
    Exercise,
    FollowUp,
    Invitation,
    Material,
    Session,
    Workshop,
)
from miqyas.workspace.workshops.queries import (
    exercise_of,
    exercises_of,
    feedback_of,
    fields_of,
    findings_of,
    follow_ups_of,
    invitations_of,
    tally_of,
    workshop_by_code,
    workshops_known_to,
)
from miqyas.workspace.workshops.services.exercises import THREE_MINUTES, exercise_close, exercise_start
from miqyas.workspace.workshops.services.planning import (
    follow_up_add,
    invite_entity,
    invite_person,
    material_add,
    session_add,
    workshop_announce,
    workshop_cancel,
    workshop_create,
    workshop_update,
)

router = Router(tags=["workshops"])
BASE: Final = "/workspace/workshops"
ONE: Final = f"{BASE}/{{workshop}}"
EXERCISE: Final = f"{ONE}/exercises/{{number}}"
Words = dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=LONGEST_WORDS)]]
Address = Annotated[str, Field(max_length=2_000)]
WorkshopInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a workshop.", examples=["national-day"]),
]
FollowUpInPath = Annotated[UUID, Path(description="Id of what was agreed on.")]
NumberInPath = Annotated[int, Path(ge=1, le=1_000, description="Number of an exercise.", examples=[1])]
FeatureInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a feature.", examples=["OSI-IF-001"]),
]
KitInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z]{3}\.(zip|xlsx)$", description="Country and form.", examples=["BHR.zip"]),
]


class WorkshopAsked(Schema):
    """A workshop as a whole."""

    code: str = Field(max_length=60)
    title: Words
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    about: Words = {}
    place: Words = {}
    link: Address = ""
    languages: list[Annotated[str, Field(max_length=10)]] = Field(["ar", "en"], max_length=20)
    portal: Address = Field("", description="Where exercises begin.")


class WorkshopTold(WorkshopAsked):
    """A workshop."""

    title: Names
    state: Literal["draft", "announced", "cancelled"]
    came: int = Field(description="How many phones came in.")


class WorkshopsTold(Schema):
    """Workshops that the caller may see, the latest first."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    workshops: list[WorkshopTold]


class SessionAsked(Schema):
    """A part of the programme; speakers are kept if each of them agreed."""

    title: Words
    starts_at: AwareDatetime
    minutes: int = Field(ge=1, le=600)
    speakers: list[Annotated[str, Field(max_length=200)]] = Field([], max_length=100)
    has_consent: bool = False


class SessionTold(Schema):
    """A part of the programme."""

    id: UUID
    title: Names
    starts_at: AwareDatetime
    minutes: int
    speakers: list[str]


class MaterialAsked(Schema):
    """Something to read."""

    title: Words
    address: Address


class MaterialTold(Schema):
    """Something to read."""

    id: UUID
    title: Names
    address: str


class InvitationAsked(Schema):
    """An entity by its code, or somebody by their address."""

    entity: str = Field("", max_length=60)
    email: str = Field("", max_length=254)


class InvitedTold(Schema):
    """How many invitations there are now."""

    invitations: int


class FollowUpAsked(Schema):
    """What was agreed on; one language is enough."""

    title: Words
    due_on: dt.date
    entity: str = Field("", max_length=60, description="Code of who answers for it; empty: the authority.")
    features: list[Annotated[str, Field(max_length=60)]] = Field([], max_length=50)


class FollowUpTold(Schema):
    """What was agreed on."""

    id: UUID
    title: dict[str, str]
    due_on: dt.date
    entity: str | None
    features: list[str]
    item: str | None = Field(description="Code of the item of the roadmap that it became; null: none yet.")


class FeedbackTold(Schema):
    """What the room thought, by question: how many answered and their mean."""

    count: int
    marks: dict[str, dict[str, float | None]]
    texts: list[str]


class ExerciseAsked(Schema):
    """An exercise to begin."""

    feature: str = Field(max_length=60)
    begins_at: Address = Field("", description="Address at which everybody begins; empty: the portal.")
    seconds: int = Field(THREE_MINUTES, ge=SHORTEST_CLOCK, le=LONGEST_CLOCK)


class ExerciseTold(Schema):
    """An exercise, and what it shows; nulls for a caller who assesses."""

    number: int
    feature: str
    question: Names
    begins_at: str
    seconds: int
    is_open: bool
    looked: int | None
    found: int | None
    median_seconds: float | None
    given_up_at: dict[str, int] | None


class InvitationTold(Schema):
    """Who is asked to come: the people of an entity, or one person."""

    id: UUID = Field(description="By which it is withdrawn.")
    entity: str | None = Field(description="Code of the entity; null: one person is asked.")
    person: UUID | None = Field(description="Pseudonym of the person; null: an entity is asked.")
    at: dt.datetime


class WorkshopWhole(WorkshopTold):
    """A workshop with all that belongs to it; what only the authority keeps is null for others."""

    door: str | None = Field(description="The code by which phones come in.")
    sessions: list[SessionTold]
    materials: list[MaterialTold]
    exercises: list[ExerciseTold] | None
    invitations: list[InvitationTold] | None
    follow_ups: list[FollowUpTold] | None
    feedback: FeedbackTold | None


class WorkshopStepAsked(Schema):
    """What to do with a workshop."""

    action: Literal["announce", "cancel"]


class RoundFindingTold(Schema):
    """What a room found of a feature."""

    workshop: str
    on: dt.date
    begins_at: str
    looked: int
    found: int
    median_seconds: float | None
    given_up_at: dict[str, int]


class FindingsTold(Schema):
    """What rooms found of a feature, the newest first."""

    feature: str
    findings: list[RoundFindingTold]


def workshop_at(workshop: str) -> Workshop:
    """The workshop of a code. Raises `Http404`."""
    found = workshop_by_code(workshop)
    if found is None:
        raise Http404
    return found


def within_at(workshop: str, **_: Any) -> Workshop:
    """The workshop of whatever belongs to one."""
    return workshop_at(workshop)


@router.get(
    BASE,
    response=WorkshopsTold,
    operation_id="workshops_list",
    url_name="workshops_list",
    summary="Workshops",
)
@private("workshop.list")
def workshops(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """For the authority all of them, for others those to which they were invited."""
    found = list(workshops_known_to(person_of(request.user)))
    shown, about = part_of(found, window, request=request, response=response)
    return {**about, "workshops": [workshop_record(one, came=one.came) for one in shown]}  # type: ignore[attr-defined]


@router.post(
    BASE,
    response=WorkshopTold,
    operation_id="workshop_create",
    url_name="workshop_create",
    summary="Plan a workshop",
)
@private("workshop.create")
def create(request: HttpRequest, asked: WorkshopAsked) -> dict[str, Any]:
    """As a draft, of which nobody is told."""
    return workshop_record(workshop_create(_fields(asked), by=person_of(request.user).by))


@router.get(
    ONE,
    response=WorkshopWhole,
    operation_id="workshop_get",
    url_name="workshop_get",
    summary="A workshop with all that belongs to it",
)
@private("workshop.view", of=workshop_at)
def get(request: HttpRequest, workshop: WorkshopInPath) -> dict[str, Any]:
    """What the room found is told to nobody who assesses."""
    found = target_of(request)
    keeps = allowed(request.user, "workshop.edit", found)
    sees = allowed(request.user, "finding.view")
    return {
        **workshop_record(found),
        "door": found.door if keeps else None,
        "sessions": [session_record(one) for one in found.sessions.all()],
        "materials": [material_record(one) for one in found.materials.all()],
        "exercises": [exercise_record(one, sees=sees) for one in exercises_of(found)] if keeps else None,
        "invitations": [_invitation(one) for one in invitations_of(found)] if keeps else None,
        "follow_ups": [follow_up_record(one) for one in follow_ups_of(found)] if keeps else None,
        "feedback": _feedback(found) if keeps else None,
    }


@router.put(
    ONE,
    response=WorkshopTold,
    operation_id="workshop_update",
    url_name="workshop_update",
    summary="Change a workshop",
)
@private("workshop.edit", of=workshop_at)
def update(request: HttpRequest, workshop: WorkshopInPath, asked: WorkshopAsked) -> dict[str, Any]:
    """As a whole: what is left out becomes empty. Who is invited is told of another time."""
    return workshop_record(workshop_update(target_of(request), _fields(asked), by=person_of(request.user).by))


@router.post(
    f"{ONE}/steps",
    response=WorkshopTold,
    operation_id="workshop_step",
    url_name="workshop_step",
    summary="Announce a workshop, or call it off",
)
@private("workshop.edit", of=workshop_at)
def step(request: HttpRequest, workshop: WorkshopInPath, asked: WorkshopStepAsked) -> dict[str, Any]:
    """Who is invited is told."""
    deed = workshop_announce if asked.action == "announce" else workshop_cancel
    return workshop_record(deed(target_of(request), by=person_of(request.user).by))


@router.post(
    f"{ONE}/sessions",
    response=SessionTold,
    operation_id="workshop_session_add",
    url_name="workshop_session_add",
    summary="Add to the programme",
)
@private("workshop.edit", of=workshop_at)
def session(request: HttpRequest, workshop: WorkshopInPath, asked: SessionAsked) -> dict[str, Any]:
    """Within the workshop's time."""
    fields = SessionFields(**{**asked.dict(), "speakers": tuple(asked.speakers)})
    return session_record(session_add(target_of(request), fields, by=person_of(request.user).by))


@router.post(
    f"{ONE}/materials",
    response=MaterialTold,
    operation_id="workshop_material_add",
    url_name="workshop_material_add",
    summary="Add something to read",
)
@private("workshop.edit", of=workshop_at)
def material(request: HttpRequest, workshop: WorkshopInPath, asked: MaterialAsked) -> dict[str, Any]:
    """By its address."""
    made = material_add(target_of(request), **asked.dict(), by=person_of(request.user).by)
    return material_record(made)


@router.post(
    f"{ONE}/invitations",
    response=InvitedTold,
    operation_id="workshop_invite",
    url_name="workshop_invite",
    summary="Invite to a workshop",
)
@private("workshop.edit", of=workshop_at)
def invite(request: HttpRequest, workshop: WorkshopInPath, asked: InvitationAsked) -> dict[str, Any]:
    """The people of an entity, or one person; invited again, they are invited once."""
    found, by = target_of(request), person_of(request.user).by
    if asked.entity:
        invite_entity(found, asked.entity, by=by)
    else:
        invite_person(found, asked.email, by=by)
    return {"invitations": found.invitations.count()}


@router.post(
    f"{ONE}/follow-ups",
    response=FollowUpTold,
    operation_id="workshop_follow_up_add",
    url_name="workshop_follow_up_add",
    summary="Keep what was agreed on",
)
@private("workshop.edit", of=workshop_at)
def follow_up(request: HttpRequest, workshop: WorkshopInPath, asked: FollowUpAsked) -> dict[str, Any]:
    """Who does what by when."""
    fields = FollowUpFields(**{**asked.dict(), "features": tuple(asked.features)})
    return follow_up_record(follow_up_add(target_of(request), fields, by=person_of(request.user).by))


@router.post(
    f"{ONE}/follow-ups/{{follow_up}}/item",
    response=FollowUpTold,
    operation_id="workshop_follow_up_item",
    url_name="workshop_follow_up_item",
    summary="Put what was agreed on into the roadmap",
)
@private("workshop.edit", of=within_at)
def place(request: HttpRequest, workshop: WorkshopInPath, follow_up: FollowUpInPath) -> dict[str, Any]:
    """As an initiative, once."""
    row = follow_ups_of(target_of(request)).filter(pk=follow_up).first()
    if row is None:
        raise Http404
    follow_up_item(row, by=person_of(request.user).by)
    row.refresh_from_db()
    return follow_up_record(row)


@router.post(
    f"{ONE}/exercises",
    response=ExerciseTold,
    operation_id="workshop_exercise_start",
    url_name="workshop_exercise_start",
    summary="Ask the room to find a feature",
)
@private("workshop.run", of=workshop_at)
def start(request: HttpRequest, workshop: WorkshopInPath, asked: ExerciseAsked) -> dict[str, Any]:
    """One at a time, while the workshop is open."""
    made = exercise_start(target_of(request), **asked.dict(), by=person_of(request.user).by)
    return exercise_record(made, sees=allowed(request.user, "finding.view"))


@router.get(
    EXERCISE,
    response=ExerciseTold,
    operation_id="workshop_exercise_get",
    url_name="workshop_exercise_get",
    summary="An exercise as it stands",
)
@private("workshop.run", of=within_at)
def exercise(request: HttpRequest, workshop: WorkshopInPath, number: NumberInPath) -> dict[str, Any]:
    """Results as they come."""
    found = exercise_at(target_of(request), number)
    return exercise_record(found, sees=allowed(request.user, "finding.view"))


@router.post(
    f"{EXERCISE}/close",
    response=ExerciseTold,
    operation_id="workshop_exercise_close",
    url_name="workshop_exercise_close",
    summary="End an exercise",
)
@private("workshop.run", of=within_at)
def close(request: HttpRequest, workshop: WorkshopInPath, number: NumberInPath) -> dict[str, Any]:
    """What it showed is kept as evidence of the feature."""
    closed = exercise_close(exercise_at(target_of(request), number), by=person_of(request.user).by)
    return exercise_record(closed, sees=allowed(request.user, "finding.view"))


@router.get(
    "/workspace/findings/{feature}",
    response=FindingsTold,
    operation_id="findings_get",
    url_name="findings_get",
    summary="What rooms found of a feature",
)
@private("finding.view")
def findings(request: HttpRequest, feature: FeatureInPath) -> dict[str, Any]:
    """The newest of them; hidden from who assesses."""
    return {"feature": feature, "findings": [_finding(one) for one in findings_of(feature)]}


@router.get(
    "/workspace/workshop-kits/{name}",
    operation_id="workshop_kit_get",
    url_name="workshop_kit_get",
    summary="The kit of a workshop for any country",
    openapi_extra=AS_BYTES,
)
@private("workshop.kit", gives=BYTES)
def kit(request: HttpRequest, name: KitInPath) -> HttpResponse:
    """A workbook in the language that is asked for, or a zip with pages and workbooks in both."""
    country, _, form = name.partition(".")
    iso3 = country.upper()
    if iso3 not in countries():
        raise Http404
    campaign = campaign_with_gaps(person_of(request.user)) if iso3 == home_country() else None
    tables = kit_tables(world_of(request), iso3, campaign=campaign)
    content = kit_zip(tables, iso3) if form == "zip" else kit_workbook(tables, language=language_of(request))
    return file_answer(content, name=f"miqyas-workshop-kit-{iso3.lower()}.{form}")


def exercise_at(workshop: Workshop, number: int) -> Exercise:
    """The exercise of a number. Raises `Http404`."""
    found = exercise_of(workshop, number)
    if found is None:
        raise Http404
    return found


def _fields(asked: WorkshopAsked) -> WorkshopFields:
    return WorkshopFields(**{**asked.dict(), "languages": tuple(asked.languages)})


def workshop_record(workshop: Workshop, *, came: int | None = None) -> dict[str, Any]:
    """A workshop as plain values."""
    fields = fields_of(workshop)
    said = {name: getattr(fields, name) for name in fields.__dataclass_fields__}
    count = workshop.participants.count() if came is None else came
    return {**said, "languages": list(fields.languages), "state": workshop.state, "came": count}


def session_record(one: Session) -> dict[str, Any]:
    """A part of the programme as plain values."""
    return {
        "id": one.pk,
        "title": one.title,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
        "speakers": one.speakers,
    }


def material_record(one: Material) -> dict[str, Any]:
    """Something to read as plain values."""
    return {"id": one.pk, "title": one.title, "address": one.address}


def follow_up_record(one: FollowUp) -> dict[str, Any]:
    """What was agreed on as plain values."""
    return {
        "id": one.pk,
        "title": one.title,
        "due_on": one.due_on,
        "entity": one.entity.code if one.entity else None,
        "features": one.features,
        "item": one.item or None,
    }


def exercise_record(one: Exercise, *, sees: bool) -> dict[str, Any]:
    """An exercise as plain values; what it shows for those who may see that."""
    shown = tally_of(one) if sees else None
    return {
        "number": one.number,
        "feature": one.feature,
        "question": one.question,
        "begins_at": one.begins_at,
        "seconds": one.seconds,
        "is_open": one.closed_at is None,
        "looked": shown.looked if shown else None,
        "found": shown.found if shown else None,
        "median_seconds": shown.median_seconds if shown else None,
        "given_up_at": dict(shown.given_up_at) if shown else None,
    }


def _invitation(one: Invitation) -> dict[str, Any]:
    entity = one.entity.code if one.entity else None
    return {"id": one.pk, "entity": entity, "person": one.person, "at": one.at}


def _feedback(workshop: Workshop) -> dict[str, Any]:
    found = feedback_of(workshop)
    marks = {code: {"count": n, "mean": mean} for code, (n, mean) in found.marks.items()}
    return {"count": found.count, "marks": marks, "texts": list(found.texts)}


def _finding(one: Any) -> dict[str, Any]:
    return {
        "workshop": one.exercise.workshop.code,
        "on": one.at.date(),
        "begins_at": one.exercise.begins_at,
        "looked": one.looked,
        "found": one.found,
        "median_seconds": one.median_seconds,
        "given_up_at": dict(one.given_up_at),
    }
