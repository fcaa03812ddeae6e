"""Raw indicators in preparation: prepared once, saved by versions, nobody's words lost, all kept for good."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from miqyas.analysis.updates import inputs_of
from miqyas.analysis.world import load_world
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.fields import Figures, Plan, figures_of, plan_of
from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
from miqyas.workspace.statistics.queries import inputs_seen, revisions_of
from miqyas.workspace.statistics.services import input_plan, input_save, inputs_prepare
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db

WORLD = load_world()
EDITION = WORLD.target
KNOWN = inputs_of(WORLD, edition=EDITION)


def prepare(edition: int = EDITION) -> dict[str, StatisticalInput]:
    inputs_prepare(KNOWN.values(), edition=edition, by=None)
    return {item.indicator: item for item in StatisticalInput.objects.filter(edition=edition)}


class TestPreparing:
    def test_one_for_each_indicator_that_somebody_publishes(self) -> None:
        found = prepare()
        assert set(found) == {code for code, one in KNOWN.items() if not one.is_assessed}
        assert "HCI.EGL" not in found
        assert found["TII.MS"].agency == "ITU"
        assert found["HCI.MYS"].agency == "UNDP"

    def test_a_second_time_changes_nothing(self) -> None:
        item = prepare()["TII.IU"]
        input_save(item, Figures(national_value=92.0), version=0, by=None)
        assert inputs_prepare(KNOWN.values(), edition=EDITION, by=None) == []
        item.refresh_from_db()
        assert item.national_value == 92.0

    def test_the_one_body_with_the_mandate_answers_for_it(self, campaign_cast: CampaignCast) -> None:
        regulator = Entity.objects.create(
            code="tra", kind="agency", name={"ar": "ا", "en": "A"}, mandates=["telecom_regulator"]
        )
        found = prepare()
        assert found["TII.MS"].entity == regulator
        assert found["HCI.GER"].entity == campaign_cast.education
        assert found["HCI.AL"].entity is None

    def test_where_two_have_the_mandate_nobody_is_chosen(self) -> None:
        for code in ("one", "two"):
            Entity.objects.create(
                code=code, kind="agency", name={"ar": "ا", "en": "A"}, mandates=["telecom_regulator"]
            )
        assert prepare()["TII.MS"].entity is None

    def test_what_was_last_known_is_carried_over_and_its_deadline_is_not(
        self, campaign_cast: CampaignCast
    ) -> None:
        item = prepare(EDITION - 2)["HCI.AL"]
        input_plan(item, Plan(entity=campaign_cast.education, deadline=date(2024, 5, 1)), version=0, by=None)
        last = Figures(agency_value=97.5, agency_year=2022, explanation="Census", state="published")
        input_save(item, last, version=1, by=None)
        now = prepare()["HCI.AL"]
        assert (now.entity, now.agency_value, now.agency_year) == (campaign_cast.education, 97.5, 2022)
        assert (now.deadline, now.state) == (None, "open")

    def test_it_is_in_the_history(self) -> None:
        prepare()
        assert Record.objects.filter(action="input.prepare").count() == len(KNOWN) - 1


class TestSaving:
    def test_what_is_saved_is_kept_with_a_revision_and_in_the_history(self, campaign_cast: Any) -> None:
        by = campaign_cast.bruno.pseudonym
        saved = input_save(
            prepare()["TII.IU"],
            Figures(national_value=93.5, national_year=2025, explanation=" a\r\nb "),
            version=0,
            by=by,
        )
        assert saved.aside is None
        assert (saved.item.version, saved.item.explanation, saved.item.updated_by) == (1, "a\nb", by)
        newest = revisions_of(saved.item)[0]
        assert (newest.number, newest.values["national_value"], newest.by) == (1, 93.5, by)
        record = Record.objects.get(action="input.save")
        assert record.details == {
            "version": 1,
            "changed": ["national_value", "national_year", "explanation"],
        }

    def test_saying_the_same_again_adds_nothing(self) -> None:
        item = prepare()["TII.IU"]
        for version in (0, 1, 0):
            saved = input_save(item, Figures(national_value=93.5), version=version, by=None)
            assert saved.item.version == 1
        assert InputRevision.objects.filter(input=item).count() == 2

    def test_who_meets_a_newer_version_keeps_the_words_aside_and_nothing_is_overwritten(
        self, campaign_cast: Any
    ) -> None:
        item = prepare()["TII.IU"]
        input_save(item, Figures(national_value=93.5), version=0, by=campaign_cast.bruno.pseudonym)
        mine = Figures(national_value=94.0, explanation="Newer survey")
        for _ in range(2):
            saved = input_save(item, mine, version=0, by=campaign_cast.noor.pseudonym)
        assert saved.item.national_value == 93.5
        assert saved.aside is not None
        assert saved.aside.values["explanation"] == "Newer survey"
        assert InputRevision.objects.filter(input=item, is_aside=True).count() == 1
        again = input_save(item, mine, version=saved.item.version, by=campaign_cast.noor.pseudonym)
        assert again.item.national_value == 94.0
        assert {revision.values["national_value"] for revision in revisions_of(item)} >= {93.5, 94.0}

    def test_figures_and_plan_do_not_get_into_each_others_way(self, campaign_cast: Any) -> None:
        item = prepare()["TII.IU"]
        planned = input_plan(
            item, Plan(entity=campaign_cast.health, agency="ITU"), version=0, by=campaign_cast.amina.pseudonym
        )
        saved = input_save(item, Figures(national_value=93.5), version=0, by=campaign_cast.bruno.pseudonym)
        assert planned.aside is None
        assert saved.aside is None
        assert (saved.item.entity, saved.item.national_value) == (campaign_cast.health, 93.5)

    def test_a_plan_that_meets_a_newer_plan_is_kept_aside(self, campaign_cast: Any) -> None:
        item = prepare()["TII.IU"]
        input_plan(item, Plan(entity=campaign_cast.health, agency="ITU"), version=0, by=None)
        late = input_plan(item, Plan(entity=campaign_cast.education, agency="ITU"), version=0, by=None)
        assert late.aside is not None
        assert late.item.entity == campaign_cast.health
        assert late.aside.values["entity"] == str(campaign_cast.education.pk)

    def test_a_value_taken_from_a_dataset_loses_its_origin_when_it_is_typed_over(self) -> None:
        item = prepare()["TII.IU"]
        taken = Figures(agency_value=90.0, agency_origin="a" * 64)
        assert input_save(item, taken, version=0, by=None).item.agency_origin == "a" * 64
        typed = input_save(item, replace(taken, agency_value=91.0), version=1, by=None)
        assert typed.item.agency_origin == ""

    def test_a_revision_is_never_changed(self) -> None:
        item = prepare()["TII.IU"]
        with pytest.raises(WrittenOnceError):
            revisions_of(item)[0].save()
        with pytest.raises(WrittenOnceError):
            InputRevision.objects.filter(input=item).delete()


@pytest.mark.parametrize(
    ("indicator", "given", "detail", "field"),
    [
        ("TII.IU", {"national_value": 100.5}, "out_of_bounds_percent", "national_value"),
        ("TII.IU", {"agency_value": -0.1}, "out_of_bounds_percent", "agency_value"),
        ("TII.IU", {"national_value": float("nan")}, "out_of_bounds_percent", "national_value"),
        ("TII.MS", {"national_value": 501}, "out_of_bounds_per_100", "national_value"),
        ("TII.AF.FIXED", {"national_value": -1}, "out_of_bounds_percent_gni", "national_value"),
        ("HCI.EYS", {"national_value": 31}, "out_of_bounds_years", "national_value"),
        ("TII.IU", {"national_value": 5, "national_year": 3025}, "year", "national_year"),
        ("TII.IU", {"national_value": 5, "national_year": 1890}, "year", "national_year"),
        ("TII.IU", {"agency_year": 2023}, "year_alone", "agency_value"),
        ("TII.IU", {"state": "done"}, "unknown_state", "state"),
        ("TII.IU", {"state": "reported"}, "nothing_reported", "state"),
        ("TII.IU", {"state": "published", "national_value": 5}, "nothing_published", "state"),
        ("TII.IU", {"explanation": "x" * 4001}, "explanation_too_long", "explanation"),
    ],
)
def test_figures_that_cannot_be_are_refused_in_words_at_their_field(
    indicator: str, given: dict[str, Any], detail: str, field: str
) -> None:
    item = prepare()[indicator]
    with pytest.raises(StatisticsError) as refused:
        input_save(item, Figures(**given), version=0, by=None)
    assert (refused.value.detail, refused.value.place.name) == (detail, field)
    assert refused.value.render("ar") != refused.value.render("en")
    item.refresh_from_db()
    assert figures_of(item) == Figures()


def test_enrolment_may_pass_a_hundred_percent() -> None:
    saved = input_save(prepare()["HCI.GER"], Figures(national_value=104.0), version=0, by=None)
    assert saved.item.national_value == 104


@pytest.mark.parametrize(
    ("given", "detail"),
    [({"agency": "WHO"}, "unknown_agency"), ({"round_name": "x" * 121}, "round_too_long")],
)
def test_plans_that_cannot_be_are_refused(given: dict[str, Any], detail: str) -> None:
    with pytest.raises(StatisticsError) as refused:
        input_plan(prepare()["TII.IU"], Plan(**given), version=0, by=None)
    assert refused.value.detail == detail
    assert refused.value.render("ar")


def test_an_entity_that_is_switched_off_cannot_be_given_an_input_but_keeps_its_own(
    campaign_cast: CampaignCast,
) -> None:
    item = prepare()["TII.IU"]
    plan = Plan(entity=campaign_cast.health, agency="ITU")
    item = input_plan(item, plan, version=0, by=None).item
    campaign_cast.health.is_active = False
    campaign_cast.health.save()
    item.refresh_from_db()
    later = replace(plan_of(item), deadline=date(2026, 3, 1))
    assert input_plan(item, later, version=1, by=None).item.deadline == date(2026, 3, 1)
    other = prepare()["TII.MS"]
    with pytest.raises(StatisticsError, match="entity_off"):
        input_plan(other, replace(plan, entity=item.entity), version=0, by=None)


def test_people_of_an_entity_see_its_own_and_the_authority_sees_all(campaign_cast: CampaignCast) -> None:
    from miqyas.workspace.accounts.access import person_of

    found = prepare()
    input_plan(found["TII.IU"], Plan(entity=campaign_cast.health, agency="ITU"), version=0, by=None)

    def seen(who: str) -> set[str]:
        person = person_of(getattr(campaign_cast, who))
        return {item.indicator for item in inputs_seen(person, edition=EDITION)}

    assert seen("bruno") == seen("salma") == {"TII.IU"}
    assert seen("farid") == {"HCI.EYS", "HCI.GER"}
    assert seen("chen") == seen("dana") == set()
    assert seen("amina") == seen("jamal") == set(found)


class TestAtOnce:
    """Several people in the same moment, each in a connection of their own."""

    script = "tests/workspace/statistics/saving_at_once.py"

    def test_it_is_prepared_once_and_all_keep_their_words(self, python: Callable[..., str]) -> None:
        words = [f"Words {number}" for number in range(5)]
        left = json.loads(python(self.script, *words))
        assert left["inputs"] == len(KNOWN) - 1
        assert (left["version"], len(left["aside"])) == (1, 4)
        assert sorted([left["explanation"], *left["aside"]]) == words
