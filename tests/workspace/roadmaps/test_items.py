"""Items of the roadmap: put into the tree, changed by several people at once, taken from state to state."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Need, Partner, Risk
from miqyas.workspace.roadmaps.models import ItemNote, ItemRevision, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import (
    baselines_newest,
    fields_of,
    item_whole,
    items_whole,
    tree_of,
)
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.services.items import item_create, item_note, item_save, item_step, items_take
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import BOOKING, PROGRAMME, RECORDS, STRATEGY, laid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign_cast")]
TODAY = date(2026, 11, 26)


def whole(code: str) -> RoadmapItem:
    item = item_whole(code)
    assert item is not None
    return item


class TestTheTree:
    def test_what_is_put_in_comes_out_the_same(self) -> None:
        laid()
        assert fields_of(whole("records")) == RECORDS
        assert fields_of(whole("booking")) == BOOKING

    def test_each_item_stands_below_its_parent(self) -> None:
        laid()
        found = [(branch.item.code, branch.depth) for branch in tree_of(list(items_whole()))]
        assert found == [("digital-2030", 0), ("services", 1), ("booking", 2), ("records", 2)]

    def test_it_is_recorded_with_its_first_revision(self, campaign_cast: CampaignCast) -> None:
        item = item_create(STRATEGY, by=campaign_cast.amina.pseudonym)
        assert ItemRevision.objects.get(item=item).values["title"] == STRATEGY.title
        record = Record.objects.get(action="roadmap_item.create")
        assert (record.actor, record.object_id) == (campaign_cast.amina.pseudonym, str(item.pk))

    def test_reading_600_items_takes_as_many_queries_as_reading_4(
        self, django_assert_num_queries: object
    ) -> None:
        laid()
        with django_assert_num_queries(10):  # type: ignore[operator]
            assert len([fields_of(item) for item in items_whole()]) == 4
        more = [replace(BOOKING, code=f"more-{n}") for n in range(596)]
        RoadmapItem.objects.bulk_create(
            RoadmapItem(code=one.code, kind=one.kind, title=one.title, state="proposed") for one in more
        )
        with django_assert_num_queries(10):  # type: ignore[operator]
            assert len([fields_of(item) for item in items_whole()]) == 600


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("changes", "detail", "field"),
        [
            ({"code": ""}, "code_missing", "code"),
            ({"code": "Two words"}, "code_malformed", "code"),
            ({"code": "x" * 61}, "code_malformed", "code"),
            ({"code": "services"}, "code_taken", "code"),
            ({"title": {}}, "title_missing", "title"),
            ({"title": {"de": "Dienste"}}, "language_unknown", "title"),
            ({"title": {"en": "x" * 301}}, "too_long", "title_en"),
            ({"kind": "dream"}, "kind_unknown", "kind"),
            ({"parent": "nowhere"}, "parent_unknown", "parent"),
            ({"kind": "strategy", "parent": "services"}, "parent_kind", "parent"),
            ({"kind": "milestone", "parent": ""}, "parent_kind", "parent"),
            ({"entity": "moon"}, "entity_unknown", "entity"),
            ({"features": (("OSI", "OSI-XX-999"),)}, "feature_unknown", "features"),
            ({"indicators": ("OSI.SP",)}, "indicator_unknown", "indicators"),
            ({"services": ("no-service",)}, "service_unknown", "services"),
            ({"needs": (Need("nothing"),)}, "need_unknown", "needs"),
            ({"needs": (Need("services"), Need("services", 3))}, "need_twice", "needs"),
            ({"needs": (Need("new-one"),)}, "need_circle", "needs"),
            ({"needs": (Need("services", 4000),)}, "lag", "needs"),
            ({"staff": Decimal("-1")}, "staff", "staff"),
            ({"staff": Decimal("NaN")}, "staff", "staff"),
            ({"progress": 101}, "of_a_hundred", "progress"),
            ({"shortest_days": 30, "longest_days": 20}, "longest_below", "longest_days"),
            ({"planned_start": date(1066, 1, 1)}, "date_far", "planned_start"),
            ({"planned_end": date(2026, 1, 1)}, "dates", "planned_end"),
            ({"actual_end": date(2027, 1, 1)}, "ended_unbegun", "actual_start"),
            ({"partners": (Partner("", "public"),)}, "partner_nameless", "partners"),
            ({"partners": (Partner("X", "secret"),)}, "partner_kind", "partners"),
            ({"costs": (Cost("bribes", 2027, Decimal(1)),)}, "cost_kind", "costs"),
            ({"costs": (Cost("other", 27, Decimal(1)),)}, "cost_year", "costs"),
            ({"costs": (Cost("other", 2027, Decimal(-1)),)}, "amount", "costs"),
            ({"costs": (Cost("other", 2027, Decimal("Infinity")),)}, "amount", "costs"),
            ({"costs": (Cost("other", 2027, Decimal(10) ** 30),)}, "amount", "costs"),
            (
                {"costs": (Cost("other", 2027, Decimal(1)), Cost("other", 2027, Decimal(2)))},
                "cost_twice",
                "costs",
            ),
            ({"risks": (Risk("", 1, 1),)}, "risk_wordless", "risks"),
            ({"risks": (Risk("Fire", 6, 1),)}, "risk_scale", "risks"),
            ({"risks": tuple(Risk(f"Risk {n}", 1, 1) for n in range(201))}, "too_many", "risks"),
        ],
    )
    def test_with_the_field_and_in_words(self, changes: dict, detail: str, field: str) -> None:  # type: ignore[type-arg]
        laid()
        with pytest.raises(RoadmapError) as refused:
            item_create(replace(BOOKING, **{"code": "new-one", **changes}), by=None)
        assert (refused.value.detail, refused.value.place.name) == (detail, field)
        for language in ("ar", "en"):
            assert refused.value.render(language)
        assert RoadmapItem.objects.count() == 4

    def test_an_item_that_would_stand_below_itself(self) -> None:
        laid()
        item_create(ItemFields("policy", "policy", {"en": "A policy"}, parent="digital-2030"), by=None)
        item = whole("services")
        item_save(item, replace(PROGRAMME, parent="policy"), version=0, by=None)
        with pytest.raises(RoadmapError) as refused:
            item_save(
                whole("policy"),
                ItemFields("policy", "initiative", {"en": "A policy"}, parent="services"),
                version=0,
                by=None,
            )
        assert refused.value.detail in {"child_kind", "own_ancestor"}

    def test_a_circle_of_waiting_says_which_way_it_goes(self) -> None:
        laid()
        with pytest.raises(RoadmapError) as refused:
            item_save(whole("records"), replace(RECORDS, needs=(Need("booking"),)), version=0, by=None)
        assert "records ← booking ← records" in refused.value.render("en")

    def test_signs_that_turn_the_direction_are_taken_out(self) -> None:
        item = item_create(replace(STRATEGY, title={"en": "Digital\u202e government"}), by=None)
        assert item.title == {"en": "Digital government"}

    def test_a_title_in_one_language_stands_for_the_other(self) -> None:
        item = item_create(replace(STRATEGY, title={"ar": "الحكومة الرقمية"}), by=None)
        assert item.name.in_language("en") == "الحكومة الرقمية"


class TestSeveralPeopleAtOnce:
    def test_other_fields_do_not_stand_in_each_others_way(self, campaign_cast: CampaignCast) -> None:
        item = laid()["records"]
        noor, amina = campaign_cast.noor.pseudonym, campaign_cast.amina.pseudonym
        item_save(item, replace(RECORDS, progress=40), version=0, by=noor)
        saved = item_save(
            item, replace(RECORDS, planned_end=date(2027, 5, 15), go_live=None), version=0, by=amina
        )
        assert saved.aside is None
        assert (saved.row.progress, saved.row.planned_end, saved.row.version) == (40, date(2027, 5, 15), 2)

    def test_the_same_field_is_kept_aside_and_nothing_is_lost(self, campaign_cast: CampaignCast) -> None:
        item = laid()["records"]
        noor, amina = campaign_cast.noor.pseudonym, campaign_cast.amina.pseudonym
        item_save(item, replace(RECORDS, progress=40), version=0, by=noor)
        for _ in range(2):
            saved = item_save(item, replace(RECORDS, progress=60), version=0, by=amina)
            assert (saved.row.progress, saved.aside.values["progress"]) == (40, 60)
        assert ItemRevision.objects.filter(item=item, is_aside=True).count() == 1

    def test_saying_the_same_again_changes_nothing(self) -> None:
        item = laid()["records"]
        same = replace(RECORDS, costs=(Cost("capital", 2027, Decimal("120000")), RECORDS.costs[1]))
        assert item_save(item, same, version=0, by=None).row.version == 0
        assert ItemRevision.objects.filter(item=item).count() == 1

    def test_an_entity_switched_off_later_does_not_hinder_a_report_of_progress(
        self, campaign_cast: CampaignCast
    ) -> None:
        item = laid()["records"]
        campaign_cast.health.is_active = False
        campaign_cast.health.save()
        saved = item_save(item, replace(RECORDS, progress=10), version=0, by=None)
        assert (saved.row.progress, saved.row.entity) == (10, campaign_cast.health)

    def test_revisions_are_written_once(self) -> None:
        laid()
        with pytest.raises(WrittenOnceError):
            ItemRevision.objects.all().delete()


class TestSteps:
    def test_from_proposed_to_done(self) -> None:
        item = laid()["records"]
        for action, role in [("approve", "lead"), ("start", "contributor"), ("finish", "entity_lead")]:
            item = item_step(item, action, roles=[role], on=TODAY, by=None)
        item = whole("records")
        assert (item.state, item.actual_start, item.actual_end, item.progress) == ("done", TODAY, TODAY, 100)

    def test_the_entity_does_not_approve_what_it_proposed(self) -> None:
        with pytest.raises(WorkflowError) as refused:
            item_step(laid()["records"], "approve", roles=["entity_lead"], on=TODAY, by=None)
        assert refused.value.detail == "not_yours"

    def test_a_stop_wants_a_reason_which_stays(self) -> None:
        item = laid()["records"]
        with pytest.raises(RoadmapError) as refused:
            item_step(item, "stop", roles=["lead"], on=TODAY, reason=" \u202e ", by=None)
        assert refused.value.detail == "reason_missing"
        item_step(item, "stop", roles=["lead"], on=TODAY, reason="Another law covers it", by=None)
        assert ItemNote.objects.get().text == "Another law covers it"
        assert ItemNote.objects.get().state == "stopped"

    def test_a_step_taken_twice_takes_effect_once(self) -> None:
        item = laid()["records"]
        item_step(item, "approve", roles=["lead"], on=TODAY, by=None)
        with pytest.raises(WorkflowError) as refused:
            item_step(item, "approve", roles=["lead"], on=TODAY, by=None)
        assert refused.value.detail == "not_now"
        assert whole("records").version == 1

    def test_a_report_stays_as_it_was_written(self) -> None:
        item = laid()["records"]
        note = item_note(item, " Two hospitals joined.\r\n\r\nThree follow. ", by=None)
        assert note.text == "Two hospitals joined.\n\nThree follow."


class TestBaselines:
    def test_dates_and_cost_stay_as_they_were_frozen(self) -> None:
        item = laid()["records"]
        baseline_take(reason="As the committee approved it", by=None)
        item_save(item, replace(RECORDS, planned_end=date(2027, 4, 1)), version=0, by=None)
        frozen = baselines_newest(RoadmapItem.objects.all())[item.pk]
        assert (frozen.planned_end, frozen.cost) == (date(2027, 4, 30), Decimal("150000.50"))

    def test_of_a_branch_and_the_newest_one_counts(self) -> None:
        items = laid()
        baseline_take(reason="First", by=None)
        item_save(items["records"], replace(RECORDS, planned_end=date(2027, 4, 1)), version=0, by=None)
        second = baseline_take(reason="Replanned", root=items["services"], by=None)
        assert second.items.count() == 3
        newest = baselines_newest(RoadmapItem.objects.all())
        assert newest[items["records"].pk].baseline.number == 2
        assert newest[items["digital-2030"].pk].baseline.number == 1

    def test_not_without_a_reason(self) -> None:
        laid()
        with pytest.raises(RoadmapError) as refused:
            baseline_take(reason="", by=None)
        assert refused.value.detail == "reason_missing"


class TestManyAtOnce:
    def test_parents_and_what_is_waited_for_may_come_later(self) -> None:
        items_take([BOOKING, RECORDS, PROGRAMME, STRATEGY], by=None)
        assert fields_of(whole("booking")) == BOOKING
        assert fields_of(whole("services")).parent == "digital-2030"

    def test_taken_again_nothing_changes(self) -> None:
        items_take([STRATEGY, PROGRAMME], by=None)
        before = ItemRevision.objects.count()
        items_take([STRATEGY, PROGRAMME], by=None)
        assert ItemRevision.objects.count() == before
