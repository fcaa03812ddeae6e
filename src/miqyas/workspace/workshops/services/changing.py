"""Parts of a workshop said otherwise or taken away; what phones have answered stays as they answered it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.workspace.workshops.errors import fault
from miqyas.workspace.workshops.fields import (
    LONGEST_CLOCK,
    SHORTEST_CLOCK,
    FollowUpFields,
    MaterialFields,
    SessionFields,
    address_faults,
    follow_up_faults,
    material_faults,
    session_faults,
)
from miqyas.workspace.workshops.models import Exercise, FollowUp, Material, Session
from miqyas.workspace.workshops.queries import fields_of
from miqyas.workspace.workshops.services.planning import entity_named, feature_code, locked, record, refuse

PartT = TypeVar("PartT", Session, Material, FollowUp, Exercise)


@transaction.atomic
def session_change(session: Session, fields: SessionFields, *, by: UUID | None) -> Session:
    """Have a part of the programme be otherwise. Raises `WorkshopError`; speakers stay only if they agree."""
    within, said = locked(session.workshop), fields.tidied()
    held = _still(session)
    refuse(session_faults(said, within=fields_of(within)))
    wanted = {
        "title": dict(said.title),
        "starts_at": said.starts_at,
        "minutes": said.minutes,
        "speakers": list(said.speakers),
    }
    _unmoved(session, held, wanted)
    _changed(held, wanted, action="workshop.session_change", by=by)
    return held


@transaction.atomic
def material_change(material: Material, fields: MaterialFields, *, by: UUID | None) -> Material:
    """Have something to read be otherwise. Raises `WorkshopError`."""
    locked(material.workshop)
    held, said = _still(material), fields.tidied()
    refuse(material_faults(said))
    wanted = {"title": dict(said.title), "address": said.address}
    _unmoved(material, held, wanted)
    _changed(held, wanted, action="workshop.material_change", by=by)
    return held


@transaction.atomic
def follow_up_change(follow_up: FollowUp, fields: FollowUpFields, *, by: UUID | None) -> FollowUp:
    """Say otherwise what was agreed on. Raises `WorkshopError`, also once it is an item of the roadmap."""
    held, said = _open_follow_up(follow_up), fields.tidied()
    refuse(follow_up_faults(said))
    wanted = {
        "title": dict(said.title),
        "entity": entity_named(said.entity) if said.entity else None,
        "due_on": said.due_on,
        "features": [feature_code(code) for code in said.features],
    }
    _unmoved(follow_up, held, wanted)
    _changed(held, wanted, action="workshop.follow_up_change", by=by)
    return held


@transaction.atomic
def follow_up_remove(follow_up: FollowUp, *, by: UUID | None) -> None:
    """Take away what was agreed on. Raises `WorkshopError` once it is an item of the roadmap."""
    held = _open_follow_up(follow_up)
    record("workshop.follow_up_remove", held.workshop, by=by)
    held.delete()


@transaction.atomic
def exercise_change(
    exercise: Exercise, *, seconds: int, begins_at: str = "", by: UUID | None, now: datetime | None = None
) -> Exercise:
    """Give an exercise that runs more time, or another beginning as long as no phone has answered.

    Raises `WorkshopError`. What is asked stays: another feature is another exercise.
    """
    held = _still(exercise)
    if held.closed_at:
        raise fault("exercise_over", "exercise")
    address = begins_at.strip() or held.begins_at
    refuse(address_faults(address, "begins_at"))
    if not SHORTEST_CLOCK <= seconds <= LONGEST_CLOCK:
        raise fault("clock", "seconds", least=SHORTEST_CLOCK, limit=LONGEST_CLOCK)
    gone = ((now or timezone.now()) - held.opened_at).total_seconds()
    if seconds < min(held.seconds, gone):
        raise fault("clock_gone", "seconds", n=round(gone))
    if address != held.begins_at and held.attempts.exists():
        raise fault("is_answered", "begins_at")
    wanted = {"seconds": seconds, "begins_at": address}
    _changed(held, wanted, action="workshop.exercise_change", by=by)
    return held


@transaction.atomic
def exercise_remove(exercise: Exercise, *, by: UUID | None) -> None:
    """Take away an exercise that no phone has answered. Raises `WorkshopError` for one that any has."""
    held = _still(exercise)
    if held.attempts.exists():
        raise fault("is_answered", "exercise")
    record("workshop.exercise_remove", held.workshop, by=by, feature=held.feature, number=held.number)
    held.delete()


def session_fields(session: Session) -> SessionFields:
    """A part of the programme as plain values; who is named has agreed."""
    names = tuple(session.speakers)
    return SessionFields(session.title, session.starts_at, session.minutes, names, has_consent=bool(names))


def follow_up_fields(follow_up: FollowUp) -> FollowUpFields:
    """What was agreed on as plain values."""
    entity = follow_up.entity.code if follow_up.entity else ""
    return FollowUpFields(follow_up.title, follow_up.due_on, entity, tuple(follow_up.features))


def _open_follow_up(follow_up: FollowUp) -> FollowUp:
    found = _still(follow_up)
    if found.item:
        raise fault("is_item", "item", given=found.item)
    return found


def _still(part: PartT) -> PartT:
    """The part as it is now, held until the transaction ends. Raises `WorkshopError` once it is gone."""
    found = type(part)._default_manager.select_for_update(of=("self",)).select_related("workshop")
    held: PartT | None = found.filter(pk=part.pk).first()
    if held is None:
        raise fault("part_gone", "part")
    return held


def _unmoved(seen: PartT, held: PartT, names: Iterable[str]) -> None:
    """Raises `WorkshopError` where the part is another than whoever changes it has seen."""
    if any(getattr(seen, name) != getattr(held, name) for name in names):
        raise fault("part_moved", "part")


def _changed(
    row: Session | Material | FollowUp | Exercise,
    wanted: dict[str, object],
    *,
    action: str,
    by: UUID | None,
) -> None:
    """Write what is otherwise, and record which fields; the same changes nothing. No names are recorded."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    record(action, row.workshop, by=by, changed=changed)
