"""What reviews hold about a person, for their own eyes, and what goes when they go."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.reviews.models import AssessorTerms, Conflict, Decision, Judgement, Reply, ReviewTask
from miqyas.workspace.reviews.settling import AT_WORK


def told(user: User) -> dict[str, Any]:
    """Judgements, decisions and replies of the person, and ties that were declared of them."""
    who = user.pseudonym
    judged = ("found", "grade", "path", "address", "language", "seconds", "viewpoint", "confidence")
    return {
        "judgements": list(
            Judgement.objects.filter(task__assessor=who).values(
                "task__item__feature", *judged, "justification", "at"
            )
        ),
        "drafts": list(
            ReviewTask.objects.filter(assessor=who, state__in=AT_WORK).values("item__feature", "draft")
        ),
        "decisions": list(
            Decision.objects.filter(adjudicator=who).values("item__feature", "grade", "reasons", "at")
        ),
        "replies": list(Reply.objects.filter(by=who).values("item__feature", "stance", "text", "at")),
        "conflicts": list(Conflict.objects.filter(assessor=who).values("entity__code", "reason", "at")),
        "terms": list(AssessorTerms.objects.filter(assessor=who).values("languages", "most")),
    }


def forgotten(user: User) -> None:
    """Drafts, ties and terms go; tasks not handed in are taken back. What was handed in stays, unnamed."""
    who = user.pseudonym
    ReviewTask.objects.filter(assessor=who, state__in=AT_WORK).update(state="withdrawn", draft={})
    Conflict.objects.filter(assessor=who).delete()
    AssessorTerms.objects.filter(assessor=who).delete()
