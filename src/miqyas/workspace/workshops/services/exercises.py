"""The exercise "could you find this?": opened by the presenter, closed by them; what it showed is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from miqyas.workspace.workshops.errors import fault
from miqyas.workspace.workshops.fields import LONGEST_CLOCK, SHORTEST_CLOCK, address_faults
from miqyas.workspace.workshops.models import Exercise, Finding, Workshop
from miqyas.workspace.workshops.queries import exercise_open, feature_named, is_open, tally_of
from miqyas.workspace.workshops.services.attending import ends_at
from miqyas.workspace.workshops.services.planning import locked, record

THREE_MINUTES: Final = 180
MOST_EXERCISES: Final = 100
PATIENCE: Final = timedelta(minutes=2)
"""So long after its clock an exercise that nobody closed is closed by itself."""


@transaction.atomic
def exercise_start(
    workshop: Workshop,
    *,
    feature: str,
    begins_at: str = "",
    seconds: int = THREE_MINUTES,
    by: UUID | None,
    now: datetime | None = None,
) -> Exercise:
    """Ask the room to find a feature, beginning at the portal. Raises `WorkshopError`: one at a time."""
    held, moment = locked(workshop), now or timezone.now()
    if not is_open(held, now=moment):
        raise fault("closed", "feature")
    if exercise_open(held):
        raise fault("exercise_runs", "feature")
    named = feature_named(feature.strip())
    if named is None:
        raise fault("feature_unknown", "feature", given=feature[:60])
    address = begins_at.strip() or held.portal
    if not address:
        raise fault("address_missing", "begins_at")
    for problem in address_faults(address, "begins_at"):
        raise problem
    if not SHORTEST_CLOCK <= seconds <= LONGEST_CLOCK:
        raise fault("clock", "seconds", least=SHORTEST_CLOCK, limit=LONGEST_CLOCK)
    last = held.exercises.aggregate(last=Max("number"))["last"] or 0
    if held.exercises.count() >= MOST_EXERCISES:
        raise fault("too_many", "feature", limit=MOST_EXERCISES)
    made = Exercise.objects.create(
        workshop=held,
        number=last + 1,
        instrument=named[0],
        feature=named[1].code,
        question=dict(named[1].question),
        begins_at=address,
        seconds=seconds,
        opened_at=moment,
        by=by,
    )
    record("workshop.exercise_start", held, by=by, feature=made.feature, number=made.number)
    return made


@transaction.atomic
def exercise_close(exercise: Exercise, *, by: UUID | None, now: datetime | None = None) -> Exercise:
    """End an exercise and keep what it showed; one that nobody answered shows nothing."""
    held = Exercise.objects.select_for_update().select_related("workshop").get(pk=exercise.pk)
    if held.closed_at:
        return held
    held.closed_at = now or timezone.now()
    held.save(update_fields=["closed_at"])
    shown = tally_of(held)
    if shown.looked:
        Finding.objects.create(
            exercise=held,
            instrument=held.instrument,
            feature=held.feature,
            looked=shown.looked,
            found=shown.found,
            median_seconds=shown.median_seconds,
            ways={way.code: [way.looked, way.found] for way in shown.ways},
            given_up_at=[list(one) for one in shown.given_up_at],
        )
    record("workshop.exercise_close", held.workshop, by=by, feature=held.feature, number=held.number)
    return held


def exercises_over(*, now: datetime) -> list[Exercise]:
    """Exercises that are open although their clock ran out some minutes ago; one query.

    Call it inside a transaction: nobody changes them, or takes them away, before it ends.
    """
    running = Exercise.objects.select_for_update().filter(closed_at=None).order_by("opened_at", "pk")
    return [one for one in running if ends_at(one) + PATIENCE <= now]
