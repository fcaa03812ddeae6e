"""What a campaign comes to: shares in three views, what is lost, by queries that do not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from miqyas.jobs.scores.boards import board_of, board_of_part, boards_of
from miqyas.jobs.scores.expected import expected_of
from miqyas.workspace.campaigns.models import Answer, Assignment
from miqyas.workspace.campaigns.services.answers import answer_save
from miqyas.workspace.reviews.queries.statements import statements_in, statements_version
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import feature, open_campaign
from tests.workspace.scores.scored_given import (
    cities_scored,
    claim,
    decide,
    judge_last,
    move,
    numbers,
    scored,
)

pytestmark = pytest.mark.django_db


def test_shares_are_counted_in_three_views(campaign_cast: CampaignCast):
    board = board_of(scored(campaign_cast).campaign)
    assert numbers(board.by_node["claimed"]) == {"OSI.IF": (2, 2, 0.5), "OSI.SP": (2, 2, 0.8333)}
    assert numbers(board.by_node["verified"]) == {"OSI.IF": (2, 1, 0.0), "OSI.SP": (2, 2, 0.75)}
    assert numbers(board.by_node["adjudicated"]) == {"OSI.IF": (2, 1, 0.0), "OSI.SP": (2, 1, 1.0)}


def test_one_mark_alone_counts_for_nothing(campaign_cast: CampaignCast):
    given = scored(campaign_cast)
    before = board_of(given.campaign)
    asked = {one.feature: one for one in before.said.asked}[feature(3).code]
    assert before.said.reading(asked, "verified").share is None
    judge_last(given, "yes")
    assert board_of(given.campaign).said.reading(asked, "verified").share == 1.0


def test_a_decision_takes_the_place_of_the_mean(campaign_cast: CampaignCast):
    given = scored(campaign_cast)
    decide(given, 2, "information")
    assert numbers(board_of(given.campaign).by_node["adjudicated"])["OSI.SP"] == (2, 2, 0.6667)


def test_the_authority_counts_what_was_handed_in_and_the_entity_its_drafts_too(campaign_cast: CampaignCast):
    given = open_campaign(campaign_cast, count=3)
    claim(given, "health", 1, "yes", state="draft")
    assert board_of(given.campaign).whole["claimed"].known == 0
    assert board_of_part(given.health).whole["claimed"].known == 1


def test_what_is_lost_adds_up_over_entities_and_over_sectors(campaign_cast: CampaignCast):
    board = board_of(scored(campaign_cast).campaign)
    assert board.lost > 0
    assert sum(board.lost_by_sector.values()) == pytest.approx(board.lost)
    health, education = str(campaign_cast.health.pk), str(campaign_cast.education.pk)
    assert board.lost_by_entity.keys() == {health, education}
    assert board.lost_by_entity[health] > board.lost_by_entity[education]


def test_what_was_claimed_and_not_found_names_who_claimed_it(campaign_cast: CampaignCast):
    board = board_of(scored(campaign_cast).campaign)
    first = board.unseen[0]
    assert (first.asked.feature, first.claimed, first.found) == (feature(1).code, 1.0, 0.0)
    assert first.claimants == (str(campaign_cast.health.pk),)


def test_the_score_is_expected_as_a_band_and_not_as_one_rank(campaign_cast: CampaignCast):
    answer = expected_of(board_of(scored(campaign_cast).campaign))
    assert answer.result is not None
    assert answer.result["is_calibrated"] is False
    assert answer.result["rank"]["median"] is None
    assert {part["source"] for part in answer.result["parts"]} >= {"bridge", "assessors", "field"}


def test_nothing_is_expected_of_nothing(campaign_cast: CampaignCast):
    answer = expected_of(board_of(open_campaign(campaign_cast).campaign))
    assert answer.result is None
    assert answer.error is not None
    assert answer.error.full_code == "analysis.nothing_known"


def test_each_city_is_counted_for_itself(campaign_cast: CampaignCast):
    campaign, (first, second) = cities_scored(campaign_cast)
    boards = boards_of(campaign)
    assert boards[first.pk].whole["verified"].share == 1.0
    assert boards[second.pk].whole["claimed"].known == 0
    assert not boards[first.pk].lines


def test_the_number_of_queries_does_not_grow_with_the_campaign(campaign_cast: CampaignCast):
    small = scored(campaign_cast).campaign
    large = open_campaign(campaign_cast, count=60, code="large").campaign
    Answer.objects.bulk_create(
        Answer(assignment=row, grade="", state="submitted")
        for row in Assignment.objects.filter(campaign=large)
    )
    counts = []
    for campaign in (small, large):
        board_of(campaign)  # instruments are read once a process
        with CaptureQueriesContext(connection) as asked:
            statements_in(campaign)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_said_anew_is_counted_anew(campaign_cast: CampaignCast):
    given = open_campaign(campaign_cast, count=3)
    whole = statements_version(given.campaign)
    seen = [statements_version(given.campaign, part=given.health)]
    answer_save(given.question(), grade="yes", note="", version=0, by=campaign_cast.bruno.pseudonym)
    seen.append(statements_version(given.campaign, part=given.health))
    assert board_of_part(given.health).whole["claimed"].known == 1
    answer_save(given.question(), grade="no", note="", version=1, by=campaign_cast.bruno.pseudonym)
    seen.append(statements_version(given.campaign, part=given.health))
    assert board_of_part(given.health).whole["claimed"].share == 0.0
    assert statements_version(given.campaign) == whole  # drafts are the entity's own
    move(given, "review")
    seen.append(statements_version(given.campaign, part=given.health))
    assert len(set(seen)) == len(seen)
    assert statements_version(given.campaign) != whole


def test_a_page_asks_as_often_for_many_features_as_for_few(campaign_cast: CampaignCast):
    counts = []
    for count in (4, 60):
        given = scored(campaign_cast, count=count, code=f"scored-{count}")
        addresses = ("/en/workspace/", f"/en/workspace/campaigns/{given.campaign.code}/score/")
        for who in (campaign_cast.amina, campaign_cast.salma):
            for address in addresses:
                signed_in(who).get(address)
        with CaptureQueriesContext(connection) as asked:
            signed_in(campaign_cast.amina).get(addresses[1])
        counts.append(len(asked))
    assert counts[0] == counts[1]
