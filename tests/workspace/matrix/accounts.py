"""What granting is tried on."""

from miqyas.workspace.accounts.access import Grant
from miqyas.workspace.accounts.models import User
from tests.campaign_cast import CampaignCast


def administrator(cast: CampaignCast) -> Grant:
    return Grant("administrator")


def assessor(cast: CampaignCast) -> Grant:
    return Grant("assessor")


def contributor_of_health(cast: CampaignCast) -> Grant:
    return Grant("contributor", entity=cast.health.pk)


def contributor_of_education(cast: CampaignCast) -> Grant:
    return Grant("contributor", entity=cast.education.pk)


def signatory_of_health(cast: CampaignCast) -> Grant:
    return Grant("signatory", entity=cast.health.pk)


def bruno_of_health(cast: CampaignCast) -> User:
    return cast.bruno


def farid_of_education(cast: CampaignCast) -> User:
    return cast.farid


def dana_of_nowhere(cast: CampaignCast) -> User:
    return cast.dana
