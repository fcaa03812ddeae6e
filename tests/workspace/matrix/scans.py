"""What the actions of scans are tried on."""

from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import ReviewItem
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, under_review
from tests.workspace.scans.scans_given import absent, present, scanned


def ministry_of_health(cast: CampaignCast) -> Entity:
    return cast.health


def finding_of_health_alone(cast: CampaignCast) -> FindingRow:
    open_campaign(cast)
    return scanned(present(3))[0].rows.get()


def feature_that_one_has_judged(cast: CampaignCast) -> ReviewItem:
    review = under_review(cast)
    scanned(present(1))
    review.judge(review.tasks()[0], FOUND)
    return review.item()


def feature_that_both_have_judged(cast: CampaignCast) -> ReviewItem:
    review = under_review(cast)
    scanned(present(1))
    return review.judge_all(1, FOUND, NOT_FOUND)


def proposal_to_health(cast: CampaignCast) -> Proposal:
    open_campaign(cast)
    scanned(present(1))
    return Proposal.objects.get(assignment__entity=cast.health)


def contradiction_of_health(cast: CampaignCast) -> Contradiction:
    given = open_campaign(cast)
    Answer.objects.create(assignment=given.question(), grade="yes", state="draft", version=1)
    scanned(absent(1))
    return Contradiction.objects.get()
