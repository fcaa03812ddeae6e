"""Who is told of the roadmap, of directives and of projects at the gate; and their dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import LEAD
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.access import AUTHORITY, OF_ENTITY, PLANNERS, WORKERS
from miqyas.workspace.roadmaps.models import Directive, GateReview, Meeting, RoadmapItem
from miqyas.workspace.roadmaps.queries.directives import OPEN as OPEN_DIRECTIVES
from miqyas.workspace.roadmaps.queries.items import OPEN

_TOLD_OF_STEP = {"reported": PLANNERS, "under_way": WORKERS, "done": WORKERS, "cancelled": WORKERS}
"""Who hears that a directive came to a state: the authority of a report, its entity of the answer."""


@subscribe("roadmap.given")
def tell_of_item(event: Event) -> None:
    """The person who answers for an item now, and the workers of an entity that it came to."""
    item = RoadmapItem.objects.filter(pk=event.payload["item"]).first()
    if item is None:
        return
    people = {UUID(event.payload["person"])} if event.payload["person"] else set()
    if event.payload["entity"]:
        people |= holding(WORKERS, entity=UUID(event.payload["entity"]))
    tell(event, people, params=_of_item(item), route_args={"code": item.code})


@subscribe("roadmap.due", "roadmap.late")
def tell_of_day(event: Event) -> None:
    """Whoever answers for an item and its entity's workers; of what is late the authority too."""
    item = RoadmapItem.objects.filter(pk=event.payload["item"], state__in=OPEN).first()
    if item is None or str(item.planned_end) != event.payload["on"]:
        return
    people = holding(WORKERS, entity=item.entity_id) if item.entity_id else holding(PLANNERS)
    if event.kind == "roadmap.late":
        people |= holding(PLANNERS)
    if item.responsible:
        people.add(item.responsible)
    tell(event, people, params=_of_item(item) | {"on": event.payload["on"]}, route_args={"code": item.code})


@subscribe("directive.given", "directive.due", "directive.late")
def tell_of_directive(event: Event) -> None:
    """The people of the entity that it binds; of what is late the authority too."""
    found = _directive(event)
    if found is None or found.state not in OPEN_DIRECTIVES:
        return
    if "on" in event.payload and str(found.due) != event.payload["on"]:
        return
    people = holding(OF_ENTITY, entity=found.entity_id) if found.entity_id else set()
    if event.kind == "directive.late":
        people |= holding(PLANNERS)
    params = {"number": found.number, "on": str(found.due) if found.due else "–"}
    tell(event, people, params=params, route_args={"directive": str(found.pk)})


@subscribe("directive.step")
def tell_of_step(event: Event) -> None:
    """The authority that a directive was reported as done; its entity what became of it."""
    found = _directive(event)
    roles = _TOLD_OF_STEP.get(event.payload["state"])
    if found is None or roles is None:
        return
    people = holding(roles, entity=None if roles == PLANNERS else found.entity_id)
    params = {"number": found.number, "stage": _words(f"directive.state.{event.payload['state']}")}
    tell(event, people, params=params, route_args={"directive": str(found.pk)})


@subscribe("gate.submitted", "gate.decided")
def tell_of_project(event: Event) -> None:
    """Those who rule on projects of one that was handed in; its entity's people of the ruling."""
    found = GateReview.objects.select_related("entity").filter(pk=event.payload["review"]).first()
    if found is None:
        return
    is_in = event.kind == "gate.submitted"
    people = holding((LEAD,)) if is_in else holding(OF_ENTITY, entity=found.entity_id)
    params = {"project": dict(found.name), "stage": _words(f"gate.state.{event.payload['state']}")}
    tell(event, people, params=params, route_args={"code": found.code})


def dates_of(person: Person) -> Iterator[Appointment]:
    """The days that concern somebody: ends of items, days of directives, meetings of the committee."""
    sees_all = person.holds(*AUTHORITY)
    own = Q() if sees_all else Q(entity__in=person.entities(*OF_ENTITY))
    mine = Q(responsible=person.pseudonym) | (Q(entity__in=person.entities(*OF_ENTITY)))
    items = RoadmapItem.objects.filter(mine, state__in=OPEN, planned_end__isnull=False)
    for item in items:
        yield Appointment(
            uid=f"{item.pk}:roadmap",
            starts_on=item.planned_end,
            words="calendar.roadmap",
            params=_of_item(item),
            route="roadmap_item",
            route_args={"code": item.code},
        )
    yield from _windows(items_of=mine)
    for found in Directive.objects.filter(own, state__in=OPEN_DIRECTIVES, due__isnull=False):
        yield Appointment(
            uid=f"{found.pk}:directive",
            starts_on=found.due,
            words="calendar.directive",
            params={"number": found.number},
            route="directive",
            route_args={"directive": str(found.pk)},
        )
    if sees_all:
        yield from _meetings()


def _windows(*, items_of: Q) -> Iterator[Appointment]:
    """The safe and the last day of going live before the window, of items still to be done."""
    items = RoadmapItem.objects.filter(items_of, state__in=OPEN, window__isnull=False)
    for item in items.select_related("window"):
        for name, day in (("safe", item.window.safe), ("last", item.window.last)):
            yield Appointment(
                uid=f"{item.pk}:{name}",
                starts_on=day,
                words=f"calendar.roadmap_{name}",
                params=_of_item(item) | {"edition": item.window.edition},
                route="roadmap_item",
                route_args={"code": item.code},
            )


def _meetings() -> Iterator[Appointment]:
    for meeting in Meeting.objects.all():
        yield Appointment(
            uid=f"{meeting.pk}:meeting",
            starts_on=meeting.on,
            words="calendar.meeting",
            route="committee_pack",
        )


def _directive(event: Event) -> Directive | None:
    return Directive.objects.filter(pk=event.payload["directive"]).first()


def _of_item(item: RoadmapItem) -> dict[str, Any]:
    return {"item": dict(item.name)}


def _words(key: str) -> dict[str, str]:
    return dict(text_of(key))
