"""Who is told of a workshop, and its days: those who are invited, and who runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils import timezone

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.workshops.access import OF_ENTITY
from miqyas.workspace.workshops.models import Invitation, State, Workshop
from miqyas.workspace.workshops.queries import workshops_known_to


@subscribe("workshop.invited")
def tell_the_invited(event: Event) -> None:
    """Whoever was invited, unless the invitation was taken back meanwhile."""
    rows = Invitation.objects.select_related("workshop").filter(pk=event.payload["invitation"])
    if invitation := rows.first():
        _tell(event, invitation.workshop, _people([invitation]))


@subscribe("workshop.moved", "workshop.cancelled")
def tell_of_change(event: Event) -> None:
    """All who were invited."""
    workshop = Workshop.objects.filter(pk=event.payload["workshop"]).first()
    if workshop:
        _tell(event, workshop, _people(workshop.invitations.all()))


def dates_of(person: Person) -> Iterator[Appointment]:
    """The days of the workshops that somebody knows of."""
    for one in workshops_known_to(person).filter(state=State.ANNOUNCED):
        first, last = timezone.localdate(one.starts_at), timezone.localdate(one.ends_at)
        yield Appointment(
            uid=f"{one.pk}:workshop",
            starts_on=first,
            ends_on=last if last != first else None,
            words="calendar.workshop",
            params={"workshop": one.name},
            route="workshop",
            route_args={"code": one.code},
        )


def _people(invitations: Iterable[Invitation]) -> set[UUID]:
    found: set[UUID] = set()
    for one in invitations:
        if one.person:
            found.add(one.person)
        if one.entity_id:
            found |= holding(OF_ENTITY, entity=one.entity_id)
    return found


def _tell(event: Event, workshop: Workshop, people: Iterable[UUID]) -> None:
    on = timezone.localdate(workshop.starts_at).isoformat()
    params = {"workshop": workshop.title, "on": on}
    tell(event, people, params=params, route_args={"code": workshop.code})
