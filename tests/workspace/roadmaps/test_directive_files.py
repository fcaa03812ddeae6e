"""Files of the committee's directives, in and out, and of what slips cost, out: pages and interface."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs.programme.directive_files import directives_workbook
from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.jobs.programme.slips_file import slips_workbook
from miqyas.sheets import read_workbook
from miqyas.workspace.roadmaps.directive_importing import directives_apply, directives_plan
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.models import Directive
from miqyas.workspace.roadmaps.queries.directives import directives_all
from miqyas.workspace.roadmaps.services.directives import DirectiveFields, directive_create, directive_save
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.roadmaps.dated_given import dated_roadmap

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
HEAD = "number,kind,text_ar,text_en,decided_on,entity,due,items\n"
FIRST = "7/2030,directive,افتحوا البيانات,Open the data,2030-01-10,Health,2030-06-30,\n"
DECISION = "8/2030,قرار,,Meet each quarter,2030-01-10,,,\n"
PAGE = "/en/workspace/roadmap/directives/"
API = "/api/v1/workspace/roadmap/"


@pytest.fixture(autouse=True)
def _nothing_kept(campaign_cast: CampaignCast) -> Iterator[None]:
    forget_schedules()
    yield
    forget_schedules()


def plan_of(text: str) -> Any:
    return directives_plan(text.encode(), name="committee.csv")


def given(**changes: Any) -> DirectiveFields:
    first = DirectiveFields(
        number="7/2030",
        kind="directive",
        text={"ar": "افتحوا البيانات", "en": "Open the data"},
        decided_on=date(2030, 1, 10),
        entity="health",
        due=date(2030, 6, 30),
    )
    return DirectiveFields(**{**first.__dict__, **changes})


class TestIn:
    def test_decisions_and_directives_are_added(self) -> None:
        plan = plan_of(HEAD + FIRST + DECISION)
        assert (plan.problems, dict(plan.counts)) == ((), {"add": 2})
        directives_apply(plan, by=None)
        made = {one.number: one for one in directives_all()}
        assert made["7/2030"].entity.code == "health"
        assert (made["7/2030"].due, made["8/2030"].kind) == (date(2030, 6, 30), "decision")
        assert not plan_of(HEAD + FIRST + DECISION).does_something

    def test_one_is_corrected_and_what_the_file_has_not_stays(self) -> None:
        directive_create(given(), by=None)
        plan = plan_of("number,decided_on,due\n7/2030,2030-01-10,2030-09-30\n")
        assert [(one.doing, one.changed) for one in plan.doing] == [("change", ("due",))]
        directives_apply(plan, by=None)
        one = directives_all().get()
        assert (one.due, one.text["en"], one.entity.code) == (date(2030, 9, 30), "Open the data", "health")

    def test_nobody_is_written_over(self) -> None:
        made = directive_create(given(), by=None)
        plan = plan_of(HEAD + FIRST.replace("2030-06-30", "2030-09-30"))
        directive_save(made, given(due=date(2030, 7, 31)), version=made.version, by=None)
        with pytest.raises(RoadmapError) as refused:
            directives_apply(plan, by=None)
        assert refused.value.detail == "directive_moved"
        assert Directive.objects.get().due == date(2030, 7, 31)

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            (FIRST.replace("2030-01-10", "January"), [("day_unreadable", 2, "decided_on")]),
            (FIRST.replace("2030-01-10", ""), [("day_missing", 2, "decided_on")]),
            (FIRST.replace("2030-06-30", "2029-06-30"), [("dates", 2, "due")]),
            (FIRST.replace("Health", ""), [("directive_nobody", 2, "entity")]),
            (FIRST.replace("Health", "wealth"), [("entity_unknown", 2, "entity")]),
            (FIRST.replace("directive", "wish"), [("directive_kind", 2, "kind")]),
            (FIRST.replace("06-30,", "06-30,nothing"), [("item_unknown", 2, "items")]),
            (FIRST + FIRST, [("number_twice", 3, "number")]),
            ("", [("no_rows", None, "")]),
        ],
    )
    def test_what_is_wrong_is_told_at_its_line(self, rows: str, told: list[Any]) -> None:
        plan = plan_of(HEAD + rows)
        assert [(one.detail, one.place.line, one.place.name) for one in plan.problems] == told
        assert all(one.render(language) for one in plan.problems for language in ("ar", "en"))
        with pytest.raises(RoadmapError):
            directives_apply(plan, by=None)
        assert Directive.objects.count() == 0

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_what_goes_out_comes_back_the_same(self, language: str) -> None:
        directives_apply(plan_of(HEAD + FIRST + DECISION), by=None)
        content = directives_workbook(directives_all(), entities=["health"], language=language)
        plan = directives_plan(content, name="committee.xlsx")
        assert (plan.problems, dict(plan.counts)) == ((), {"same": 2})


class TestWhoMay:
    def test_the_authority_brings_a_file_in(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        assert f"{PAGE}import/" in amina.get(PAGE).content.decode()
        assert "decided on" in amina.get(f"{PAGE}import/").content.decode()
        file = SimpleUploadedFile("committee.csv", (HEAD + FIRST).encode())
        preview = amina.post(f"{PAGE}import/", {"file": file})["Location"]
        page = amina.get(preview)
        assert "Open the data" in page.content.decode()
        digest = page.context["plan"].digest
        directive_create(given(number="9/2030"), by=None)
        assert amina.post(preview, {"digest": digest, "accept": "yes"})["Location"] == PAGE
        assert Directive.objects.count() == 2

    def test_what_changed_meanwhile_is_shown_anew(self, campaign_cast: CampaignCast) -> None:
        amina, made = signed_in(campaign_cast.amina), directive_create(given(), by=None)
        file = SimpleUploadedFile("committee.csv", (HEAD + FIRST.replace("06-30", "09-30")).encode())
        preview = amina.post(f"{PAGE}import/", {"file": file})["Location"]
        digest = amina.get(preview).context["plan"].digest
        directive_save(made, given(due=date(2030, 7, 31)), version=made.version, by=None)
        assert amina.post(preview, {"digest": digest, "accept": "yes"})["Location"] == preview
        assert Directive.objects.get().due == date(2030, 7, 31)

    def test_so_does_a_program(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)

        def bring(digest: str) -> Any:
            file = SimpleUploadedFile("committee.csv", (HEAD + FIRST).encode())
            return amina.post(f"{API}directives/file", {"file": file, "digest": digest}).json()

        told = bring("")
        assert told["lines"] == [{"number": "7/2030", "doing": "add", "changed": []}]
        assert bring(told["digest"])["is_done"]
        assert Directive.objects.count() == 1

    @pytest.mark.parametrize("who", ["bruno", "jamal", "chen"])
    def test_others_do_not(self, campaign_cast: CampaignCast, who: str) -> None:
        browser: Client = signed_in(getattr(campaign_cast, who))
        asked = [f"{PAGE}import/", f"{PAGE}template.xlsx", f"{API}directives/files/template.xlsx"]
        assert {browser.get(address).status_code for address in asked} <= {403, 404}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_slips_cost_goes_out(campaign_cast: CampaignCast, language: str) -> None:
    dated_roadmap()
    held = roadmap_schedule()
    assert held.found is not None
    content = slips_workbook(held, language=language)
    costs, cases = ([row.cells for row in grid.rows] for grid in read_workbook(content, name="x.xlsx").grids)
    slips = held.found.slips.slips
    assert [row[0] for row in costs[1:]] == [one.id for one in slips] != []
    assert float(costs[1][8]) == pytest.approx(slips[0].gain.mean, abs=5e-5)
    assert costs[1][4] == held.lives[slips[0].id].safe.isoformat()
    assert len(cases) == 4
    amina = signed_in(campaign_cast.amina)
    assert "roadmap/slips.xlsx" in amina.get("/en/workspace/roadmap/slips/").content.decode()
    for address in (f"/{language}/workspace/roadmap/slips.xlsx", f"{API}slips.xlsx"):
        assert amina.get(address).content[:2] == b"PK"
    assert signed_in(campaign_cast.chen).get(f"{API}slips.xlsx").status_code == 403
