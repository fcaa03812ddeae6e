"""The administrator looks at what keeps the workspace running, and reads nobody's answers or marks there."""

import pytest
from django.contrib import admin

from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.events.models import Event
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
LISTS = (
    "registry/entity",
    "registry/portal",
    "campaigns/campaign",
    "campaigns/campaignentity",
    "events/event",
    "evidence/linkcheck",
    "history/seal",
)
WRITTEN = "answer answerrevision comment judgement decision reply reviewtask reviewitem evidence delegation"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_list_opens_and_adds_nothing(campaign_cast: CampaignCast, name: str, language: str) -> None:
    elif_ = signed_in(campaign_cast.elif_)
    assert elif_.get(f"/{language}/admin/{name}/").status_code == 200
    assert elif_.get(f"/{language}/admin/{name}/add/").status_code == 403


def test_one_of_them_is_shown_and_not_changed(campaign_cast: CampaignCast) -> None:
    campaign = Campaign.objects.create(code="year", title={"ar": "ع", "en": "Year"})
    page = signed_in(campaign_cast.elif_).get(f"/en/admin/campaigns/campaign/{campaign.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()


def test_news_is_listed_without_what_it_tells(campaign_cast: CampaignCast) -> None:
    event = Event.objects.create(kind="answer.mentioned", key="1", payload={"comment": "secret-id"})
    page = signed_in(campaign_cast.elif_).get(f"/en/admin/events/event/{event.pk}/change/")
    assert "secret-id" not in page.content.decode()


def test_what_people_wrote_is_not_in_the_admin() -> None:
    shown = {model._meta.model_name for model in admin.site._registry}
    assert not shown & {*WRITTEN.split(), "evidencerevision", "notification", "statisticalinput"}


@pytest.mark.parametrize("name", ["amina", "chen", "dana"])
def test_others_do_not_enter(campaign_cast: CampaignCast, name: str) -> None:
    page = signed_in(campaign_cast.people()[name]).get("/en/admin/campaigns/campaign/")
    assert page.status_code == 302
