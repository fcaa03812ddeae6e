"""What the actions of running a campaign are tried on."""

from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity
from tests.campaign_cast import CampaignCast


def draft(cast: CampaignCast) -> Campaign:
    campaign = Campaign.objects.create(code="one", title={"ar": "أ", "en": "A"})
    CampaignEntity.objects.create(campaign=campaign, entity=cast.health)
    return campaign


def open_to_health(cast: CampaignCast) -> Campaign:
    campaign = draft(cast)
    campaign.state = "open"
    campaign.save()
    return campaign


def question_of_health(cast: CampaignCast) -> Assignment:
    campaign = open_to_health(cast)
    return Assignment.objects.create(
        part=campaign.parts.get(),
        campaign=campaign,
        entity=cast.health,
        instrument="EGL",
        feature="EGL-001",
    )
