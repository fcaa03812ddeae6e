"""`miqyas campaign list` and `miqyas campaign score`."""

from typing import Any

import pytest

from tests.campaign_cast import CampaignCast
from tests.cli.test_people import Ready
from tests.workspace.scores.scored_given import cities_scored, scored

pytestmark = pytest.mark.django_db


def test_campaigns_are_listed(cli: Any, campaign_cast: CampaignCast) -> None:
    assert "no campaigns yet" in cli("campaign", "list", processes=Ready()).out
    scored(campaign_cast)
    (told,) = cli("campaign", "list", "--json", processes=Ready()).json["campaigns"]
    assert (told["code"], told["state"], told["entities_count"]) == ("scored", "review", 2)
    assert "Review" in cli("campaign", "list", processes=Ready()).out


@pytest.mark.parametrize(("language", "band"), [("en", "Uncalibrated band"), ("ar", "نطاق غير معايَر")])
def test_a_score_is_told_as_a_band(cli: Any, campaign_cast: CampaignCast, language: str, band: str) -> None:
    scored(campaign_cast)
    outcome = cli("campaign", "score", "SCORED", "--lang", language, processes=Ready())
    assert outcome.code == 0
    assert band in outcome.out
    assert "OSI.SP" in outcome.out


def test_the_same_as_json(cli: Any, campaign_cast: CampaignCast) -> None:
    scored(campaign_cast)
    told = cli("campaign", "score", "scored", "--json", processes=Ready()).json
    assert told["expected"]["rank"]["median"] is None
    assert told["tallies"][0]["all"]["claimed"]["share"] == pytest.approx(2 / 3)


def test_cities_expect_no_national_score(cli: Any, campaign_cast: CampaignCast) -> None:
    cities_scored(campaign_cast)
    told = cli("campaign", "score", "towns", "--json", processes=Ready()).json
    assert told["expected"] is None
    assert [one["city"] for one in told["tallies"]] == ["city-a", "city-b"]


def test_a_code_that_nothing_has_is_refused(cli: Any, campaign_cast: CampaignCast) -> None:
    outcome = cli("campaign", "score", "nope", processes=Ready())
    assert outcome.code == 2
    assert "nope" in outcome.err
