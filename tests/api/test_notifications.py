"""A program reads what its person was told, and nobody else's; mail and calendar as on the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.notifications.models import CalendarFeed, Notification
from tests.campaign_cast import CampaignCast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace/notifications"


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def told(cast: CampaignCast) -> Notification:
    return Notification.objects.create(
        recipient=cast.bruno.pseudonym,
        kind="evidence.link_dead",
        key="evidence.link_dead:1",
        params={"title": "<b>The law</b>"},
        route_args={"evidence": "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e003"},
    )


def ask(
    cast: CampaignCast, who: str, path: str = BASE, *, method: str = "GET", body: Any = None, **more: str
) -> Any:
    secret = token_create(cast.people()[who], name="a program", scope=more.get("scope", "write"), days=1)[1]
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
    return client.generic(method, path, json.dumps(body) if body else "", "application/json")


def test_each_reads_their_own(cast: CampaignCast, told: Notification) -> None:
    own = ask(cast, "bruno").json()
    assert (own["total"], own["unread"]) == (1, 1)
    assert "The law" in own["notifications"][0]["words"]["ar"]
    assert own["notifications"][0]["address"].startswith("/en/workspace/evidence/")
    assert ask(cast, "noor").json()["total"] == 0


def test_one_is_read_by_its_reader_alone(cast: CampaignCast, told: Notification) -> None:
    assert ask(cast, "noor", f"{BASE}/{told.pk}/read", method="POST").status_code == 404
    assert ask(cast, "elif", f"{BASE}/{told.pk}/read", method="POST").status_code == 404
    assert ask(cast, "bruno", f"{BASE}/{told.pk}/read", method="POST").json()["read_at"]
    assert ask(cast, "bruno", f"{BASE}?is_unread=true").json()["total"] == 0


def test_all_are_read_at_once(cast: CampaignCast, told: Notification) -> None:
    assert ask(cast, "noor", f"{BASE}/read", method="POST").json() == {"read": 0}
    assert ask(cast, "bruno", f"{BASE}/read", method="POST").json() == {"read": 1}


def test_mail_follows_as_chosen(cast: CampaignCast) -> None:
    path = f"{BASE}/choices"
    changed = ask(cast, "bruno", path, method="PUT", body={"rhythms": {"work": "weekly"}}).json()
    assert {one["group"]: one["rhythm"] for one in changed["choices"]}["work"] == "weekly"
    for wrong in ({"moon": "daily"}, {"work": "hourly"}):
        assert ask(cast, "bruno", path, method="PUT", body={"rhythms": wrong}).status_code == 422


def test_a_calendar_opens_and_closes(cast: CampaignCast) -> None:
    path = f"{BASE}/calendar"
    address = ask(cast, "bruno", path, method="POST").json()["address"]
    local = address[address.index("/", len("https://")) :]
    assert Client().get(local).status_code == 200
    assert ask(cast, "bruno", path).json()["address"] is None
    assert ask(cast, "noor", path).json()["is_open"] is False
    assert ask(cast, "bruno", path, method="DELETE").json()["is_open"] is False
    assert Client().get(local).status_code == 404


@pytest.mark.parametrize("path", ["calendar", "read"])
def test_a_token_for_reading_changes_nothing(cast: CampaignCast, told: Notification, path: str) -> None:
    refused = ask(cast, "bruno", f"{BASE}/{path}", method="POST", scope="read")
    assert refused.json()["code"] == "request.token_reads"
    assert not CalendarFeed.objects.exists()
    assert Notification.objects.get().read_at is None
