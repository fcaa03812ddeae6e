"""Workbooks over the interface: taken away, told what they would do, brought in as they were told."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.catalogue import instruments
from miqyas.sheets.forms import LARGEST_FORM, read_form
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.assigning import tables
from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.campaigns.services.assignments import Wanted, assignments_apply
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.registry.models import Entity
from tests.api.stages import a_draft_campaign_of_cities
from tests.api.test_people import program_of
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.catalogue.lists import ABOUT, ROW, text_of
from tests.workspace.campaigns.running_given import draft

__all__ = ["draft"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace"
REGISTRY, LISTS = f"{BASE}/registry/file", f"{BASE}/lists/file"
ASSIGNED = f"{BASE}/campaigns/national-1/assignments/file"
CLINIC = b"code,name_ar,name_en,kind,parent\nclinic,\xd9\x85,Clinic,agency,health\n"
ZAHRA = b"email,role,entity\nzahra@example.org,contributor,health\n"
LEADS = b"feature,lead,helpers\nEGL-001,health,education\nEGL-002,education,\n"
OTHERS = b"feature,lead,seen\nEGL-001,health,|\nEGL-002,health,|\n"


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


def bring(client: Client, path: str, content: bytes, name: str = "x.csv", **more: str) -> Any:
    return client.post(path, {"file": SimpleUploadedFile(name, content), **more})


def done(client: Client, path: str, content: bytes, **more: str) -> Any:
    """Brought in as it was told."""
    told = bring(client, path, content).json()
    assert (told["problems"], told["is_done"]) == ([], False)
    return bring(client, path, content, digest=told["digest"], **more)


def leads() -> dict[str, str]:
    rows = Assignment.objects.filter(is_lead=True).values_list("feature", "entity__code")
    return dict(rows)


class TestRegistry:
    """Entities, portals and people."""

    def test_it_is_told_first_and_then_done(self, cast: CampaignCast) -> None:
        elif_ = program_of(cast.elif_)
        told = bring(elif_, REGISTRY, CLINIC).json()
        assert told["lines"] == [{"table": "entities", "name": "clinic", "doing": "add", "changes": []}]
        assert not Entity.objects.filter(code="clinic").exists()
        assert done(elif_, REGISTRY, CLINIC).json()["is_done"]
        assert Entity.objects.get(code="clinic").parent == cast.health
        assert bring(elif_, REGISTRY, CLINIC).json()["count"] == 0

    def test_what_is_taken_away_changes_nothing_when_it_is_brought_back(self, cast: CampaignCast) -> None:
        elif_ = program_of(cast.elif_)
        for name in ("registry.xlsx", "entities.csv"):
            got = elif_.get(f"{BASE}/registry/files/{name}")
            assert got["Content-Disposition"] == f'attachment; filename="miqyas-{name}"'
            told = bring(elif_, REGISTRY, got.content, name).json()
            assert (told["problems"], told["count"]) == ([], 0)

    def test_what_was_told_before_is_not_done_now(self, cast: CampaignCast) -> None:
        elif_ = program_of(cast.elif_)
        digest = bring(elif_, REGISTRY, CLINIC).json()["digest"]
        Entity.objects.create(code="clinic", name={"ar": "م", "en": "C"}, kind="agency")
        answer = bring(elif_, REGISTRY, CLINIC, digest=digest)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.plan_changed")
        assert Entity.objects.get(code="clinic").name["en"] == "C"

    def test_problems_are_told_at_their_line_and_nothing_is_done(self, cast: CampaignCast) -> None:
        elif_, wrong = program_of(cast.elif_), CLINIC.replace(b"health", b"moon")
        told = bring(elif_, REGISTRY, wrong).json()
        assert [(one["code"], one["place"]["line"]) for one in told["problems"]] == [
            ("registry.parent_unknown", 2)
        ]
        answer = bring(elif_, REGISTRY, wrong, digest=told["digest"])
        assert (answer.status_code, answer.json()["code"]) == (422, "registry.parent_unknown")

    def test_a_browser_confirms_before_people_are_invited(self, cast: CampaignCast) -> None:
        browser = signed_in(cast.elif_)
        answer = done(browser, REGISTRY, ZAHRA)
        assert (answer.status_code, answer.json()["code"]) == (403, "request.confirm_first")
        assert not User.objects.filter(email="zahra@example.org").exists()
        assert done(program_of(cast.elif_), REGISTRY, ZAHRA).json()["is_done"]
        assert User.objects.filter(email="zahra@example.org").exists()

    def test_who_may_look_takes_it_away_and_the_template_is_for_who_may_change_it(
        self, cast: CampaignCast
    ) -> None:
        jamal = program_of(cast.jamal)
        assert jamal.get(f"{BASE}/registry/files/portals.csv").status_code == 200
        assert jamal.get(f"{BASE}/registry/files/template.xlsx").status_code == 403
        assert bring(jamal, REGISTRY, CLINIC).status_code == 403
        assert program_of(cast.elif_).get(f"{BASE}/registry/files/moon.xlsx").status_code == 422


class TestAssignments:
    """Who answers what."""

    def test_it_is_told_first_and_then_done(self, cast: CampaignCast, draft: Campaign) -> None:
        amina = program_of(cast.amina)
        told = bring(amina, ASSIGNED, LEADS).json()
        assert [one["feature"] for one in told["changes"]] == ["EGL-001", "EGL-002"]
        assert told["changes"][0]["wanted"] == {"lead": "health", "helpers": ["education"]}
        assert leads() == {}
        assert done(amina, ASSIGNED, LEADS).json()["changed"]["given"] == ["EGL-001", "EGL-002"]
        assert leads() == {"EGL-001": "health", "EGL-002": "education"}

    def test_the_workbook_comes_back_without_a_change(self, cast: CampaignCast, draft: Campaign) -> None:
        amina = program_of(cast.amina)
        got = amina.get(ASSIGNED)
        assert len(read_form(got.content, name="x.xlsx", tables=tables())) == len(
            instruments()["EGL"].features
        )
        told = bring(amina, ASSIGNED, got.content, "x.xlsx").json()
        assert (told["problems"], told["changes"], told["conflicts"]) == ([], [], [])

    def test_of_what_was_given_to_others_meanwhile_only_what_is_taken_is_done(
        self, cast: CampaignCast, draft: Campaign
    ) -> None:
        wanted = [Wanted(code, cast.education.pk) for code in ("EGL-001", "EGL-002")]
        assignments_apply(draft, wanted, by=None)
        amina = program_of(cast.amina)
        assert len(bring(amina, ASSIGNED, OTHERS).json()["conflicts"]) == 2
        done(amina, ASSIGNED, OTHERS, take="EGL-002")
        assert leads() == {"EGL-001": "education", "EGL-002": "health"}

    def test_what_was_told_before_is_not_done_now(self, cast: CampaignCast, draft: Campaign) -> None:
        amina = program_of(cast.amina)
        digest = bring(amina, ASSIGNED, LEADS).json()["digest"]
        assignments_apply(draft, [Wanted("EGL-001", cast.authority.pk)], by=None)
        answer = bring(amina, ASSIGNED, LEADS, digest=digest)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.plan_changed")
        assert leads() == {"EGL-001": "authority"}

    def test_others_are_refused(self, cast: CampaignCast, draft: Campaign) -> None:
        for who in (cast.bruno, cast.chen, cast.dana):
            assert program_of(who).get(ASSIGNED).status_code == 404
            assert bring(program_of(who), ASSIGNED, LEADS).status_code == 404
        assert bring(program_of(cast.amina), ASSIGNED.replace("national-1", "moon"), LEADS).status_code == 404

    def test_every_city_gets_every_feature_and_no_workbook(self, cast: CampaignCast) -> None:
        amina = a_draft_campaign_of_cities(cast)
        cities = f"{BASE}/campaigns/cities-1/assignments"
        told = program_of(amina).generic("POST", f"{cities}/cities").json()
        assert len(told["given"]) == len(instruments()["LOSI"].features)
        assert program_of(amina).get(f"{cities}/file").status_code == 404

    def test_a_nation_has_no_cities_to_give_to(self, cast: CampaignCast, draft: Campaign) -> None:
        path = f"{BASE}/campaigns/national-1/assignments/cities"
        answer = program_of(cast.amina).generic("POST", path)
        assert (answer.status_code, answer.json()["code"]) == (422, "campaign.not_of_cities")
        assert program_of(cast.bruno).generic("POST", path).status_code == 404


class TestOwnLists:
    """A country's own features."""

    def test_one_is_told_first_done_replaced_and_taken_off(self, cast: CampaignCast) -> None:
        amina = program_of(cast.amina)
        told = bring(amina, LISTS, text_of()).json()
        assert (told["found"]["code"], told["before"]) == ("NAKHL", None)
        assert "NAKHL" not in instruments_known()
        assert done(amina, LISTS, text_of()).json()["is_done"]
        assert amina.get(f"{BASE}/lists").json()["lists"] == [told["found"]]
        newer = text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"})
        again = bring(amina, LISTS, newer).json()
        assert (again["before"], again["count"]) == ("1", 1)
        assert again["changes"][0]
        assert amina.delete(f"{BASE}/lists/NAKHL").json() == {"lists": []}
        assert instruments_known() == instruments()

    def test_what_was_told_before_is_not_done_now(self, cast: CampaignCast) -> None:
        amina = program_of(cast.amina)
        digest = bring(amina, LISTS, text_of()).json()["digest"]
        other = text_of({**ROW, "code": "TAMR-SP-001"})
        done(amina, LISTS, other)
        answer = bring(amina, LISTS, text_of(), digest=digest)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.plan_changed")

    def test_with_a_problem_nothing_is_done(self, cast: CampaignCast) -> None:
        amina, wrong = program_of(cast.amina), text_of({**ROW, "question_en": ""})
        told = bring(amina, LISTS, wrong).json()
        assert told["problems"]
        answer = bring(amina, LISTS, wrong, digest=told["digest"])
        assert (answer.status_code, answer.json()["code"]) == (422, told["problems"][0]["code"])

    def test_packaged_ones_stay(self, cast: CampaignCast) -> None:
        assert program_of(cast.amina).delete(f"{BASE}/lists/OSI").status_code == 404

    def test_others_are_refused(self, cast: CampaignCast) -> None:
        for who in (cast.bruno, cast.dana):
            assert bring(program_of(who), LISTS, text_of()).status_code == 403
            assert program_of(who).get(f"{BASE}/lists").status_code == 403


PATHS = (REGISTRY, ASSIGNED, LISTS)


@pytest.fixture
def lead(cast: CampaignCast, draft: Campaign) -> User:
    """Who may bring in all of it."""
    role_grant(cast.elif_, role="lead", by=None)
    return cast.elif_


@pytest.mark.parametrize("path", PATHS)
def test_a_file_of_another_kind_is_told(lead: User, path: str) -> None:
    told = bring(program_of(lead), path, b"%PDF-1.7\n" + b"x" * 50, "x.xlsx").json()
    assert [one["code"] for one in told["problems"]] == ["import.wrong_type"]
    assert not told["is_done"]


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_is_too_large_is_refused_unread(lead: User, path: str) -> None:
    answer = bring(program_of(lead), path, b"x" * (LARGEST_FORM + 2**17))
    assert (answer.status_code, answer.json()["code"]) == (413, "request.body_too_large")


@pytest.mark.parametrize("path", PATHS)
def test_a_token_for_reading_brings_nothing(lead: User, path: str) -> None:
    answer = bring(program_of(lead, "read"), path, CLINIC)
    assert (answer.status_code, answer.json()["code"]) == (403, "request.token_reads")


@pytest.mark.parametrize("path", PATHS)
def test_without_a_file_or_with_an_odd_digest_nothing_is_read(lead: User, path: str) -> None:
    program = program_of(lead)
    assert program.post(path, {"digest": ""}).status_code == 422
    assert bring(program, path, CLINIC, digest="moon").status_code == 422
    assert program.post(path, {"digest": ""}, content_type="application/json").status_code == 415
