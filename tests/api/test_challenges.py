"""The interface of the challenge: what each may do and see, and the same refusals as on pages."""

import json
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from miqyas.assessment.challenge.export import canonical, verify
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.history.keys import is_signed
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import (
    REASONS,
    drafted,
    judging,
    nominated,
    opened,
    published,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/workspace/challenges"


def ask(user: User, path: str, *, method: str = "GET", scope: str = "write", **body: Any) -> Any:
    secret = token_create(user, name="any", scope=scope, days=1)[1]
    headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
    data = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
    return Client().generic(method, path, headers=headers, **data)


def test_a_round_goes_its_way_by_the_interface_alone(campaign_cast: CampaignCast) -> None:
    given = drafted(campaign_cast)
    one = f"{BASE}/excellence-1"
    for name in ("chen", "gita"):
        email = {"email": f"{name}@example.org"}
        assert ask(campaign_cast.karim, f"{one}/jury", method="POST", **email).status_code == 200
    step = {"action": "open", "seen": "draft"}
    assert ask(campaign_cast.amina, f"{one}/step", method="POST", **step).json()["state"] == "open"
    begun = {"entity": "health", "category": "service"}
    made = ask(campaign_cast.noor, f"{one}/nominations", method="POST", **begun)
    assert made.status_code == 200
    nomination = f"/api/v1/workspace/nominations/{made.json()['id']}"
    words = {"title": {"ar": "خدمة", "en": "Service"}, "story": {"ar": "قصة", "en": "Story"}, "version": 0}
    assert ask(campaign_cast.bruno, nomination, method="PUT", **words).json()["outcome"] == "saved"
    handed_in = ask(campaign_cast.salma, f"{nomination}/submit", method="POST", version=1)
    assert handed_in.json()["state"] == "submitted"
    assert given.nomination().submitted_by == campaign_cast.salma.pseudonym


def test_what_stands_in_the_way_is_told_and_nothing_is_done(campaign_cast: CampaignCast) -> None:
    given = opened(campaign_cast)
    step = {"action": "begin_jury", "seen": "open"}
    told = ask(campaign_cast.amina, f"{BASE}/excellence-1/step", method="POST", **step)
    assert (told.status_code, told.json()["code"]) == (422, "challenge.still_nominating")
    assert given.again().state == "open"


def test_a_coordinator_does_not_open_a_round(campaign_cast: CampaignCast) -> None:
    drafted(campaign_cast)
    step = {"action": "open", "seen": "draft"}
    told = ask(campaign_cast.karim, f"{BASE}/excellence-1/step", method="POST", **step)
    assert (told.status_code, told.json()["code"]) == (403, "workflow.not_yours")


def test_a_token_for_reading_gives_no_marks(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    path = f"/api/v1/workspace/jury/sheets/{given.sheet('chen', 'health').pk}"
    marks = {"marks": {"use": 3, "reach": 3}, "version": 0}
    told = ask(campaign_cast.chen, path, method="PUT", scope="read", **marks)
    assert (told.status_code, told.json()["code"]) == (403, "request.token_reads")


def test_a_juror_gives_marks_and_another_does_not(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    path = f"/api/v1/workspace/jury/sheets/{given.sheet('chen', 'health').pk}"
    marks = {"marks": {"use": 3, "reach": 3}, "justification": REASONS, "version": 0, "hand_in": True}
    assert ask(campaign_cast.gita, path, method="PUT", **marks).status_code == 404
    assert ask(campaign_cast.chen, path, method="PUT", **marks).json()["state"] == "submitted"
    again = ask(campaign_cast.chen, path, method="PUT", **marks)
    assert (again.status_code, again.json()["code"]) == (422, "challenge.sheet_handed_in")


def test_words_that_met_newer_ones_are_kept_aside(campaign_cast: CampaignCast) -> None:
    given = nominated(campaign_cast)
    row = given.nomination()
    row.state = "returned"
    row.save()
    words = {"title": {"ar": "أخرى", "en": "Other"}, "version": 0}
    told = ask(campaign_cast.noor, f"/api/v1/workspace/nominations/{row.pk}", method="PUT", **words)
    assert told.json()["outcome"] == "kept_aside"
    assert told.json()["nomination"]["title"]["en"] == "Words about service of health"


@pytest.mark.parametrize(
    "body",
    [
        {"code": "x" * 61, "title": {"ar": "أ", "en": "A"}},
        {"code": "x", "title": "A"},
        {"code": "x", "title": {"ar": "أ", "en": "A"}, "criteria": [{"code": "c", "weight": -1}]},
        {"code": "x", "title": {"ar": "أ", "en": "A"}, "opens_on": "yesterday"},
    ],
)
def test_what_is_no_round_is_refused(body: dict[str, Any], campaign_cast: CampaignCast) -> None:
    assert ask(campaign_cast.amina, BASE, method="POST", **body).status_code == 422


def test_whoever_reads_published_results_can_verify_them(campaign_cast: CampaignCast) -> None:
    published(campaign_cast)
    told = Client().get("/api/v1/challenge/excellence-1").json()
    content = canonical(told["results"])
    assert sha256(content).hexdigest() == told["sha256"]
    assert is_signed(content, signature=told["signature"], key=told["public_key"])
    assert verify(content, name="results.json").holds


def test_an_unknown_certificate_is_not_there(campaign_cast: CampaignCast) -> None:
    published(campaign_cast)
    assert Client().get("/api/v1/certificates/AAAA-AAAA").status_code == 404
