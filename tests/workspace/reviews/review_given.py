"""A campaign under review: health answered four features, education two of them; Chen, Gita and Hugo look."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign
from miqyas.workspace.campaigns.services.campaigns import campaign_step
from miqyas.workspace.evidence.models import Evidence, EvidenceKind, EvidenceRevision, EvidenceUse
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import Judgement, Reply, ReviewItem, ReviewTask
from miqyas.workspace.reviews.services.items import review_items_create, reviewers_assign
from miqyas.workspace.reviews.services.judging import Said, judgement_submit, task_start
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import feature, open_campaign

SEED = 7
FOUND = Said(
    found="found",
    path="Home, then Laws",
    address="https://portal.example.org/laws",
    language="ar",
    viewpoint="outside",
    confidence="4",
)
NOT_FOUND = Said(
    found="not_found", viewpoint="inside", confidence="2", justification="Searched the portal and its map"
)
UNSURE = replace(NOT_FOUND, found="unsure", justification="A page that only half fits")
FORM = replace(FOUND, grade="form")


@dataclass(frozen=True)
class Review:
    """The campaign as it is reviewed."""

    cast: CampaignCast
    campaign: Campaign

    def item(self, number: int = 1) -> ReviewItem:
        """The item of a feature, read as a request would."""
        items = ReviewItem.objects.select_related("campaign", "subject")
        return items.get(campaign=self.campaign, feature=feature(number).code)

    def tasks(self, number: int = 1) -> list[ReviewTask]:
        """The tasks of a feature that nobody took back."""
        tasks = ReviewTask.objects.select_related("item__campaign", "item__subject")
        return list(tasks.filter(item=self.item(number)).exclude(state="withdrawn").order_by("slot"))

    def person(self, task: ReviewTask) -> User:
        """The assessor of a task."""
        return User.objects.get(pseudonym=task.assessor)

    def judge(self, task: ReviewTask, said: Said = FOUND) -> Judgement:
        """One assessor looks and hands in."""
        task_start(task, by=task.assessor)
        return judgement_submit(task, said, by=task.assessor)

    def judge_all(self, number: int, *said: Said) -> ReviewItem:
        """All who are awaited look and hand in, in the order of their slots."""
        for task, words in zip(self.tasks(number), said, strict=True):
            self.judge(task, words)
        return self.item(number)

    def step(self, action: str) -> Campaign:
        """Take the campaign further."""
        return campaign_step(self.campaign, action, by=self.cast.amina.pseudonym)

    def reply(self, number: int = 1, *, entity: Entity | None = None) -> Reply:
        """The right of reply of health (default) to the result of a feature."""
        replies = Reply.objects.select_related("item__campaign", "entity")
        return replies.get(item=self.item(number), entity=entity or self.cast.health)


def proof_of(entity: Entity, *, title: str = "The page itself", serves: str = "") -> Evidence:
    """A link kept as a proof; serving an answer if its id is given."""
    evidence = Evidence.objects.create(entity=entity, kind=EvidenceKind.LINK, title=title)
    EvidenceRevision.objects.create(
        evidence=evidence, number=1, address="https://health.example.org/secret-proof"
    )
    if serves:
        EvidenceUse.objects.create(evidence=evidence, object_kind="answer", object_id=serves)
    return evidence


def under_review(cast: CampaignCast, *, assigned: bool = True) -> Review:
    """The campaign with items, and with tasks unless said otherwise."""
    given = open_campaign(cast, count=4)
    for row in Assignment.objects.filter(campaign=given.campaign):
        grade = "yes" if int(row.feature[-3:]) % 2 else "transaction"
        Answer.objects.create(
            assignment=row, grade=grade, note="A note of the entity", state="submitted", version=1
        )
    proof_of(cast.health, serves=str(given.question().pk))
    today = timezone.localdate()
    Campaign.objects.filter(pk=given.campaign.pk).update(
        state="review",
        review_from=today - timedelta(days=1),
        review_until=today + timedelta(days=20),
        freeze_on=today + timedelta(days=40),
    )
    campaign = Campaign.objects.get(pk=given.campaign.pk)
    review_items_create(campaign, by=None)
    if assigned:
        reviewers_assign(campaign, seed=SEED, by=None)
    return Review(cast, campaign)


@pytest.fixture
def review(campaign_cast: CampaignCast) -> Review:
    """The campaign under review, assigned."""
    return under_review(campaign_cast)
