"""No word is written into the pages of scores and boards: each goes through a catalogue."""

from typing import Any

import pytest
from django.test import Client

from miqyas.kernel.text import PSEUDO_LANGUAGE, pseudo
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader, _made_up_language
from tests.workspace.scores.scored_given import cities_scored, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_made_up_language")]
__all__ = ["_made_up_language"]
WORK = "workspace/campaigns"


def words_of(client: Client, address: str) -> list[str]:
    """What of a page went through no catalogue; what the tests made up is marked before."""
    reader = Reader()
    answer = client.get(f"/{PSEUDO_LANGUAGE}/{address}")
    assert answer.status_code == 200
    reader.feed(answer.text)
    return [one for one in reader.untranslated if "@" not in one]


@pytest.fixture
def _names_in_marks(campaign_cast: CampaignCast) -> None:
    """Names that people typed are what they are; here they carry the marks of the made-up language."""
    for entity in Entity.objects.all():
        Entity.objects.filter(pk=entity.pk).update(name=_marked(entity.name))
    for user in campaign_cast.people().values():
        user.display_name = pseudo(user.display_name)
        user.save()


def _marked(name: dict[str, str]) -> dict[str, str]:
    return {language: pseudo(text) for language, text in name.items()}


@pytest.mark.usefixtures("_names_in_marks")
@pytest.mark.parametrize(
    ("name", "state", "address"),
    [
        ("amina", "review", "workspace/"),
        ("amina", "open", "workspace/"),
        ("salma", "open", "workspace/"),
        ("salma", "reply", "workspace/"),
        ("gita", "review", "workspace/"),
        ("ines", "review", "workspace/"),
        ("elif", "review", "workspace/"),
        ("dana", "review", "workspace/"),
        ("amina", "review", f"{WORK}/scored/score/"),
        ("amina", "review", f"{WORK}/scored/score/OSI-SP-002/"),
        ("amina", "reply", f"{WORK}/scored/score/official/"),
        ("amina", "review", f"{WORK}/scored/score/official/"),
        ("amina", "review", f"{WORK}/towns/cities/"),
        ("amina", "review", f"{WORK}/towns/cities/city-a/"),
    ],
)
def test_no_word_is_written_into_a_page(campaign_cast: CampaignCast, name: str, state: str, address: str):
    scored(campaign_cast, state=state)
    cities_scored(campaign_cast)
    for campaign in Campaign.objects.all():
        Campaign.objects.filter(pk=campaign.pk).update(title=_marked(campaign.title))
    assert words_of(signed_in(campaign_cast.people()[name]), address) == []


@pytest.mark.usefixtures("_names_in_marks")
@pytest.mark.parametrize("address", ["campaigns/", "campaigns/scored/"])
def test_nor_into_a_public_one(client: Any, campaign_cast: CampaignCast, address: str):
    given = scored(campaign_cast, state="published")
    Campaign.objects.filter(pk=given.campaign.pk).update(title=_marked(given.campaign.title), is_sample=True)
    assert words_of(client, address) == []


def test_nothing_published_says_so(client: Any, db: None):
    assert words_of(client, "campaigns/") == []
