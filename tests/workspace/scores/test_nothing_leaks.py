"""While a review is blind, nothing of it shows where it should not: neither in scores nor on boards."""

import re
from typing import Any

import pytest

from miqyas.jobs.scores.boards import board_of_part
from miqyas.jobs.scores.records import part_record
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Answer
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given
from tests.workspace.scores.scored_given import judge, judge_last, move, scored

pytestmark = pytest.mark.django_db
SCORE = "/en/workspace/campaigns/scored/score/"


def seen_by(person: User, address: str) -> Any:
    return signed_in(person).get(address)


def told(response: Any) -> str:
    """The page without what differs from one to the next: tokens of forms and requests."""
    return re.sub(r'(value|nonce|data-request)="[A-Za-z0-9]{30,}"', "", response.text)


def test_a_mark_that_stands_alone_changes_nothing_that_anybody_sees(campaign_cast: CampaignCast):
    given = scored(campaign_cast, marks_of_3=())
    people = (campaign_cast.amina, campaign_cast.jamal, campaign_cast.salma, campaign_cast.gita)
    addresses = ("/en/workspace/", SCORE, f"{SCORE}OSI-IF-003/")
    before = {(who.pk, at): told(seen_by(who, at)) for who in people for at in addresses}
    judge(given.campaign.items.get(feature="OSI-IF-003").tasks.get(slot=1), "yes")
    assert {(who.pk, at): told(seen_by(who, at)) for who in people for at in addresses} == before


def test_an_entity_sees_what_was_found_only_once_the_review_is_over(campaign_cast: CampaignCast):
    given = scored(campaign_cast)
    blind = part_record(given.health)
    assert blind["with_results"] is False
    assert blind["all"]["verified"]["known"] == 0
    judge_last(given, "no")
    assert part_record(given.health)["all"] == blind["all"]
    move(given, "reply")
    assert part_record(given.health)["all"]["verified"]["known"] == 4


def test_nothing_that_others_claim_is_in_an_entitys_part(campaign_cast: CampaignCast):
    given = scored(campaign_cast, state="open")
    before = part_record(given.health), board_of_part(given.health).worth
    Answer.objects.filter(assignment__part=given.education).delete()
    assert (part_record(given.health), board_of_part(given.health).worth) == before


def test_whoever_assesses_sees_no_score_though_they_lead(campaign_cast: CampaignCast):
    scored(campaign_cast)
    role_grant(campaign_cast.chen, role="lead", by=None)
    assert seen_by(campaign_cast.chen, SCORE).status_code == 403
    assert (
        "OSI"
        not in seen_by(campaign_cast.chen, "/en/workspace/").text.split("work-main")[1].split("<footer")[0]
    )


def test_who_may_not_is_told_nothing(campaign_cast: CampaignCast):
    scored(campaign_cast)
    statuses = {
        name: seen_by(person, SCORE).status_code
        for name, person in campaign_cast.people().items()
        if name in {"amina", "jamal", "salma", "gita", "ines", "dana"}
    }
    assert statuses == {"amina": 200, "jamal": 200, "salma": 403, "gita": 403, "ines": 403, "dana": 404}


def test_an_assessors_board_holds_their_own_queue_and_nothing_else(campaign_cast: CampaignCast):
    given: Given = scored(campaign_cast)
    page = seen_by(campaign_cast.gita, "/en/workspace/")
    assert [queue["waiting"] for queue in page.context["queues"]] == [1]
    assert page.context["authority"] is None
    assert page.context["entities"] == []
    judge_last(given, "yes")
    page = seen_by(campaign_cast.gita, "/en/workspace/")
    assert [(queue["waiting"], queue["done"]) for queue in page.context["queues"]] == [(0, 4)]
