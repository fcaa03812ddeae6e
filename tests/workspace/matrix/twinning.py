"""What the actions of twinning are tried on."""

from miqyas.workspace.twinning.models import Profile
from tests.campaign_cast import CampaignCast


def profile_of_health(cast: CampaignCast) -> Profile:
    return Profile.objects.create(code="health", iso3="BHR", entity=cast.health, name={"en": "Health"})


def profile_of_a_country(cast: CampaignCast) -> Profile:
    return Profile.objects.create(code="est", iso3="EST", name={"en": "Estonia"})
