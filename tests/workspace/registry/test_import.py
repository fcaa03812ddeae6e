"""A registry's file: read in both languages, each problem at its line, carried out whole and once."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from miqyas.jobs.registry_files import registry_csv, registry_template, registry_workbook
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.accounts.models import Invitation, User
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.importing import RegistryPlan, registry_apply, registry_plan
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import national_portal
from miqyas.workspace.registry.reading import read_registry, registry_from
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast
from tests.cast import signed_in
from tests.web.test_people_pages import browser_of

pytestmark = pytest.mark.django_db

ARABIC = """رمز الجهة,الاسم بالعربية,الاسم بالإنجليزية,النوع,الجهة الأعلى,الاختصاصات,القطاع
clinic,مستوصف,Clinic,جهاز,works,وزارة الصحة؛ جهاز الإحصاء,الصحة
works,وزارة الأشغال,Ministry of Works,وزارة,,,

الجهة,العنوان,نوع البوابة,اللغات,البوابة الوطنية الرئيسة
works,https://www.example.org/,البوابة الوطنية,العربية;en,نعم

البريد الإلكتروني,الاسم,الدور,الجهة,اللغة
zahra@example.org,زهراء,مساهم من الجهة,clinic,العربية
bruno@example.org,Bruno,contributor,works,
"""


def plan_of(text: str | bytes, **options: Any) -> RegistryPlan:
    content = text.encode() if isinstance(text, str) else text
    return registry_plan(read_registry(content, name="registry.csv"), **options)


def problems_of(text: str | bytes, **options: Any) -> list[tuple[int | None, str, str]]:
    plan = plan_of(text, **options)
    for problem in plan.problems:
        for language in REQUIRED_LANGUAGES:
            assert problem.render(language)
    assert not plan.is_ready
    return [(one.place.line, one.place.name, one.detail) for one in plan.problems]


def test_what_it_would_do_is_told_and_nothing_is_done(campaign_cast: CampaignCast) -> None:
    plan = plan_of(ARABIC)
    assert plan.is_ready
    assert plan.counts_by_table == {
        ("entities", "add"): 2,
        ("portals", "add"): 1,
        ("people", "add"): 1,
        ("people", "change"): 1,
    }
    assert Entity.objects.count() == 3


def test_accepted_all_of_it_is_there(campaign_cast: CampaignCast) -> None:
    registry_apply(read_registry(ARABIC.encode(), name="registry.csv"), by=campaign_cast.elif_.pseudonym)
    clinic = Entity.objects.get(code="clinic")
    assert (clinic.parent.code, clinic.kind, clinic.sector) == ("works", "agency", "health")
    assert clinic.mandates == ["health_ministry", "statistics_office"]
    main = national_portal()
    assert main is not None
    assert (main.address, main.languages) == ("https://www.example.org/", ["ar", "en"])
    zahra = User.objects.get(email="zahra@example.org")
    assert zahra.held == {("contributor", clinic.id, None)}
    assert Invitation.objects.filter(user=zahra).exists()
    bruno = User.objects.get(email="bruno@example.org")
    assert len(bruno.held) == 2
    assert not Invitation.objects.filter(user=bruno).exists()


def test_a_second_time_nothing_is_new(campaign_cast: CampaignCast) -> None:
    file = read_registry(ARABIC.encode(), name="registry.csv")
    registry_apply(file, by=None)
    records = Record.objects.count()
    plan = registry_apply(file, by=None)
    assert {doing for _, doing in plan.counts_by_table} == {"same"}
    assert Record.objects.count() == records
    assert User.objects.filter(email="zahra@example.org").count() == 1


def test_a_change_tells_before_and_after(campaign_cast: CampaignCast) -> None:
    file = (
        "code,name_ar,name_en,kind,mandates\nhealth,وزارة الصحة,Ministry of Health,ministry,social_ministry\n"
    )
    (line,) = plan_of(file).rows
    assert line.doing == "change"
    assert line.changes == {"mandates": (("health_ministry",), ("social_ministry",))}


def test_what_the_file_has_no_column_for_stays(campaign_cast: CampaignCast) -> None:
    Entity.objects.filter(code="health").update(is_active=False, group="Social", position=7, mandates=[])
    file = "code,name_en,kind\nhealth,Ministry of Health,agency\n\nentity,address\nauthority,{}\n"
    content = file.format(NATIONAL_PORTAL).encode()
    registry_apply(read_registry(content, name="a.csv"), by=None)
    health = Entity.objects.get(code="health")
    assert (health.kind, health.sector, health.group, health.position) == ("agency", "health", "Social", 7)
    assert not health.is_active
    assert health.title["ar"] == "وزارة الصحة"
    main = national_portal()
    assert main is not None
    assert (main.address, main.kind, main.languages) == (NATIONAL_PORTAL, "national", ["ar", "en"])


def test_an_empty_cell_empties(campaign_cast: CampaignCast) -> None:
    file = "code,name_ar,name_en,kind,sector,mandates\nhealth,وزارة الصحة,Ministry of Health,ministry,,\n"
    registry_apply(read_registry(file.encode(), name="a.csv"), by=None)
    health = Entity.objects.get(code="health")
    assert (health.sector, health.mandates) == ("", [])


def test_every_problem_is_at_its_line_and_column(campaign_cast: CampaignCast) -> None:
    file = """code,name_ar,name_en,kind,parent,order,active
one,أ,A,ministry,nobody,x,perhaps
one,,B,moon,,,
ring,أ,A,ministry,around,,
around,أ,A,ministry,ring,,

entity,address,kind of portal,main
nowhere,javascript:alert(1),entity,yes
health,https://a.example.org/,national,yes
health,https://a.example.org/,national,yes

email,role,entity
none,contributor,health
z@example.org,king,health
z@example.org,contributor,
z@example.org,lead,health
z@example.org,administrator,
"""
    assert problems_of(file) == [
        (2, "order", "position"),
        (2, "active", "yes_or_no"),
        (2, "parent", "parent_unknown"),
        (3, "name_ar", "name_missing"),
        (3, "kind", "kind_unknown"),
        (3, "code", "code_twice"),
        (4, "parent", "cycle"),
        (5, "parent", "cycle"),
        (8, "address", "address_malformed"),
        (8, "main", "main_not_national"),
        (8, "entity", "entity_unknown"),
        (9, "main", "main_twice"),
        (10, "address", "address_twice"),
        (10, "main", "main_twice"),
        (13, "email", "email"),
        (14, "role", "role_unknown"),
        (15, "entity", "entity_needed"),
        (16, "entity", "entity_not_needed"),
        (17, "role", "administrator"),
    ]
    with pytest.raises(RegistryError):
        registry_apply(read_registry(file.encode(), name="registry.csv"), by=None)
    assert Entity.objects.count() == 3


def test_an_administrator_may_make_administrators(campaign_cast: CampaignCast) -> None:
    file = "email,role\nz@example.org,administrator\n"
    assert plan_of(file, givable={"administrator"}).is_ready


def test_a_file_is_no_way_around_the_gate(campaign_cast: CampaignCast) -> None:
    upload = SimpleUploadedFile("people.csv", b"email,role\nkarim@example.org,lead\n")
    browser = signed_in(campaign_cast.karim)
    preview = browser.post("/en/workspace/registry/import/", {"file": upload})["Location"]
    assert "not yours to give" in browser.get(preview).content.decode()
    assert browser.post(preview, {"digest": "x"}).status_code == 422
    assert not campaign_cast.karim.grants.filter(role="lead").exists()
    at_work = plan_of("email,role,entity\nz@example.org,contributor,health\n", givable={"contributor"})
    assert at_work.is_ready


def test_roles_in_a_file_are_given_by_whoever_showed_lately_who_they_are(campaign_cast: CampaignCast) -> None:
    for browser, is_given in (
        (signed_in(campaign_cast.amina), False),
        (browser_of(campaign_cast.amina), True),
    ):
        upload = SimpleUploadedFile("people.csv", b"email,role\ndana@example.org,viewer\n")
        preview = browser.post("/en/workspace/registry/import/", {"file": upload})["Location"]
        digest = browser.get(preview).context["plan"].digest
        browser.post(preview, {"digest": digest})
        assert campaign_cast.dana.grants.filter(role="viewer").exists() is is_given


def test_switched_off_in_a_file(campaign_cast: CampaignCast) -> None:
    head = "code,name_ar,name_en,kind,parent,active\n"
    wards = "health,وزارة الصحة,Ministry of Health,ministry,,{}\nward,جناح,Ward,agency,health,{}\n"
    Entity.objects.filter(code="health").update(mandates=[])
    assert problems_of(head + wards.format("no", "yes")) == [(2, "active", "has_children")]
    registry_apply(read_registry((head + wards.format("yes", "yes")).encode(), name="a.csv"), by=None)
    registry_apply(read_registry((head + wards.format("no", "no")).encode(), name="a.csv"), by=None)
    assert not Entity.objects.filter(code__in=["health", "ward"], is_active=True).exists()


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.4", "wrong_type"),
        (b"PK\x03\x04broken", "damaged_workbook"),
        (b"a,b\n1,2\n", "no_form"),
        (b"code,kind\n", "no_rows"),
        (b"<svg onload=alert(1)>", "one_column"),
        (b"x" * (51 * 2**20), "too_large"),
    ],
)
def test_a_file_that_is_none(content: bytes, detail: str) -> None:
    assert [problem[2] for problem in problems_of(content)] == [detail]


def test_many_problems_are_counted(campaign_cast: CampaignCast) -> None:
    plan = plan_of("code,kind\n" + "\n".join(f"a{number},moon" for number in range(400)))
    assert len(plan.problems) == 501
    assert plan.problems[-1].detail == "more_problems"


def test_more_rows_than_anybody_has() -> None:
    assert problems_of("code,kind\n" + "a,b\n" * 50_001) == [(None, "", "too_many_rows")]


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_taken_away_and_brought_back_nothing_changes(campaign_cast: CampaignCast, language: str) -> None:
    registry_apply(read_registry(ARABIC.encode(), name="registry.csv"), by=None)
    for content in (registry_workbook(language=language), registry_csv("entities", language=language)):
        plan = registry_plan(read_registry(content, name="registry.xlsx"))
        assert plan.problems == ()
        assert {doing for _, doing in plan.counts_by_table} == {"same"}
        assert plan.counts_by_table["entities", "same"] == 5


def test_no_cell_becomes_a_formula(campaign_cast: CampaignCast) -> None:
    Entity.objects.filter(code="health").update(
        mandates=[], name={"ar": "=2+3", "en": '=HYPERLINK("x")'}, group="@SUM"
    )
    Entity.objects.filter(code="education").update(mandates=[])
    text = registry_csv("entities", language="en").decode()
    assert "'=2+3" in text
    assert ",=" not in text
    for content in (registry_csv("entities", language="en"), registry_workbook(language="en")):
        plan = registry_plan(read_registry(content, name="registry"))
        assert {doing for _, doing in plan.counts_by_table} == {"same"}
    assert b"<f>" not in registry_workbook(language="en")


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_the_template_is_understood_and_says_nothing(language: str) -> None:
    plan = registry_plan(read_registry(registry_template(language=language), name="template.xlsx"))
    assert [problem.detail for problem in plan.problems] == ["no_rows"]


def test_a_government_from_plain_values(campaign_cast: CampaignCast) -> None:
    document = {
        "entities": [
            {
                "code": "city-1", "name_ar": "مدينة", "name_en": "City", "kind": "city",
                "mandates": ["city_administration"],
            }
        ],
        "portals": [{"entity": "city-1", "address": "https://city.example.org/", "kind": "city"}],
        "people": [{"email": "s@example.org", "role": "signatory", "entity": "city-1"}],
    }  # fmt: skip
    registry_apply(registry_from(document, name="sample.yaml"), by=None)
    assert Entity.objects.get(code="city-1").mandates == ["city_administration"]
    assert Portal.objects.filter(entity__code="city-1").count() == 1


def test_a_plan_is_named_by_what_it_would_do(campaign_cast: CampaignCast) -> None:
    before = plan_of(ARABIC).digest
    assert plan_of(ARABIC).digest == before
    Entity.objects.filter(code="works").delete()
    registry_apply(read_registry(ARABIC.encode(), name="registry.csv"), by=None)
    assert plan_of(ARABIC).digest != before
