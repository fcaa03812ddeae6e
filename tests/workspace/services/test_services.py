"""The register of services: what is kept, what is refused, whose level follows from what."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.models import Service, ServiceRevision
from miqyas.workspace.services.queries import (
    Filter,
    fields_of,
    services_all,
    services_matching,
    services_outdated,
    uses_in,
)
from miqyas.workspace.services.services import (
    feature_decide,
    level_overrule,
    level_restore,
    service_create,
    service_disprove,
    service_problems,
    service_prove,
    service_publish,
    service_retire,
    service_update,
    service_withdraw,
    services_measure,
)
from tests.campaign_cast import CampaignCast
from tests.workspace.services.making import SICK_LEAVE, fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("campaign_cast")]


def actions_on(kept: Service) -> list[str]:
    return list(Record.objects.filter(object_id=str(kept.pk)).order_by("pk").values_list("action", flat=True))


class TestKeeping:
    """What is said of a service is kept, each time."""

    def test_a_service_comes_back_as_it_was_given(self, campaign_cast: CampaignCast) -> None:
        made = service_create(SICK_LEAVE, by=campaign_cast.noor.pseudonym)
        assert fields_of(Service.objects.get()) == SICK_LEAVE
        assert (made.state, made.version, actions_on(made)) == ("draft", 1, ["service.create"])

    def test_each_change_is_a_revision(self) -> None:
        made = service()
        changed = service_update(made, fields(volume=1500), version=1, by=None)
        assert [(row.number, row.values["volume"]) for row in changed.revisions.all()] == [
            (1, 1200),
            (2, 1500),
        ]
        assert Record.objects.filter(action="service.update").get().details["changed"] == ["volume"]

    def test_the_same_again_changes_nothing(self) -> None:
        made = service()
        service_update(made, SICK_LEAVE, version=99, by=None)
        assert (ServiceRevision.objects.count(), actions_on(made)) == (1, ["service.create"])

    def test_who_saw_an_old_version_is_told_and_nothing_is_lost(self) -> None:
        made = service()
        service_update(made, fields(volume=1500), version=1, by=None)
        with pytest.raises(ServiceError, match="changed_meanwhile"):
            service_update(made, fields(volume=9), version=1, by=None)
        assert Service.objects.get().volume == 1500

    def test_signs_that_cannot_be_seen_are_taken_out(self) -> None:
        made = service(title={"ar": "إجازة\u202e مرضية", "en": " Sick\u200b  leave "}, code="Sick-Leave")
        assert (made.title, made.code) == ({"ar": "إجازة مرضية", "en": "Sick leave"}, "sick-leave")

    def test_a_revision_cannot_be_changed(self) -> None:
        row = service().revisions.get()
        row.level = "connected"
        with pytest.raises(WrittenOnceError):
            row.save()

    def test_data_follow_the_fields(self) -> None:
        made = service()
        data = (DatumFields("birth_certificate", "fetched", "authority"),)
        service_update(made, fields(data=data), version=1, by=None)
        assert [(use.datum, use.way, use.entity.code) for use in made.data.all()] == [
            ("birth_certificate", "fetched", "authority")
        ]


class TestRefusals:
    """What cannot be is told at its field."""

    @pytest.mark.parametrize(
        ("change", "field", "detail"),
        [
            ({"code": ""}, "code", "code_missing"),
            ({"code": "a b"}, "code", "code_malformed"),
            ({"code": "x" * 81}, "code", "code_malformed"),
            ({"entity": ""}, "entity", "entity_missing"),
            ({"entity": "nowhere"}, "entity", "entity_unknown"),
            ({"title": {"ar": " \u202e "}}, "title", "title_missing"),
            ({"title": {"en": "x" * 201}}, "title_en", "too_long"),
            ({"sector": "sport"}, "sector", "not_known"),
            ({"audiences": ("everyone", "cats")}, "audiences", "not_known"),
            ({"automation": "robots"}, "automation", "not_known"),
            ({"languages": ("arabic!",)}, "languages", "language_unknown"),
            ({"addresses": ("javascript:alert(1)",)}, "addresses", "address_malformed"),
            ({"addresses": ("https://user:secret@example.org/",)}, "addresses", "address_malformed"),
            ({"steps": tuple({"en": str(n)} for n in range(41))}, "steps", "too_many"),
            ({"steps": ({"ar": "قدّم", "en": "Apply"}, {"ar": "ادفع"})}, "steps", "lines_differ"),
            ({"laws": ({"ar": "قانون"}, {"fr": "Code"})}, "laws", "lines_differ"),
            ({"fee": Decimal(-1)}, "fee", "out_of_range"),
            ({"satisfaction": Decimal("100.1")}, "satisfaction", "out_of_range"),
            ({"volume": 10**12}, "volume", "out_of_range"),
            ({"data": (DatumFields("soul", "asked"),)}, "asked", "not_known"),
            ({"data": (DatumFields("income", "stolen", "health"),)}, "data", "not_known"),
            ({"data": (DatumFields("income", "fetched"),)}, "fetched", "datum_of_nobody"),
            ({"data": (DatumFields("income", "given", "moon"),)}, "given", "entity_unknown"),
        ],
    )
    def test_one_wrong_field(self, change: dict[str, Any], field: str, detail: str) -> None:
        (problem,) = service_problems(fields(**change))
        assert (problem.place.name, problem.detail) == (field, detail)
        assert problem.problem("ar") != problem.problem("en")
        assert not Service.objects.exists()

    def test_a_code_is_given_once_in_any_case(self) -> None:
        service()
        with pytest.raises(ServiceError, match="code_taken"):
            service(code="SICK-LEAVE")

    def test_an_entity_that_is_off_gets_no_new_service(self, campaign_cast: CampaignCast) -> None:
        made = service()
        campaign_cast.health.is_active = False
        campaign_cast.health.save()
        assert [problem.detail for problem in service_problems(fields(code="other"))] == ["entity_off"]
        assert service_problems(fields(volume=3), service=made) == ()

    def test_a_code_does_not_change(self) -> None:
        (problem,) = service_problems(fields(code="other"), service=service())
        assert problem.detail == "code_stays"


class TestStates:
    """Draft, published, retired."""

    def test_only_what_stands_in_both_languages_is_published(self) -> None:
        made = service(description={"ar": "وصف"})
        with pytest.raises(ServiceError, match="not_in_both_languages"):
            service_publish(made, by=None)
        assert service_publish(service(code="other"), by=None).state == "published"

    def test_a_published_service_keeps_both_languages(self) -> None:
        made = service_publish(service(), by=None)
        with pytest.raises(ServiceError, match="not_in_both_languages"):
            service_update(made, fields(title={"en": "Sick leave"}), version=2, by=None)

    def test_retired_and_back_again_is_in_the_history(self) -> None:
        made = service_publish(service(), by=None)
        service_retire(made, by=None)
        service_retire(made, by=None)
        assert service_withdraw(made, by=None).state == "draft"
        assert actions_on(made) == ["service.create", "service.publish", "service.retire", "service.withdraw"]


class TestLevels:
    """The level follows from what is recorded, or from the authority's reason and proof."""

    def test_it_follows(self) -> None:
        made = service()
        assert (made.level, made.level_number) == ("transactional", 3)
        assert service_update(made, fields(visits=1), version=1, by=None).level == "enhanced"
        assert service_update(made, fields(visits=None), version=2, by=None).level == "enhanced"
        assert service_update(made, fields(addresses=()), version=3, by=None).level == ""

    def test_it_is_overruled_for_a_reason_and_with_a_proof_only(self, campaign_cast: CampaignCast) -> None:
        made, by = service(), campaign_cast.amina.pseudonym
        proof = evidence_add(
            campaign_cast.health, title="Audit", content=Content(address="https://example.org/audit"), by=None
        )
        tried: list[tuple[dict[str, Any], str]] = [
            ({"level": "golden", "reason": "why", "proof": proof}, "level_unknown"),
            ({"level": "connected", "reason": " ", "proof": proof}, "reason_missing"),
            ({"level": "connected", "reason": "why", "proof": None}, "proof_missing"),
            ({"level": "connected", "reason": "why", "proof": proof}, "proof_missing"),
        ]
        for given, detail in tried:
            with pytest.raises(ServiceError, match=detail):
                level_overrule(made, **given, by=by)
        service_prove(made, proof, by=None)
        overruled = level_overrule(made, level="connected", reason="An audit found it", proof=proof, by=by)
        assert (overruled.level, overruled.level_number) == ("connected", 4)
        assert service_update(overruled, fields(visits=1), version=2, by=None).level == "connected"
        with pytest.raises(ServiceError, match="proof_in_use"):
            service_disprove(made, proof, by=None)
        with pytest.raises(ServiceError, match="overruled_stays"):
            service_update(made, fields(visits=1, entity="education"), version=3, by=None)
        assert level_restore(made, by=by).level == "enhanced"
        service_disprove(made, proof, by=None)
        assert [row.is_overruled for row in made.revisions.all()] == [False, True, True, False]

    def test_a_proof_of_another_entity_does_not_serve(self, campaign_cast: CampaignCast) -> None:
        proof = evidence_add(
            campaign_cast.education, title="Ours", content=Content(address="https://example.org/"), by=None
        )
        with pytest.raises(ServiceError, match="foreign_proof"):
            service_prove(service(), proof, by=None)

    def test_new_rules_measure_anew_and_say_what_changed(self) -> None:
        made = service()
        Service.objects.update(rules="0", level="connected", level_number=4)
        assert services_measure(services_outdated(), by=None) == 1
        assert Service.objects.get().level == "transactional"
        assert actions_on(made) == ["service.create", "service.measure"]
        assert services_measure(services_outdated(), by=None) == 0


class TestFinding:
    """Searches and filters."""

    @pytest.mark.parametrize(
        ("text", "is_found"),
        [
            ("المرضية", True), ("مرضيه", True), ("الاجازة", True), ("إجازه مرضيه", True), ("SICK", True),
            ("leave sick", True), ("sick-leave", True), ("تصديق", True), ("ولادة", False),
            ("%", True), ("_", True), ("sick%leave", True), ("\u202e", True), ("' or 1=1 --", False),
            ("مرضية حكومية", False),
        ],
    )  # fmt: skip
    def test_by_words(self, text: str, is_found: bool) -> None:
        service()
        assert services_matching(services_all(), Filter(text=text)).exists() == is_found

    @pytest.mark.parametrize(
        ("asked", "is_found"),
        [
            (Filter(entity="health"), True), (Filter(entity="education"), False),
            (Filter(audience="employees"), True), (Filter(audience="employee"), False),
            (Filter(life_event="illness"), True), (Filter(life_event="birth"), False),
            (Filter(channel="counter"), True), (Filter(channel="email"), False),
            (Filter(sector="health"), True), (Filter(sector="justice"), False),
            (Filter(level="transactional"), True), (Filter(level="none"), False),
            (Filter(state="draft"), True), (Filter(state="published"), False),
            (Filter(datum="medical_report"), True), (Filter(datum="income"), False),
        ],
    )  # fmt: skip
    def test_by_filters(self, asked: Filter, is_found: bool) -> None:
        service()
        assert services_matching(services_all(), asked).exists() == is_found


def test_many_services_are_read_with_their_data_by_two_queries(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for number in range(5):
        service(code=f"service-{number}")
    with django_assert_num_queries(2):
        assert len([fields_of(one) for one in services_all().prefetch_related("data")]) == 5
    with django_assert_num_queries(1):
        assert len(uses_in(services_all())) == 5


def test_a_feature_is_decided_once() -> None:
    made = service()
    feature_decide(made, "OSI-SP-001", is_accepted=True, by=None)
    feature_decide(made, "OSI-SP-001", is_accepted=True, by=None)
    feature_decide(made, "OSI-SP-001", is_accepted=False, by=None)
    assert [(row.feature, row.is_accepted) for row in made.features.all()] == [("OSI-SP-001", False)]
    assert actions_on(made) == ["service.create", "service.feature", "service.feature"]
