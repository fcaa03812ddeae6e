"""A workshop that is planned, and one that is held now, for health and for Dana."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from miqyas.workspace.workshops.fields import AttemptFields, FollowUpFields, WorkshopFields
from miqyas.workspace.workshops.models import FollowUp, Workshop
from miqyas.workspace.workshops.services.attending import attempt_add, workshop_join
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
from miqyas.workspace.workshops.services.planning import (
    follow_up_add,
    invite_entity,
    invite_person,
    workshop_announce,
    workshop_create,
)
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast

DOOR = "K7MQ2XWP"
AGREED = "3b8f2a60-5a1c-4a3e-9a54-0f6d2b1c7e55"


def workshop_fields(**changes: Any) -> WorkshopFields:
    """Begun ten minutes ago; it lasts three hours."""
    begun = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    day = WorkshopFields(
        code="national-day",
        title={"ar": "يوم الحكومة الرقمية", "en": "Digital government day"},
        starts_at=begun,
        ends_at=begun + timedelta(hours=3),
        place={"ar": "القاعة الكبرى", "en": "The great hall"},
        portal=NATIONAL_PORTAL,
    )
    return replace(day, **changes)


def planned(cast: CampaignCast, **changes: Any) -> Workshop:
    """Nobody is told yet. Its door has a code that tests know."""
    made = workshop_create(workshop_fields(**changes), by=cast.amina.pseudonym)
    Workshop.objects.filter(pk=made.pk).update(door=DOOR)
    made.refresh_from_db()
    return made


def announced(cast: CampaignCast, **changes: Any) -> Workshop:
    """The people of health and Dana are invited and told."""
    made = planned(cast, **changes)
    invite_entity(made, "health", by=cast.amina.pseudonym)
    invite_person(made, cast.dana.email, by=cast.amina.pseudonym)
    return workshop_announce(made, by=cast.amina.pseudonym)


def held(cast: CampaignCast) -> Workshop:
    """An exercise is over, in which two of three found it, and something was agreed on. Another day comes."""
    workshop = announced(cast)
    over = exercise_start(workshop, feature="OSI-IF-001", by=None, now=at(workshop, seconds=60))
    for is_found in (True, True, False):
        said = AttemptFields(is_found, "menu", "" if is_found else "https://portal.example.org/news")
        attempt_add(over, workshop_join(workshop), said, now=at(workshop, seconds=105))
    exercise_close(over, by=None)
    agreed = FollowUpFields({"en": "Name who leads"}, date(2030, 3, 1), "health", ("OSI-IF-001",))
    made = follow_up_add(workshop, agreed, by=None)
    FollowUp.objects.filter(pk=made.pk).update(id=AGREED)
    begins = datetime(2030, 2, 3, 6, tzinfo=UTC)
    coming = workshop_fields(code="open-day", starts_at=begins, ends_at=begins + timedelta(hours=5))
    workshop_create(coming, by=None)
    return workshop


def at(workshop: Workshop, *, seconds: int) -> datetime:
    """So many seconds after the workshop began."""
    return workshop.starts_at + timedelta(seconds=seconds)
