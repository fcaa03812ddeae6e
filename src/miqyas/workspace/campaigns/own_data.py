"""What a person wrote in campaigns: told to them. With the person only what was theirs alone goes.

Answers, comments and signatures are the record of the assessment: they stay under the pseudonym, which leads
to nobody then. Questions that somebody was handed go back to their entity, which is told.
"""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import (
    AnswerRevision,
    Approval,
    Comment,
    Delegation,
    SignatureDelegation,
)
from miqyas.workspace.campaigns.services.answers import delegation_end
from miqyas.workspace.events.services import publish


def told(user: User) -> dict[str, Any]:
    """What they wrote, were handed, and signed."""
    own = user.pseudonym
    return {
        "answers": list(
            AnswerRevision.objects.filter(by=own).values("answer__assignment__feature", "grade", "note", "at")
        ),
        "comments": list(Comment.objects.filter(author=own).values("assignment__feature", "text", "at")),
        "handed": list(Delegation.objects.filter(holder=own).values("assignment__feature", "until", "note")),
        "signatures": list(Approval.objects.filter(signatory=own).values("content_hash", "signed_at")),
        "lent_signatures": list(
            SignatureDelegation.objects.filter(giver=own).values("starts_on", "ends_on", "ended_at")
        ),
    }


def forgotten(user: User) -> None:
    """Questions they were handed go back to their entities."""
    held = Delegation.objects.filter(holder=user.pseudonym).select_related("assignment")
    for assignment in [delegation.assignment for delegation in held]:
        delegation_end(assignment, by=None)
        publish(
            "answer.unheld", key=f"{assignment.pk}:{user.pseudonym}", assignment=str(assignment.pk), by=None
        )
