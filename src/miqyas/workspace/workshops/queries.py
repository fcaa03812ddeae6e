from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.catalogue import Feature
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import VIEWER
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.workshops.access import KEEPERS, OF_ENTITY
from miqyas.workspace.workshops.fields import WorkshopFields
from miqyas.workspace.workshops.models import (
    Attempt,
    Exercise,
    Finding,
    FollowUp,
    Invitation,
    Participant,
    State,
    Workshop,
)
from miqyas.workspace.workshops.rounds import Tally, tally
from miqyas.workspace.workshops.terms import feedback_questions

EARLY: Final = timedelta(minutes=60)
LATE: Final = timedelta(hours=24)
"""How long before its beginning and after its end people come in, and give feedback."""
FINDINGS_SHOWN: Final = 5


@dataclass(frozen=True)
class FeedbackSummary:
    """What the room thought: of each question how many answered and their mean, and what they wrote."""

    count: int
    marks: Mapping[str, tuple[int, float | None]]
    texts: tuple[str, ...]


def workshops_known_to(person: Person) -> QuerySet[Workshop]:
    """The workshops that somebody may see, the latest first, each with how many came."""
    rows = Workshop.objects.annotate(came=Count("participants"))
    if person.holds(*KEEPERS, VIEWER):
        return rows.order_by("-starts_at", "pk")
    mine = Q(invitations__person=person.pseudonym) | Q(invitations__entity__in=person.entities(*OF_ENTITY))
    known = Workshop.objects.exclude(state=State.DRAFT).filter(mine).values("pk")
    return rows.filter(pk__in=known).order_by("-starts_at", "pk")


def workshop_by_code(code: str) -> Workshop | None:
    """The workshop of a code, in any case of letters."""
    return Workshop.objects.filter(code__iexact=code).first()


def workshop_by_door(code: str) -> Workshop | None:
    """The workshop of the code that is shown in the room; None where there is none, or it is a draft."""
    return Workshop.objects.filter(door=code.upper()).exclude(state=State.DRAFT).first()


def fields_of(workshop: Workshop) -> WorkshopFields:
    """What a workshop is said to be."""
    return WorkshopFields(
        code=workshop.code,
        title=workshop.title,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        about=workshop.about,
        place=workshop.place,
        link=workshop.link,
        languages=tuple(workshop.languages),
        portal=workshop.portal,
    )


def is_open(workshop: Workshop, *, now: datetime) -> bool:
    """Whether people may come in now."""
    is_time = workshop.starts_at - EARLY <= now <= workshop.ends_at + LATE
    return workshop.state == State.ANNOUNCED and is_time


def participant_of(workshop: Workshop, pk: str) -> Participant | None:
    """The participant whom a phone says it is; None for one of another workshop."""
    try:
        asked = UUID(pk)
    except ValueError:
        return None
    return workshop.participants.filter(pk=asked).first()


def exercise_open(workshop: Workshop) -> Exercise | None:
    """The exercise that runs; None between exercises."""
    return workshop.exercises.filter(closed_at=None).first()


def exercise_of(workshop: Workshop, number: int) -> Exercise | None:
    """An exercise by its number."""
    return workshop.exercises.filter(number=number).first()


def exercises_of(workshop: Workshop) -> QuerySet[Exercise]:
    """All exercises, the newest first, with what they showed."""
    return workshop.exercises.select_related("finding").order_by("-number")


def attempt_of(exercise: Exercise, participant: Participant) -> Attempt | None:
    """What a phone said of an exercise."""
    return exercise.attempts.filter(participant=participant).first()


def tally_of(exercise: Exercise) -> Tally:
    """What an exercise shows so far."""
    rows = exercise.attempts.values_list("is_found", "seconds", "way", "address")
    return tally(rows)


def findings_of(feature: str) -> list[Finding]:
    """What exercises showed of a feature, the newest first."""
    rows = Finding.objects.filter(feature=feature).select_related("exercise__workshop")
    return list(rows[:FINDINGS_SHOWN])


def invitations_of(workshop: Workshop) -> list[Invitation]:
    """Who is asked to come, in the order in which they were."""
    return list(workshop.invitations.select_related("entity"))


def follow_ups_of(workshop: Workshop) -> QuerySet[FollowUp]:
    """What was agreed on, the soonest first."""
    return workshop.follow_ups.select_related("entity")


def feedback_of(workshop: Workshop) -> FeedbackSummary:
    """What the room thought; words without whose they are."""
    rows = list(workshop.feedback.values_list("marks", "text"))
    given = {code: [marks[code] for marks, _ in rows if code in marks] for code in feedback_questions()}
    return FeedbackSummary(
        count=len(rows),
        marks={code: (len(marks), fmean(marks) if marks else None) for code, marks in given.items()},
        texts=tuple(sorted(text for _, text in rows if text)),
    )


def feature_named(code: str) -> tuple[str, Feature] | None:
    """A feature of the lists on offer with the code of its list; None where there is none."""
    for name, instrument in instruments_offered().items():
        found = instrument.by_code.get(code) or instrument.by_code.get(code.upper())
        if found is not None:
            return name, found
    return None
