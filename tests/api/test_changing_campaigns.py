"""A program gives one entity a deadline of its own; who may not edit the campaign changes nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import CampaignEntity
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    return open_campaign(campaign_cast)


def send(person: User, method: str, path: str, body: Any, *, scope: str = "write") -> Any:
    secret = token_create(person, name="a program", scope=scope, days=1)[1]
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
    return client.generic(method, f"/api/v1/workspace/campaigns/{path}", json.dumps(body), "application/json")


def test_an_entity_gets_a_deadline_of_its_own_and_loses_it(given: Given) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    path = f"{given.campaign.code}/entities/health/deadline"
    told = send(given.cast.amina, "PUT", path, {"until": day}).json()
    assert {one["entity"]: one["answers_until"] for one in told["entities"]}["health"] == day
    assert send(given.cast.amina, "PUT", path, {"until": None}).status_code == 200
    assert CampaignEntity.objects.get(pk=given.health.pk).answers_until is None
    assert send(given.cast.amina, "PUT", path, {"until": "soon"}).status_code == 422
    assert send(given.cast.amina, "PUT", path.replace("health", "moon"), {"until": day}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("noor", 403), ("farid", 403), ("chen", 403), ("jamal", 403), ("dana", 404)]
)
def test_others_change_nothing(given: Given, who: str, status: int) -> None:
    person, code = given.cast.people()[who], given.campaign.code
    body = {"until": "2098-01-01"}
    assert send(person, "PUT", f"{code}/entities/health/deadline", body).status_code == status
    assert send(person, "POST", f"{code}/renew", {"instrument": "OSI"}).status_code == status
    assert CampaignEntity.objects.get(pk=given.health.pk).answers_until is None


def test_an_open_campaign_asks_what_it_opened_with(given: Given) -> None:
    refused = send(given.cast.amina, "POST", f"{given.campaign.code}/renew", {"instrument": "OSI"})
    assert refused.status_code == 422
    reading = send(given.cast.amina, "POST", "x/renew", {"instrument": "OSI"}, scope="read")
    assert reading.json()["code"] == "request.token_reads"
