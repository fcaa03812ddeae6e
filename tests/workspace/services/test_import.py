"""Services in and out of files: by row, as a whole, nothing lost on the way there and back."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from miqyas.jobs.programme.service_files import services_csv, services_workbook
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.importing import Rights, ServicePlan, rights_of, services_apply, services_plan
from miqyas.workspace.services.models import DatumUse, Service, ServiceRevision
from miqyas.workspace.services.queries import fields_of, services_all
from miqyas.workspace.services.services import service_publish
from tests.campaign_cast import CampaignCast
from tests.workspace.services.making import SICK_LEAVE, fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("campaign_cast")]

EVERYWHERE = Rights()


def table(*rows: dict[str, str]) -> bytes:
    """Rows as a CSV file; columns are those of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(**changes: str) -> dict[str, str]:
    first = {
        "code": "sick-leave",
        "entity": "health",
        "title_ar": "الإجازة المرضية",
        "title_en": "Sick leave",
    }
    return first | changes


def plan_of(*rows: dict[str, str], rights: Rights = EVERYWHERE) -> ServicePlan:
    return services_plan(table(*rows), name="services.csv", rights=rights)


def everything() -> list[Service]:
    return list(services_all().prefetch_related("data"))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_back_the_same(language: str, form: str) -> None:
    service(
        description={"ar": "=1+1", "en": "-Two\nlines"},
        laws=({"ar": "قانون الصحة؛ المادة 3", "en": "Health Act; article 3"},),
        fee=Decimal("2.500"),
        satisfaction=Decimal("71.5"),
        data=(DatumFields("income", "asked", "education"), DatumFields("address", "given", "authority")),
    )
    service_publish(service(code="other"), by=None)
    if form == "xlsx":
        content = services_workbook(everything(), entities=["health"], language=language)
    else:
        content = services_csv(everything(), language=language)
    plan = services_plan(content, name=f"services.{form}", rights=EVERYWHERE)
    assert [str(problem) for problem in plan.problems] == []
    assert [(line.fields.code, line.doing, line.changed) for line in plan.rows] == [
        ("other", "same", ()),
        ("sick-leave", "same", ()),
    ]
    assert not plan.does_something


FRENCH = {
    "title": {"ar": "الإجازة المرضية", "en": "Sick leave", "fr": "Congé de maladie"},
    "steps": (
        {"ar": "قدّم", "en": "Apply", "fr": "Demander"},
        {"ar": "استلم", "en": "Receive", "fr": "Recevoir"},
    ),
    "laws": ({"fr": "Code de la santé"},),
}


class TestFurtherLanguages:
    """A file has columns of the required languages alone: others stay where what they say still stands."""

    def test_what_goes_out_comes_back_with_them(self) -> None:
        service(**FRENCH)
        content = services_workbook(everything(), entities=["health"], language="en")
        plan = services_plan(content, name="services.xlsx", rights=EVERYWHERE)
        assert [(line.doing, line.changed) for line in plan.rows] == [("same", ())]

    def test_a_step_that_says_something_else_loses_its_own_alone(self) -> None:
        service(**FRENCH)
        services_apply(plan_of(row(steps_ar="قدّم\nادفع\nاستلم", steps_en="Apply\nPay\nReceive")), by=None)
        assert fields_of(Service.objects.get()).steps == (
            {"ar": "قدّم", "en": "Apply", "fr": "Demander"},
            {"ar": "ادفع", "en": "Pay"},
            {"ar": "استلم", "en": "Receive", "fr": "Recevoir"},
        )

    def test_steps_in_one_language_alone_leave_those_of_the_other(self) -> None:
        service(steps=({"ar": "قدّم", "en": "Apply"}, {"ar": "استلم", "en": "Receive"}))
        plan = plan_of({"code": "sick-leave", "entity": "health", "steps_en": "Ask\nReceive"})
        services_apply(plan, by=None)
        assert fields_of(Service.objects.get()).steps == (
            {"ar": "قدّم", "en": "Ask"},
            {"ar": "استلم", "en": "Receive"},
        )


def test_the_template_opens_right_to_left_with_drop_downs() -> None:
    from zipfile import ZipFile

    content = services_workbook([], entities=["health", "education"], language="ar")
    sheet = ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert sheet.count("<dataValidation ") > 12
    assert "<f>" not in sheet


class TestAdding:
    """New services by a file."""

    def test_what_a_row_says_is_kept(self) -> None:
        given = row(
            state="منشورة", description_ar="تصديق", description_en="Attestation", sector="الصحة",
            audiences="العاملون؛ الأسر", channels="Mobile application; counter", languages="العربية; en",
            addresses="https://health.example.org/a\nhttps://health.example.org/b", steps_ar="قدّم\nاستلم",
            steps_en="Apply\nReceive", fee="٢٫٥", data_listed="نعم", volume="1,200", visits="0",
            asked="Income [education]; صورة شخصية", fetched="address (authority)", automation="Automatic",
        )  # fmt: skip
        plan = plan_of(given)
        assert [str(problem) for problem in plan.problems] == []
        services_apply(plan, by=None)
        made = fields_of(Service.objects.get())
        assert (made.sector, made.audiences, made.channels) == (
            "health", ("employees", "families"), ("mobile_app", "counter"),
        )  # fmt: skip
        assert (made.languages, len(made.addresses), made.fee, made.volume) == (
            ("ar", "en"), 2, Decimal("2.5"), 1200,
        )  # fmt: skip
        assert made.steps == ({"ar": "قدّم", "en": "Apply"}, {"ar": "استلم", "en": "Receive"})
        assert made.data == (
            DatumFields("address", "fetched", "authority"),
            DatumFields("income", "asked", "education"),
            DatumFields("photograph", "asked"),
        )
        kept = Service.objects.get()
        assert (kept.state, kept.level, kept.revisions.count()) == ("published", "enhanced", 1)

    def test_a_second_time_there_is_nothing_new(self) -> None:
        services_apply(plan_of(row()), by=None)
        again = plan_of(row())
        assert (again.does_something, dict(again.counts)) == (False, {"same": 1})
        services_apply(again, by=None)
        assert ServiceRevision.objects.count() == 1

    def test_a_column_that_is_not_there_leaves_what_is(self) -> None:
        service()
        plan = plan_of({"code": "SICK-LEAVE", "entity": "health", "volume": "1500"})
        assert [(line.doing, line.changed) for line in plan.rows] == [("change", ("volume",))]
        services_apply(plan, by=None)
        kept = Service.objects.get()
        assert (kept.volume, kept.version, DatumUse.objects.count()) == (1500, 2, 1)
        assert fields_of(kept) == fields(volume=1500)

    def test_a_plan_of_what_changed_meanwhile_has_another_name(self) -> None:
        made = service()
        rows = {"code": "sick-leave", "entity": "health", "volume": "1500"}
        before = plan_of(rows).digest
        Service.objects.filter(pk=made.pk).update(version=2)
        assert plan_of(rows).digest != before

    def test_whoever_was_faster_is_not_written_over(self) -> None:
        made = service()
        changing = plan_of({"code": "sick-leave", "entity": "health", "volume": "1500"})
        adding = plan_of(row(code="new-one"))
        Service.objects.filter(pk=made.pk).update(version=2, volume=7)
        service(code="new-one")
        for late in (changing, adding):
            with pytest.raises(ServiceError, match="moved_meanwhile"):
                services_apply(late, by=None)
        assert sorted(Service.objects.values_list("code", "volume")) == [("new-one", 1200), ("sick-leave", 7)]


class TestRefusing:
    """What is wrong is told at its line; then nothing of the file is done."""

    @pytest.mark.parametrize(
        ("changes", "column", "detail"),
        [
            ({"code": ""}, "code", "code_missing"),
            ({"entity": "moon"}, "entity", "entity_unknown"),
            ({"title_ar": "", "title_en": ""}, "title", "title_missing"),
            ({"sector": "sport"}, "sector", "not_known"),
            ({"fee": "cheap"}, "fee", "number"),
            ({"fee": "NaN"}, "fee", "number"),
            ({"fee": "1e400"}, "fee", "out_of_range"),
            ({"fee": "-1"}, "fee", "out_of_range"),
            ({"visits": "1.5"}, "visits", "whole_number"),
            ({"data_listed": "perhaps"}, "data_listed", "yes_or_no"),
            ({"state": "golden"}, "state", "not_known"),
            ({"state": "published", "description_en": ""}, "title", "not_in_both_languages"),
            ({"asked": "soul"}, "asked", "not_known"),
            ({"fetched": "income"}, "fetched", "datum_of_nobody"),
            ({"given": "income [moon]"}, "given", "entity_unknown"),
            ({"steps_ar": "واحد\nاثنان", "steps_en": "One"}, "steps_ar", "lines_differ"),
            ({"addresses": "ftp://example.org"}, "addresses", "address_malformed"),
        ],
    )
    def test_one_wrong_cell(self, changes: dict[str, str], column: str, detail: str) -> None:
        plan = plan_of(dict.fromkeys(changes, "") | row(code="fine"), row(**changes))
        found = [(problem.detail, problem.place.line, problem.place.name) for problem in plan.problems]
        assert (detail, 3, column) in found
        assert {line for _, line, _ in found} == {3}
        with pytest.raises(ServiceError):
            services_apply(plan, by=None)
        assert not Service.objects.exists()

    def test_a_code_in_two_rows(self) -> None:
        (problem,) = plan_of(row(), row()).problems
        assert (problem.detail, problem.place.line) == ("code_twice", 3)

    @pytest.mark.parametrize(
        "content", [b"", b"hello", b"PK\x03\x04 lies", b"\xff\xfe\x00", b"code,entity\n"]
    )
    def test_what_is_no_such_file(self, content: bytes) -> None:
        plan = services_plan(content, name="services.xlsx", rights=EVERYWHERE)
        assert len(plan.problems) == 1
        assert not plan.is_ready

    def test_only_the_first_problems_are_listed(self) -> None:
        rows = [row(code=f"service-{number}", fee="cheap") for number in range(600)]
        plan = plan_of(*rows)
        assert len(plan.problems) == 501
        assert (plan.problems[-1].detail, plan.problems[-1].params["n"]) == ("more_problems", 100)


class TestRights:
    """An entity's people bring in their own services, whatever the file says."""

    def test_of_another_entity(self, campaign_cast: CampaignCast) -> None:
        rights = rights_of(person_of(campaign_cast.bruno))
        plan = plan_of(row(), row(code="school", entity="education"), rights=rights)
        assert [(one.detail, one.place.line) for one in plan.problems] == [("entity_not_yours", 3)]

    def test_a_service_that_is_another_entitys_is_a_code_that_is_taken(
        self, campaign_cast: CampaignCast
    ) -> None:
        service()
        rights = rights_of(person_of(campaign_cast.farid))
        plan = plan_of(row(entity="education", title_en="Mine now"), rights=rights)
        assert [one.detail for one in plan.problems] == ["code_taken"]

    def test_who_contributes_does_not_publish(self, campaign_cast: CampaignCast) -> None:
        given: dict[str, Any] = row(state="published", description_ar="وصف", description_en="About")
        refused = plan_of(given, rights=rights_of(person_of(campaign_cast.bruno)))
        assert [one.detail for one in refused.problems] == ["not_yours_to_publish"]
        assert plan_of(given, rights=rights_of(person_of(campaign_cast.noor))).is_ready


def test_five_thousand_rows_are_told_and_done_whole() -> None:
    rows = [
        row(code=f"service-{number}", asked="income [education]; photograph", volume=str(number))
        for number in range(5000)
    ]
    plan = plan_of(*rows)
    assert dict(plan.counts) == {"add": 5000}
    services_apply(plan, by=None)
    assert (Service.objects.count(), DatumUse.objects.count()) == (5000, 10_000)
    assert ServiceRevision.objects.count() == 5000
    assert SICK_LEAVE.code not in set(Service.objects.values_list("code", flat=True))
