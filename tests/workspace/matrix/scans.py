"""What the actions of scans are tried on."""

from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Answer, Campaign
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


def while_who_decides_also_leads(cast: CampaignCast) -> None:
    open_campaign(cast)
    role_grant(cast.ines, role="lead", by=None)


def once_the_campaign_of_who_decides_is_over(cast: CampaignCast) -> None:
    while_who_decides_also_leads(cast)
    Campaign.objects.update(state="reply")


def finding_while_who_decides_also_leads(cast: CampaignCast) -> FindingRow:
    role_grant(cast.ines, role="lead", by=None)
    return finding_of_health_alone(cast)


def feature_judged_where_who_decides_also_leads(cast: CampaignCast) -> ReviewItem:
    role_grant(cast.ines, role="lead", by=None)
    return feature_that_both_have_judged(cast)


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
