"""Pages of the roadmap: the tree, an item with its steps and outcomes, directives, the gate, the pack."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.jobs.programme.roadmap import forget_schedules
from miqyas.jobs.programme.roadmap_files import roadmap_workbook
from miqyas.workspace.roadmaps.models import Directive, GateReview, ItemRevision, Meeting, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import item_whole
from miqyas.workspace.roadmaps.services.gate import gate_create
from miqyas.workspace.roadmaps.services.items import item_note
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.roadmaps.roads import directive, laid, project

pytestmark = pytest.mark.django_db
ROADMAP = "/en/workspace/roadmap/"
RECORDS = f"{ROADMAP}items/records/"
LANGUAGES = ("ar", "en")
LATE = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def nothing_worked_out() -> None:
    forget_schedules()


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


@pytest.fixture
def noor(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.noor)


@pytest.fixture
def farid(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.farid)


class TestTheTree:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_empty_one_teaches_and_offers_the_first_step(self, amina: Client, language: str) -> None:
        answer = amina.get(f"/{language}/workspace/roadmap/")
        assert answer.status_code == 200
        assert f"/{language}/workspace/roadmap/new/" in answer.content.decode()

    def test_items_stand_below_each_other_with_owner_and_dates(self, amina: Client) -> None:
        laid()
        said = plain(amina.get(ROADMAP))
        assert "4 items" in said
        assert "Health record Initiative · records Ministry of Health 10 January 2027" in said

    def test_a_filter_shows_what_matches(self, amina: Client) -> None:
        laid()
        said = plain(amina.get(f"{ROADMAP}?q=سجل&kind=initiative"))
        assert "One item found" in said
        assert "Booking" not in said
        assert "No item is what you asked for." in plain(amina.get(f"{ROADMAP}?q=nothing"))

    def test_what_is_late_says_for_how_long(self, amina: Client) -> None:
        laid()
        yesterday = timezone.localdate() - timedelta(1)
        RoadmapItem.objects.filter(code="records").update(
            planned_start=None, planned_end=yesterday, go_live=None
        )
        assert "1 day late" in plain(amina.get(f"{ROADMAP}?late=1"))

    def test_600_items_take_as_many_queries_as_4(self, amina: Client) -> None:
        laid()
        amina.get(ROADMAP)
        with CaptureQueriesContext(connection) as few:
            amina.get(ROADMAP)
        RoadmapItem.objects.bulk_create(
            RoadmapItem(code=f"more-{n}", kind="initiative", title={"en": f"More {n}"}, state="proposed")
            for n in range(596)
        )
        with CaptureQueriesContext(connection) as many:
            assert "600 items" in plain(amina.get(ROADMAP))
        assert len(many) == len(few)

    def test_who_has_no_part_in_it_is_refused(self, campaign_cast: CampaignCast) -> None:
        laid()
        for stranger in (campaign_cast.chen, campaign_cast.dana, campaign_cast.elif_):
            assert signed_in(stranger).get(ROADMAP).status_code == 403
            assert signed_in(stranger).get(RECORDS).status_code == 404


class TestAnItem:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_its_owner_sees_money_and_risks_and_others_do_not(
        self, noor: Client, farid: Client, language: str
    ) -> None:
        item_note(laid()["records"], "Two hospitals joined.", by=None)
        own, other = (who.get(f"/{language}/workspace/roadmap/items/records/") for who in (noor, farid))
        assert (own.status_code, other.status_code) == (200, 200)
        for secret in ("150,001", "systems differ", "Two hospitals joined."):
            assert secret in plain(own)
            assert secret not in plain(other)

    def test_its_form_saves_all_of_it(self, noor: Client) -> None:
        laid()
        form = noor.get(f"{RECORDS}edit/").context
        typed = typed_of(form) | {"progress": "٤٠", "needs-0-code": "services", "needs-0-lag_days": "3"}
        answer = noor.post(f"{RECORDS}edit/", typed)
        assert (answer.status_code, answer["Location"]) == (302, RECORDS)
        item = item_whole("records")
        assert item is not None
        assert (item.progress, item.version, item.costs.count(), item.risks.count()) == (40, 1, 2, 1)
        assert [need.needed.code for need in item.needs.all()] == ["services"]

    def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(self, noor: Client) -> None:
        laid()
        typed = typed_of(noor.get(f"{RECORDS}edit/").context) | {
            "planned_end": "2026-01-01",
            "title_en": "Typed",
        }
        answer = noor.post(f"{RECORDS}edit/", typed)
        assert answer.status_code == 422
        assert "1 January 2026 is before 10 January 2027." in plain(answer)
        assert 'value="Typed"' in answer.content.decode()
        assert ItemRevision.objects.filter(item__code="records").count() == 1

    def test_an_old_form_sent_again_is_kept_aside_and_says_so(self, noor: Client, amina: Client) -> None:
        laid()
        old = typed_of(noor.get(f"{RECORDS}edit/").context)
        assert amina.post(f"{RECORDS}edit/", old | {"progress": "10"}).status_code == 302
        met = noor.post(f"{RECORDS}edit/", old | {"progress": "90"})
        assert met.status_code == 409
        assert "Somebody changed the same fields" in plain(met)
        assert RoadmapItem.objects.get(code="records").progress == 10
        assert ItemRevision.objects.get(is_aside=True).values["progress"] == 90

    def test_another_entity_cannot_change_step_or_report(self, farid: Client) -> None:
        laid()
        assert farid.get(f"{RECORDS}edit/").status_code == 403
        assert farid.post(f"{RECORDS}step/", {"action": "approve"}).status_code == 403
        assert farid.post(f"{RECORDS}note/", {"text": "Ours"}).status_code == 403

    def test_steps_are_those_of_the_role(self, noor: Client, amina: Client) -> None:
        laid()
        assert 'value="approve"' not in noor.get(RECORDS).content.decode()
        assert noor.post(f"{RECORDS}step/", {"action": "approve"}).status_code == 422
        assert amina.post(f"{RECORDS}step/", {"action": "approve"}).status_code == 302
        assert noor.post(f"{RECORDS}step/", {"action": "start", "on": "2026-11-01"}).status_code == 302
        item = RoadmapItem.objects.get(code="records")
        assert (item.state, item.actual_start) == ("under_way", date(2026, 11, 1))

    def test_outcomes_are_named_and_measured(self, noor: Client, farid: Client) -> None:
        laid()
        named = {
            "title_en": "Nurses trained",
            "target_value": "٩٠٠",
            "baseline_value": "0",
            "source": "Lists",
        }
        assert noor.post(f"{RECORDS}outcomes/", named).status_code == 302
        outcome = RoadmapItem.objects.get(code="records").outcomes.get()
        measured = {"on": "2026-11-01", "value": "300"}
        assert farid.post(f"{RECORDS}outcomes/{outcome.pk}/", measured).status_code == 403
        assert noor.post(f"{ROADMAP}items/booking/outcomes/{outcome.pk}/", measured).status_code == 404
        assert noor.post(f"{RECORDS}outcomes/{outcome.pk}/", measured).status_code == 302
        assert "300 · 33% of the way" in plain(noor.get(RECORDS))
        refused = noor.post(f"{RECORDS}outcomes/{outcome.pk}/", {"on": "2026-11-01", "value": "many"})
        assert refused.status_code == 422

    def test_an_outcome_without_a_source_comes_back_with_what_was_typed(self, noor: Client) -> None:
        laid()
        answer = noor.post(f"{RECORDS}outcomes/", {"title_en": "Nurses trained", "target_value": "900"})
        assert answer.status_code == 422
        assert 'value="Nurses trained"' in answer.content.decode()


class TestBaselines:
    def test_one_is_frozen_with_its_reason_and_stands_beside_the_plan(
        self, amina: Client, noor: Client
    ) -> None:
        laid()
        assert noor.post(f"{ROADMAP}baselines/", {"reason": "Mine"}).status_code == 403
        assert amina.post(f"{ROADMAP}baselines/", {"reason": ""}).status_code == 422
        assert amina.post(f"{ROADMAP}baselines/", {"reason": "No", "root": "a\0b"}).status_code == 422
        assert amina.post(f"{ROADMAP}baselines/", {"reason": "As approved"}).status_code == 302
        assert "Baseline 1 · The whole roadmap As approved" in plain(amina.get(f"{ROADMAP}baselines/"))
        assert "Baseline 1 10 January 2027 30 April 2027" in plain(amina.get(RECORDS))


class TestFiles:
    def test_a_file_is_shown_before_it_changes_anything(self, amina: Client) -> None:
        laid()
        text = "code,kind,title_en\ne-referral,Initiative,Referral\n"
        file = SimpleUploadedFile("roadmap.csv", text.encode())
        shown = amina.post(f"{ROADMAP}file/", {"file": file}, follow=True)
        assert "One new item" in plain(shown)
        assert RoadmapItem.objects.count() == 4
        digest = shown.context["plan"].digest
        address = shown.redirect_chain[-1][0]
        assert amina.post(address, {"digest": digest, "accept": "yes"}).status_code == 302
        assert RoadmapItem.objects.get(code="e-referral").title == {"en": "Referral"}

    def test_it_goes_out_without_money_for_whoever_may_not_see_it(self, farid: Client, amina: Client) -> None:
        laid()
        sizes = [len(who.get(f"{ROADMAP}roadmap.xlsx").content) for who in (farid, amina)]
        assert sizes == [
            len(roadmap_workbook(language="en", with_inside=is_inside)) for is_inside in (False, True)
        ]
        assert farid.get(f"{ROADMAP}template.xlsx").status_code == 403


class TestDirectives:
    def test_late_ones_first_and_each_with_its_story(self, amina: Client, noor: Client) -> None:
        directive(due=LATE)
        said = plain(amina.get(f"{ROADMAP}directives/"))
        assert "One is late; it stands on top." in said
        page = f"{ROADMAP}directives/{Directive.objects.get().pk}/"
        assert noor.post(f"{page}note/", {"text": "The contract is signed."}).status_code == 302
        assert noor.post(f"{page}step/", {"action": "report"}).status_code == 302
        assert noor.post(f"{page}step/", {"action": "confirm"}).status_code == 422
        assert amina.post(f"{page}step/", {"action": "confirm"}).status_code == 302
        assert "The contract is signed." in plain(noor.get(page))
        assert Directive.objects.get().state == "done"

    def test_another_entity_does_not_learn_of_it(self, farid: Client) -> None:
        page = f"{ROADMAP}directives/{directive().pk}/"
        assert farid.get(page).status_code == 404
        assert farid.post(f"{page}step/", {"action": "report"}).status_code == 404
        assert "No decisions or directives yet" in plain(farid.get(f"{ROADMAP}directives/"))

    def test_one_is_laid_down_by_its_form(self, amina: Client, noor: Client) -> None:
        laid()
        typed = {
            "kind": "directive", "number": "2026/20", "text_en": "Go live.", "decided_on": "2026-10-01",
            "entity": "health", "due": "2026-12-01", "items": "records\nbooking", "version": "",
        }  # fmt: skip
        assert noor.post(f"{ROADMAP}directives/new/", typed).status_code == 403
        assert amina.post(f"{ROADMAP}directives/new/", typed).status_code == 302
        made = Directive.objects.get()
        assert [item.code for item in made.items.order_by("code")] == ["booking", "records"]
        again = amina.post(f"{ROADMAP}directives/new/", typed)
        assert again.status_code == 422
        assert "The number 2026/20 is that of another one." in plain(again)


class TestTheGate:
    def test_from_a_form_to_an_initiative(self, noor: Client, amina: Client) -> None:
        laid()
        typed = {
            "code": "vaccines", "title_en": "Vaccination record", "entity": "health", "parent": "services",
            "go_live": "2027-05-10", "features": "osi osi-sp-001", "version": "",
            "answer_features": "listed", "answer_languages": "equal", "answer_findability": "linked",
            "answer_accessibility": "tested", "answer_open_data": "nothing", "answer_once_only": "fetched",
        }  # fmt: skip
        assert noor.post(f"{ROADMAP}gate/new/", typed).status_code == 302
        page = f"{ROADMAP}gate/vaccines/"
        assert "OSI-SP-001 Can parents " in plain(noor.get(page)), "a feature is told by its question"
        assert noor.post(f"{page}step/", {"action": "submit"}).status_code == 302
        assert 'value="go"' not in noor.get(page).content.decode()
        assert noor.post(f"{page}step/", {"action": "go", "reason": "Ours"}).status_code == 403
        assert amina.post(f"{page}step/", {"action": "go", "reason": "It serves all"}).status_code == 302
        assert RoadmapItem.objects.get(code="vaccines").state == "approved"
        assert "It became an initiative of the roadmap" in plain(noor.get(page))

    def test_not_for_another_entity(self, farid: Client) -> None:
        laid()
        gate_create(project(), by=None)
        assert farid.get(f"{ROADMAP}gate/vaccines/").status_code == 404
        typed = {"code": "ours", "title_en": "Ours", "entity": "health", "version": ""}
        assert farid.post(f"{ROADMAP}gate/new/", typed).status_code == 422
        assert GateReview.objects.count() == 1


class TestThePack:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_for_the_authority_and_goes_out_as_a_file(
        self, amina: Client, noor: Client, language: str
    ) -> None:
        laid()
        directive(due=LATE, items=("records",))
        Meeting.objects.create(on=date(2026, 10, 1))
        page = f"/{language}/workspace/roadmap/pack/"
        assert noor.get(page).status_code == 403
        answer = amina.get(f"{page}?on=2026-12-10")
        assert answer.status_code == 200
        assert "2026/14" in plain(answer)
        file = amina.get(f"{page}pack.xlsx?on=2026-12-10")
        assert (file.status_code, file.content[:2]) == (200, b"PK")

    def test_a_day_that_is_none_is_the_next_meeting(self, amina: Client) -> None:
        Meeting.objects.create(on=timezone.localdate() + timedelta(9))
        answer = amina.get(f"{ROADMAP}pack/?on=tomorrow")
        assert answer.context["pack"].agenda.on == timezone.localdate() + timedelta(9)


def typed_of(context: Any) -> dict[str, str]:
    """What a browser would send of an item's form as it was shown."""
    form, sets = context["form"], context["rows"]
    typed = {name: form[name].value() for name in form.fields if name not in {"code", "indicators"}}
    typed["indicators"] = list(form["indicators"].value() or [])
    for rowset in sets.values():
        for one in (rowset.management_form, *rowset.forms):
            typed |= {one.add_prefix(name): one[name].value() for name in one.fields}
    return {name: "" if value is None else value for name, value in typed.items()}
