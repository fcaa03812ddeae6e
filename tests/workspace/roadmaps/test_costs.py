"""Money summed by hand: over branches, owners and all, by kind and year, planned beside spent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from miqyas.jobs.programme.roadmap_costs import costs_workbook
from miqyas.jobs.programme.roadmap_files import roadmap_workbook
from miqyas.sheets.workbook import read_workbook
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, plain
from miqyas.workspace.roadmaps.importing import roadmap_apply, roadmap_plan
from miqyas.workspace.roadmaps.models import ItemCost, RoadmapItem
from miqyas.workspace.roadmaps.queries.costs import Money, costs_summed, items_costed
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole, items_all
from miqyas.workspace.roadmaps.services.items import item_create, item_save
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import laid

pytestmark = pytest.mark.django_db


def costed() -> None:
    """records: 120,000 capital 2027 (70,000 spent), 30,000.50 running 2028; booking: 10 people 2027, stopped.

    A law beside the strategy, of nobody: 5 other 2027, 7 spent.
    """
    items = laid()
    capital, running = cost("capital", 120000, 70000), Cost("running", 2028, Decimal("30000.50"))
    change(items["records"], costs=(capital, running))
    change(items["booking"], costs=(cost("people", 10, "2.5"),))
    RoadmapItem.objects.filter(code="booking").update(state="stopped")
    item_create(ItemFields("data-law", "law", {"en": "Data law"}, costs=(cost("other", 5, 7),)), by=None)
    item_create(ItemFields("loose", "initiative", {"en": "Loose"}, costs=(cost("capital", 1),)), by=None)


def cost(kind: str, amount: int, spent: object = None) -> Cost:
    return Cost(kind, 2027, Decimal(amount), None if spent is None else Decimal(str(spent)))


def change(item: RoadmapItem, **changes: object) -> None:
    whole = item_whole(item.code)
    assert whole is not None
    item_save(whole, replace(fields_of(whole), **changes), version=whole.version, by=None)


def money(planned: str, spent: str | None = None) -> Money:
    return Money(Decimal(planned), None if spent is None else Decimal(spent))


class TestSums:
    def test_everything(self, campaign_cast: CampaignCast) -> None:
        costed()
        nation = costs_summed(items_all()).nation
        assert nation.total == money("150006.50", "70009.5")  # 120000 + 30000.50 + 5 + 1; 70000 + 2.5 + 7
        assert nation.by_year == {2027: money("120006", "70009.5"), 2028: money("30000.50")}
        assert nation.by_kind == {
            "capital": money("120001", "70000"),
            "running": money("30000.50"),
            "people": money("0", "2.5"),
            "other": money("5", "7"),
        }
        assert nation.share == pytest.approx(70009.5 / 150006.5)

    def test_a_branch_counts_all_below_it_and_what_is_in_none_stands_last(
        self, campaign_cast: CampaignCast
    ) -> None:
        costed()
        branches = {one.code: (one.depth, one.total) for one in costs_summed(items_all()).branches}
        whole = money("150000.50", "70002.5")
        assert branches == {
            "data-law": (0, money("5", "7")),
            "digital-2030": (0, whole),
            "services": (1, whole),
            "": (0, money("1")),
        }
        assert list(branches)[-1] == ""

    def test_owners_the_dearest_first(self, campaign_cast: CampaignCast) -> None:
        costed()
        entities = [(one.code, one.total) for one in costs_summed(items_all()).entities]
        assert entities == [("health", money("150000.50", "70002.5")), ("", money("6", "7"))]

    def test_an_entity_sums_its_own(self, campaign_cast: CampaignCast) -> None:
        costed()
        seen = {
            name: costs_summed(items_costed(person_of(getattr(campaign_cast, name)))).nation.total.planned
            for name in ("amina", "noor", "farid")
        }
        assert seen == {"amina": Decimal("150006.50"), "noor": Decimal("150000.50"), "farid": Decimal(0)}

    def test_kinds_by_year(self, campaign_cast: CampaignCast) -> None:
        costed()
        kinds = {one.code: one.by_year for one in costs_summed(items_all()).kinds}
        assert kinds["capital"] == {2027: money("120001", "70000")}


class TestFiles:
    def test_the_sums_go_out_as_a_workbook(self, campaign_cast: CampaignCast) -> None:
        costed()
        book = read_workbook(costs_workbook(costs_summed(items_all()), language="en"), name="costs.xlsx")
        rows = {grid.sheet: [row.cells for row in grid.rows] for grid in book.grids}
        assert rows["Branches"][1][1:4] == ("The whole roadmap", "150006.5", "70009.5")
        assert set(rows) >= {"Branches", "Owners", "Kinds"}

    def test_what_was_spent_goes_out_and_comes_back(self, campaign_cast: CampaignCast) -> None:
        costed()
        before = {one.code: plain(fields_of(item_whole(one.code))) for one in items_all()}
        content = roadmap_workbook(language="ar", with_inside=True)
        assert not roadmap_plan(content, name="roadmap.xlsx").does_something
        ItemCost.objects.filter(item__code="records", year=2027).update(spent=None)
        roadmap_apply(roadmap_plan(content, name="roadmap.xlsx"), by=None)
        assert {one.code: plain(fields_of(item_whole(one.code))) for one in items_all()} == before

    def test_a_file_without_the_column_leaves_what_was_spent(self, campaign_cast: CampaignCast) -> None:
        costed()
        text = "item,cost,year,amount\nrecords,capital,2027,130000\n"
        roadmap_apply(roadmap_plan(text.encode(), name="costs.csv"), by=None)
        cost = ItemCost.objects.get(item__code="records")
        assert (cost.amount, cost.spent) == (Decimal(130000), Decimal(70000))


def test_money_spent_below_zero_is_refused_and_none_said_is_not_zero(campaign_cast: CampaignCast) -> None:
    item = laid()["records"]
    with pytest.raises(Exception, match="amount"):
        change(item, costs=(Cost("capital", 2027, Decimal(1), Decimal(-1)),))
    assert costs_summed(items_all()).nation.total.spent is None
    assert "spent" not in plain(fields_of(item_whole("records")))["costs"][0]
