from miqyas.workspace.statistics.models import StatisticalInput
from tests.campaign_cast import CampaignCast


def input_of_health(cast: CampaignCast) -> StatisticalInput:
    return StatisticalInput(edition=2026, indicator="HCI.AL", entity=cast.health)


def input_of_nobody(cast: CampaignCast) -> StatisticalInput:
    return StatisticalInput(edition=2026, indicator="HCI.AL")
