"""Parts of a workshop changed and taken away: programme, materials, follow-ups, exercises."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from miqyas.api.endpoints.workspace_workshops import (
    EXERCISE,
    ONE,
    Address,
    ExerciseTold,
    FollowUpAsked,
    FollowUpTold,
    MaterialAsked,
    MaterialTold,
    NumberInPath,
    SessionAsked,
    SessionTold,
    WorkshopInPath,
    WorkshopTold,
    exercise_at,
    exercise_record,
    follow_up_record,
    material_record,
    session_record,
    within_at,
    workshop_record,
)
from miqyas.api.endpoints.workspace_workshops import router as of_workshops
from miqyas.api.gate import private, target_of
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.workshops.fields import (
    LONGEST_CLOCK,
    SHORTEST_CLOCK,
    FollowUpFields,
    MaterialFields,
    SessionFields,
)
from miqyas.workspace.workshops.services.changing import (
    exercise_change,
    exercise_remove,
    follow_up_change,
    follow_up_remove,
    material_change,
    session_change,
)
from miqyas.workspace.workshops.services.planning import (
    invitation_withdraw,
    material_remove,
    session_remove,
)

router = Router(tags=["workshops"])
PartInPath = Annotated[UUID, Path(description="Id of the part.")]
SESSION: Final = f"{ONE}/sessions/{{part}}"
MATERIAL: Final = f"{ONE}/materials/{{part}}"
INVITATION: Final = f"{ONE}/invitations/{{part}}"
FOLLOW_UP: Final = f"{ONE}/follow-ups/{{part}}"


class ClockAsked(Schema):
    """What may be otherwise of an exercise that runs."""

    seconds: int = Field(ge=SHORTEST_CLOCK, le=LONGEST_CLOCK)
    begins_at: Address = Field("", description="Another beginning, while nobody answered; empty: the same.")


@router.put(
    SESSION,
    response=SessionTold,
    operation_id="workshop_session_save",
    url_name="workshop_session_save",
    summary="Change a part of the programme",
)
@private("workshop.edit", of=within_at)
def session_save(
    request: HttpRequest, workshop: WorkshopInPath, part: PartInPath, asked: SessionAsked
) -> dict[str, Any]:
    """As a whole; its speakers are kept if each of them agreed."""
    fields = SessionFields(**{**asked.dict(), "speakers": tuple(asked.speakers)})
    row = _row(request, "sessions", part)
    return session_record(session_change(row, fields, by=person_of(request.user).by))


@router.delete(
    SESSION,
    response=WorkshopTold,
    operation_id="workshop_session_remove",
    url_name="workshop_session_remove",
    summary="Take a part out of the programme",
)
@private("workshop.edit", of=within_at)
def session_gone(request: HttpRequest, workshop: WorkshopInPath, part: PartInPath) -> dict[str, Any]:
    """And with it the names of its speakers."""
    session_remove(_row(request, "sessions", part), by=person_of(request.user).by)
    return workshop_record(target_of(request))


@router.put(
    MATERIAL,
    response=MaterialTold,
    operation_id="workshop_material_save",
    url_name="workshop_material_save",
    summary="Change something to read",
)
@private("workshop.edit", of=within_at)
def material_save(
    request: HttpRequest, workshop: WorkshopInPath, part: PartInPath, asked: MaterialAsked
) -> dict[str, Any]:
    """Its title, its address."""
    row = _row(request, "materials", part)
    return material_record(
        material_change(row, MaterialFields(**asked.dict()), by=person_of(request.user).by)
    )


@router.delete(
    MATERIAL,
    response=WorkshopTold,
    operation_id="workshop_material_remove",
    url_name="workshop_material_remove",
    summary="Take something to read away",
)
@private("workshop.edit", of=within_at)
def material_gone(request: HttpRequest, workshop: WorkshopInPath, part: PartInPath) -> dict[str, Any]:
    """The page that it leads to is not touched."""
    material_remove(_row(request, "materials", part), by=person_of(request.user).by)
    return workshop_record(target_of(request))


@router.delete(
    INVITATION,
    response=WorkshopTold,
    operation_id="workshop_uninvite",
    url_name="workshop_uninvite",
    summary="Withdraw an invitation",
)
@private("workshop.edit", of=within_at)
def invitation_gone(request: HttpRequest, workshop: WorkshopInPath, part: PartInPath) -> dict[str, Any]:
    """The workshop is hidden from them again, unless they are invited in another way."""
    invitation_withdraw(_row(request, "invitations", part), by=person_of(request.user).by)
    return workshop_record(target_of(request))


@router.put(
    FOLLOW_UP,
    response=FollowUpTold,
    operation_id="workshop_follow_up_save",
    url_name="workshop_follow_up_save",
    summary="Change what was agreed on",
)
@private("workshop.edit", of=within_at)
def follow_up_save(
    request: HttpRequest, workshop: WorkshopInPath, part: PartInPath, asked: FollowUpAsked
) -> dict[str, Any]:
    """Until it is an item of the roadmap, which is then changed there."""
    fields = FollowUpFields(**{**asked.dict(), "features": tuple(asked.features)})
    row = _row(request, "follow_ups", part)
    return follow_up_record(follow_up_change(row, fields, by=person_of(request.user).by))


@router.delete(
    FOLLOW_UP,
    response=WorkshopTold,
    operation_id="workshop_follow_up_remove",
    url_name="workshop_follow_up_remove",
    summary="Take away what was agreed on",
)
@private("workshop.edit", of=within_at)
def follow_up_gone(request: HttpRequest, workshop: WorkshopInPath, part: PartInPath) -> dict[str, Any]:
    """Until it is an item of the roadmap."""
    follow_up_remove(_row(request, "follow_ups", part), by=person_of(request.user).by)
    return workshop_record(target_of(request))


@of_workshops.put(
    EXERCISE,
    response=ExerciseTold,
    operation_id="workshop_exercise_save",
    url_name="workshop_exercise_save",
    summary="Give an exercise another clock or beginning",
)
@private("workshop.run", of=within_at)
def exercise_save(
    request: HttpRequest, workshop: WorkshopInPath, number: NumberInPath, asked: ClockAsked
) -> dict[str, Any]:
    """While it runs. What phones have answered stays; once any has, so does the beginning."""
    found = exercise_at(target_of(request), number)
    made = exercise_change(found, **asked.dict(), by=person_of(request.user).by)
    return exercise_record(made, sees=allowed(request.user, "finding.view"))


@of_workshops.delete(
    EXERCISE,
    response=WorkshopTold,
    operation_id="workshop_exercise_remove",
    url_name="workshop_exercise_remove",
    summary="Take away an exercise",
)
@private("workshop.run", of=within_at)
def exercise_gone(request: HttpRequest, workshop: WorkshopInPath, number: NumberInPath) -> dict[str, Any]:
    """Only one that no phone has answered."""
    exercise_remove(exercise_at(target_of(request), number), by=person_of(request.user).by)
    return workshop_record(target_of(request))


def _row(request: HttpRequest, rows: str, part: UUID) -> Any:
    found = getattr(target_of(request), rows).filter(pk=part).first()
    if found is None:
        raise Http404
    return found
