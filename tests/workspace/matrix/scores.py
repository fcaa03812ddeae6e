"""What the actions of scores are tried on."""

from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import scored


def under_review(cast: CampaignCast) -> Campaign:
    return scored(cast).campaign


def open_to_reply(cast: CampaignCast) -> Campaign:
    return scored(cast, state="reply").campaign


def published(cast: CampaignCast) -> Campaign:
    return scored(cast, state="published").campaign


def in_draft(cast: CampaignCast) -> Campaign:
    return scored(cast, state="draft").campaign


def part_of_health(cast: CampaignCast) -> CampaignEntity:
    return scored(cast).health


def part_in_reply(cast: CampaignCast) -> CampaignEntity:
    return scored(cast, state="reply").health


def part_in_draft(cast: CampaignCast) -> CampaignEntity:
    return scored(cast, state="draft").health
