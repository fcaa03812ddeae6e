"""A portfolio asked for by a program: a document in, the plan out."""

import json

import pytest
from django.test import Client

from miqyas.jobs import run
from miqyas.jobs.models import Job, State

pytestmark = pytest.mark.django_db
ACTIONS = [
    {"id": "A", "name": {"ar": "بحث", "en": "Search"}, "points": {"OSI.SP": 2}, "cost": {"capital": 5}},
    {"id": "B", "name": "Portal", "gains": {"OSI": 0.02}, "cost": {"capital": [9]}, "success": 0.8},
]
DOCUMENT = {
    "actions": ACTIONS,
    "periods": [{"begins": "2027-01-01", "ends": "2027-03-31"}],
    "budgets": {"capital": [10]},
}


def asked(**params):
    program = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    body = json.dumps({"question": "portfolio", "params": params})
    return program, program.post("/api/v1/jobs", body, content_type="application/json")


def answered(**params):
    program, taken = asked(**params)
    assert taken.status_code == 202
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)
    return program.get(taken.json()["address"]).json()


def test_a_portfolio_is_answered():
    found = answered(portfolio=DOCUMENT, country="JOR", target_rank=80, draws=200)
    assert found["state"] == "succeeded"
    plan = found["result"]
    assert [task["id"] for task in plan["tasks"]] == ["B"]
    assert plan["proof"]["outcome"] == "optimal"
    assert plan["not_done"][0]["words"]["en"]
    assert 0 <= plan["rank_chances"][0]["with"]["reaches_target"] <= 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"actions": []}, "portfolio.empty"),
        ({"actions": [{**ACTIONS[0], "success": 1.2}]}, "portfolio.not_a_chance"),
        ({"actions": [{**ACTIONS[0], "cost": {"capital": -1}}]}, "portfolio.negative_cost"),
        ({"actions": [ACTIONS[0], ACTIONS[0]]}, "portfolio.twice"),
        ({"actions": [{**ACTIONS[0], "after": ["A"]}]}, "portfolio.own_after"),
        (
            {"actions": [{**ACTIONS[0], "status": "mandatory"}], "budgets": {"capital": [1]}},
            "portfolio.conflict",
        ),
    ],
)
def test_what_is_wrong_is_told(change, code):
    found = answered(portfolio={**DOCUMENT, **change}, draws=200)
    assert (found["state"], found["error"]["code"]) == ("failed", code)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"portfolio": []},
        {"portfolio": DOCUMENT, "country": "bhr!"},
        {"portfolio": DOCUMENT, "draws": 10**9},
    ],
)
def test_parameters_that_do_not_fit_are_refused_at_once(params):
    assert asked(**params)[1].status_code == 422


def test_not_a_number_cannot_be_written():
    program = Client(enforce_csrf_checks=True)
    body = '{"question": "portfolio", "params": {"portfolio": {"actions": [{"id": "A", "success": NaN}]}}}'
    assert program.post("/api/v1/jobs", body, content_type="application/json").status_code in {400, 422}
