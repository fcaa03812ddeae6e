from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast


def proof_of_health(cast: CampaignCast) -> Evidence:
    return Evidence(entity=cast.health, kind="link", title="A page")


def health(cast: CampaignCast) -> Entity:
    return cast.health
