"""What the actions of reviews are tried on: tasks, items and replies, open and closed, blind and over."""

from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.reviews.models import Conflict, Judgement, Reply, ReviewItem, ReviewTask
from miqyas.workspace.reviews.services.items import reviewers_assign
from miqyas.workspace.reviews.services.replies import replies_open_all
from tests.campaign_cast import CampaignCast
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, SEED, Review, under_review


def _review(cast: CampaignCast) -> Review:
    """Chen and Gita look for everything, Hugo for nothing."""
    review = under_review(cast, assigned=False)
    bar = Conflict.objects.create(assessor=cast.hugo.pseudonym, entity=cast.health, reason="For a while")
    reviewers_assign(review.campaign, seed=SEED, by=None)
    bar.delete()
    return review


def _step_to(review: Review, state: str) -> None:
    Campaign.objects.filter(pk=review.campaign.pk).update(state=state)
    review.campaign.refresh_from_db()


def _of_chen(review: Review) -> ReviewTask:
    return next(task for task in review.tasks() if task.assessor == review.cast.chen.pseudonym)


def task_of_chen(cast: CampaignCast) -> ReviewTask:
    return _of_chen(_review(cast))


def task_of_chen_in_conflict(cast: CampaignCast) -> ReviewTask:
    task = task_of_chen(cast)
    Conflict.objects.create(assessor=cast.chen.pseudonym, entity=cast.health, reason="A former post")
    return task


def campaign_under_review(cast: CampaignCast) -> Campaign:
    return _review(cast).campaign


def campaign_in_reply(cast: CampaignCast) -> Campaign:
    review = _review(cast)
    _step_to(review, "reply")
    return review.campaign


def item_open(cast: CampaignCast) -> ReviewItem:
    review = _review(cast)
    review.judge(_of_chen(review), FOUND)
    return review.item()


def item_differs(cast: CampaignCast) -> ReviewItem:
    return _review(cast).judge_all(1, FOUND, NOT_FOUND)


def item_where_ines_has_a_tie(cast: CampaignCast) -> ReviewItem:
    item = item_differs(cast)
    Conflict.objects.create(assessor=cast.ines.pseudonym, entity=cast.education, reason="A former post")
    return item


def judgement_of_chen_alone(cast: CampaignCast) -> Judgement:
    item_open(cast)
    return _of(cast)


def _of(cast: CampaignCast) -> Judgement:
    rows = Judgement.objects.select_related("task__item__campaign")
    return rows.get(task__assessor=cast.chen.pseudonym)


def judgement_of_chen_both_in(cast: CampaignCast) -> Judgement:
    item_differs(cast)
    return _of(cast)


def judgement_of_chen_review_over(cast: CampaignCast) -> Judgement:
    item_differs(cast)
    Campaign.objects.update(state="reply")
    return _of(cast)


def part_of_health(cast: CampaignCast) -> CampaignEntity:
    review = _review(cast)
    return review.campaign.parts.select_related("campaign", "entity").get(entity=cast.health)


def part_of_health_review_over(cast: CampaignCast) -> CampaignEntity:
    part = part_of_health(cast)
    Campaign.objects.update(state="reply")
    part.campaign.refresh_from_db()
    return part


def reply_of_health(cast: CampaignCast) -> Reply:
    review = _review(cast)
    review.judge_all(1, NOT_FOUND, NOT_FOUND)
    _step_to(review, "reply")
    replies_open_all(review.campaign)
    return review.reply()
