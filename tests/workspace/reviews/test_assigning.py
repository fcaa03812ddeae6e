"""Who looks for what: items from what was assigned, assessors by language, load and conflict of interest."""

from collections import Counter
from uuid import UUID

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign, Delegation
from miqyas.workspace.events.models import Event
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.registry.models import Portal
from miqyas.workspace.reviews.allotting import allotment_of
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import AssessorTerms, Conflict, ReviewItem, ReviewTask
from miqyas.workspace.reviews.services.items import (
    conflict_declare,
    conflict_lift,
    items_do_with_fewer,
    review_items_create,
    reviewers_assign,
    task_reassign,
    task_withdraw,
    terms_set,
)
from tests.campaign_cast import CampaignCast, entity
from tests.workspace.campaigns.answering_given import feature, part_of
from tests.workspace.reviews.review_given import NOT_FOUND, SEED, Review, review, under_review

__all__ = ["review"]
pytestmark = pytest.mark.django_db


def loads(review: Review) -> Counter[str]:
    names = {one.pseudonym: name for name, one in review.cast.people().items()}
    return Counter(names[task.assessor] for task in ReviewTask.objects.exclude(state="withdrawn"))


class TestItems:
    def test_a_feature_given_to_two_entities_is_one_item_of_the_nation(self, review: Review) -> None:
        assert review.campaign.items.count() == 4
        assert {item.subject_id for item in review.campaign.items.all()} == {None}

    def test_they_are_made_once(self, review: Review) -> None:
        assert review_items_create(review.campaign, by=None) == 0
        assert review.campaign.items.count() == 4

    def test_what_applies_to_nobody_is_not_looked_for(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        given = Assignment.objects.filter(campaign=review.campaign, feature=feature(1).code)
        given.update(applicability=Applicability.NOT_APPLICABLE)
        review_items_create(review.campaign, by=None)
        assert not review.campaign.items.filter(feature=feature(1).code).exists()

    def test_an_item_that_somebody_began_stays(self, review: Review) -> None:
        review.judge(review.tasks()[0])
        Assignment.objects.filter(feature=feature(1).code).update(applicability=Applicability.NOT_APPLICABLE)
        review_items_create(review.campaign, by=None)
        assert review.item().state == "open"

    def test_each_city_is_an_item_of_its_own(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        cities = [
            entity(code, kind="city", name_ar="مدينة", name_en=code, mandates=[])
            for code in ("north", "south")
        ]
        campaign = Campaign.objects.create(
            code="cities", title=review.campaign.title, kind="cities", state="review"
        )
        campaign.instruments.set(review.campaign.instruments.all())
        for city in cities:
            part_of(campaign, city, count=2)
        assert review_items_create(campaign, by=None) == 4
        assert {item.subject for item in campaign.items.all()} == set(cities)

    def test_there_are_none_before_the_review(self, review: Review) -> None:
        Campaign.objects.update(state="open")
        with pytest.raises(ReviewError) as raised:
            review_items_create(review.campaign, by=None)
        assert raised.value.detail == "not_under_review"


class TestAssigning:
    def test_each_item_has_two_different_assessors_and_the_load_is_even(self, review: Review) -> None:
        for item in review.campaign.items.all():
            assert len({task.assessor for task in item.tasks.all()}) == 2
        assert max(loads(review).values()) - min(loads(review).values()) <= 1

    def test_the_same_seed_gives_the_same_and_another_does_not(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        first, again = (allotment_of(review.campaign, seed=SEED).given for _ in range(2))
        assert first == again
        assert any(allotment_of(review.campaign, seed=seed).given != first for seed in range(20))

    def test_items_made_anew_are_given_alike(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)

        def given() -> dict[str, tuple[UUID, ...]]:
            found = allotment_of(review.campaign, seed=SEED).given
            return {ReviewItem.objects.get(pk=pk).feature: people for pk, people in found.items()}

        first = given()
        ReviewItem.objects.all().delete()
        review_items_create(review.campaign, by=None)
        assert given() == first

    def test_again_it_gives_nothing_to_anybody(self, review: Review) -> None:
        assert reviewers_assign(review.campaign, seed=SEED, by=None).tasks == 0

    @pytest.mark.parametrize("assessors", [1, 3])
    def test_a_campaign_has_one_assessor_or_three(self, campaign_cast: CampaignCast, assessors: int) -> None:
        review = under_review(campaign_cast, assigned=False)
        ReviewItem.objects.update(assessors=assessors)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert {item.tasks.count() for item in review.campaign.items.all()} == {assessors}

    def test_each_is_told_how_many_and_nothing_else(self, review: Review) -> None:
        told = Event.objects.filter(kind="review.assigned")
        assert {event.payload["assessor"]: event.payload["count"] for event in told} == {
            str(pseudonym): count
            for pseudonym, count in Counter(ReviewTask.objects.values_list("assessor", flat=True)).items()
        }
        assert all(event.payload.keys() == {"campaign", "assessor", "count"} for event in told)

    def test_the_order_of_a_queue_is_not_that_of_another(self, review: Review) -> None:
        for task in ReviewTask.objects.all():
            assert task.position >= 1
        mine = ReviewTask.objects.filter(assessor=review.tasks()[0].assessor)
        assert sorted(task.position for task in mine) == list(range(1, mine.count() + 1))


class TestConflicts:
    def test_whoever_works_for_an_entity_does_not_look_for_its_features(
        self, campaign_cast: CampaignCast
    ) -> None:
        role_grant(campaign_cast.chen, role="contributor", by=None, entity=campaign_cast.education.pk)
        under_review(campaign_cast)
        of_education = Assignment.objects.filter(entity=campaign_cast.education).values("feature")
        chens = ReviewTask.objects.filter(assessor=campaign_cast.chen.pseudonym)
        assert chens.exists()
        assert not chens.filter(item__feature__in=of_education).exists()

    def test_whoever_was_handed_a_question_does_not_look_for_it(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        question = Assignment.objects.get(entity=campaign_cast.health, feature=feature(3).code)
        Delegation.objects.create(assignment=question, holder=campaign_cast.gita.pseudonym)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert campaign_cast.gita.pseudonym not in {task.assessor for task in review.tasks(3)}

    def test_whoever_is_declared_in_conflict_gives_their_tasks_back(self, review: Review) -> None:
        task = review.tasks(4)[0]
        conflict_declare(task.assessor, review.cast.health, reason="Worked there until May", by=None)
        assert ReviewTask.objects.get(pk=task.pk).state == "withdrawn"
        found = reviewers_assign(review.campaign, seed=SEED, by=None)
        assert found.lacking == ()
        assert task.assessor not in {one.assessor for one in review.tasks(4)}

    def test_what_is_handed_in_stays(self, review: Review) -> None:
        task = review.tasks(4)[0]
        review.judge(task, NOT_FOUND)
        conflict_declare(task.assessor, review.cast.health, reason="Works there from today", by=None)
        assert ReviewTask.objects.get(pk=task.pk).state == "submitted"

    def test_a_conflict_has_a_reason(self, review: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            conflict_declare(review.cast.chen.pseudonym, review.cast.health, reason=" \u202e ", by=None)
        assert raised.value.detail == "no_reason"

    def test_a_lifted_conflict_is_none(self, review: Review) -> None:
        chen = review.cast.chen.pseudonym
        conflict_lift(conflict_declare(chen, review.cast.health, reason="A cousin", by=None), by=None)
        assert not Conflict.objects.exists()


class TestTerms:
    def test_only_those_who_read_the_portal_s_language_look(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        Portal.objects.update(languages=["ar"])
        terms_set(review.campaign, campaign_cast.hugo.pseudonym, languages=["en", "fr"], most=None, by=None)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert loads(review) == {"chen": 4, "gita": 4}

    def test_any_of_the_portal_s_languages_will_do(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        terms_set(review.campaign, campaign_cast.hugo.pseudonym, languages=["en"], most=None, by=None)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert loads(review)["hugo"] > 0

    def test_nobody_takes_more_than_they_said(self, campaign_cast: CampaignCast) -> None:
        review = under_review(campaign_cast, assigned=False)
        terms_set(review.campaign, campaign_cast.hugo.pseudonym, languages=[], most=1, by=None)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert loads(review)["hugo"] == 1

    def test_a_language_goes_by_its_name_and_one_that_is_none_is_refused(self, review: Review) -> None:
        hugo = review.cast.hugo.pseudonym
        terms_set(review.campaign, hugo, languages=["العربية", "English"], most=None, by=None)
        assert AssessorTerms.objects.get().languages == ["ar", "en"]
        with pytest.raises(ReviewError) as raised:
            terms_set(review.campaign, hugo, languages=["moonish"], most=None, by=None)
        assert raised.value.problem("en") == "moonish is not a language that is known here."

    def test_a_number_that_cannot_be_is_refused(self, review: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            terms_set(review.campaign, review.cast.hugo.pseudonym, languages=[], most=-1, by=None)
        assert raised.value.detail == "most"


class TestTooFew:
    @pytest.fixture
    def short(self, campaign_cast: CampaignCast) -> Review:
        """Gita and Hugo have ties with health, so that each feature finds Chen alone."""
        review = under_review(campaign_cast, assigned=False)
        for one in (campaign_cast.gita, campaign_cast.hugo):
            conflict_declare(one.pseudonym, campaign_cast.health, reason="A former post", by=None)
        return review

    def test_what_could_not_be_given_is_told_with_its_reasons(self, short: Review) -> None:
        found = reviewers_assign(short.campaign, seed=SEED, by=None)
        assert [(one.missing, one.reasons) for one in found.lacking] == [(1, {"conflict": 2})] * 4

    def test_one_judgement_closes_nothing_while_another_is_awaited(self, short: Review) -> None:
        reviewers_assign(short.campaign, seed=SEED, by=None)
        assert short.judge_all(1, NOT_FOUND).state == "open"

    def test_the_coordinator_may_do_with_fewer(self, short: Review) -> None:
        reviewers_assign(short.campaign, seed=SEED, by=None)
        short.judge_all(1, NOT_FOUND)
        assert items_do_with_fewer(short.campaign, by=None) == 4
        assert (short.item().state, short.item().grade) == ("agreed", "no")
        assert short.item(3).state == "open"


class TestOtherHands:
    def other(self, review: Review, number: int = 1) -> UUID:
        busy = {task.assessor for task in review.tasks(number)}
        cast = review.cast
        return next(one.pseudonym for one in (cast.chen, cast.gita, cast.hugo) if one.pseudonym not in busy)

    def test_a_task_goes_to_another_assessor(self, review: Review) -> None:
        task, other = review.tasks()[0], self.other(review)
        new = task_reassign(task, to=other, by=None)
        assert (new.slot, new.state) == (task.slot, "assigned")
        assert {one.assessor for one in review.tasks()} == {other, review.tasks()[1].assessor}

    def test_not_to_one_who_looks_for_it_already(self, review: Review) -> None:
        first, second = review.tasks()
        with pytest.raises(ReviewError) as raised:
            task_reassign(first, to=second.assessor, by=None)
        assert raised.value.detail == "has_looked"

    def test_not_to_one_who_does_not_assess(self, review: Review) -> None:
        with pytest.raises(ReviewError) as raised:
            task_reassign(review.tasks()[0], to=review.cast.dana.pseudonym, by=None)
        assert raised.value.detail == "not_an_assessor"

    def test_not_to_one_who_has_a_part_in_it(self, review: Review) -> None:
        Conflict.objects.create(
            assessor=self.other(review), entity=review.cast.health, reason="A former post"
        )
        with pytest.raises(ReviewError) as raised:
            task_reassign(review.tasks()[0], to=self.other(review), by=None)
        assert raised.value.detail == "in_conflict"

    def test_what_is_handed_in_is_not_taken_back(self, review: Review) -> None:
        task = review.tasks()[0]
        review.judge(task)
        with pytest.raises(WorkflowError):
            task_withdraw(task, by=None)

    def test_a_withdrawn_feature_does_not_come_back_to_the_same_person(self, review: Review) -> None:
        task = review.tasks()[0]
        task_withdraw(task, by=None)
        reviewers_assign(review.campaign, seed=SEED, by=None)
        assert task.assessor not in {one.assessor for one in review.tasks()}
        assert len(review.tasks()) == 2


def test_a_campaign_that_enters_review_assigns_by_itself(
    campaign_cast: CampaignCast, django_capture_on_commit_callbacks: object
) -> None:
    review = under_review(campaign_cast, assigned=False)
    ReviewItem.objects.all().delete()
    Campaign.objects.update(state="open")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review.step("begin_review")
    assert ReviewTask.objects.count() == 8
    assert Notification.objects.filter(kind="review.assigned").count() == 3
