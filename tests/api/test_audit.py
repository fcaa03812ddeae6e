"""`/audit`: at once what needs no replications, the rest when a job has made them."""

import pytest

from miqyas.analysis.audit import audit
from miqyas.analysis.audit.records import audit_record, country_audit_record
from miqyas.analysis.world import load_world
from miqyas.jobs import run
from miqyas.jobs.models import Job, State


def carry_out_all():
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


@pytest.fixture(scope="module")
def whole():
    return audit(load_world(), edition=2018)


def test_at_once_what_needs_no_replications(ask):
    response = ask("/audit/2018")
    found = response.json()
    assert response.status_code == 202
    assert response["Cache-Control"] == "no-store"
    assert (found["uncertainty"], found["sensitivity"]) == (None, None)
    assert [round(weight["variance_share"], 2) for weight in found["weights"]] == [0.38, 0.35, 0.27]
    assert found["job"]["state"] == "queued"
    assert ask(found["job"]["address"].removeprefix("/api/v1")).status_code == 202


def test_everything_once_the_job_is_done_and_as_the_command_line_has_it(ask, whole):
    ask("/audit/2018")
    carry_out_all()
    response = ask("/audit/2018")
    found = response.json()
    assert response.status_code == 200
    assert response["ETag"]
    assert found.pop("job") is None
    assert found == audit_record(load_world(), whole)


def test_one_country(ask, whole):
    early = ask("/audit/2018/bhr").json()
    assert early["interval"] is None
    assert early["reach"]["is_exact"]
    carry_out_all()
    found = ask("/audit/2018/BHR").json()
    assert found.pop("job") is None
    assert found == country_audit_record(load_world(), whole, "BHR")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/audit/2025", 404, "analysis.edition_not_loaded"),
        ("/audit/2025/BHR", 404, "analysis.edition_not_loaded"),
        ("/audit/2024/XXX", 404, "analysis.unknown_country"),
        ("/audit/2010/SSD", 422, "analysis.audit_not_in_field"),
        ("/audit/0", 422, "request.invalid"),
        ("/audit/abc", 422, "request.invalid"),
    ],
)
def test_what_is_not_there(ask, path, status, code):
    response = ask(path)
    assert response.status_code == status
    assert response.json()["code"] == code


@pytest.mark.parametrize(
    "params",
    [
        {"edition": 2024, "replications": 0},
        {"edition": 2024, "replications": 10**9},
        {"edition": 2024, "error": 1.5},
        {"edition": 2024, "seed": -1},
        {},
    ],
)
def test_questions_that_cannot_be_asked(client, db, params):
    asked = client.post(
        "/api/v1/jobs", {"question": "audit", "params": params}, content_type="application/json"
    )
    assert asked.status_code == 422
