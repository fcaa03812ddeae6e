"""What was kept aside of a directive or a project is found and put back by a program, too."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.history.models import Record
from miqyas.workspace.roadmaps.models import GateReview
from miqyas.workspace.roadmaps.services.directives import directive_save, fields_of
from miqyas.workspace.roadmaps.services.gate import gate_create, gate_save, gate_step
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import directive, laid, project

pytestmark = pytest.mark.django_db
ROADMAP = "/api/v1/workspace/roadmap"
VACCINES = f"{ROADMAP}/gate/projects/vaccines"
MINE, THEIRS = date(2027, 6, 1), date(2027, 6, 2)


def ask(who: User, method: str, path: str, body: Any = None) -> Any:
    secret = token_create(who, name="a program", scope="write", days=1)[1]
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
    return client.generic(method, path, json.dumps(body) if body else "", content_type="application/json")


def aside_in(told: Any) -> int:
    [aside] = [one["id"] for one in told["revisions"] if one["is_aside"]]
    return int(aside)


@pytest.fixture
def draft(campaign_cast: CampaignCast) -> CampaignCast:
    """A project of which two people moved the day; the later one's is kept aside."""
    laid()
    review = gate_create(project(), by=None)
    gate_save(review, project(go_live=THEIRS), version=0, by=None)
    gate_save(review, project(go_live=MINE), version=0, by=None)
    return campaign_cast


def test_a_project_tells_what_was_kept_aside_and_takes_it_back(draft: CampaignCast) -> None:
    told = ask(draft.noor, "GET", VACCINES).json()
    aside, version = aside_in(told), told["version"]
    assert (told["go_live"], version) == (str(THEIRS), 1)
    wanted = {"version": version, "names": ["go_live"]}
    back = ask(draft.noor, "POST", f"{VACCINES}/aside/{aside}", wanted).json()
    assert (back["outcome"], back["project"]["go_live"], back["project"]["version"]) == (
        "saved",
        str(MINE),
        2,
    )
    assert Record.objects.get(action="gate_review.put_back").details["changed"] == ["go_live"]


def test_over_an_older_version_it_is_kept_aside_again(draft: CampaignCast) -> None:
    aside = aside_in(ask(draft.noor, "GET", VACCINES).json())
    answer = ask(draft.noor, "POST", f"{VACCINES}/aside/{aside}", {"version": 0, "names": ["go_live"]})
    assert (answer.json()["outcome"], answer.json()["project"]["go_live"]) == ("kept_aside", str(THEIRS))


@pytest.mark.parametrize(("aside", "names"), [(2**31 - 1, ["go_live"]), (None, ["state"])])
def test_what_was_not_kept_aside_is_refused(draft: CampaignCast, aside: int | None, names: list[str]) -> None:
    kept = aside or aside_in(ask(draft.noor, "GET", VACCINES).json())
    answer = ask(draft.noor, "POST", f"{VACCINES}/aside/{kept}", {"version": 1, "names": names})
    assert answer.status_code == 422
    assert ask(draft.noor, "GET", VACCINES).json()["go_live"] == str(THEIRS)


def test_a_project_that_awaits_its_verdict_is_not_changed(draft: CampaignCast) -> None:
    aside = aside_in(ask(draft.noor, "GET", VACCINES).json())
    gate_step(GateReview.objects.get(), "submit", roles=["entity_lead"], by=None)
    answer = ask(draft.noor, "POST", f"{VACCINES}/aside/{aside}", {"version": 2, "names": ["go_live"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "roadmap.gate_closed")


def test_a_directive_takes_it_back_from_whoever_lays_down(campaign_cast: CampaignCast) -> None:
    laid()
    made = directive()
    for day in (THEIRS, MINE):
        directive_save(made, replace(fields_of(made), due=day), version=0, by=None)
        made.refresh_from_db()
    path = f"{ROADMAP}/directives/{made.pk}"
    aside = aside_in(ask(campaign_cast.amina, "GET", path).json())
    wanted = {"version": 1, "names": ["due"]}
    assert ask(campaign_cast.noor, "POST", f"{path}/aside/{aside}", wanted).status_code == 403
    back = ask(campaign_cast.amina, "POST", f"{path}/aside/{aside}", wanted).json()
    assert (back["outcome"], back["directive"]["due"]) == ("saved", str(MINE))
