"""What the actions of the watchlist are tried on."""

from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast


def ministry_of_health(cast: CampaignCast) -> Entity:
    return cast.health
