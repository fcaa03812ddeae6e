"""Plans that are kept beside the roadmap, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from miqyas.workspace.roadmaps.models import AdoptedAction, PlanAdoption, PortfolioPlan


def plans_kept() -> list[PortfolioPlan]:
    """All plans, the newest first, each with its adoption if there is one; without their documents."""
    return list(PortfolioPlan.objects.select_related("adoption").defer("document"))


def plan_by_id(plan_id: UUID) -> PortfolioPlan | None:
    """One plan by its id."""
    return PortfolioPlan.objects.select_related("adoption").filter(pk=plan_id).first()


def plans_by_ids(ids: Sequence[UUID]) -> list[PortfolioPlan]:
    """Plans in the order of their ids; what there is not is left out."""
    found = PortfolioPlan.objects.select_related("adoption").in_bulk(list(ids))
    return [found[one] for one in ids if one in found]


def adoption_in_force() -> PlanAdoption | None:
    """The newest adoption."""
    return PlanAdoption.objects.select_related("plan").first()


def actions_of(adoption: PlanAdoption) -> list[AdoptedAction]:
    """What became of each action of an adopted plan: its item, or why it was rejected."""
    return list(adoption.actions.select_related("item"))
