"""What the roadmap keeps: items of the tree, directives of the committee, reviews at the gate."""

from miqyas.workspace.roadmaps.models.adopted import AdoptedAction, PlanAdoption, PortfolioPlan
from miqyas.workspace.roadmaps.models.directives import (
    Directive,
    DirectiveKind,
    DirectiveNote,
    DirectiveRevision,
    Meeting,
)
from miqyas.workspace.roadmaps.models.gate import GateReview, GateRevision
from miqyas.workspace.roadmaps.models.items import (
    CostKind,
    ItemCost,
    ItemFeature,
    ItemKind,
    ItemNeed,
    ItemNote,
    ItemPartner,
    ItemRevision,
    ItemRisk,
    PartnerKind,
    RoadmapItem,
)
from miqyas.workspace.roadmaps.models.outcomes import ItemOutcome, OutcomeValue
from miqyas.workspace.roadmaps.models.plans import Baseline, BaselineItem, ItemWindow

__all__ = [
    "AdoptedAction",
    "Baseline",
    "BaselineItem",
    "CostKind",
    "Directive",
    "DirectiveKind",
    "DirectiveNote",
    "DirectiveRevision",
    "GateReview",
    "GateRevision",
    "ItemCost",
    "ItemFeature",
    "ItemKind",
    "ItemNeed",
    "ItemNote",
    "ItemOutcome",
    "ItemPartner",
    "ItemRevision",
    "ItemRisk",
    "ItemWindow",
    "Meeting",
    "OutcomeValue",
    "PartnerKind",
    "PlanAdoption",
    "PortfolioPlan",
    "RoadmapItem",
]
