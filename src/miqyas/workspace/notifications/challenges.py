"""Who is told of the challenge, and its dates. Nothing that is told holds a result, a mark or a juror's
name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.challenges.access import HANDS_IN, OF_ENTITY, RUNS, WRITES
from miqyas.workspace.challenges.fields import group_of, groups_of, state_name
from miqyas.workspace.challenges.models import Appeal, Certificate, Juror, Nomination, Round
from miqyas.workspace.challenges.queries import appeal_by_id, nomination_by_id, seats_of
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.registry.queries import entities_active

INSIDE: Final = frozenset({"shortlist", "embargo"})
"""Stages that concern the authority alone."""
_DAYS: Final = ("opens_on", "nominations_until", "appeals_until", "publish_at")


@subscribe("challenge.stage")
def tell_of_stage(event: Event) -> None:
    """The authority; of stages that concern them, the entities: once opened all that may nominate, then those
    that did.
    """
    found = Round.objects.filter(pk=event.payload["round"]).first()
    if found is None:
        return
    state, people = event.payload["state"], holding(RUNS)
    if state == "open":
        groups = groups_of(found.groups)
        able = [one for one in entities_active() if group_of(one.mandates, groups)]
        people |= _of_entities((one.pk for one in able), OF_ENTITY)
    elif state not in INSIDE:
        nominated = Nomination.objects.filter(round=found, state="submitted")
        people |= _of_entities(nominated.values_list("entity", flat=True), OF_ENTITY)
    params = {"round": found.title, "stage": dict(state_name(state))}
    tell(event, people, params=params, route_args={"code": found.code})


@subscribe("nomination.submitted", "nomination.returned")
def tell_of_nomination(event: Event) -> None:
    """The authority of one handed in, the entity's workers of one given back."""
    found = nomination_by_id(UUID(event.payload["nomination"]))
    if found:
        is_back = event.kind == "nomination.returned"
        people = _of_entities([found.entity_id], (*WRITES, *HANDS_IN)) if is_back else holding(RUNS)
        tell(event, people, params=_of_nomination(found), route_args=_at_nomination(found))


@subscribe("jury.appointed", "jury.begins")
def tell_the_juror(event: Event) -> None:
    """A juror: that they sit, or how many sheets are theirs, and nothing of anybody else."""
    juror = _juror(event)
    if juror:
        params = {"round": juror.round.title} | {
            name: event.payload[name] for name in ("n",) if name in event.payload
        }
        tell(event, [juror.person], params=params, route_args={})


@subscribe("jury.conflict", "jury.all_in")
def tell_the_authority(event: Event) -> None:
    """Those who run rounds: that a juror declared a conflict, that all sheets are in."""
    juror = _juror(event) if "juror" in event.payload else None
    found = juror.round if juror else Round.objects.filter(pk=event.payload.get("round")).first()
    if found:
        tell(event, holding(RUNS), params={"round": found.title}, route_args={"code": found.code})


@subscribe("nominations.due")
def tell_of_last_day(event: Event) -> None:
    """The people of entities that may nominate and have handed in nothing."""
    found = Round.objects.filter(pk=event.payload["round"], state="open").first()
    if found is None:
        return
    groups = groups_of(found.groups)
    done = set(Nomination.objects.filter(round=found, state="submitted").values_list("entity", flat=True))
    able = [one.pk for one in entities_active() if group_of(one.mandates, groups) and one.pk not in done]
    params = {"round": found.title, "on": event.payload["on"]}
    tell(event, _of_entities(able, OF_ENTITY), params=params, route_args={"code": found.code})


@subscribe("jury.due")
def tell_of_sheets(event: Event) -> None:
    """A juror whose sheets are awaited, unless they handed them in meanwhile."""
    juror = _juror(event)
    waiting = juror.sheets.filter(state="assigned").count() if juror else 0
    if juror and waiting:
        params = {"round": juror.round.title, "n": waiting, "on": event.payload["on"]}
        tell(event, [juror.person], params=params, route_args={})


@subscribe("appeal.lodged", "appeal.due", "appeal.answered")
def tell_of_appeal(event: Event) -> None:
    """The authority of an appeal with the day by which it is to be answered; its entity of the answer."""
    found: Appeal | None = appeal_by_id(UUID(event.payload["appeal"]))
    if found is None or (event.kind == "appeal.due" and found.outcome):
        return
    is_answer = event.kind == "appeal.answered"
    people = _of_entities([found.nomination.entity_id], HANDS_IN) if is_answer else holding(RUNS)
    params = _of_nomination(found.nomination) | {"on": str(found.due_on)}
    at = {"code": found.nomination.round.code, "appeal": str(found.pk)}
    route = _at_nomination(found.nomination) if is_answer else at
    tell(event, people, params=params, route_args=route)


@subscribe("certificate.issued")
def tell_of_certificate(event: Event) -> None:
    """Everybody of the entity that was honoured."""
    found = (
        Certificate.objects.select_related("round", "entity").filter(pk=event.payload["certificate"]).first()
    )
    if found:
        params = {"round": found.round.title, "entity": found.entity.name}
        people = _of_entities([found.entity_id], OF_ENTITY)
        tell(event, people, params=params, route_args={"code": found.code})


def _of_entities(entities: Iterable[UUID], roles: Iterable[str]) -> set[UUID]:
    """The people who hold one of the roles for one of the entities."""
    listed = tuple(roles)
    return {one for entity in entities for one in holding(listed, entity=entity)}


def _juror(event: Event) -> Juror | None:
    rows = Juror.objects.select_related("round").filter(withdrawn_at=None)
    return rows.filter(pk=event.payload["juror"]).first()


def _of_nomination(nomination: Nomination) -> dict[str, Any]:
    return {"round": nomination.round.title, "entity": nomination.entity.name}


def _at_nomination(nomination: Nomination) -> dict[str, Any]:
    return {"code": nomination.round.code, "nomination": str(nomination.pk)}


def dates_of(person: Person) -> Iterator[Appointment]:
    """The days of rounds that concern somebody: who runs them and who may nominate, and who sits on a
    jury.
    """
    if person.holds(*RUNS) or person.entities(*OF_ENTITY):
        for one in Round.objects.exclude(state__in=["draft", "published"]):
            yield from _days(one)
    for seat in seats_of(person.pseudonym):
        if seat.round.jury_until and seat.round.state in {"open", "jury"}:
            yield _appointment(seat.round, "jury_until", route="jury_queue")


def _days(one: Round) -> Iterator[Appointment]:
    for name in _DAYS:
        if getattr(one, name):
            yield _appointment(one, name, route="challenge", code=one.code)


def _appointment(one: Round, name: str, *, route: str, **route_args: str) -> Appointment:
    day = getattr(one, name)
    return Appointment(
        uid=f"{one.pk}:{name}",
        starts_on=timezone.localdate(day) if name == "publish_at" else day,
        words=f"calendar.challenge.{name}",
        params={"round": one.name},
        route=route,
        route_args=route_args,
    )
