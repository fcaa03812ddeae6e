"""The workshop of the sample government, laid in through the services that people use; it is open at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.documents import read_document
from miqyas.workspace.registry.models import Portal, PortalKind
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.workshops.fields import (
    AttemptFields,
    FollowUpFields,
    SessionFields,
    WorkshopFields,
)
from miqyas.workspace.workshops.models import Workshop
from miqyas.workspace.workshops.queries import workshop_by_code
from miqyas.workspace.workshops.services.attending import attempt_add, feedback_add, workshop_join
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
from miqyas.workspace.workshops.services.planning import (
    follow_up_add,
    invite_entity,
    material_add,
    session_add,
    workshop_announce,
    workshop_create,
)

OPEN_FOR: Final = timedelta(days=7)
"""Whoever tries the sample in its first week finds the room open."""
DUE_IN: Final = timedelta(days=60)
_MARKS: Final = {"useful": 5, "clear": 4, "next_step": 4}


@cache
def sample_workshop() -> Mapping[str, Any]:
    """What the sample says of its workshop."""
    text = files("miqyas.jobs.sample").joinpath("workshops.yaml").read_text(encoding="utf-8")
    return read_document(text, file="jobs/sample/workshops.yaml")


def workshops_laid() -> bool:
    """Whether it is there."""
    return workshop_by_code(sample_workshop()["code"]) is not None


@transaction.atomic
def workshops_lay(*, by: UUID | None) -> None:
    """Lay the workshop in as a whole; what is there stays."""
    if workshops_laid():
        return
    now = timezone.now()
    workshop = _planned(sample_workshop(), now=now, by=by)
    for entity in entities_active()[:8]:
        invite_entity(workshop, entity.code, by=by)
    workshop = workshop_announce(workshop, by=by)
    _play(workshop, sample_workshop(), now=now, by=by)


def _planned(given: Mapping[str, Any], *, now: datetime, by: UUID | None) -> Workshop:
    begins = now.replace(second=0, microsecond=0) - timedelta(minutes=1)
    portals = Portal.objects.filter(kind=PortalKind.NATIONAL).order_by("-is_main")
    fields = WorkshopFields(
        code=given["code"],
        title=given["title"],
        about=given["about"],
        place=given["place"],
        starts_at=begins,
        ends_at=begins + OPEN_FOR,
        portal=portals.values_list("address", flat=True).first() or "https://example.org/",
    )
    made = workshop_create(fields, by=by, is_sample=True)
    for one in given["sessions"]:
        starts = begins + timedelta(minutes=one["minute"])
        session_add(made, SessionFields(one["title"], starts, one["minutes"]), by=by)
    for one in given["materials"]:
        material_add(made, title=one["title"], address=one["address"], by=by)
    return made


def _play(workshop: Workshop, given: Mapping[str, Any], *, now: datetime, by: UUID | None) -> None:
    for played in given["exercises"]:
        exercise = exercise_start(workshop, feature=played["feature"], by=by, now=now)
        for number, said in enumerate(played["said"]):
            phone = workshop_join(workshop, now=now)
            fields = AttemptFields(said["found"], said["way"], said.get("address", ""))
            attempt_add(exercise, phone, fields, now=now + timedelta(seconds=40 + 25 * number))
            feedback_add(phone, marks=_MARKS, now=now)
        exercise_close(exercise, by=by, now=now + timedelta(seconds=exercise.seconds))
    agreed = given["follow_up"]
    due = timezone.localdate(now + DUE_IN)
    follow_up_add(workshop, FollowUpFields(agreed["title"], due, features=tuple(agreed["features"])), by=by)
