"""What the actions of stories are tried on: stories of the ministry of health, in each of their states."""

from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.models import Story, StoryResult
from tests.campaign_cast import CampaignCast


def draft(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="draft")


def draft_of_the_authority(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="draft", is_of_authority=True)


def submitted(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="submitted")


def review(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="review")


def published(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="published")


def withdrawn(cast: CampaignCast) -> Story:
    return Story(entity=cast.health, state="withdrawn")


def health(cast: CampaignCast) -> Entity:
    return cast.health


def result_of_a_draft(cast: CampaignCast) -> StoryResult:
    return StoryResult(story=draft(cast))


def result_published(cast: CampaignCast) -> StoryResult:
    return StoryResult(story=published(cast))
