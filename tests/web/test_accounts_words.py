"""Every word on the pages of accounts and people comes from a catalogue."""

import pytest
from django.core.cache import cache
from django.test import Client

from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.accounts.invitations import person_invite
from tests.campaign_cast import CampaignCast
from tests.cast import PASSWORD, signed_in
from tests.web.test_every_word_is_translated import Reader

pytestmark = pytest.mark.django_db
OWN = {"Elif", "elif@example.org"}
PAGES = (
    "account/",
    "account/email/",
    "account/password/",
    "account/security/",
    "account/security/totp/activate/",
    "account/security/webauthn/",
    "account/security/webauthn/add/",
    "account/sessions/",
    "account/tokens/",
    "account/my-data/erase/",
    "account/signed-in/",
    "account/again/",
    "workspace/people/new/",
)
STRANGERS = (
    "account/login/",
    "account/password/forgotten/",
    "account/password/forgotten/sent/",
    "account/password/new/",
    "account/password/new/1-made-up/",
    "account/first/made-up/",
    "account/inactive/",
)


@pytest.fixture(autouse=True)
def _made_up_language(settings) -> None:
    cache.clear()
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]


def untranslated(browser: Client, page: str) -> list[str]:
    reader = Reader()
    reader.feed(browser.get(f"/{PSEUDO_LANGUAGE}/{page}").content.decode())
    return [text for text in reader.untranslated if text not in OWN]


@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_written_into_a_page_of_an_account(campaign_cast: CampaignCast, page: str) -> None:
    browser = signed_in(campaign_cast.elif_)
    browser.post("/en/account/again/", {"password": PASSWORD})
    assert untranslated(browser, page) == []


@pytest.mark.parametrize("page", STRANGERS)
def test_nor_into_one_that_strangers_see(page: str) -> None:
    assert untranslated(Client(), page) == []


def test_nor_into_an_invitation() -> None:
    _, secret = person_invite("huda@example.org", by=None)
    assert [text for text in untranslated(Client(), f"account/first/{secret}/") if "huda" not in text] == []
