"""The figures behind two thirds of the index on pages: side by side, what each is worth, no word lost."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet, Dataset
from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.datasets.world import forget_worlds
from miqyas.workspace.evidence.models import EvidenceUse
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.statistics.fields import Figures, Plan
from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
from miqyas.workspace.statistics.services import input_plan, input_save
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

EDITION = load_world().target
TABLE = "/en/workspace/statistics/"
LANGUAGES = ("ar", "en")


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.MIQYAS_HOME_COUNTRY = "LBN"


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def amina(cast: CampaignCast) -> Client:
    return signed_in(cast.amina)


@pytest.fixture
def inputs(amina: Client, cast: CampaignCast) -> dict[str, StatisticalInput]:
    """The inputs of the target; that of mobile broadband belongs to health and differs from the agency's."""
    assert amina.post(f"{TABLE}prepare/").status_code == 302
    found = {item.indicator: item for item in StatisticalInput.objects.all()}
    plan = Plan(entity=cast.health, agency="ITU", deadline=date(EDITION, 3, 1))
    input_plan(found["TII.AM"], plan, version=0, by=None)
    figures = Figures(national_value=96.0, national_year=2025, agency_value=90.0, agency_year=2023)
    input_save(found["TII.AM"], figures, version=1, by=None)
    return {item.indicator: item for item in StatisticalInput.objects.all()}


def page_of(indicator: str, language: str = "en") -> str:
    return f"/{language}/workspace/statistics/{EDITION}/{indicator}/"


def given(item: StatisticalInput, **fields: Any) -> dict[str, Any]:
    """The form of an input as it stands, with some fields typed over."""
    names = ("national_value", "national_year", "agency_value", "agency_year", "explanation", "state")
    values = {name: getattr(item, name) for name in names}
    return {
        name: "" if value is None else value
        for name, value in (values | {"version": item.version} | fields).items()
    }


class TestTheTable:
    def test_where_nothing_is_prepared_the_lead_may_prepare(self, amina: Client, cast: CampaignCast) -> None:
        assert "Prepare the inputs" in amina.get(TABLE).content.decode()
        looking = signed_in(cast.jamal)
        assert "Prepare the inputs" not in looking.get(TABLE).content.decode()
        assert looking.post(f"{TABLE}prepare/").status_code == 403

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_shows_both_values_what_they_are_worth_and_who_answers(
        self, language: str, amina: Client, inputs: Any
    ) -> None:
        text = amina.get(f"/{language}/workspace/statistics/").content.decode()
        month = {"ar": "مارس", "en": "March"}[language]
        for shown in ("96", "90", "+6.7%", "ITU", f"1 {month} {EDITION}", "+0.00", "fan-after", "range-bar"):
            assert shown in text

    def test_what_assessors_look_for_is_shown_without_a_figure_to_type(
        self, amina: Client, inputs: Any
    ) -> None:
        text = amina.get(TABLE).content.decode()
        assert "Assessed on portals" in text
        assert page_of("HCI.EGL") not in text
        assert amina.get(page_of("HCI.EGL")).status_code == 404

    def test_people_of_an_entity_see_their_own_and_nothing_of_others(
        self, inputs: Any, cast: CampaignCast
    ) -> None:
        own = signed_in(cast.bruno).get(TABLE).content.decode()
        assert page_of("TII.AM") in own
        assert page_of("TII.IU") not in own
        assert page_of("HCI.AL") not in own
        other = signed_in(cast.farid)
        assert page_of("TII.AM") not in other.get(TABLE).content.decode()
        assert other.get(page_of("TII.AM")).status_code == 404

    def test_who_assesses_has_no_part_in_it(self, inputs: Any, cast: CampaignCast) -> None:
        assert signed_in(cast.chen).get(TABLE).status_code == 403
        assert signed_in(cast.chen).get(page_of("TII.AM")).status_code == 404

    def test_it_asks_as_many_questions_of_the_database_for_many_as_for_few(
        self, amina: Client, inputs: Any, cast: CampaignCast, django_assert_max_num_queries: Any
    ) -> None:
        for item in inputs.values():
            if item.indicator != "TII.AM":
                input_plan(item, Plan(entity=cast.education, agency=item.agency), version=0, by=None)
        amina.get(TABLE)
        with django_assert_max_num_queries(14):
            amina.get(TABLE)

    def test_an_edition_that_nobody_prepares_is_not_there(self, amina: Client) -> None:
        for asked in ("1999", "x", "20260"):
            assert amina.get(TABLE, {"edition": asked}).status_code == 404

    def test_where_the_country_has_no_rank_the_table_still_stands(
        self, amina: Client, inputs: Any, settings: Any
    ) -> None:
        settings.MIQYAS_HOME_COUNTRY = "PRK"
        assert amina.get(TABLE).status_code == 200

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_it_can_be_taken_away(self, form: str, amina: Client, inputs: Any) -> None:
        response = amina.get(f"{TABLE}{EDITION}/statistics.{form}")
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]

    def test_what_somebody_typed_is_no_formula_in_the_file(self, amina: Client, inputs: Any) -> None:
        item = inputs["TII.AM"]
        input_save(item, Figures(national_value=1.0, explanation="=1+1"), version=item.version, by=None)
        text = amina.get(f"{TABLE}{EDITION}/statistics.csv").content.decode("utf-8-sig")
        row = next(row for row in csv.DictReader(io.StringIO(text)) if row["indicator"] == "TII.AM")
        assert row["explanation"] == "'=1+1"

    def test_the_file_has_no_more_than_the_page(self, inputs: Any, cast: CampaignCast) -> None:
        text = signed_in(cast.bruno).get(f"{TABLE}{EDITION}/statistics.csv").content.decode("utf-8-sig")
        assert [row["indicator"] for row in csv.DictReader(io.StringIO(text))] == ["TII.AM"]


@pytest.mark.parametrize("page", ["", f"{EDITION}/TII.AM/", f"{EDITION}/HCI.EYS/"])
def test_no_word_is_written_into_a_page(page: str, amina: Client, inputs: Any, settings: Any) -> None:
    amina.get(TABLE)  # where it was said that they are prepared
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]
    reader = Reader()
    reader.feed(amina.get(f"/{PSEUDO_LANGUAGE}/workspace/statistics/{page}").content.decode())
    names = {"Ministry of Health", "Ministry of Education", "Digital authority", "Amina", "amina@example.org"}
    assert set(reader.untranslated) <= names


class TestOneIndicator:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_tells_what_an_update_would_do_and_what_is_held_fixed(
        self, language: str, amina: Client, inputs: Any
    ) -> None:
        text = amina.get(page_of("TII.AM", language)).content.decode()
        assert "fan-after" in text
        assert "mark-I" in text

    def test_one_without_values_tells_what_a_step_is_worth(self, amina: Client, inputs: Any) -> None:
        text = amina.get(page_of("HCI.MYS")).content.decode()
        assert "What one step is worth: 1 year" in text
        assert "≥" in text

    def test_bruno_saves_figures(self, inputs: Any, cast: CampaignCast) -> None:
        bruno, item = signed_in(cast.bruno), inputs["TII.AM"]
        sent = given(item, national_value="٩٧٫٥", explanation="<b>Newer</b> survey", state="reported")
        assert bruno.post(page_of("TII.AM"), sent).status_code == 302
        item.refresh_from_db()
        assert (item.national_value, item.state, item.updated_by) == (97.5, "reported", cast.bruno.pseudonym)
        text = bruno.get(page_of("TII.AM")).content.decode()
        assert "&lt;b&gt;Newer&lt;/b&gt;" in text
        assert "<b>Newer" not in text

    @pytest.mark.parametrize(
        "fields",
        [
            {"national_value": "abc"},
            {"national_value": "501"},
            {"national_value": "nan"},
            {"agency_year": "20.5"},
            {"national_year": "1800"},
            {"state": "done"},
            {"version": "-1"},
            {"version": "9" * 40},
            {"version": ""},
            {"explanation": "x" * 5000},
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, fields: dict[str, Any], inputs: Any, cast: CampaignCast
    ) -> None:
        bruno, item = signed_in(cast.bruno), inputs["TII.AM"]
        response = bruno.post(page_of("TII.AM"), given(item, **{"national_value": "95.25"} | fields))
        assert response.status_code == 422
        assert str(fields.get("national_value", "95.25")) in response.content.decode()
        item.refresh_from_db()
        assert item.version == 2

    def test_who_meets_a_newer_version_sees_both_and_may_decide(
        self, inputs: Any, cast: CampaignCast
    ) -> None:
        item = inputs["TII.AM"]
        first, second = signed_in(cast.bruno), signed_in(cast.noor)
        first.post(page_of("TII.AM"), given(item, national_value="97", explanation="Census"))
        met = second.post(page_of("TII.AM"), given(item, national_value="98", explanation="Survey"))
        text = met.content.decode()
        assert met.status_code == 409
        assert "Bruno" in text
        assert "Census" in text
        assert 'value="98"' in text
        assert InputRevision.objects.filter(input=item, is_aside=True).count() == 1
        item.refresh_from_db()
        assert item.national_value == 97
        decided = given(item, national_value="98", explanation="Survey", version=item.version)
        assert second.post(page_of("TII.AM"), decided).status_code == 302
        aside = InputRevision.objects.get(input=item, is_aside=True)
        back = first.get(page_of("TII.AM"), {"put": aside.pk}).content.decode()
        assert 'value="98"' in back

    def test_values_of_another_input_cannot_be_put_into_the_form(self, amina: Client, inputs: Any) -> None:
        item = inputs["HCI.AL"]
        input_save(item, Figures(national_value=77.25), version=0, by=None)
        foreign = InputRevision.objects.filter(input=item).last()
        for asked in (foreign.pk, "x", "9" * 30):
            response = amina.get(page_of("TII.AM"), {"put": asked})
            assert response.status_code == 200
            assert "77.25" not in response.content.decode()

    def test_the_signatory_and_the_viewer_read_and_do_not_write(
        self, inputs: Any, cast: CampaignCast
    ) -> None:
        for person in (cast.salma, cast.jamal):
            client = signed_in(person)
            assert 'name="national_value"' not in client.get(page_of("TII.AM")).content.decode()
            assert client.post(page_of("TII.AM"), given(inputs["TII.AM"])).status_code == 403

    def test_the_lead_says_who_answers_by_when_and_the_ministry_cannot(
        self, amina: Client, inputs: Any, cast: CampaignCast
    ) -> None:
        sent = {
            "part": "plan",
            "entity": "education",
            "agency": "UNESCO",
            "deadline": f"{EDITION}-02-01",
            "round_name": "Spring",
            "version": 0,
        }
        assert amina.post(page_of("HCI.AL"), sent).status_code == 302
        item = StatisticalInput.objects.get(indicator="HCI.AL")
        assert (item.entity, item.deadline) == (cast.education, date(EDITION, 2, 1))
        farid = signed_in(cast.farid)
        assert farid.post(page_of("HCI.AL"), sent | {"version": 1}).status_code == 403

    @pytest.mark.parametrize("field", ["entity", "agency"])
    def test_a_plan_with_what_nobody_offers_is_refused(self, field: str, amina: Client, inputs: Any) -> None:
        sent = {"part": "plan", "entity": "", "agency": "", "version": 0, field: "moon"}
        assert amina.post(page_of("HCI.AL"), sent).status_code == 422

    def test_proofs_are_put_to_it_by_its_own_people(self, inputs: Any, cast: CampaignCast) -> None:
        item, bruno = inputs["TII.AM"], signed_in(cast.bruno)
        proof = evidence_add(
            cast.health, title="Letter to ITU", content=Content(address="https://a.example.org"), by=None
        )
        choose = f"/en/workspace/evidence/for/input/{item.pk}/"
        assert bruno.post(choose, {"evidence": proof.pk})["Location"] == page_of("TII.AM")
        assert EvidenceUse.objects.get().object_kind == "input"
        assert "Letter to ITU" in bruno.get(page_of("TII.AM")).content.decode()
        assert signed_in(cast.farid).get(choose).status_code == 404
        assert signed_in(cast.amina).get(choose).status_code == 403
        bruno.post(choose, {"evidence": proof.pk, "detach": 1})
        assert not EvidenceUse.objects.exists()

    def test_an_input_of_nobody_takes_no_proofs(self, amina: Client, inputs: Any) -> None:
        assert amina.get(f"/en/workspace/evidence/for/input/{inputs['TII.IU'].pk}/").status_code == 404

    def test_proofs_of_a_body_that_answered_before_are_not_shown_to_the_next(
        self, inputs: Any, cast: CampaignCast
    ) -> None:
        item = inputs["TII.AM"]
        proof = evidence_add(
            cast.health, title="Letter to ITU", content=Content(address="https://a.example.org"), by=None
        )
        signed_in(cast.bruno).post(f"/en/workspace/evidence/for/input/{item.pk}/", {"evidence": proof.pk})
        input_plan(item, Plan(entity=cast.education, agency="ITU"), version=item.version, by=None)
        assert "Letter to ITU" not in signed_in(cast.farid).get(page_of("TII.AM")).content.decode()


def test_a_loaded_value_is_proposed_with_its_origin(
    amina: Client, inputs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = f"edition,iso3,code,value,status\n{load_world().latest},LBN,TII.IU,87.5,observed\n".encode()
    loaded = load_world(ActiveSet((Dataset("raw", "inputs.csv", table),)))
    for module in ("miqyas.workspace.datasets.world", "miqyas.jobs.answers"):
        monkeypatch.setattr(f"{module}.current_world", lambda: loaded)
    forget_worlds()
    text = amina.get(page_of("TII.IU")).content.decode()
    assert "inputs.csv" in text
    assert "87.5" in text
    item = inputs["TII.IU"]
    amina.post(page_of("TII.IU"), given(item, take="1"))
    item.refresh_from_db()
    assert (item.agency_value, item.agency_origin) == (87.5, loaded.active.datasets[0].sha256)
    amina.post(page_of("TII.IU"), given(item, agency_value="88"))
    item.refresh_from_db()
    assert (item.agency_value, item.agency_origin) == (88, "")
