"""A program keeps the registry and runs a campaign, by a token of one who may; words that do not fit."""

import json
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.registry.models import Entity, Portal
from tests.campaign_cast import CampaignCast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
WORK = "/api/v1/workspace"
LIST = f"{WORK}/campaigns"
ONE = f"{LIST}/literacy-1"
ENTITIES = f"{WORK}/registry/entities"
CAMPAIGN = {
    "code": "literacy-1", "title": {"ar": "أ", "en": "A"}, "instruments": ["EGL"], "opens_on": "2031-01-01",
    "answers_until": "2031-02-01", "review_from": "2031-02-02", "review_until": "2031-03-01",
    "freeze_on": "2031-04-01",
}  # fmt: skip
ENTITY = {"code": "tax", "name": {"ar": "أ", "en": "A"}, "kind": "agency"}


class Program:
    """A program with a token of somebody of the cast."""

    def __init__(self, cast: CampaignCast, who: str, *, scope: str = "write") -> None:
        secret = token_create(cast.people()[who], name="a program", scope=scope, days=1)[1]
        self.client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        return self.client.generic(method, path, data, content_type="application/json")


def test_a_campaign_is_run_by_programs_alone(campaign_cast: CampaignCast) -> None:
    lead, entity, coordinator = (Program(campaign_cast, who) for who in ("amina", "bruno", "karim"))
    assert lead.ask("POST", LIST, CAMPAIGN).json()["state"] == "draft"
    assert entity.ask("GET", ONE).status_code == 404
    lead.ask("PUT", f"{ONE}/entities", {"entities": ["authority", "health"]})
    proposed = lead.ask("GET", f"{ONE}/assignments/proposal").json()["proposals"]
    given = [
        {"feature": one["feature"], "lead": one["lead"], "helpers": one["helpers"]}
        for one in proposed
        if one["lead"]
    ]
    given[0]["lead"] = "health"
    told = lead.ask("POST", f"{ONE}/assignments", {"assignments": given}).json()
    assert len(told["given"]) == len(given)
    opened = lead.ask("POST", f"{ONE}/steps", {"action": "open", "seen": "draft"})
    assert opened.json()["state"] == "open"
    again = lead.ask("POST", f"{ONE}/steps", {"action": "open", "seen": "draft"})
    assert again.json()["code"] == "workflow.not_now"
    assert [one["code"] for one in entity.ask("GET", LIST).json()["campaigns"]] == ["literacy-1"]
    question = f"{ONE}/entities/health/answers/{given[0]['feature']}/applicability"
    asked = entity.ask("POST", question, {"do": "propose", "reason": "Not ours."})
    assert asked.json()["applies"] == "proposed"
    assert entity.ask("POST", question, {"do": "accept"}).status_code == 403
    assert coordinator.ask("POST", question, {"do": "refuse"}).json()["code"] == "campaign.no_reason"
    decided = coordinator.ask("POST", question, {"do": "accept"}).json()
    assert decided["applies"] == "not_applicable"


def test_the_registry_is_kept_by_programs(campaign_cast: CampaignCast) -> None:
    program = Program(campaign_cast, "elif")
    assert program.ask("POST", ENTITIES, ENTITY).status_code == 200
    assert program.ask("POST", ENTITIES, ENTITY).json()["code"] == "registry.code_taken"
    ring = {**ENTITY, "parent": "tax"}
    assert program.ask("PUT", f"{ENTITIES}/tax", ring).json()["code"] == "registry.own_parent"
    new = {"address": "https://tax.example.org/", "kind": "entity"}
    whole = program.ask("POST", f"{ENTITIES}/tax/portals", new).json()
    portal = f"{ENTITIES}/tax/portals/{whole['portals'][0]['id']}"
    wrong = {"address": "javascript:alert(1)", "kind": "entity"}
    assert program.ask("PUT", portal, wrong).json()["code"] == "registry.address_malformed"
    assert program.ask("DELETE", portal).json()["portals"] == []
    assert program.ask("DELETE", portal).status_code == 404
    assert program.ask("POST", f"{ENTITIES}/tax/switch", {"is_active": False}).json()["is_active"] is False


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "of_all", "of_a_draft"),
        [
            ("dana", 404, 404),
            ("bruno", 403, 404),
            ("chen", 403, 404),
            ("ines", 403, 404),
            ("jamal", 403, 403),
        ],
    )
    def test_nobody_else_changes_anything(
        self, campaign_cast: CampaignCast, who: str, of_all: int, of_a_draft: int
    ) -> None:
        Program(campaign_cast, "amina").ask("POST", LIST, CAMPAIGN)
        program = Program(campaign_cast, who)
        for method, path, body, status in (
            ("POST", LIST, {**CAMPAIGN, "code": "other"}, of_all),
            ("PUT", ONE, CAMPAIGN, of_a_draft),
            ("PUT", f"{ONE}/entities", {"entities": ["health"]}, of_a_draft),
            ("POST", f"{ONE}/steps", {"action": "open", "seen": "draft"}, of_a_draft),
            ("POST", f"{ONE}/assignments", {"assignments": [{"feature": "EGL-001"}]}, of_a_draft),
            ("POST", ENTITIES, ENTITY, 403),
            ("PUT", f"{ENTITIES}/health", ENTITY, 403),
        ):
            assert program.ask(method, path, body).status_code == status, path
        assert Campaign.objects.count() == 1
        assert not Entity.objects.filter(code="tax").exists()

    def test_a_draft_is_not_there_for_others(self, campaign_cast: CampaignCast) -> None:
        Program(campaign_cast, "amina").ask("POST", LIST, CAMPAIGN)
        assert Program(campaign_cast, "dana").ask("GET", LIST).status_code == 404
        for who in ("bruno", "chen"):
            assert Program(campaign_cast, who).ask("GET", LIST).json()["campaigns"] == []
        for who in ("bruno", "chen", "dana"):
            program = Program(campaign_cast, who)
            for path in (ONE, f"{ONE}/entities", f"{ONE}/assignments", f"{ONE}/steps"):
                assert program.ask("GET", path).status_code == 404

    def test_without_a_token_nothing_is_told(self, campaign_cast: CampaignCast) -> None:
        Program(campaign_cast, "amina").ask("POST", LIST, CAMPAIGN)
        for path in (LIST, ONE, f"{LIST}/none", ENTITIES):
            assert Client().get(path).status_code == 401

    def test_a_token_for_reading_only_reads(self, campaign_cast: CampaignCast) -> None:
        program = Program(campaign_cast, "amina", scope="read")
        assert program.ask("POST", LIST, CAMPAIGN).status_code == 403
        assert program.ask("GET", LIST).status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            (LIST, {}),
            (LIST, {**CAMPAIGN, "code": "x" * 10_000}),
            (LIST, {**CAMPAIGN, "code": "../etc"}),
            (LIST, {**CAMPAIGN, "instruments": ["MOON"]}),
            (LIST, {**CAMPAIGN, "title": "A"}),
            (LIST, {**CAMPAIGN, "opens_on": "2031-13-01"}),
            (LIST, {**CAMPAIGN, "freeze_on": "2030-01-01"}),
            (LIST, {**CAMPAIGN, "assessors": 4}),
            (LIST, {**CAMPAIGN, "kind": "planets"}),
            (LIST, [CAMPAIGN]),
            (ENTITIES, {**ENTITY, "name": {"ar": "\u202e", "en": "\u200b"}}),
            (ENTITIES, {**ENTITY, "mandates": ["moon"]}),
            (ENTITIES, {**ENTITY, "position": 10**12}),
        ],
    )
    def test_it_is_refused_in_words(self, campaign_cast: CampaignCast, path: str, body: Any) -> None:
        answer = Program(campaign_cast, "amina").ask("POST", path, body)
        assert answer.status_code == 422
        assert answer.json()["detail"]
        assert not Campaign.objects.exists()
        assert Entity.objects.count() == 3

    def test_what_is_of_another_is_refused_and_nothing_is_done(self, campaign_cast: CampaignCast) -> None:
        lead = Program(campaign_cast, "amina")
        lead.ask("POST", LIST, CAMPAIGN)
        lead.ask("PUT", f"{ONE}/entities", {"entities": ["health"]})
        outside = [{"feature": "EGL-001", "lead": "health"}, {"feature": "EGL-002", "lead": "education"}]
        told = lead.ask("POST", f"{ONE}/assignments", {"assignments": outside})
        assert told.json()["code"] == "campaign.entity_unknown"
        assert lead.ask("PUT", f"{ONE}/entities", {"entities": ["nobody"]}).status_code == 422
        assert not Assignment.objects.exists()
        main = Portal.objects.get(is_main=True)
        other = f"{ENTITIES}/health/portals/{main.pk}"
        assert lead.ask("DELETE", other).status_code == 404
        assert Portal.objects.filter(pk=main.pk).exists()
