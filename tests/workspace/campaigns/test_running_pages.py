"""The pages on which a campaign is run: who may, what they show, what they refuse, forms from before."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.web.assigning import digest_of, value_of
from miqyas.workspace.campaigns.fields import CampaignFields
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, CampaignEntity
from miqyas.workspace.campaigns.queries.assignments import Filter, rows_matching, rows_of
from miqyas.workspace.campaigns.services.assignments import (
    Wanted,
    applicability_propose,
    assignments_apply,
    cities_assign,
)
from miqyas.workspace.campaigns.services.campaigns import campaign_open, campaign_update, entities_set
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.running_given import cities, draft, given

__all__ = ["cities", "draft"]
pytestmark = pytest.mark.django_db
LIST = "/en/workspace/campaigns/"
PAGE = LIST + "national-1/"
FIRST, SECOND = "EGL-001", "EGL-002"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


@pytest.fixture
def opened(draft: Campaign, campaign_cast: CampaignCast) -> Campaign:
    """The draft with one feature given to health, opened."""
    assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk)], by=None)
    return campaign_open(draft, by=None)


def text_of(response: Any) -> str:
    return response.content.decode()


def form_of(fields: CampaignFields, **changes: Any) -> dict[str, Any]:
    names = ("code", "kind", "previous", "reply_days", "assessors")
    dates = (
        "opens_on", "answers_until", "review_from", "review_until", "freeze_on", "publish_on", "window_from",
        "window_until",
    )  # fmt: skip
    form = {name: getattr(fields, name) for name in names}
    form |= {name: getattr(fields, name).isoformat() for name in dates if getattr(fields, name)}
    form |= {f"title_{language}": words for language, words in fields.title.items()}
    minutes = {"minutes": str(fields.seconds / 60)}
    return form | minutes | {"instruments": list(fields.instruments)} | changes


class TestWhoMay:
    RUNNING = ("settings/", "assign/proposal/")
    OVERSEEING = ("assign/", "assign/assignments.xlsx")

    def test_a_visitor_signs_in_first_and_learns_nothing(self, client: Client, opened: Campaign) -> None:
        for address in ("", *self.RUNNING, *self.OVERSEEING):
            assert client.get(PAGE + address).status_code == 302
            assert client.get(LIST + "no-such-one/" + address).status_code == 302
        assert client.get(LIST).status_code == 302

    def test_to_an_outsider_it_is_not_there(self, campaign_cast: CampaignCast, opened: Campaign) -> None:
        dana = signed_in(campaign_cast.dana)
        for address in ("", *self.RUNNING, *self.OVERSEEING):
            assert dana.get(PAGE + address).status_code == 404
        assert dana.get(LIST).status_code == 404
        assert dana.get(LIST + "new/").status_code == 404

    @pytest.mark.parametrize("name", ["salma", "bruno", "chen", "ines", "elif_"])
    def test_who_knows_of_it_sees_their_part_alone(
        self, campaign_cast: CampaignCast, opened: Campaign, name: str
    ) -> None:
        client = signed_in(getattr(campaign_cast, name))
        shown = text_of(client.get(PAGE))
        assert "First campaign" in shown
        assert "Ministry of Education" not in shown
        assert ("Ministry of Health" in shown) == (name in {"salma", "bruno"})
        for address in (*self.RUNNING, *self.OVERSEEING):
            assert client.get(PAGE + address).status_code == 403

    def test_a_draft_is_nobody_elses(self, campaign_cast: CampaignCast, draft: Campaign) -> None:
        for name in ("salma", "chen", "ines"):
            client = signed_in(getattr(campaign_cast, name))
            assert client.get(PAGE).status_code == 404
            assert "First campaign" not in text_of(client.get(LIST))

    def test_who_looks_on_changes_nothing(self, campaign_cast: CampaignCast, draft: Campaign) -> None:
        jamal = signed_in(campaign_cast.jamal)
        for address in ("", *self.OVERSEEING):
            assert jamal.get(PAGE + address).status_code == 200
        assert "csrfmiddlewaretoken" not in text_of(jamal.get(PAGE + "assign/")).split("<main")[1]
        for address in ("next/", "entities/", "renew/", "deadline/", "assign/change/", "assign/file/"):
            assert jamal.post(PAGE + address).status_code == 403
        assert jamal.get(LIST + "new/").status_code == 403


class TestMaking:
    def test_it_is_made(self, amina: Client) -> None:
        response = amina.post(LIST + "new/", form_of(given()))
        assert response["Location"] == PAGE + "settings/#entities"
        assert Campaign.objects.get().state == "draft"

    def test_sent_twice_there_is_one(self, amina: Client) -> None:
        amina.post(LIST + "new/", form_of(given()))
        again = amina.post(LIST + "new/", form_of(given()))
        assert again.status_code == 422
        assert "is another campaign" in text_of(again)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "x" * 5000},
            {"code": "new"},
            {"title_ar": ""},
            {"kind": "planets"},
            {"instruments": []},
            {"instruments": ["MOON"]},
            {"instruments": ["LOSI"]},
            {"opens_on": "yesterday"},
            {"opens_on": "2999-13-45"},
            {"answers_until": "2001-01-01"},
            {"assessors": "0"},
            {"assessors": "many"},
            {"minutes": str(10**20)},
            {"minutes": "0.4"},
            {"minutes": "120.5"},
            {"minutes": "NaN"},
            {"reply_days": "-1"},
            {"previous": "nobody"},
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, amina: Client, wrong: dict[str, Any]) -> None:
        response = amina.post(LIST + "new/", form_of(given(), **wrong))
        assert response.status_code == 422
        assert 'class="error-summary"' in text_of(response)
        assert not Campaign.objects.exists()

    def test_an_empty_form(self, amina: Client) -> None:
        assert amina.post(LIST + "new/").status_code == 422

    def test_an_empty_list_tells_the_first_step(self, amina: Client) -> None:
        assert "No campaigns yet" in text_of(amina.get(LIST))


class TestCalendar:
    """The calendar marks the stage that the campaign is in, whatever day it is."""

    @pytest.mark.parametrize(
        ("state", "now"),
        [
            ("draft", []),
            ("open", ["answers"]),
            ("review", ["review"]),
            ("frozen", ["freeze"]),
            ("published", ["publish"]),
        ],
    )
    def test_now_is_where_the_campaign_is(
        self, amina: Client, draft: Campaign, state: str, now: list[str]
    ) -> None:
        Campaign.objects.update(state=state)
        stages = amina.get(PAGE).context["stages"]
        assert [one.code for one in stages if one.when == "now" and one.code != "window"] == now

    def test_a_published_campaign_leads_to_its_public_page(self, amina: Client, draft: Campaign) -> None:
        assert 'href="/en/campaigns/national-1/"' not in text_of(amina.get(PAGE))
        Campaign.objects.update(state="published")
        assert 'href="/en/campaigns/national-1/"' in text_of(amina.get(PAGE))


class TestOverview:
    @pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
    def test_every_page_reads_in_both_languages(self, amina: Client, opened: Campaign, language: str) -> None:
        for address in ("", "settings/", "assign/", "assign/proposal/"):
            response = amina.get(f"/{language}/workspace/campaigns/national-1/{address}")
            assert response.status_code == 200
            assert ("الحملة الأولى" if language == "ar" else "First campaign") in text_of(response)
        shown = text_of(amina.get(f"/{language}/workspace/campaigns/national-1/"))
        assert 'class="calendar-today"' in shown

    def test_a_step_names_what_stands_in_its_way(self, amina: Client, draft: Campaign) -> None:
        shown = text_of(amina.get(PAGE))
        assert "No feature is given to an entity." in shown
        assert 'value="open"' not in shown

    def test_what_stands_in_the_way_leads_to_where_it_is_mended(self, amina: Client, draft: Campaign) -> None:
        (step,) = amina.get(PAGE).context["steps"]
        assert "/en/workspace/campaigns/national-1/assign/" in [one.url for one in step.blocks]
        for one in (*step.blocks, *step.notices):
            assert f'href="{one.url}"' in text_of(amina.get(PAGE))
            assert amina.get(one.url.partition("#")[0]).status_code == 200

    @pytest.mark.parametrize(
        ("before", "action", "after"),
        [("reply", "freeze", "frozen"), ("frozen", "publish", "published"), ("published", "close", "closed")],
    )
    def test_what_nothing_leads_back_from_is_asked_once_more(
        self, amina: Client, opened: Campaign, before: str, action: str, after: str
    ) -> None:
        Campaign.objects.update(state=before)
        assert f'<input type="checkbox" name="sure" value="{action}" required>' in text_of(amina.get(PAGE))
        form = {"action": action, "seen": before}
        for sure in ({}, {"sure": "open"}, {"sure": ""}):
            told = text_of(amina.post(PAGE + "next/", form | sure, follow=True))
            assert "Nothing was done. Say first that you mean this step." in told
            assert Campaign.objects.get().state == before
        amina.post(PAGE + "next/", form | {"sure": action})
        assert Campaign.objects.get().state == after

    def test_it_is_opened_once(self, amina: Client, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk)], by=None)
        form = {"action": "open", "seen": "draft"}
        assert "moved to the stage" in text_of(amina.post(PAGE + "next/", form, follow=True))
        again = text_of(amina.post(PAGE + "next/", form, follow=True))
        assert Campaign.objects.get().state == "open"
        assert "callout-wrong" in again

    @pytest.mark.parametrize("action", ["", "freeze", "publish", "explode", "x" * 9999])
    def test_a_step_that_is_none(self, amina: Client, opened: Campaign, action: str) -> None:
        amina.post(PAGE + "next/", {"action": action, "seen": "open"})
        assert Campaign.objects.get().state == "open"

    def test_a_coordinator_does_not_open(self, campaign_cast: CampaignCast, draft: Campaign) -> None:
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk)], by=None)
        karim = signed_in(campaign_cast.karim)
        assert 'value="open"' not in text_of(karim.get(PAGE))
        karim.post(PAGE + "next/", {"action": "open", "seen": "draft"})
        assert Campaign.objects.get().state == "draft"

    def test_an_entity_gets_a_deadline_of_its_own(self, amina: Client, opened: Campaign) -> None:
        until = given().review_from
        assert until is not None
        amina.post(PAGE + "deadline/", {"entity": "health", "until": until.isoformat()})
        part = CampaignEntity.objects.get(entity__code="health")
        assert part.answers_until == until
        for wrong in ("2001-01-01", "soon", "2999-99-99"):
            amina.post(PAGE + "deadline/", {"entity": "health", "until": wrong})
            assert CampaignEntity.objects.get(entity__code="health").answers_until == until
        assert amina.post(PAGE + "deadline/", {"entity": "nobody"}).status_code == 404

    def test_queries_do_not_grow_with_the_campaign(self, amina: Client, opened: Campaign) -> None:
        def queries(address: str) -> int:
            with CaptureQueriesContext(connection) as taken:
                assert amina.get(PAGE + address).status_code == 200
            return len(taken)

        addresses = ("", "assign/", "assign/?standing=led")
        few = [queries(address) for address in addresses]
        made = [
            Entity.objects.create(code=f"e{number}", name={"ar": "ج", "en": "E"}, kind="agency")
            for number in range(20)
        ]
        entities_set(opened, [*Entity.objects.all()], by=None)
        codes = list(instruments_of(opened).features)
        wanted = [Wanted(code, made[0].pk, frozenset(one.pk for one in made[1:])) for code in codes]
        assignments_apply(opened, wanted, by=None)
        assert [queries(address) for address in addresses] == few


class TestSettings:
    def test_they_are_changed(self, amina: Client, draft: Campaign) -> None:
        response = amina.post(PAGE + "settings/", form_of(given("renamed", seconds=90)))
        assert response["Location"] == LIST + "renamed/settings/"
        assert Campaign.objects.get().seconds == 90

    def test_what_is_wrong_is_said_at_its_field(self, amina: Client, draft: Campaign) -> None:
        response = amina.post(PAGE + "settings/", form_of(given(), freeze_on="2001-01-01"))
        assert response.status_code == 422
        assert "comes before" in text_of(response)

    def test_once_open_a_forged_form_changes_no_instrument(self, amina: Client, opened: Campaign) -> None:
        amina.post(PAGE + "settings/", form_of(given(), instruments=["OSI"], kind="cities", code="other"))
        campaign = Campaign.objects.get()
        assert (campaign.code, campaign.kind) == ("national-1", "national")
        assert [one.code for one in instruments_of(campaign).instruments] == ["EGL"]

    def test_a_form_from_before_is_not_saved_unseen(self, amina: Client, draft: Campaign) -> None:
        shown = amina.get(PAGE + "settings/").context
        campaign_update(draft, given(seconds=120), by=None)
        old = form_of(given(seconds=300), seen=shown["seen"])
        refused = amina.post(PAGE + "settings/", old)
        assert refused.status_code == 422
        assert "after you opened the page" in text_of(refused)
        assert Campaign.objects.get().seconds == 120
        amina.post(PAGE + "settings/", old | {"seen": refused.context["seen"]})
        assert Campaign.objects.get().seconds == 300
        entities_set(draft, [Entity.objects.get(code="health")], by=None)
        amina.post(PAGE + "entities/", {"entity": ["education"], "seen": shown["parts_seen"]})
        assert [part.entity.code for part in CampaignEntity.objects.all()] == ["health"]

    def test_entities_are_chosen(self, amina: Client, draft: Campaign) -> None:
        amina.post(PAGE + "entities/", {"entity": ["health"]})
        assert [part.entity.code for part in CampaignEntity.objects.all()] == ["health"]
        amina.post(PAGE + "entities/", {"entity": ["education", "nobody"]})
        assert [part.entity.code for part in CampaignEntity.objects.all()] == ["health"]

    def test_what_was_answered_keeps_its_entity(self, amina: Client, opened: Campaign) -> None:
        Answer.objects.create(assignment=Assignment.objects.get(), grade="yes", version=1)
        response = amina.post(PAGE + "entities/", {"entity": ["education"]}, follow=True)
        assert "has answered in this campaign" in text_of(response)
        assert CampaignEntity.objects.count() == 3

    def test_a_version_that_is_not_there(self, amina: Client, draft: Campaign) -> None:
        assert amina.post(PAGE + "renew/", {"instrument": "MOON"}).status_code == 422


class TestAssigning:
    def value(self, campaign: Campaign, code: str = FIRST) -> str:
        return next(value_of(row) for row in rows_of(campaign) if row.feature.code == code)

    def change(self, client: Client, **form: Any) -> str:
        return text_of(client.post(PAGE + "assign/change/", form, follow=True))

    def test_given_by_hand(self, amina: Client, draft: Campaign) -> None:
        self.change(amina, feature=[self.value(draft)], do="lead", to="health")
        self.change(amina, feature=[self.value(draft)], do="help", to="education")
        assert self.value(draft) == f"{FIRST}~health|education"
        self.change(amina, feature=[self.value(draft)], do="release", to="education")
        self.change(amina, feature=[self.value(draft)], do="take")
        assert self.value(draft) == f"{FIRST}~|"

    def test_a_form_from_before_does_nothing(self, amina: Client, draft: Campaign) -> None:
        old = self.value(draft)
        self.change(amina, feature=[old], do="lead", to="health")
        assert "after you opened the page" in self.change(amina, feature=[old], do="lead", to="education")
        assert self.value(draft) == f"{FIRST}~health|"

    def test_all_that_a_filter_finds(self, amina: Client, draft: Campaign) -> None:
        found = rows_matching(rows_of(draft), Filter(owner="digital_authority"))
        form = {
            "all": "1",
            "owner": "digital_authority",
            "digest": digest_of(found),
            "do": "lead",
            "to": "health",
        }
        self.change(amina, **form)
        assert Assignment.objects.filter(entity__code="health").count() == len(found)
        assert "after you opened the page" in self.change(amina, **form)

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"feature": ["EGL-999~|"], "do": "lead", "to": "health"},
            {"feature": [f"{FIRST}~|"], "do": "lead", "to": "nobody"},
            {"feature": [f"{FIRST}~|"], "do": "lead"},
            {"feature": [f"{FIRST}~|"], "do": "explode", "to": "health"},
            {"feature": [f"{FIRST}~|"], "do": "help", "to": "health"},
            {"feature": ["~~~", "", "\x00"], "do": "take"},
            {"all": "1", "digest": "x", "do": "take"},
            {"feature": [f"{FIRST}~|"], "do": "not_applicable"},
        ],
    )
    def test_what_cannot_be_does_nothing(self, amina: Client, draft: Campaign, form: dict[str, Any]) -> None:
        shown = self.change(amina, **form)
        assert 'class="callout callout-' in shown
        assert not Assignment.objects.exists()

    def test_answers_of_those_before_are_told(self, amina: Client, opened: Campaign) -> None:
        Answer.objects.create(assignment=Assignment.objects.get(), grade="yes", version=1)
        shown = self.change(amina, feature=[self.value(opened)], do="lead", to="education")
        assert "One answer stays with the entity that gave it" in shown

    def test_the_proposal_is_accepted_line_by_line(self, amina: Client, draft: Campaign) -> None:
        page = amina.get(PAGE + "assign/proposal/")
        lines = [line["value"] for line in page.context["proposed"]]
        assert "By mandate" in text_of(page)
        amina.post(PAGE + "assign/proposal/", {"line": lines[:2]})
        assert Assignment.objects.count() == 2
        again = amina.post(PAGE + "assign/proposal/", {"line": lines[:1]}, follow=True)
        assert "after you opened the page" in text_of(again)

    def test_the_file_goes_round(self, amina: Client, draft: Campaign) -> None:
        content = amina.get(PAGE + "assign/assignments.xlsx").content
        file = SimpleUploadedFile("back.xlsx", content)
        preview = amina.post(PAGE + "assign/file/", {"file": file})["Location"]
        assert "says nothing new" in text_of(amina.get(preview))
        changed = b"feature,lead\nEGL-001,health\n"
        preview = amina.post(PAGE + "assign/file/", {"file": SimpleUploadedFile("a.csv", changed)})[
            "Location"
        ]
        shown = amina.get(preview)
        amina.post(preview, {"accept": "yes", "digest": "old"})
        assert not Assignment.objects.exists()
        amina.post(preview, {"accept": "yes", "digest": shown.context["plan"].digest})
        assert self.value(draft) == f"{FIRST}~health|"

    def test_a_file_with_problems_is_not_accepted(
        self, amina: Client, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        wrong = SimpleUploadedFile("a.csv", b"feature,lead\nEGL-001,mars\n")
        preview = amina.post(PAGE + "assign/file/", {"file": wrong})["Location"]
        assert "No entity called mars" in text_of(amina.get(preview))
        assert amina.post(preview, {"accept": "yes"}).status_code == 422
        assert signed_in(campaign_cast.karim).get(preview).status_code == 302
        large = SimpleUploadedFile("a.csv", b"x" * (6 * 2**20))
        assert amina.post(PAGE + "assign/file/", {"file": large}).status_code == 422

    def test_cities(self, amina: Client, cities: Campaign) -> None:
        page = LIST + "cities-1/assign/"
        amina.post(page + "cities/")
        assert Assignment.objects.count() == 2 * len(instruments_of(cities).features)
        assert "city-a" in text_of(amina.get(page))
        city = text_of(amina.get(page, {"entity": "city-a"}))
        assert "LOSI-IF-001" in city
        of_one = Entity.objects.get(code="city-a")
        values = [value_of(row) for row in rows_of(cities, entity=of_one)[:3]]
        form = {"feature": values, "entity": "city-a", "do": "not_applicable", "reason": "By law."}
        amina.post(page + "change/", form)
        assert Assignment.objects.filter(applicability="not_applicable", entity=of_one).count() == 3
        assert amina.get(page + "assignments.xlsx").status_code == 404


class TestApplicability:
    def address(self, assignment: Assignment) -> str:
        return f"{PAGE}applicability/{assignment.pk}/"

    def test_proposed_by_the_entity_and_decided(
        self, opened: Campaign, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        (asked,) = Assignment.objects.all()
        bruno = signed_in(campaign_cast.bruno)
        bruno.post(self.address(asked), {"do": "propose", "reason": "<b>Not ours</b>"})
        assert Assignment.objects.get().applicability == "proposed"
        shown = text_of(amina.get(PAGE + "assign/"))
        assert "&lt;b&gt;Not ours" in shown
        assert bruno.post(self.address(asked), {"do": "accept"}).status_code == 403
        amina.post(self.address(asked), {"do": "accept", "back": PAGE})
        assert Assignment.objects.get().applicability == "not_applicable"

    def test_of_another_entity_it_is_not_there(self, opened: Campaign, campaign_cast: CampaignCast) -> None:
        (asked,) = Assignment.objects.all()
        for name in ("farid", "chen", "dana"):
            client = signed_in(getattr(campaign_cast, name))
            assert client.post(self.address(asked), {"do": "propose", "reason": "x"}).status_code == 404
        assert Assignment.objects.get().applicability == "applicable"

    def test_it_leads_back_to_our_own_pages_only(self, opened: Campaign, amina: Client) -> None:
        (asked,) = Assignment.objects.all()
        applicability_propose(asked, reason="x", by=None)
        form = {"do": "accept", "back": "https://elsewhere.example.org/"}
        assert amina.post(self.address(asked), form)["Location"] == PAGE

    def test_one_that_is_not_there(self, opened: Campaign, cities: Campaign, amina: Client) -> None:
        cities_assign(cities, by=None)
        other = Assignment.objects.filter(campaign=cities).first()
        assert other is not None
        assert amina.post(self.address(other), {"do": "accept"}).status_code == 404
        assert amina.post(f"{PAGE}applicability/{uuid4()}/", {"do": "accept"}).status_code == 404


def test_what_people_typed_is_escaped(amina: Client, draft: Campaign) -> None:
    campaign_update(draft, given(title={"ar": "<script>x</script>", "en": "<img src=x>"}), by=None)
    for address in ("", "settings/", "assign/", "assign/proposal/"):
        assert "<img src=x>" not in text_of(amina.get(PAGE + address))
    assert "<img src=x>" not in text_of(amina.get(LIST))
