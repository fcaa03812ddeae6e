from datetime import date

from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models import Directive, GateReview, RoadmapItem
from tests.campaign_cast import CampaignCast


def item_of_health(cast: CampaignCast) -> RoadmapItem:
    return RoadmapItem(code="e-health", kind="initiative", entity=cast.health)


def item_of_nobody(_cast: CampaignCast) -> RoadmapItem:
    return RoadmapItem(code="strategy", kind="strategy")


def directive_of_health(cast: CampaignCast) -> Directive:
    return Directive(number="1", kind="directive", decided_on=date(2026, 1, 1), entity=cast.health)


def decision_of_nobody(_cast: CampaignCast) -> Directive:
    return Directive(number="2", kind="decision", decided_on=date(2026, 1, 1))


def project_of_health(cast: CampaignCast) -> GateReview:
    return GateReview(code="records", entity=cast.health)


def health(cast: CampaignCast) -> Entity:
    return cast.health
