"""What a person did in the roadmap, told to them. It stays under the pseudonym; what they answer for, not."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.roadmaps.models import (
    DirectiveNote,
    DirectiveRevision,
    GateReview,
    GateRevision,
    ItemNote,
    ItemRevision,
    OutcomeValue,
    PlanAdoption,
    PortfolioPlan,
    RoadmapItem,
)


def told(user: User) -> dict[str, Any]:
    """What they answer for, each change and each report that they made."""
    by = {"by": user.pseudonym}
    return {
        "roadmap_items": list(RoadmapItem.objects.filter(responsible=user.pseudonym).values("code", "state")),
        "roadmap_changes": [
            *ItemRevision.objects.filter(**by).values("item__code", "number", "values", "at"),
            *DirectiveRevision.objects.filter(**by).values("directive__number", "number", "values", "at"),
            *GateRevision.objects.filter(**by).values("review__code", "number", "values", "at"),
        ],
        "roadmap_reports": [
            *ItemNote.objects.filter(**by).values("item__code", "text", "at"),
            *DirectiveNote.objects.filter(**by).values("directive__number", "text", "at"),
            *OutcomeValue.objects.filter(**by).values("outcome__item__code", "on", "value", "at"),
        ],
        "plans_kept": list(PortfolioPlan.objects.filter(**by).values("name", "digest", "at")),
        "plans_adopted": list(PlanAdoption.objects.filter(**by).values("plan__name", "reason", "at")),
        "gate_rulings": list(
            GateReview.objects.filter(decided_by=user.pseudonym).values("code", "state", "reasons")
        ),
    }


def erase(user: User) -> None:
    """Nobody answers for their items any more: the authority names somebody else."""
    RoadmapItem.objects.filter(responsible=user.pseudonym).update(responsible=None)
