"""Coming to a workshop with a phone: joining, saying what was found, saying what one thinks.

Nobody needs an account. Each of these is taken once: sent again, by a phone that lost its answer, it changes
nothing and is answered as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.text import plain_line, plain_lines
from miqyas.workspace.workshops.errors import fault
from miqyas.workspace.workshops.fields import (
    LONGEST_NAME,
    AttemptFields,
    attempt_faults,
    feedback_faults,
)
from miqyas.workspace.workshops.models import Attempt, Exercise, Feedback, Participant, Workshop
from miqyas.workspace.workshops.queries import is_open
from miqyas.workspace.workshops.services.planning import locked

MOST_PARTICIPANTS: Final = 1_000
GRACE: Final = timedelta(seconds=20)
"""So long after the clock an answer that was on its way is still taken."""


@transaction.atomic
def workshop_join(workshop: Workshop, *, name: str = "", now: datetime | None = None) -> Participant:
    """Come in; a name may be left out. Raises `WorkshopError` outside its time, or when it is full."""
    held, said = locked(workshop), plain_line(name)
    if not is_open(held, now=now or timezone.now()):
        raise fault("closed", "code")
    if len(said) > LONGEST_NAME:
        raise fault("too_long", "name", n=len(said), limit=LONGEST_NAME)
    if held.participants.count() >= MOST_PARTICIPANTS:
        raise fault("full", "code", limit=MOST_PARTICIPANTS)
    return Participant.objects.create(workshop=held, name=said)


@transaction.atomic
def attempt_add(
    exercise: Exercise, participant: Participant, fields: AttemptFields, *, now: datetime | None = None
) -> Attempt:
    """Keep what a phone says of an exercise, the first time that it says it.

    Raises `WorkshopError` for what cannot be, for a phone of another workshop, and once the exercise is over.
    """
    said, moment = fields.tidied(), now or timezone.now()
    if participant.workshop_id != exercise.workshop_id:
        raise fault("not_here", "participant")
    if there := exercise.attempts.filter(participant=participant).first():
        return there
    for problem in attempt_faults(said):
        raise problem
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if held.closed_at or moment > ends_at(held) + GRACE:
        raise fault("exercise_over", "exercise")
    seconds = min(max(round((moment - held.opened_at).total_seconds()), 0), held.seconds)
    made, _ = Attempt.objects.get_or_create(
        exercise=held,
        participant=participant,
        defaults={
            "is_found": said.is_found,
            "seconds": seconds,
            "way": said.way,
            "address": said.address,
        },
    )
    return made


@transaction.atomic
def feedback_add(
    participant: Participant, *, marks: Mapping[str, int], text: str = "", now: datetime | None = None
) -> Feedback:
    """Keep what a phone thinks of the workshop, the first time. Raises `WorkshopError`."""
    words = plain_lines(text)
    if there := Feedback.objects.filter(participant=participant).first():
        return there
    if not is_open(participant.workshop, now=now or timezone.now()):
        raise fault("closed", "code")
    for problem in feedback_faults(marks, words):
        raise problem
    made, _ = Feedback.objects.get_or_create(
        participant=participant,
        defaults={"workshop": participant.workshop, "marks": dict(marks), "text": words},
    )
    return made


def ends_at(exercise: Exercise) -> datetime:
    """When its clock runs out."""
    return exercise.opened_at + timedelta(seconds=exercise.seconds)
