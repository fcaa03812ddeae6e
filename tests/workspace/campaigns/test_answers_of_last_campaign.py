"""What an entity said in the last campaign is carried to this one's instrument; what cannot be is told."""

from dataclasses import replace

import pytest

from miqyas.workspace.campaigns.instruments import snapshot_take
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign
from miqyas.workspace.campaigns.queries.before import Earlier, earlier_of
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, closed_before, feature, given, instrument, words

__all__ = ["given"]
pytestmark = pytest.mark.django_db
LIST = "/en/workspace/campaigns/present/entity/health/"


def earlier_instrument(campaign: Campaign, **changed: object) -> None:
    """The last campaign had another version, in which question 1 was as said."""
    whole = instrument(3)
    features = tuple(
        replace(one, **changed) if one.code == feature(1).code else one for one in whole.features
    )
    campaign.instruments.set([snapshot_take(replace(whole, version="older", features=features))])


def test_an_unchanged_question_brings_its_answer_as_it_was(given: Given) -> None:
    closed_before(given)
    found = earlier_of(given.health)
    assert (found.answers[feature(1).code].grade, found.left_behind) == ("yes", ())


def test_a_question_that_changed_brings_its_answer_with_a_doubt(given: Given) -> None:
    earlier = closed_before(given).assignment.campaign
    earlier_instrument(earlier, counts=words("something else"))
    assert earlier_of(given.health).answers[feature(1).code].carried.doubts == ("counts",)
    page = signed_in(given.cast.bruno).get(f"{LIST}{feature(1).code}/").content.decode()
    assert "What counts" in page
    assert "As in the last year" in page


def test_an_answer_that_has_no_place_is_told_with_its_reason(given: Given) -> None:
    said = closed_before(given)
    earlier_instrument(said.assignment.campaign, scale="service_stage")
    Answer.objects.update(grade="form")
    found = earlier_of(given.health)
    assert [(one.code, one.reason) for one in found.left_behind] == [(feature(1).code, "scale")]
    assert feature(1).code not in found.answers


@pytest.mark.parametrize(("before", "now"), [("transaction", "yes"), ("none", "no")])
def test_a_grade_of_another_scale_is_carried_where_it_says_the_same(
    given: Given, before: str, now: str
) -> None:
    earlier_instrument(closed_before(given).assignment.campaign, scale="service_stage")
    Answer.objects.update(grade=before)
    assert earlier_of(given.health).answers[feature(1).code].grade == now


def test_a_feature_that_is_gone_is_told_on_the_list(given: Given) -> None:
    earlier = closed_before(given).assignment.campaign
    earlier_instrument(earlier)
    gone = instrument(3)
    kept = tuple(one for one in gone.features if one.code != feature(1).code)
    given.campaign.instruments.set([snapshot_take(replace(gone, version="newer", features=kept))])
    Assignment.objects.filter(campaign=given.campaign, feature=feature(1).code).delete()
    assert [one.reason for one in earlier_of(given.health).left_behind] == ["retired"]
    assert "has no place in this one" in signed_in(given.cast.bruno).get(LIST).content.decode()


def test_without_a_last_campaign_there_is_nothing(given: Given) -> None:
    assert earlier_of(given.health) == Earlier({}, ())
