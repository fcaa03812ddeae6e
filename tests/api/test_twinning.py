"""A twinning programme asked for by a program: seekers and givers in, two matchings out."""

import json

import pytest
from django.test import Client

from miqyas.analysis.twinning import Entry, Programme, match_programme
from miqyas.analysis.twinning.records import matched_record
from miqyas.analysis.world import load_world
from miqyas.jobs import run
from miqyas.jobs.models import Job, State

pytestmark = pytest.mark.django_db


def asked(**params):
    program = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    body = json.dumps({"question": "twinning", "params": params})
    return program, program.post("/api/v1/jobs", body, content_type="application/json")


def answered(**params):
    program, taken = asked(**params)
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)
    return program.get(taken.json()["address"]).json()


def test_a_programme_is_answered_as_on_the_command_line():
    seekers = [
        {"iso3": "bhr", "capacity": 2},
        {"iso3": "OMN", "needs": ["hci"]},
        {"iso3": "KWT", "without": ["DNK"]},
    ]
    givers = [{"iso3": "EST"}, {"iso3": "DNK"}]
    found = answered(seekers=seekers, givers=givers, edition=2024)
    programme = Programme(
        (Entry("BHR", 2), Entry("OMN", needs=("HCI",)), Entry("KWT", without=("DNK",))),
        (Entry("EST"), Entry("DNK")),
    )
    assert found["state"] == "succeeded"
    assert found["result"] == matched_record(match_programme(load_world(), programme, edition=2024))


@pytest.mark.parametrize(
    "params",
    [
        {"seekers": [], "givers": [{"iso3": "EST"}]},
        {"seekers": [{"iso3": "BHR", "capacity": 0}], "givers": [{"iso3": "EST"}]},
        {"seekers": [{"iso3": "BHR", "money": 1}], "givers": [{"iso3": "EST"}]},
        {"seekers": [{"iso3": "BHR"}], "givers": [{"iso3": "EST"}], "minimum": 2},
        {"givers": [{"iso3": "EST"}]},
    ],
)
def test_parameters_that_do_not_fit_are_refused_at_once(params):
    _, taken = asked(**params)
    assert taken.status_code == 422


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"seekers": [{"iso3": "BHR"}, {"iso3": "bhr"}], "givers": [{"iso3": "EST"}]}, "analysis.twin_twice"),
        ({"seekers": [{"iso3": "XXX"}], "givers": [{"iso3": "EST"}]}, "analysis.unknown_country"),
        (
            {"seekers": [{"iso3": "BHR"}], "givers": [{"iso3": "EST"}], "weights": {"record": 0.9}},
            "analysis.twin_weights_sum",
        ),
    ],
)
def test_a_programme_that_cannot_be_matched_fails_in_words(params, code):
    found = answered(**params)
    assert found["state"] == "failed"
    assert found["error"]["code"] == code
    assert found["error"]["remedy"]
