"""An empty installation tells whoever looks after it what comes first."""

import pytest

from miqyas.workspace.accounts.roles import LEAD
from miqyas.workspace.accounts.services import role_revoke
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


def steps(person: object) -> list[tuple[str, bool]]:
    page = signed_in(person).get("/en/workspace/")  # type: ignore[arg-type]
    return [(step.code, step.is_done) for step in page.context["steps"]]


def test_the_administrator_begins_with_the_registry(cast: Cast) -> None:
    assert not Entity.objects.exists()
    assert steps(cast.elif_)[0] == ("registry", False)


def test_what_is_done_is_marked(campaign_cast: CampaignCast) -> None:
    assert steps(campaign_cast.elif_) == [
        ("registry", True),
        ("portal", True),
        ("lead", True),
        ("campaign", False),
    ]


def test_a_lead_is_still_to_be_invited(campaign_cast: CampaignCast) -> None:
    role_revoke(campaign_cast.amina, role=LEAD, by=None)
    assert ("lead", False) in steps(campaign_cast.elif_)


def test_the_lead_is_led_to_the_first_campaign(campaign_cast: CampaignCast) -> None:
    assert (
        'href="/en/workspace/campaigns/new/"'
        in signed_in(campaign_cast.amina).get("/en/workspace/").content.decode()
    )


def test_nothing_of_it_once_there_is_a_campaign(campaign_cast: CampaignCast) -> None:
    Campaign.objects.create(code="year", title={"ar": "ع", "en": "Year"})
    assert steps(campaign_cast.elif_) == []


def test_others_are_not_told(campaign_cast: CampaignCast) -> None:
    assert steps(campaign_cast.bruno) == []
