"""What rounds hold about a person, for their own eyes, and what goes when they go."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from miqyas.workspace.accounts.models import User
from miqyas.workspace.challenges.models import (
    Appeal,
    Juror,
    JurorConflict,
    NominationRevision,
    ScoreSheet,
    SignalNote,
)


def told(user: User) -> dict[str, Any]:
    """Seats, conflicts and marks of the person, and what they wrote."""
    who = user.pseudonym
    return {
        "juries": list(
            Juror.objects.filter(person=who).values("round__code", "appointed_at", "withdrawn_at")
        ),
        "conflicts": list(
            JurorConflict.objects.filter(juror__person=who).values("entity__code", "reason", "at")
        ),
        "sheets": list(
            ScoreSheet.objects.filter(juror__person=who).values(
                "nomination__entity__code", "state", "marks", "justification", "submitted_at"
            )
        ),
        "nominations": list(
            NominationRevision.objects.filter(by=who).values("nomination", "number", "values", "at")
        ),
        "appeals": list(Appeal.objects.filter(by=who).values("text", "at")),
        "answers": list(Appeal.objects.filter(answered_by=who).values("answer", "answered_at")),
        "signals": list(SignalNote.objects.filter(by=who).values("note", "at")),
    }


def forgotten(user: User) -> None:
    """Seats end, conflicts and sheets not handed in go. What was handed in stays, unnamed."""
    seats = Juror.objects.filter(person=user.pseudonym)
    seats.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    JurorConflict.objects.filter(juror__in=seats).delete()
    ScoreSheet.objects.filter(juror__in=seats, state="assigned").update(
        state="withdrawn", marks={}, justification=""
    )
