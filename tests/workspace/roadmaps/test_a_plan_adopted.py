"""A plan from a portfolio becomes the roadmap's, once; what it rejects stays with why; and the way back."""

import datetime as dt

import pytest

from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.portfolio.question import answered_record
from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.analysis.portfolio.table import read_portfolio
from miqyas.jobs.programme.adoption import adopt, items_of, portfolio_of_roadmap
from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.reports.tables.portfolio import file_of_sheets
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.history.models import Record
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import ItemFields
from miqyas.workspace.roadmaps.models import AdoptedAction, PlanAdoption, PortfolioPlan, RoadmapItem
from miqyas.workspace.roadmaps.queries.plans import actions_of, adoption_in_force
from miqyas.workspace.roadmaps.services import plans
from miqyas.workspace.roadmaps.services.items import item_create, item_step
from miqyas.workspace.roadmaps.services.plans import plan_keep
from tests.workspace.roadmaps.dated_given import DOCUMENT, put
from tests.workspace.roadmaps.dated_given import kept_plan as keep

TODAY = dt.date(2027, 1, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_schedules()


@pytest.fixture
def kept(campaign_cast):
    return keep(DOCUMENT)


def test_picked_actions_become_initiatives_with_their_days_money_and_order(kept, campaign_cast):
    adopt(kept, reason="The best for its money", by=campaign_cast.amina.pseudonym)
    one, two = (RoadmapItem.objects.get(code=code) for code in ("p1", "p2"))
    assert (one.planned_start, one.go_live) == (dt.date(2027, 1, 1), dt.date(2027, 3, 31))
    assert (two.planned_start, two.go_live) == (dt.date(2027, 4, 1), dt.date(2027, 5, 31))
    assert (one.entity.code, two.entity.code) == ("authority", "health")
    assert (one.state, one.success, one.staff) == ("proposed", 90, 4)
    assert {(cost.kind, cost.year, cost.amount) for cost in one.costs.all()} == {
        ("capital", 2027, 40),
        ("other", 2027, 3),
    }
    assert [need.needed for need in two.needs.all()] == [one]


def test_rejected_actions_stay_with_why_in_both_languages(kept):
    adopt(kept, reason="", by=None)
    rejected = AdoptedAction.objects.get(action="P3")
    assert rejected.item is None
    assert rejected.why["en"] == "Too little is left of capital for it."
    assert rejected.why["ar"]
    assert not RoadmapItem.objects.filter(code="p3").exists()


def test_adopting_twice_doubles_nothing(kept, campaign_cast):
    first = adopt(kept, reason="First", by=campaign_cast.amina.pseudonym)
    again = adopt(kept, reason="Again", by=campaign_cast.karim.pseudonym)
    assert again == first
    assert PlanAdoption.objects.get().reason == "First"
    assert RoadmapItem.objects.count() == 2
    assert AdoptedAction.objects.count() == 3


def test_a_plan_is_kept_once_however_often_it_is_brought(kept):
    assert keep(DOCUMENT, name="The same by another name") == kept
    assert PortfolioPlan.objects.get().name == "First"


def test_another_plan_of_the_same_actions_moves_what_has_not_begun(kept):
    adopt(kept, reason="", by=None)
    begun = RoadmapItem.objects.get(code="p1")
    for action in ("approve", "start"):
        begun = item_step(begun, action, roles=["lead"], on=dt.date(2027, 1, 5), by=None)
    later = {
        **DOCUMENT,
        "periods": [{"begins": "2027-02-01"}, {"begins": "2027-05-01", "ends": "2027-05-31"}],
    }
    adopt(keep(later, name="Later"), reason="", by=None)
    assert RoadmapItem.objects.count() == 2
    assert RoadmapItem.objects.get(code="p1").planned_start == dt.date(2027, 1, 1)
    assert RoadmapItem.objects.get(code="p2").planned_start == dt.date(2027, 5, 1)
    assert adoption_in_force().plan.name == "Later"


def test_new_initiatives_stand_below_the_programme_that_was_chosen(kept):
    item_create(ItemFields("identity", "programme", {"ar": "الهوية", "en": "Identity"}), by=None)
    adopt(kept, reason="", parent="identity", by=None)
    assert {item.parent.code for item in RoadmapItem.objects.filter(kind="initiative")} == {"identity"}


def test_a_parent_that_there_is_not_is_refused_and_nothing_is_adopted(kept):
    with pytest.raises(RoadmapError) as refused:
        adopt(kept, reason="", parent="nowhere", by=None)
    assert refused.value.full_code == "roadmap.parent_unknown"
    assert (PlanAdoption.objects.count(), RoadmapItem.objects.count()) == (0, 0)


def test_an_adoption_that_breaks_in_the_middle_leaves_nothing(kept, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(plans, "record_add", broken)
    with pytest.raises(RuntimeError):
        adopt(kept, reason="", by=None)
    assert (PlanAdoption.objects.count(), RoadmapItem.objects.count()) == (0, 0)
    monkeypatch.undo()
    adopt(kept, reason="", by=None)
    assert RoadmapItem.objects.count() == 2


def test_a_plan_without_a_name_is_refused(kept):
    with pytest.raises(RoadmapError) as refused:
        plan_keep(kept.document, kept.record, name=" \u202e ", by=None)
    assert refused.value.problem("en") == "The plan has no name."


def test_history_tells_what_was_kept_and_adopted(kept, campaign_cast):
    adopt(kept, reason="", by=campaign_cast.amina.pseudonym)
    told = {one.action: one.details for one in Record.objects.filter(object_kind="portfolio_plan")}
    assert told["portfolio_plan.keep"] == {"digest": kept.digest}
    assert told["portfolio_plan.adopt"] == {"digest": kept.digest, "made": 2, "there": 0, "rejected": 1}


def test_adopted_items_carry_the_gains_that_the_portfolio_said(kept):
    adopt(kept, reason="", by=None)
    held = roadmap_schedule(today=TODAY)
    gain = held.found.schedule.by_id["p2"].task.gains[0]
    assert (gain.node, gain.amount, gain.unit) == ("OSI.SP", 2, "points")
    assert held.slips["p1"].with_it == 1


def test_what_became_of_each_action_is_told(kept):
    found = actions_of(adopt(kept, reason="", by=None))
    assert [(one.action, one.item.code if one.item else None) for one in found] == [
        ("P1", "p1"),
        ("P2", "p2"),
        ("P3", None),
    ]


def test_an_item_of_the_same_code_and_name_is_moved(kept):
    title = {"ar": "خدمة المواعيد", "en": "Appointments by phone"}
    put("p2", title=title, planned_start=dt.date(2027, 2, 1), planned_end=dt.date(2027, 2, 28))
    items, chosen = items_of(kept)
    assert [(one.code, one.planned_start.month) for one in items] == [("p1", 1), ("p2", 4)]
    assert items[1].title["en"] == "Appointments by phone"
    assert [one.code for one in chosen] == ["p1", "p2", ""]


def test_an_item_that_only_shares_the_code_is_left_alone(kept):
    put("p2", planned_start=dt.date(2027, 2, 1), planned_end=dt.date(2027, 2, 28))
    for reason in ("First", "Again"):
        adopt(kept, reason=reason, by=None)
    assert RoadmapItem.objects.get(code="p2").planned_start == dt.date(2027, 2, 1)
    assert RoadmapItem.objects.get(code="p2-2").name.in_language("en") == "Appointments"
    later = {
        **DOCUMENT,
        "periods": [{"begins": "2027-02-01"}, {"begins": "2027-05-01", "ends": "2027-05-31"}],
    }
    adopt(keep(later, name="Later"), reason="", by=None)
    assert RoadmapItem.objects.get(code="p2-2").planned_start == dt.date(2027, 5, 1)
    assert RoadmapItem.objects.count() == 3


def test_the_roadmap_goes_back_as_a_portfolio_that_can_be_solved(kept):
    adopt(kept, reason="", by=None)
    forget_schedules()
    portfolio = portfolio_of_roadmap(today=TODAY)
    assert [(one.id, one.entity, one.after) for one in portfolio.actions] == [
        ("p1", "authority", ()),
        ("p2", "health", ("p1",)),
    ]
    one = portfolio.by_id["p1"]
    assert (one.duration, sum(one.cost["capital"]), one.people, one.success) == (2, 40, (4, 4), 0.9)
    assert portfolio.periods[0].begins == dt.date(2027, 1, 1)
    world = current_world()
    file = file_of_sheets(sheets_of(portfolio), form="xlsx", language="ar")
    back = read_portfolio(world, file, name="x.xlsx", iso3="BHR")
    assert [problem.full_code for problem in back.problems] == []
    record = answered_record(world, document=document_of(back.the_portfolio()), country="BHR", draws=100)
    again = plan_keep(document_of(back.the_portfolio()), record, name="Again", by=None)
    before = RoadmapItem.objects.count()
    adopt(again, reason="", by=None)
    assert RoadmapItem.objects.count() == before


def test_an_empty_roadmap_is_no_portfolio(campaign_cast):
    assert portfolio_of_roadmap(today=TODAY) is None
