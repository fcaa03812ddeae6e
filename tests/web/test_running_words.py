"""Every word on the pages of registry and campaigns comes from a catalogue."""

import re

import pytest

from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.campaigns.services.assignments import Wanted, assignments_apply
from miqyas.workspace.campaigns.services.campaigns import campaign_create, campaign_open, entities_set
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader, _made_up_language
from tests.workspace.campaigns.running_given import given

__all__ = ["_made_up_language"]
SAME_IN_EACH = re.compile(r"example\.org|^[\s–]*(\d{1,2} [A-Z][a-z]+ \d{4}[\s–]*)+$")
"""Addresses; and dates, whose months come from Django."""
PAGES = (
    "registry/",
    "registry/?q=nothing",
    "registry/new/",
    "registry/import/",
    "registry/entities/authority/",
    "campaigns/",
    "campaigns/new/",
    "campaigns/national-1/",
    "campaigns/national-1/settings/",
    "campaigns/national-1/assign/",
    "campaigns/national-1/assign/?standing=led",
    "campaigns/national-1/assign/proposal/",
    "campaigns/draft-1/",
    "campaigns/draft-1/settings/",
    "campaigns/cities-1/assign/",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("_made_up_language")
@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_written_into_a_page(campaign_cast: CampaignCast, page: str) -> None:
    for code in ("national-1", "draft-1"):
        campaign = campaign_create(given(code), by=None)
        entities_set(campaign, [campaign_cast.health, campaign_cast.authority], by=None)
        if code == "national-1":
            assignments_apply(campaign, [Wanted("EGL-001", campaign_cast.health.pk)], by=None)
            campaign_open(campaign, by=None)
    campaign_create(given("cities-1", kind="cities", instruments=("LOSI",)), by=None)
    response = signed_in(campaign_cast.amina).get(f"/{PSEUDO_LANGUAGE}/workspace/{page}")
    assert response.status_code == 200
    reader = Reader()
    reader.feed(response.content.decode())
    assert [text for text in reader.untranslated if not SAME_IN_EACH.search(text)] == []
