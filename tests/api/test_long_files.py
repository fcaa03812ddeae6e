"""A long file brought over the interface: 202 with an address, and there what it would do, and did."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs import files, run
from miqyas.jobs.models import Job, State
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.services import service_update
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.services.making import fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
ADDRESS = "/api/v1/workspace/services/file"
ROWS = "code,entity,volume,title_ar,title_en\nsick-leave,health,1500,الإجازة,Sick leave\n"


@pytest.fixture(autouse=True)
def _everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONG", 0)


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


def bring(person: Client, *, rows: str = ROWS, digest: str = "") -> Any:
    file = SimpleUploadedFile("services.csv", rows.encode())
    return person.post(ADDRESS, {"file": file, "digest": digest})


def carry_out_all() -> None:
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


def test_it_is_told_then_done_once(amina: Client) -> None:
    asked = bring(amina)
    assert (asked.status_code, asked["Retry-After"]) == (202, "2")
    assert (asked["Location"], asked.json()["stage"]) == (asked.json()["address"], "planning")
    carry_out_all()
    told = amina.get(asked["Location"])
    assert told.status_code == 200
    result = told.json()["result"]
    assert (result["is_done"], result["problems"], result["count"]) == (False, [], 1)
    assert result["lines"] == [{"code": "sick-leave", "doing": "add", "fields": []}]
    writing = [bring(amina, digest=result["digest"]) for _ in range(2)]
    assert [one.status_code for one in writing] == [202, 202]
    assert writing[0].json()["handle"] == writing[1].json()["handle"] != told.json()["handle"]
    carry_out_all()
    done = amina.get(writing[0]["Location"]).json()
    assert (done["stage"], done["state"], done["result"]["is_done"]) == ("writing", "succeeded", True)
    assert Service.objects.count() == 1


def test_what_is_known_is_told_at_once(amina: Client) -> None:
    bring(amina)
    carry_out_all()
    again = bring(amina)
    assert (again.status_code, again.json()["state"], Job.objects.count()) == (202, "succeeded", 1)
    assert again.json()["result"]["count"] == 1
    service()
    assert bring(amina).json()["state"] == "queued"


def test_what_changed_meanwhile_is_not_done(amina: Client) -> None:
    made = service()
    told = bring(amina).json()
    carry_out_all()
    digest = amina.get(told["address"]).json()["result"]["digest"]
    service_update(made, fields(volume=9), version=made.version, by=None)
    writing = bring(amina, digest=digest)
    carry_out_all()
    anew = amina.get(writing["Location"]).json()["result"]
    assert (anew["is_done"], anew["digest"] == digest, Service.objects.get().volume) == (False, False, 9)
    refused = bring(amina, digest=digest)
    assert (refused.status_code, refused.json()["code"]) == (422, "request.plan_changed")


def test_nobody_accepts_what_was_not_told(amina: Client) -> None:
    assert bring(amina, digest="0" * 64).json()["code"] == "request.plan_changed"
    bring(amina, rows=ROWS.replace("health", "wealth"))
    carry_out_all()
    result = amina.get(f"/api/v1/workspace/files/{Job.objects.get().pk}").json()["result"]
    assert [one["code"] for one in result["problems"]] == ["service.entity_unknown"]
    refused = bring(amina, rows=ROWS.replace("health", "wealth"), digest=result["digest"])
    assert (refused.status_code, refused.json()["code"]) == (422, "service.entity_unknown")


def test_it_is_cancelled_and_is_its_owners_alone(campaign_cast: CampaignCast, amina: Client) -> None:
    address = bring(amina)["Location"]
    assert signed_in(campaign_cast.bruno).get(address).status_code == 404
    assert signed_in(campaign_cast.elif_).get(address).status_code == 404
    assert amina.delete(address).json()["state"] == "cancelled"
    carry_out_all()
    assert Job.objects.get().state == State.CANCELLED
