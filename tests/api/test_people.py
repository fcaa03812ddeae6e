"""People over the interface for programs: the same gate as pages, and sensitive steps confirmed."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace/people"
NEW = {"email": "Huda@example.org", "name": "Huda", "role": "contributor", "entity": "health"}


def program_of(user: User, scope: str = "write") -> Client:
    secret = token_create(user, name="program", scope=scope, days=1)[1]
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(BASE + path, body, content_type="application/json")


def test_each_sees_whom_they_see_on_pages(campaign_cast: CampaignCast) -> None:
    for who, seen in (("amina", 14), ("noor", 3)):
        told = program_of(getattr(campaign_cast, who)).get(BASE).json()
        assert told["total"] == seen
    assert program_of(campaign_cast.bruno).get(BASE).status_code == 403


def test_who_is_not_seen_is_not_there(campaign_cast: CampaignCast) -> None:
    program = program_of(campaign_cast.noor)
    assert program.get(f"{BASE}/{campaign_cast.bruno.pseudonym}").status_code == 200
    assert program.get(f"{BASE}/{campaign_cast.farid.pseudonym}").status_code == 404
    assert program.get(f"{BASE}/9f2c1f6e-6a52-4b77-8f52-1d3a3c8d2b10").status_code == 404


def test_somebody_is_invited_and_their_link_is_told_to_nobody(campaign_cast: CampaignCast) -> None:
    answer = post(program_of(campaign_cast.noor), "", NEW)
    assert answer.status_code == 200
    assert User.objects.get(email="huda@example.org").grants.get().entity == campaign_cast.health.pk
    assert mail.outbox[0].to == ["huda@example.org"]
    assert "/first/" not in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "change", "status", "code"),
    [
        ("noor", {"entity": "education"}, 403, "request.forbidden"),
        ("amina", {"role": "administrator", "entity": ""}, 403, "request.forbidden"),
        ("amina", {"entity": ""}, 422, "account.scope_entity"),
        ("amina", {"entity": "moon"}, 422, "scope.entity_unknown"),
        ("amina", {"role": "emperor"}, 422, "account.role_unknown"),
        ("amina", {"email": "huda"}, 422, "account.email_malformed"),
        ("amina", {"email": "bruno@example.org"}, 422, "account.has_entered"),
        ("amina", {"email": "x" * 300}, 422, "request.invalid"),
    ],
)
def test_what_cannot_be_makes_nobody(
    campaign_cast: CampaignCast, who: str, change: dict[str, str], status: int, code: str
) -> None:
    before = User.objects.count()
    answer = post(program_of(getattr(campaign_cast, who)), "", NEW | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert User.objects.count() == before


def test_a_role_is_given_and_taken_away(campaign_cast: CampaignCast) -> None:
    program, dana = program_of(campaign_cast.amina), campaign_cast.dana
    told = post(program, f"/{dana.pseudonym}/grants", {"role": "viewer"}).json()
    (grant,) = told["grants"]
    assert grant["role"] == "viewer"
    left = program.delete(f"{BASE}/{dana.pseudonym}/grants/{grant['id']}").json()
    assert left["grants"] == []


def test_a_grant_of_somebody_else_or_above_one_s_own_is_refused(campaign_cast: CampaignCast) -> None:
    program = program_of(campaign_cast.amina)
    chen_s, elif_s = campaign_cast.chen.grants.get().pk, campaign_cast.elif_.grants.get().pk
    assert program.delete(f"{BASE}/{campaign_cast.dana.pseudonym}/grants/{chen_s}").status_code == 404
    assert program.delete(f"{BASE}/{campaign_cast.elif_.pseudonym}/grants/{elif_s}").status_code == 403


def test_the_last_administrator_stays(campaign_cast: CampaignCast) -> None:
    elif_ = campaign_cast.elif_
    answer = program_of(elif_).delete(f"{BASE}/{elif_.pseudonym}/grants/{elif_.grants.get().pk}")
    assert (answer.status_code, answer.json()["code"]) == (422, "account.last_administrator")


def test_a_browser_confirms_first(campaign_cast: CampaignCast) -> None:
    answer = post(signed_in(campaign_cast.amina), "", NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "request.confirm_first")
    assert not User.objects.filter(email="huda@example.org").exists()
