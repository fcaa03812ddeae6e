"""What the actions of the history are tried on: chains."""

from uuid import UUID

from miqyas.workspace.accounts.services import role_grant
from tests.campaign_cast import CampaignCast

CAMPAIGN = UUID("7d3f3c2e-0000-4000-8000-000000000001")


def of_installation(cast: CampaignCast) -> str:
    return ""


def of_a_campaign(cast: CampaignCast) -> str:
    return str(CAMPAIGN)


def of_a_campaign_that_jamal_assesses(cast: CampaignCast) -> str:
    role_grant(cast.jamal, role="assessor", by=None, campaign=CAMPAIGN)
    return str(CAMPAIGN)
