"""What a person did with workshops: told to them. Names of participants go when they are old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.workshops.models import FollowUp, Invitation, Participant, Session, Workshop


def told(user: User) -> dict[str, Any]:
    """The workshops that they planned, to which they were invited, and what they wrote down as agreed on."""
    planned = Workshop.objects.filter(created_by=user.pseudonym)
    invited = Invitation.objects.filter(person=user.pseudonym)
    agreed = FollowUp.objects.filter(by=user.pseudonym)
    return {
        "workshops_planned": list(planned.values("code", "title", "created_at")),
        "workshops_invited_to": list(invited.values("workshop__code", "at")),
        "workshop_follow_ups": list(agreed.values("workshop__code", "title", "due_on", "at")),
    }


def forgotten(user: User) -> None:
    """Invitations go with the person."""
    Invitation.objects.filter(person=user.pseudonym).delete()


def names_purge(before: datetime) -> int:
    """Take the names off participants who came before; how many. What their phones said stays, nobody's."""
    rows = Participant.objects.filter(joined_at__lt=before).exclude(name="")
    return rows.update(name="")


def speakers_purge(before: datetime) -> int:
    """Take the names of speakers off the programmes of workshops that ended before; how many parts."""
    rows = Session.objects.filter(workshop__ends_at__lt=before).exclude(speakers=[])
    return rows.update(speakers=[])
