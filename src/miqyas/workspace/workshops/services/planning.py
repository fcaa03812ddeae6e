"""Planning a workshop: what and when, its programme, who is invited, what to read, what was agreed on."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.workspace.accounts.queries import person_by_email
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.workshops.errors import WorkshopError, fault
from miqyas.workspace.workshops.fields import (
    FollowUpFields,
    MaterialFields,
    SessionFields,
    Words,
    WorkshopFields,
    follow_up_faults,
    material_faults,
    session_faults,
    workshop_faults,
)
from miqyas.workspace.workshops.models import FollowUp, Invitation, Material, Session, State, Workshop
from miqyas.workspace.workshops.queries import feature_named, fields_of, workshop_by_code

DOOR_SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody takes for another."""
DOOR_LENGTH: Final = 8
MOST_PARTS: Final = 100
MOST_INVITED: Final = 500


def workshop_problems(
    fields: WorkshopFields, *, workshop: Workshop | None = None
) -> tuple[WorkshopError, ...]:
    """All that is wrong with a new workshop, or with another state of one that is there."""
    tidy_fields = fields.tidied()
    found = [*workshop_faults(tidy_fields)]
    there = workshop_by_code(tidy_fields.code)
    if there is not None and (workshop is None or there.pk != workshop.pk):
        found.append(fault("code_taken", "code", given=tidy_fields.code))
    return tuple(found)


@transaction.atomic
def workshop_create(fields: WorkshopFields, *, by: UUID | None, is_sample: bool = False) -> Workshop:
    """Plan a workshop, which nobody is told of yet. Raises `WorkshopError`, the first of its problems."""
    refuse(workshop_problems(fields))
    workshop = Workshop(door=_door(), is_sample=is_sample, created_by=by)
    _write(workshop, fields.tidied())
    record("workshop.create", workshop, by=by)
    return workshop


@transaction.atomic
def workshop_update(workshop: Workshop, fields: WorkshopFields, *, by: UUID | None) -> Workshop:
    """Have a workshop be otherwise; who was told of it is told of another time. The same changes nothing."""
    held, tidy_fields = locked(workshop), fields.tidied()
    before = fields_of(held)
    if tidy_fields == before:
        return held
    refuse(workshop_problems(tidy_fields, workshop=held))
    held.version += 1
    _write(held, tidy_fields)
    record("workshop.update", held, by=by)
    is_moved = (before.starts_at, before.ends_at) != (held.starts_at, held.ends_at)
    if is_moved and held.state == State.ANNOUNCED:
        publish("workshop.moved", key=f"{held.pk}:{held.version}", workshop=str(held.pk), by=by and str(by))
    return held


@transaction.atomic
def workshop_announce(workshop: Workshop, *, by: UUID | None) -> Workshop:
    """Tell who is invited, and let them see it. Raises `WorkshopError` for one that was cancelled."""
    held = locked(workshop)
    if held.state == State.CANCELLED:
        raise fault("cancelled", "state")
    if held.state == State.DRAFT:
        _set(held, State.ANNOUNCED, by=by, action="workshop.announce")
        for invitation in held.invitations.all():
            _tell(invitation, by=by)
    return held


@transaction.atomic
def workshop_cancel(workshop: Workshop, *, by: UUID | None) -> Workshop:
    """Call a workshop off; who was told of it is told. What was planned and said stays."""
    held = locked(workshop)
    if held.state != State.CANCELLED:
        was_known = held.state == State.ANNOUNCED
        _set(held, State.CANCELLED, by=by, action="workshop.cancel")
        if was_known:
            publish("workshop.cancelled", key=str(held.pk), workshop=str(held.pk), by=by and str(by))
    return held


@transaction.atomic
def session_add(workshop: Workshop, fields: SessionFields, *, by: UUID | None) -> Session:
    """Add a part to the programme. Raises `WorkshopError`; a speaker is kept only if they agreed."""
    held, said = locked(workshop), fields.tidied()
    refuse(session_faults(said, within=fields_of(held)))
    _room(held.sessions.count(), MOST_PARTS, "title")
    made = Session.objects.create(
        workshop=held,
        title=dict(said.title),
        starts_at=said.starts_at,
        minutes=said.minutes,
        speakers=list(said.speakers),
    )
    record("workshop.session_add", held, by=by)
    return made


@transaction.atomic
def session_remove(session: Session, *, by: UUID | None) -> None:
    """Take a part out of the programme, and with it the names of its speakers."""
    record("workshop.session_remove", session.workshop, by=by)
    session.delete()


@transaction.atomic
def material_add(workshop: Workshop, *, title: Words, address: str, by: UUID | None) -> Material:
    """Add something to read. Raises `WorkshopError`."""
    held, said = locked(workshop), MaterialFields(title, address).tidied()
    refuse(material_faults(said))
    _room(held.materials.count(), MOST_PARTS, "title")
    made = Material.objects.create(workshop=held, title=dict(said.title), address=said.address)
    record("workshop.material_add", held, by=by)
    return made


@transaction.atomic
def material_remove(material: Material, *, by: UUID | None) -> None:
    """Take something to read away."""
    record("workshop.material_remove", material.workshop, by=by)
    material.delete()


@transaction.atomic
def invite_entity(workshop: Workshop, code: str, *, by: UUID | None) -> Invitation:
    """Invite the people of an entity. Raises `WorkshopError`; invited again, they stay invited once."""
    held = locked(workshop)
    return _invite(held, {"entity": entity_named(code)}, by=by)


@transaction.atomic
def invite_person(workshop: Workshop, email: str, *, by: UUID | None) -> Invitation:
    """Invite somebody who has an account, by their address. Raises `WorkshopError`."""
    held = locked(workshop)
    person = person_by_email(email)
    if person is None:
        raise fault("person_unknown", "email")
    return _invite(held, {"person": person.pseudonym}, by=by)


@transaction.atomic
def invitation_withdraw(invitation: Invitation, *, by: UUID | None) -> None:
    """Invite somebody no longer; the workshop is hidden from them again."""
    record("workshop.uninvite", invitation.workshop, by=by)
    invitation.delete()


@transaction.atomic
def follow_up_add(workshop: Workshop, fields: FollowUpFields, *, by: UUID | None) -> FollowUp:
    """Keep what was agreed on. Raises `WorkshopError`."""
    held, said = locked(workshop), fields.tidied()
    refuse(follow_up_faults(said))
    _room(held.follow_ups.count(), MOST_PARTS, "title")
    made = FollowUp.objects.create(
        workshop=held,
        title=dict(said.title),
        entity=entity_named(said.entity) if said.entity else None,
        due_on=said.due_on,
        features=[feature_code(code) for code in said.features],
        by=by,
    )
    record("workshop.follow_up", held, by=by)
    return made


@transaction.atomic
def follow_up_placed(follow_up: FollowUp, *, item: str, by: UUID | None) -> FollowUp:
    """Keep which item of the roadmap it became. Raises `WorkshopError` where it is one already."""
    held = FollowUp.objects.select_for_update().select_related("workshop").get(pk=follow_up.pk)
    if held.item:
        raise fault("is_item", "item", given=held.item)
    held.item = item
    held.save(update_fields=["item"])
    record("workshop.follow_up_placed", held.workshop, by=by, item=item)
    return held


def locked(workshop: Workshop) -> Workshop:
    """The workshop, held until the transaction ends."""
    return Workshop.objects.select_for_update().get(pk=workshop.pk)


def record(action: str, workshop: Workshop, *, by: UUID | None, **more: Any) -> None:
    """Keep in the history what was done with a workshop."""
    details = {"code": workshop.code, "state": workshop.state, "version": workshop.version, **more}
    record_add(action, actor=by, object_kind="workshop", object_id=workshop.pk, details=details)


def _write(workshop: Workshop, fields: WorkshopFields) -> None:
    for name in ("code", "starts_at", "ends_at", "link", "portal"):
        setattr(workshop, name, getattr(fields, name))
    for name in ("title", "about", "place"):
        setattr(workshop, name, dict(getattr(fields, name)))
    workshop.languages = list(fields.languages)
    try:
        with transaction.atomic():
            workshop.save()
    except IntegrityError as error:
        raise fault("code_taken", "code", given=fields.code) from error


def _set(workshop: Workshop, state: State, *, by: UUID | None, action: str) -> None:
    workshop.state = state
    workshop.save(update_fields=["state"])
    record(action, workshop, by=by)


def _invite(workshop: Workshop, whom: dict[str, Any], *, by: UUID | None) -> Invitation:
    _room(workshop.invitations.count(), MOST_INVITED, "entity")
    made, is_new = Invitation.objects.get_or_create(workshop=workshop, **whom, defaults={"by": by})
    if is_new:
        record("workshop.invite", workshop, by=by)
        if workshop.state == State.ANNOUNCED:
            _tell(made, by=by)
    return made


def _tell(invitation: Invitation, *, by: UUID | None) -> None:
    publish("workshop.invited", key=str(invitation.pk), invitation=str(invitation.pk), by=by and str(by))


def entity_named(code: str) -> Entity:
    """The entity of a code. Raises `WorkshopError`."""
    found = entity_by_code(code)
    if found is None:
        raise fault("entity_unknown", "entity", given=code[:60])
    return found


def feature_code(code: str) -> str:
    """The code of a feature as its list has it. Raises `WorkshopError`."""
    found = feature_named(code)
    if found is None:
        raise fault("feature_unknown", "features", given=code[:60])
    return found[1].code


def _room(count: int, most: int, name: str) -> None:
    if count >= most:
        raise fault("too_many", name, limit=most)


def _door() -> str:
    return "".join(secrets.choice(DOOR_SIGNS) for _ in range(DOOR_LENGTH))


def refuse(problems: Iterable[WorkshopError]) -> None:
    """Raise the first of the problems, if there are any."""
    for problem in problems:
        raise problem
