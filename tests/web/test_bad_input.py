"""What no form sends and somebody will: signs that no database takes, numbers that are none."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.notifications.services import feed_create
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
W = "/en/workspace/"


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    return open_campaign(campaign_cast)


ADDRESSES = (
    f"{W}evidence/?q=%00",
    f"{W}evidence/new/?entity=a%00b",
    f"{W}people/?role=%00",
    f"{W}registry/entities/%00/",
    f"{W}statistics/2028/a%00b/",
    "/en/countries/%00/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_no_database_reads_is_refused_as_a_page(given: Given, address: str) -> None:
    for browser in (signed_in(given.cast.amina), Client()):
        response = browser.get(address)
        assert response.status_code == 400
        assert "<h1" in response.text


@pytest.mark.parametrize(
    "address", ["campaigns/%00", "campaigns/present?limit=%00", "people/a%00b", "history?offset=%00"]
)
def test_the_interface_says_so_in_json(given: Given, address: str) -> None:
    response = signed_in(given.cast.amina).get(f"/api/v1/workspace/{address}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("length", ["9" * 5000, "²", "-1", ""])
@pytest.mark.parametrize("page", ["registry/import/", "lists/", "campaigns/present/assign/file/"])
def test_a_length_that_is_no_number_is_refused(given: Given, page: str, length: str) -> None:
    browser, form = signed_in(given.cast.amina), "multipart/form-data; boundary=x"
    response = browser.post(W + page, b"", content_type=form, headers={"Content-Length": length})
    assert response.status_code == 422


BODIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("people", {"email": "z@example.org", "role": "contributor", "entity": "\0"}),
    ("people", {"email": "z@example.org", "role": "viewer", "campaign": "a\0b"}),
    ("campaigns/present/reviews/conflicts", {"assessor": str(UUID(int=1)), "entity": "\0", "reason": "x"}),
    ("campaigns/present/entities/health/submission/return", {"reasons": "x", "features": ["\0"]}),
)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_program_that_sends_such_signs_is_told_so(given: Given, path: str, body: dict[str, Any]) -> None:
    Campaign.objects.update(state="review" if "conflicts" in path else "open")
    CampaignEntity.objects.update(state="submitted")
    secret = token_create(given.cast.amina, name="a program", scope="write", days=1)[1]
    headers = {"authorization": f"Bearer {secret}"}
    address = f"/api/v1/workspace/{path}"
    response = Client().post(address, body, content_type="application/json", headers=headers)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


def test_a_proof_that_holds_for_ever_breaks_nobody_s_calendar(given: Given) -> None:
    browser, page = signed_in(given.cast.bruno), f"{W}evidence/new/?entity=health"
    fields = {"title": "The law", "address": "https://health.example.org/law", "valid_until": "9999-12-31"}
    assert browser.post(page, fields).status_code == 302
    for reader in (given.cast.bruno, given.cast.noor):
        address = reverse("calendar_feed", args=[feed_create(reader.pseudonym)])
        feed = Client().get(address)
        assert feed.status_code == 200
        assert b"DTSTART;VALUE=DATE:99991231" in feed.content
        for other in (W, f"{W}evidence/", f"{W}evidence/?show=expiring"):
            assert signed_in(reader).get(other).status_code == 200


FORMS: tuple[tuple[str, str, dict[str, str], int], ...] = (
    ("amina", "campaigns/present/deadline/", {"entity": "\0", "until": "2027-01-01"}, 404),
    ("amina", "campaigns/present/entities/", {"entity": "\0"}, 302),
    ("amina", "campaigns/present/renew/", {"instrument": "\0"}, 422),
    ("amina", "campaigns/present/reviews/conflicts/", {"entity": "\0"}, 404),
    ("amina", "campaigns/present/reviews/conflicts/", {"lift": "²"}, 422),
    ("salma", "campaigns/present/entity/health/submission/lend/", {"end": "²"}, 404),
    ("salma", "campaigns/present/entity/health/submission/lend/", {"end": "9" * 5000}, 404),
    ("bruno", "campaigns/present/entity/health/OSI-IF-001/save/", {"version": "9" * 5000}, 302),
    ("bruno", "campaigns/present/entity/health/OSI-IF-001/settle/", {"aside": "²"}, 422),
)


@pytest.mark.parametrize(("name", "page", "fields", "status"), FORMS)
def test_a_form_that_nobody_could_send_breaks_nothing(
    given: Given, name: str, page: str, fields: dict[str, str], status: int
) -> None:
    response: Any = signed_in(given.cast.people()[name]).post(W + page, fields)
    assert response.status_code == status
    assert Campaign.objects.get(code="present").parts.count() == 2
