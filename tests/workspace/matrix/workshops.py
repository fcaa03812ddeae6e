"""What the actions of workshops are tried on."""

from miqyas.workspace.workshops.models import Workshop
from tests.campaign_cast import CampaignCast
from tests.workspace.workshops.workshop_given import announced, planned


def draft(cast: CampaignCast) -> Workshop:
    return planned(cast)


def announced_to_health_and_dana(cast: CampaignCast) -> Workshop:
    return announced(cast)
