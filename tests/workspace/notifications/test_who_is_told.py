"""What happens in a campaign reaches those whom it concerns, once, and nobody else."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import transaction

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import has_words
from miqyas.workspace.accounts.personal import person_erase, person_told
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Comment, Delegation
from miqyas.workspace.events.registry import handlers_of
from miqyas.workspace.events.services import deliver, publish
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.notifications.kinds import groups, kinds
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.notifications.sentences import params_of, sentence
from miqyas.workspace.reviews.models import ReviewItem
from miqyas.workspace.statistics.models import StatisticalInput
from tests.campaign_cast import CampaignCast
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db


class Stage:
    """A campaign in which health and education take part, with one feature each."""

    def __init__(self, cast: CampaignCast) -> None:
        self.cast = cast
        self.campaign = Campaign.objects.create(
            code="year", title={"ar": "حملة العام", "en": "The year's campaign"}, state="open"
        )
        self.health = self.part(cast.health)
        self.education = self.part(cast.education)
        self.assignment = Assignment.objects.create(
            part=self.health,
            campaign=self.campaign,
            entity=cast.health,
            instrument="osi",
            feature="OSI-SP-001",
        )

    def part(self, entity: Any) -> CampaignEntity:
        return CampaignEntity.objects.create(campaign=self.campaign, entity=entity)


@pytest.fixture
def stage(campaign_cast: CampaignCast) -> Stage:
    return Stage(campaign_cast)


def happen(kind: str, *, key: str = "once", **payload: Any) -> None:
    with transaction.atomic():
        publish(kind, key=key, **{name: str(value) for name, value in payload.items() if value})
    deliver()


def told(stage: Stage) -> set[str]:
    names = {person.pseudonym: name for name, person in stage.cast.people().items()}
    return {names[item.recipient] for item in Notification.objects.all()}


def test_a_delegated_question_is_told_to_its_holder(stage: Stage) -> None:
    holder = stage.cast.bruno.pseudonym
    happen("answer.delegated", assignment=stage.assignment.pk, holder=holder, by=stage.cast.noor.pseudonym)
    assert told(stage) == {"bruno"}


def test_a_returned_answer_is_told_to_the_entity_and_the_holder(stage: Stage) -> None:
    Delegation.objects.create(assignment=stage.assignment, holder=stage.cast.dana.pseudonym)
    happen("answer.returned", assignment=stage.assignment.pk, by=stage.cast.karim.pseudonym)
    assert told(stage) == {"noor", "bruno", "dana"}


def test_who_did_it_is_not_told(stage: Stage) -> None:
    happen("answer.returned", assignment=stage.assignment.pk, by=stage.cast.noor.pseudonym)
    assert told(stage) == {"bruno"}


def test_a_mention_reaches_those_mentioned_and_says_by_whom(stage: Stage) -> None:
    author = stage.cast.noor.pseudonym
    comment = Comment.objects.create(assignment=stage.assignment, author=author, audience="entity", text="?")
    with transaction.atomic():
        publish(
            "answer.mentioned",
            key="1",
            comment=str(comment.pk),
            mentioned=[str(stage.cast.salma.pseudonym)],
            by=str(author),
        )
    deliver()
    assert told(stage) == {"salma"}
    found = Notification.objects.get()
    assert "Noor" in sentence(found, params_of([found])[found.pk], language="en")


def test_a_submission_is_told_to_the_authority_alone(stage: Stage) -> None:
    happen("submission.submitted", part=stage.health.pk, by=stage.cast.salma.pseudonym)
    assert told(stage) == {"amina", "karim"}


@pytest.mark.parametrize("kind", ["submission.approved", "submission.returned"])
def test_an_entity_hears_of_its_own_submission(stage: Stage, kind: str) -> None:
    happen(kind, part=stage.health.pk)
    assert told(stage) == {"noor", "bruno", "salma"}


def test_an_opened_campaign_leads_each_entity_to_its_own_part(stage: Stage) -> None:
    happen("campaign.opened", campaign=stage.campaign.pk, by=stage.cast.amina.pseudonym)
    assert told(stage) == {"noor", "bruno", "salma", "farid", "tariq"}
    assert {item.route_args["entity"] for item in Notification.objects.filter(
        recipient__in=[stage.cast.farid.pseudonym, stage.cast.tariq.pseudonym]
    )} == {"education"}  # fmt: skip


def test_a_new_stage_is_told_to_those_who_lead_and_sign(stage: Stage) -> None:
    happen("campaign.stage", campaign=stage.campaign.pk, state="review")
    assert told(stage) == {"amina", "karim", "noor", "salma", "tariq"}


def test_changed_features_are_told_once_the_campaign_is_open(stage: Stage) -> None:
    with transaction.atomic():
        publish("assignment.changed", key="1", part=str(stage.health.pk), features=["a", "b"], by=None)
    deliver()
    assert told(stage) == {"noor", "bruno"}


def test_nobody_hears_of_features_of_a_draft(stage: Stage) -> None:
    Campaign.objects.update(state="draft")
    with transaction.atomic():
        publish("assignment.changed", key="1", part=str(stage.health.pk), features=["a"], by=None)
    deliver()
    assert not told(stage)


def test_an_assessor_hears_how_many_features_are_theirs(stage: Stage) -> None:
    with transaction.atomic():
        publish(
            "review.assigned",
            key="1",
            campaign=str(stage.campaign.pk),
            assessor=str(stage.cast.chen.pseudonym),
            count=12,
        )
    deliver()
    assert told(stage) == {"chen"}
    assert set(Notification.objects.get().params) == {"campaign", "n"}


class TestADifference:
    """Where assessors differ, whoever may decide hears of it, and of nobody's name."""

    def test_it_is_told_to_those_who_decide_once_both_marks_are_in(self, review: Review) -> None:
        review.judge(review.tasks()[0], FOUND)
        deliver()
        assert not Notification.objects.filter(kind="review.differs").exists()
        review.judge(review.tasks()[1], NOT_FOUND)
        deliver()
        found = Notification.objects.get(kind="review.differs")
        assert found.recipient == review.cast.ines.pseudonym
        assert set(found.params) == {"feature", "campaign"}
        assert found.route_args == {}
        words = sentence(found, params_of([found])[found.pk], language="en")
        assert "waits for your decision" in words

    def test_no_difference_is_told_where_both_agree(self, review: Review) -> None:
        for task in review.tasks():
            review.judge(task, FOUND)
        deliver()
        assert not Notification.objects.filter(kind="review.differs").exists()

    def test_who_assessed_it_or_has_a_part_in_it_hears_nothing(self, review: Review) -> None:
        role_grant(review.person(review.tasks()[0]), role="adjudicator", by=None)
        role_grant(review.cast.bruno, role="adjudicator", by=None)
        review.judge_all(1, FOUND, NOT_FOUND)
        deliver()
        told = Notification.objects.filter(kind="review.differs").values_list("recipient", flat=True)
        assert set(told) == {review.cast.ines.pseudonym}


def test_a_contested_result_is_told_to_those_who_decide(stage: Stage) -> None:
    item = ReviewItem.objects.create(campaign=stage.campaign, instrument="osi", feature="OSI-SP-001")
    happen("review.contested", item=item.pk, entity=stage.cast.health.pk)
    assert told(stage) == {"ines", "amina", "karim"}


@pytest.mark.parametrize("kind", ["review.reply_open", "review.decided"])
def test_a_result_is_told_to_the_entities_that_hold_the_feature(stage: Stage, kind: str) -> None:
    Campaign.objects.update(state="reply")
    item = ReviewItem.objects.create(campaign=stage.campaign, instrument="osi", feature="OSI-SP-001")
    happen(kind, item=item.pk)
    assert told(stage) == {"noor", "salma"}


def test_no_entity_hears_of_a_decision_while_others_still_look(stage: Stage) -> None:
    Campaign.objects.update(state="review")
    item = ReviewItem.objects.create(campaign=stage.campaign, instrument="osi", feature="OSI-SP-001")
    happen("review.decided", item=item.pk)
    assert told(stage) == set()


def test_a_proof_is_the_business_of_its_own_entity(stage: Stage) -> None:
    evidence = Evidence.objects.create(entity=stage.cast.health, kind="link", title="A page")
    happen("evidence.link_dead", evidence=evidence.pk)
    assert told(stage) == {"noor", "bruno"}


def test_a_statistic_without_a_responsible_body_is_the_authoritys(stage: Stage) -> None:
    found = StatisticalInput.objects.create(edition=2028, indicator="TII.IU", agency="ITU")
    happen("statistics.due", input=found.pk, on="2027-01-31")
    assert told(stage) == {"amina", "karim"}


def test_an_event_delivered_twice_is_told_once(stage: Stage) -> None:
    happen("submission.submitted", part=stage.health.pk)
    happen("submission.submitted", part=stage.health.pk)
    assert Notification.objects.count() == 2


def test_a_deactivated_person_is_told_nothing(stage: Stage) -> None:
    stage.cast.karim.is_active = False
    stage.cast.karim.save()
    happen("submission.submitted", part=stage.health.pk)
    assert told(stage) == {"amina"}


@pytest.mark.parametrize("kind", kinds())
def test_what_is_gone_meanwhile_is_told_to_nobody(stage: Stage, kind: str) -> None:
    gone = "00000000-0000-4000-8000-000000000000"
    names = ("assignment", "comment", "part", "campaign", "item", "evidence", "input", "reply")
    happen(kind, **dict.fromkeys(names, gone), entity=gone, assessor=gone)
    assert not Notification.objects.exists()


PACKAGES = ("invitation", "answer", "agreement", "exchange", "result")
TOLD_OF = {f"twinning.{kind}": "twinning.came_in" for kind in PACKAGES}
"""What tells of kinds that have no event of their own."""


def test_every_kind_has_words_a_group_and_a_handler() -> None:
    for code, kind in kinds().items():
        assert has_words(f"notification.{code}")
        assert has_words(f"notification.group.{kind.group}")
        assert handlers_of(TOLD_OF.get(code, code)), code
    assert len(groups()) > 1
    assert {"ar", "en"} == set(REQUIRED_LANGUAGES)


def test_a_question_whose_holder_was_erased_goes_back_to_the_entity(stage: Stage) -> None:
    Delegation.objects.create(assignment=stage.assignment, holder=stage.cast.dana.pseudonym)
    assert b"OSI-SP-001" in campaigns_told(stage.cast.dana)
    person_erase(stage.cast.dana, by=None)
    deliver()
    assert not Delegation.objects.exists()
    assert told(stage) == {"noor", "bruno"}


def campaigns_told(user: Any) -> bytes:
    """What the application of campaigns tells a person of themselves."""
    with ZipFile(BytesIO(person_told(user))) as archive:
        return archive.read("campaigns.json")
