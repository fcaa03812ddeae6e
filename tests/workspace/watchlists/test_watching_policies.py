"""The watchlist: who keeps it, what it refuses and why, and that nothing anybody wrote is lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.jobs.programme.policies import policies_workbook
from miqyas.workspace.history.models import Record
from miqyas.workspace.watchlists.errors import WatchlistError
from miqyas.workspace.watchlists.importing import policies_apply, policies_plan
from miqyas.workspace.watchlists.models import Policy
from miqyas.workspace.watchlists.queries import fields_of, policies_matching, policies_on_feature
from miqyas.workspace.watchlists.services import note_add, policy_create, policy_problems, policy_update
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.watchlists.watched_given import watched

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/watchlist/"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


def form(**changes: str) -> dict[str, str]:
    given = {
        "title_ar": "قانون حماية البيانات", "title_en": "Data protection law", "code": "data-law",
        "theme": "privacy", "state": "prepared", "features": "OSI-IF-001\nosi-if-002", "mark": "R",
        "look_again": "2030-03-01",
    }  # fmt: skip
    return given | changes


def text_of(response: Any) -> str:
    return response.content.decode()


class TestKeeping:
    def test_an_empty_list_says_what_it_is_for_and_offers_the_first_step(self, amina: Client) -> None:
        page = text_of(amina.get(PAGE))
        assert "No policies are watched yet" in page
        assert f'href="{PAGE}new/"' in page

    def test_a_policy_is_added_found_and_changed(self, amina: Client, campaign_cast: CampaignCast) -> None:
        assert amina.post(PAGE + "new/", form())["Location"] == PAGE + "policies/data-law/"
        policy = Policy.objects.get()
        assert policy.features == ["OSI-IF-001", "OSI-IF-002"]
        assert "Data protection law" in text_of(amina.get(PAGE, {"q": "حِماية بيانات"}))
        assert "No policy fits your choice." in text_of(amina.get(PAGE, {"q": "parking"}))
        amina.post(PAGE + "policies/data-law/", form(state="adopted"))
        policy.refresh_from_db()
        assert (policy.state, policy.version) == ("adopted", 2)
        kept = Record.objects.filter(object_kind="policy").values_list("action", "actor")
        by = campaign_cast.amina.pseudonym
        assert list(kept) == [("policy.create", by), ("policy.update", by)]

    def test_the_same_again_changes_nothing(self, campaign_cast: CampaignCast) -> None:
        policy = policy_create(watched(), by=None)
        assert policy_update(policy, watched(), by=None).version == 1

    def test_two_who_change_one_policy_are_told(self, amina: Client, campaign_cast: CampaignCast) -> None:
        policy = policy_create(watched(), by=None)
        address = PAGE + "policies/data-law/"
        seen = amina.get(address).context["seen"]
        policy_update(policy, watched(state="adopted"), by=campaign_cast.karim.pseudonym)
        answer = amina.post(address, form(seen=seen, title_en="Law on data"))
        assert answer.status_code == 422
        assert "Law on data" in text_of(answer)
        assert Policy.objects.get().title["en"] == "Data protection law"

    def test_what_was_seen_is_kept_with_name_and_day(self, amina: Client) -> None:
        policy_create(watched(), by=None)
        amina.post(
            PAGE + "policies/data-law/notes/", {"text": "Read in committee\u202e\n\nSecond reading in May"}
        )
        page = text_of(amina.get(PAGE + "policies/data-law/"))
        assert "Read in committee\n\nSecond reading in May" in page
        assert "Amina" in page

    @pytest.mark.parametrize(("text", "detail"), [("  \u200f ", "note_missing"), ("x" * 4001, "too_long")])
    def test_a_note_says_something(self, campaign_cast: CampaignCast, text: str, detail: str) -> None:
        with pytest.raises(WatchlistError) as refused:
            note_add(policy_create(watched(), by=None), text, by=None)
        assert refused.value.detail == detail

    @pytest.mark.parametrize("name", ["salma", "bruno", "jamal"])
    def test_who_reads_it_changes_nothing(self, campaign_cast: CampaignCast, name: str) -> None:
        policy_create(watched(), by=None)
        reader = signed_in(campaign_cast.people()[name])
        page = text_of(reader.get(PAGE + "policies/data-law/"))
        assert "A draft lies before the council" in page
        assert "<textarea" not in page
        assert reader.post(PAGE + "policies/data-law/", form()).status_code == 403
        assert reader.post(PAGE + "policies/data-law/notes/", {"text": "x"}).status_code == 403
        assert reader.get(PAGE + "new/").status_code == 403

    @pytest.mark.parametrize("name", ["chen", "ines", "dana"])
    def test_others_do_not_see_it(self, campaign_cast: CampaignCast, name: str) -> None:
        assert signed_in(campaign_cast.people()[name]).get(PAGE).status_code == 403

    def test_the_list_tells_what_is_due(self, amina: Client) -> None:
        policy_create(watched(look_again=timezone.localdate()), by=None)
        policy_create(watched(code="old", state="dropped", look_again=date(2020, 1, 1)), by=None)
        assert "One policy is due to be looked at again." in text_of(amina.get(PAGE))

    def test_a_long_list_asks_as_many_questions_as_a_short_one(self, amina: Client) -> None:
        policy_create(watched(), by=None)
        with CaptureQueriesContext(connection) as few:
            amina.get(PAGE)
        for number in range(60):
            policy_create(watched(code=f"law-{number}"), by=None)
        with CaptureQueriesContext(connection) as many:
            page = amina.get(PAGE)
        assert len(many) == len(few)
        assert len(page.context["lines"]) == 50


class TestRefusing:
    @pytest.mark.parametrize(
        ("changes", "detail", "field"),
        [
            ({"code": ""}, "code_missing", "code"),
            ({"code": "Data law!"}, "code_malformed", "code"),
            ({"title": {"en": "Only English"}}, "title_missing", "title_ar"),
            ({"title": {"ar": "ع", "en": "x" * 201}}, "too_long", "title_en"),
            ({"theme": "weather"}, "theme_unknown", "theme"),
            ({"state": "lost"}, "state_unknown", "state"),
            ({"mark": "Q"}, "mark_unknown", "mark"),
            ({"source": "javascript:alert(1)"}, "source_malformed", "source"),
            ({"source_words": "", "mark": "V"}, "source_missing", "source"),
            ({"features": ("OSI-NO-999",)}, "feature_unknown", "features"),
            ({"entity": "nobody"}, "entity_unknown", "entity"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, campaign_cast: CampaignCast, changes: dict[str, Any], detail: str, field: str
    ) -> None:
        found = policy_problems(watched(**changes))
        assert [(one.detail, one.place.name) for one in found] == [(detail, field)]
        for language in ("ar", "en"):
            assert found[0].problem(language)
            assert found[0].remedy(language)

    def test_a_code_is_taken_once_whatever_its_letters(self, campaign_cast: CampaignCast) -> None:
        policy_create(watched(), by=None)
        with pytest.raises(WatchlistError) as refused:
            policy_create(watched(code="DATA-LAW"), by=None)
        assert refused.value.detail == "code_taken"

    def test_what_was_typed_stays_in_the_form(self, amina: Client) -> None:
        answer = amina.post(PAGE + "new/", form(features="OSI-NO-999"))
        assert answer.status_code == 422
        assert "The catalogue has no feature with the code" in text_of(answer)
        assert "قانون حماية البيانات" in text_of(answer)
        assert not Policy.objects.exists()

    def test_a_feature_that_left_the_catalogue_stays_with_its_policy(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        policy = policy_create(watched(), by=None)
        Policy.objects.update(features=["OSI-OLD-001"])
        policy.refresh_from_db()
        assert policy_problems(fields_of(policy), policy=policy) == ()
        assert "This feature is no longer in the catalogue" in text_of(amina.get(PAGE + "policies/data-law/"))

    def test_signs_that_turn_the_direction_are_taken_out(self, campaign_cast: CampaignCast) -> None:
        policy = policy_create(watched(title={"ar": "ع", "en": "Law\u202e on data"}), by=None)
        assert policy.title["en"] == "Law on data"

    @pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE", "x" * 10_000, "\u202e"])
    def test_a_search_for_nonsense_finds_nothing_and_breaks_nothing(self, amina: Client, text: str) -> None:
        policy_create(watched(code="one"), by=None)
        assert amina.get(PAGE, {"q": text}).status_code == 200


class TestFiles:
    def test_what_is_taken_away_comes_back_unchanged(self, campaign_cast: CampaignCast) -> None:
        policy_create(watched(), by=None)
        for language in ("ar", "en"):
            content = policies_workbook(language=language, is_blank=False)
            plan = policies_plan(content, name="watchlist.xlsx")
            assert (plan.problems, [row.doing for row in plan.rows]) == ((), ["same"])

    def test_a_file_adds_and_changes_and_leaves_columns_that_it_lacks(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        policy_create(watched(), by=None)
        rows = (
            "code,title_ar,title_en,theme\n"
            "data-law,قانون,The law,privacy\n"
            "ai-guide,دليل,Guide,Artificial intelligence in government\n"
        )
        upload = SimpleUploadedFile("policies.csv", rows.encode())
        preview = amina.post(PAGE + "import/", {"file": upload})["Location"]
        page = amina.get(preview)
        assert "One policy would be added." in text_of(page)
        digest = page.context["plan"].digest
        assert amina.post(preview, {"accept": "yes", "digest": digest})["Location"] == PAGE
        law, guide = Policy.objects.get(code="data-law"), Policy.objects.get(code="ai-guide")
        assert (law.title["en"], law.description["en"]) == ("The law", "A draft lies before the council")
        assert (guide.theme, guide.state, guide.mark) == ("ai", "watched", "R")
        amina.post(preview, {"accept": "yes", "digest": digest})
        assert Policy.objects.count() == 2

    def test_what_changed_meanwhile_is_shown_anew(self, amina: Client, campaign_cast: CampaignCast) -> None:
        policy = policy_create(watched(), by=None)
        rows = "code,title_ar,title_en,theme\ndata-law,قانون,The law,privacy\n"
        preview = amina.post(PAGE + "import/", {"file": SimpleUploadedFile("p.csv", rows.encode())})[
            "Location"
        ]
        digest = amina.get(preview).context["plan"].digest
        policy_update(policy, watched(title={"ar": "ق", "en": "Karim's words"}), by=None)
        assert amina.post(preview, {"accept": "yes", "digest": digest})["Location"] == preview
        assert Policy.objects.get().title["en"] == "Karim's words"

    def test_every_problem_stands_at_its_line_and_nothing_is_done(self, campaign_cast: CampaignCast) -> None:
        rows = (
            "code,title_ar,title_en,theme,look_again\n"
            "one,ع,One,weather,\n"
            "two,ع,Two,privacy,tomorrow\n"
            "two,ع,Two,privacy,2030-01-01\n"
        )
        plan = policies_plan(rows.encode(), name="policies.csv")
        told = [(one.detail, one.place.line, one.place.name) for one in plan.problems]
        assert told == [
            ("theme_unknown", 2, "theme"),
            ("date_malformed", 3, "look_again"),
            ("code_twice", 4, "code"),
        ]
        with pytest.raises(WatchlistError):
            policies_apply(plan, by=None)
        assert not Policy.objects.exists()

    @pytest.mark.parametrize("content", [b"", b"\x00\x01", b"hello", b"code,theme\n"])
    def test_what_is_no_such_file_is_told_in_words(self, campaign_cast: CampaignCast, content: bytes) -> None:
        plan = policies_plan(content, name="policies.csv")
        assert len(plan.problems) == 1
        assert plan.problems[0].remedy("ar")
        assert not plan.is_ready

    def test_no_cell_is_a_formula(self, campaign_cast: CampaignCast) -> None:
        policy_create(watched(title={"ar": "ع", "en": "=1+1"}), by=None)
        plan = policies_plan(policies_workbook(language="en", is_blank=False), name="watchlist.xlsx")
        assert plan.rows[0].fields.title["en"] == "=1+1"


def test_policies_on_a_feature_are_found(campaign_cast: CampaignCast) -> None:
    policy_create(watched(), by=None)
    policy_create(watched(code="old", state="dropped"), by=None)
    policy_create(watched(code="other", features=("OSI-IF-0010",)[:0]), by=None)
    assert [one.code for one in policies_on_feature("OSI-IF-001")] == ["data-law"]
    assert policies_matching(theme="privacy", state="dropped").count() == 1
