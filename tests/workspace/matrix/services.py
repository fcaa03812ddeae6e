from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.models import Service
from tests.campaign_cast import CampaignCast


def service_of_health(cast: CampaignCast) -> Service:
    return Service(code="sick-leave", entity=cast.health)


def ministry_of_health(cast: CampaignCast) -> Entity:
    return cast.health
