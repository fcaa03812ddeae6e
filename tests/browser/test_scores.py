"""Scores and boards in a browser: without a fault for assistive technology, in both languages, on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visits import PHONE, Visit
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.scores.scored_given import cities_scored, scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCORE = "workspace/campaigns/scored/score/"
AUTHORITY = (
    "workspace/",
    SCORE,
    f"{SCORE}OSI-SP-002/",
    f"{SCORE}official/",
    "workspace/campaigns/towns/cities/",
)


@pytest.fixture
def visiting_as(visiting: Callable[..., Visit], campaign_cast: CampaignCast) -> Callable[..., Visit]:
    """Opens a tab in which somebody of the cast has signed in."""

    def opened(who: str, **options: Any) -> Visit:
        seen = visiting(**options)
        session = signed_in(campaign_cast.people()[who]).cookies["sessionid"].value
        seen.page.context.add_cookies([{"name": "sessionid", "value": session, "url": seen.site}])
        return seen

    return opened


def judge(seen: Visit, address: str) -> None:
    assert seen.go(address).status == 200
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    assert seen.complaints == []
    assert seen.outside == []


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"color_scheme": "dark"}])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_of_the_authority(
    visiting_as: Callable[..., Visit], campaign_cast: CampaignCast, language: str, options: dict[str, Any]
) -> None:
    scored(campaign_cast, state="reply")
    cities_scored(campaign_cast)
    seen = visiting_as("amina", **options)
    for address in AUTHORITY:
        judge(seen, f"{language}/{address}")


@pytest.mark.parametrize("who", ["salma", "gita", "ines", "elif", "dana"])
def test_boards_of_others(visiting_as: Callable[..., Visit], campaign_cast: CampaignCast, who: str) -> None:
    scored(campaign_cast)
    judge(visiting_as(who, viewport=PHONE), "ar/workspace/")


def test_a_published_campaign(visiting: Callable[..., Visit], campaign_cast: CampaignCast) -> None:
    scored(campaign_cast, state="published")
    seen = visiting(viewport=PHONE)
    for address in ("ar/campaigns/", "en/campaigns/scored/"):
        judge(seen, address)
