"""A campaign in draft with a calendar around today, made as people make one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.workspace.campaigns.fields import CampaignFields
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.services.campaigns import campaign_create, entities_set
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast


def given(code: str = "national-1", **changes: Any) -> CampaignFields:
    """A sound campaign of e-government literacy, which has few features; `changes` overrule."""
    today = timezone.localdate()

    def day(after: int) -> Any:
        return today + timedelta(days=after)

    whole = CampaignFields(
        code=code,
        title={"ar": "الحملة الأولى", "en": "First campaign"},
        instruments=("EGL",),
        opens_on=day(-1),
        answers_until=day(30),
        review_from=day(31),
        review_until=day(50),
        reply_days=7,
        freeze_on=day(60),
        publish_on=day(70),
        window_from=day(100),
        window_until=day(140),
    )
    return replace(whole, **changes)


@pytest.fixture
def draft(campaign_cast: CampaignCast) -> Campaign:
    """A campaign of the cast's three entities, in draft, with nothing given to anybody."""
    campaign = campaign_create(given(), by=campaign_cast.amina.pseudonym)
    cast = campaign_cast
    entities_set(campaign, [cast.authority, cast.health, cast.education], by=cast.amina.pseudonym)
    return campaign


@pytest.fixture
def cities(campaign_cast: CampaignCast) -> Campaign:
    """A campaign of two cities, in draft."""
    made = [
        Entity.objects.create(code=code, name={"ar": code, "en": code}, kind="city")
        for code in ("city-a", "city-b")
    ]
    fields = given("cities-1", kind="cities", instruments=("LOSI",))
    campaign = campaign_create(fields, by=None)
    entities_set(campaign, made, by=None)
    return campaign
