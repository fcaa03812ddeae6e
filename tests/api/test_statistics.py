"""A program keeps statistical inputs: reads its own, saves by versions, asks what they would do."""

import json
from typing import Any

import pytest
from django.test import Client

from miqyas.analysis.updates import inputs_of
from miqyas.analysis.world import load_world
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.statistics.fields import Figures, Plan
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.services import input_plan, input_save, inputs_prepare
from tests.campaign_cast import CampaignCast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
WORLD = load_world()
BASE = "/api/v1/workspace/statistics"
ONE = f"{BASE}/{WORLD.target}/TII.AM"


@pytest.fixture
def cast(campaign_cast: CampaignCast, settings: Any) -> CampaignCast:
    settings.MIQYAS_HOME_COUNTRY = "LBN"
    inputs_prepare(inputs_of(WORLD, edition=WORLD.target).values(), edition=WORLD.target, by=None)
    item = StatisticalInput.objects.get(indicator="TII.AM")
    input_plan(item, Plan(entity=campaign_cast.health, agency="ITU"), version=0, by=None)
    input_save(item, Figures(national_value=96.0, agency_value=90.0), version=1, by=None)
    return campaign_cast


def ask(cast: CampaignCast, who: str, path: str, body: Any = None, *, method: str = "") -> Any:
    secret = token_create(cast.people()[who], name="a program", scope="write", days=1)[1]
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
    data = "" if body is None else json.dumps(body)
    return client.generic(method or ("GET" if body is None else "PUT"), path, data, "application/json")


def test_each_reads_what_is_theirs(cast: CampaignCast) -> None:
    def seen(who: str) -> list[str]:
        return [one["indicator"] for one in ask(cast, who, BASE).json()["inputs"]]

    assert seen("bruno") == ["TII.AM"]
    assert seen("farid") == ["HCI.EYS", "HCI.GER"]
    assert len(seen("jamal")) == 9
    assert ask(cast, "farid", ONE).status_code == 404
    assert ask(cast, "farid", f"{ONE}/effect").status_code == 404
    assert ask(cast, "chen", BASE).status_code == 403


def test_it_saves_by_versions_and_loses_nothing(cast: CampaignCast) -> None:
    words = {"national_value": 97.0, "agency_value": 90.0, "explanation": "Census", "version": 2}
    assert ask(cast, "bruno", ONE, words).json()["outcome"] == "saved"
    told = ask(cast, "noor", ONE, {**words, "national_value": 98.0}).json()
    assert (told["outcome"], told["input"]["national_value"]) == ("kept_aside", 97.0)
    aside = [one for one in ask(cast, "noor", ONE).json()["revisions"] if one["is_aside"]]
    assert [one["values"]["national_value"] for one in aside] == [98.0]


@pytest.mark.parametrize(
    ("who", "status"), [("jamal", 403), ("salma", 403), ("farid", 404), ("chen", 404), ("amina", 200)]
)
def test_who_may_save(who: str, status: int, cast: CampaignCast) -> None:
    assert ask(cast, who, ONE, {"national_value": 97.0, "version": 2}).status_code == status


def test_only_the_authority_prepares_and_plans(cast: CampaignCast) -> None:
    plan = {"entity": "education", "agency": "ITU", "version": 2}
    assert ask(cast, "bruno", f"{ONE}/plan", plan).status_code == 403
    assert ask(cast, "bruno", f"{BASE}/prepare", method="POST").status_code == 403
    assert ask(cast, "amina", f"{BASE}/prepare", method="POST").json()["made"] == []
    assert ask(cast, "amina", f"{ONE}/plan", plan).json()["input"]["entity"] == "education"


@pytest.mark.parametrize(
    "body",
    [
        {"national_value": 501, "version": 2},
        {"national_value": "many", "version": 2},
        {"national_value": 97},
        {"national_value": 97, "version": -1},
        {"national_value": 97, "national_year": 99999, "version": 2},
        {"state": "done", "version": 2},
        {"explanation": "x" * 4001, "version": 2},
        {"version": 2**40},
        [],
        "words",
    ],
)
def test_values_that_do_not_fit_are_refused(body: Any, cast: CampaignCast) -> None:
    answer = ask(cast, "bruno", ONE, body)
    assert answer.status_code == 422
    assert answer.json()["code"]
    assert StatisticalInput.objects.get(indicator="TII.AM").version == 2


def test_a_plan_for_nobody_known_is_refused_in_words(cast: CampaignCast) -> None:
    answer = ask(cast, "amina", f"{ONE}/plan", {"entity": "moon", "version": 2})
    assert (answer.status_code, answer.json()["code"]) == (422, "statistics.unknown_entity")


@pytest.mark.parametrize(
    "path", ["/abcd/TII.AM", "/99999/TII.AM", "/2026/TII.XX", "/2026/HCI.EGL", "/٢٠٢٦/x"]
)
def test_what_is_not_there_is_not_there(path: str, cast: CampaignCast) -> None:
    assert ask(cast, "amina", f"{BASE}{path}").status_code == 404


def test_it_tells_what_the_national_value_would_do(cast: CampaignCast) -> None:
    told = ask(cast, "bruno", f"{ONE}/effect").json()
    assert told["held_fixed"] is True
    effect = told["effect"]
    assert (effect["kind"], effect["now"], effect["then"], effect["mark"]) == ("update", 90.0, 96.0, "I")
    assert effect["egdi_gain"] > 0
    assert 0 <= effect["moving"]["at_least_one"] <= 1


def test_where_the_country_has_no_rank_that_is_said(cast: CampaignCast, settings: Any) -> None:
    settings.MIQYAS_HOME_COUNTRY = "XKX"
    assert ask(cast, "bruno", f"{ONE}/effect").status_code == 404
