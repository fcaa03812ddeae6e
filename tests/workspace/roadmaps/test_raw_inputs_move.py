"""Items that move raw inputs of HCI and TII count in the index by as much as they are to move them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.jobs.programme.roadmap_files import roadmap_workbook
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import Lift, item_fields_from, plain
from miqyas.workspace.roadmaps.importing import roadmap_apply, roadmap_plan
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole
from miqyas.workspace.roadmaps.services.items import item_create, item_save
from tests.campaign.browser import Browser
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.roadmaps.dated_given import put
from tests.workspace.roadmaps.roads import RECORDS, laid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign_cast")]
TODAY = dt.date(2027, 1, 15)
DAYS: dict[str, Any] = {"planned_start": dt.date(2027, 2, 1), "planned_end": dt.date(2027, 3, 1)}
LITERACY = Lift("HCI.AL", Decimal("2.5"))
RECORDS_PAGE = "/en/workspace/roadmap/items/records/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_schedules()


def records() -> RoadmapItem:
    item = item_whole("records")
    assert item is not None
    return item


class TestWhatTheyAdd:
    def test_literacy_counts_through_human_capital(self) -> None:
        put("skills", lifts=(LITERACY,), **DAYS)
        put("named", indicators=("HCI.EYS",), **DAYS)
        found = roadmap_schedule(today=TODAY).found
        gain = Gain("HCI.AL", 2.5, "index")
        tasks = found.schedule.by_id
        assert {code: one.task.gains for code, one in tasks.items()} == {"skills": (gain,), "named": ()}
        [slip] = found.slips.slips
        worth = scale_of(current_world(), iso3="BHR").worth(gain)
        assert slip.id == "skills"
        assert 0 < slip.gain.mean <= worth + 1e-12

    def test_a_price_that_falls_is_a_gain_and_what_the_method_no_longer_asks_is_none(self) -> None:
        dropped = Lift("TII.PC", Decimal(3))
        put("prices", lifts=(Lift("TII.AF.FIXED", Decimal("-0.5")), dropped), **DAYS)
        [task] = roadmap_schedule(today=TODAY).found.schedule.by_id.values()
        [gain] = task.task.gains
        assert gain == Gain("TII.AF.FIXED", -0.5, "index")
        assert scale_of(current_world(), iso3="BHR").worth(gain) > 0

    def test_it_adds_to_what_its_features_add(self) -> None:
        put("both", lifts=(LITERACY,), features=(("OSI", "OSI-SP-004"),), **DAYS)
        [task] = roadmap_schedule(today=TODAY).found.schedule.by_id.values()
        assert sorted(gain.node for gain in task.task.gains) == ["HCI.AL", "OSI.SP"]


class TestWhatIsSaid:
    def test_an_input_that_moves_is_one_that_is_served(self) -> None:
        item = item_create(replace(RECORDS, parent="", lifts=(LITERACY,)), by=None)
        kept = fields_of(item_whole(item.code) or item)
        assert (kept.indicators, kept.lifts) == (("HCI.AL", "TII.IU"), (LITERACY,))
        assert item_fields_from(plain(kept)) == kept

    def test_what_was_kept_before_there_were_any_is_read(self) -> None:
        old = plain(RECORDS)
        del old["lifts"]
        assert item_fields_from(old) == RECORDS

    @pytest.mark.parametrize(
        ("lifts", "problem"),
        [
            ([("HCI.AL", "0")], "lift"),
            ([("HCI.AL", "NaN")], "lift"),
            ([("HCI.AL", "1000000.5")], "lift"),
            ([("HCI.AL", "1"), ("HCI.AL", "2")], "lift_twice"),
            ([("OSI.SP", "1")], "indicator_unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(self, lifts: list[tuple[str, str]], problem: str) -> None:
        wanted = tuple(Lift(code, Decimal(amount)) for code, amount in lifts)
        with pytest.raises(RoadmapError) as refused:
            item_create(replace(RECORDS, parent="", lifts=wanted), by=None)
        assert refused.value.detail == problem
        assert not RoadmapItem.objects.exists()


class TestFiles:
    def test_they_come_back_as_they_went(self) -> None:
        laid()
        item_save(records(), replace(RECORDS, lifts=(LITERACY,)), version=0, by=None)
        plan = roadmap_plan(roadmap_workbook(language="ar", with_inside=True), name="roadmap.xlsx")
        assert (plan.problems, plan.doing) == ((), ())

    def test_a_cell_says_several_and_a_file_without_them_takes_none_away(self) -> None:
        laid()
        content = "code,kind,lifts\nrecords,initiative,tii.iu +2.5; HCI.EYS ٠٫٢\n".encode()
        roadmap_apply(roadmap_plan(content, name="a.csv"), by=None)
        wanted = (Lift("HCI.EYS", Decimal("0.2")), Lift("TII.IU", Decimal("2.5")))
        assert fields_of(records()).lifts == wanted
        roadmap_apply(roadmap_plan(b"code,kind,staff\nrecords,initiative,7\n", name="b.csv"), by=None)
        assert (fields_of(records()).lifts, fields_of(records()).staff) == (wanted, Decimal(7))

    @pytest.mark.parametrize("cell", ["TII.IU", "TII.IU soon", "2.5"])
    def test_a_cell_that_cannot_be_read_is_told_at_its_place(self, cell: str) -> None:
        laid()
        plan = roadmap_plan(f"code,kind,lifts\nrecords,initiative,{cell}\n".encode(), name="a.csv")
        [problem] = plan.problems
        assert (problem.detail, problem.place.line, problem.place.name) == ("lift_unreadable", 2, "lifts")
        assert not plan.is_ready


class TestPagesAndPrograms:
    @pytest.fixture
    def noor(self, campaign_cast: CampaignCast) -> Client:
        laid()
        return signed_in(campaign_cast.noor)

    def test_they_are_written_in_the_form_and_shown_with_their_unit(self, noor: Client) -> None:
        page = Browser("noor", client=noor).open(f"{RECORDS_PAGE}edit/")
        page.send("Save", lifts="tii.iu 2.5\nHCI.EYS -0.2").reads(
            "expected change: +2.5 (percent)", "expected change: −0.2 (years)"
        )
        page.open(RECORDS_PAGE.replace("/en/", "/ar/")).reads("التغير المتوقع: +2.5 (نسبة مئوية)")
        page.open(f"{RECORDS_PAGE}edit/").send("Save", staff="7")
        assert len(fields_of(records()).lifts) == 2, "untouched they stay"

    def test_a_line_that_cannot_be_read_is_told_and_stays(self, noor: Client) -> None:
        page = Browser("noor", client=noor).open(f"{RECORDS_PAGE}edit/")
        page.send("Save", lifts="TII.IU soon", staff="8", status=422)
        page.reads("“TII.IU soon” is not the code of a raw input followed by a number.")
        [typed] = page.form("Save", fields=["lifts"]).fields["lifts"].values
        assert typed.strip() == "TII.IU soon"
        assert fields_of(records()) == RECORDS

    def test_a_program_says_and_reads_them(self, noor: Client) -> None:
        address = "/api/v1/workspace/roadmap/items/records"
        said = {"kind": "initiative", "title": {"en": "Health record"}, "entity": "health", "version": 0}
        lifts = [{"indicator": "HCI.AL", "amount": 2.5}]
        answer = noor.put(address, said | {"lifts": lifts}, content_type="application/json")
        assert answer.json()["outcome"] == "saved"
        told = noor.get(address).json()
        assert (told["lifts"], told["indicators"]) == (lifts, ["HCI.AL"])
