"""Whoever reloads what a form led to, or was refused, finds the way back to the page."""

import pytest

from miqyas.workspace.campaigns.models import Campaign
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return Campaign.objects.create(code="year", title={"ar": "ع", "en": "Year"})


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("campaigns/year/entities/", "campaigns/year/"),
        ("campaigns/year/entity/health/submission/approve/", "campaigns/year/entity/health/submission/"),
        ("people/00000000-0000-0000-0000-000000000000/grants/1/revoke/",
         "people/00000000-0000-0000-0000-000000000000/"),
        ("notifications/read/", "notifications/"),
    ],
)  # fmt: skip
def test_an_address_of_a_form_leads_to_the_page_above(
    campaign_cast: CampaignCast, campaign: Campaign, form: str, page: str
) -> None:
    answer = signed_in(campaign_cast.amina).get(f"/en/workspace/{form}")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/workspace/{page}")


def test_what_only_reads_still_takes_no_form(campaign_cast: CampaignCast) -> None:
    assert signed_in(campaign_cast.amina).post("/en/workspace/").status_code == 405


def test_who_is_refused_is_led_back(campaign_cast: CampaignCast, campaign: Campaign) -> None:
    address = "/en/workspace/campaigns/year/reviews/assign/"
    page = signed_in(campaign_cast.amina).post(address, {"seed": "x"})
    assert page.status_code == 422
    assert f'href="{address}"' in page.content.decode()
