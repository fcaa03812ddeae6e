"""The history over the interface for programs: the same gate as its page, and nothing told to strangers."""

from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.models import Seal
from miqyas.workspace.history.services import record_add
from tests.api.test_private import ask, token_of
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PATH = "/api/v1/workspace/campaigns/year/history"
CHECKPOINTS = "/api/v1/workspace/history/checkpoints"
MISSING = "/api/v1/workspace/campaigns/none/history"


@pytest.fixture
def campaign(campaign_cast: CampaignCast) -> Campaign:
    made = Campaign.objects.create(code="year", title={"ar": "حملة", "en": "Campaign"})
    for number in range(3):
        record_add(
            "submission.submit",
            actor=campaign_cast.salma.pseudonym,
            object_kind="submission",
            object_id=number,
            details={"grade": "yes", "version": number},
            chain=str(made.pk),
        )
    return made


def test_a_program_of_the_lead_reads_it_in_parts(campaign: Campaign, campaign_cast: CampaignCast) -> None:
    token = token_of(campaign_cast.amina)
    told = ask(token, f"{PATH}?limit=2").json()
    assert [record["object_id"] for record in told["records"]] == ["2", "1"]
    assert (told["unsealed"], told["records"][0]["name"]) == (3, "Salma")
    rest = ask(token, f"{PATH}?limit=2&offset=2").json()
    assert [record["details"] for record in rest["records"]] == [{"version": 0}]


@pytest.mark.parametrize("name", ["salma", "chen", "dana"])
def test_others_cannot_tell_it_from_one_that_is_not_there(
    campaign: Campaign, campaign_cast: CampaignCast, name: str
) -> None:
    client = signed_in(campaign_cast.people()[name])
    assert client.get(PATH).status_code == client.get(MISSING).status_code == 404


def test_the_lead_is_told_that_a_campaign_is_not_there(
    campaign: Campaign, campaign_cast: CampaignCast
) -> None:
    assert signed_in(campaign_cast.amina).get(MISSING).status_code == 404


def test_a_visitor_signs_in_first(client: Any, campaign: Campaign) -> None:
    assert client.get(PATH).status_code == client.get(MISSING).status_code == 401


def test_a_checkpoint_needs_a_token_that_may_write(campaign: Campaign, campaign_cast: CampaignCast) -> None:
    def post(scope: str) -> Any:
        secret = token_of(campaign_cast.amina, scope=scope)
        return Client().generic("POST", CHECKPOINTS, headers={"authorization": f"Bearer {secret}"})

    assert post("read").status_code == 403
    made = post("write")
    assert made.status_code == 200
    assert str(campaign.pk) in {head["chain"] for head in made.json()["chains"]}
    assert Seal.objects.filter(chain=str(campaign.pk)).exists()


def test_a_viewer_makes_none(campaign_cast: CampaignCast) -> None:
    assert signed_in(campaign_cast.jamal).generic("POST", CHECKPOINTS).status_code == 403
