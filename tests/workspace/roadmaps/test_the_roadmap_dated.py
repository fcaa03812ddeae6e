"""The roadmap held against the calendar: items become tasks, features become gains, slips cost ranks."""

import datetime as dt

import pytest

from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.jobs.programme.roadmap_gains import feature_gains
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.fields import Need
from miqyas.workspace.roadmaps.models import Baseline, BaselineItem, RoadmapItem
from miqyas.workspace.roadmaps.services.items import item_step
from tests.workspace.roadmaps.dated_given import put

TODAY = dt.date(2027, 1, 15)
ROLES = ("lead",)

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_schedules()


def day(month, number, year=2027):
    return dt.date(year, month, number)


def dated():
    return roadmap_schedule(today=TODAY)


def known_feature():
    from miqyas.workspace.datasets.world import instruments_known

    return next(("OSI", one.code) for one in instruments_known()["OSI"].features if one.subindex == "OSI.SP")


def test_an_empty_roadmap_has_no_dates(campaign_cast):
    held = dated()
    assert held.found is None
    assert held.rows == {}


def test_items_become_tasks_below_the_programme_that_holds_them(campaign_cast):
    put("digital", kind="strategy")
    put("identity", kind="programme", parent="digital")
    put("wallet", parent="identity", planned_start=day(2, 1), planned_end=day(3, 31))
    put("live", kind="milestone", parent="wallet", needs=(Need("wallet"),), planned_end=day(3, 31))
    put("someday", parent="identity")
    held = dated()
    tasks = held.found.schedule.by_id
    assert set(tasks) == {"wallet", "live"}
    assert (tasks["wallet"].start, tasks["wallet"].finish) == (day(2, 1), day(3, 31))
    assert (tasks["live"].task.duration, tasks["live"].finish) == (0, day(3, 31))
    assert held.rows["live"].branch == "identity"
    assert held.branches["identity"].in_language("en") == "Item identity"
    assert held.undated == ("someday",)


def test_a_slip_travels_along_needs_with_their_lags(campaign_cast):
    put("design", planned_start=day(1, 1), planned_end=day(1, 31))
    put("build", needs=(Need("design", 5),), planned_start=day(2, 6), planned_end=day(3, 7))
    tasks = dated().found.schedule.by_id
    assert tasks["design"].delay == 14
    assert (tasks["build"].start, tasks["build"].inherited, tasks["build"].driver) == (
        day(2, 20),
        14,
        "design",
    )


def test_what_is_done_stays_and_what_is_stopped_is_not_dated(campaign_cast):
    done = put("done", planned_start=day(11, 1, 2026), planned_end=day(12, 1, 2026))
    gone = put("gone", planned_start=day(1, 1), planned_end=day(2, 1))
    for action, on in (("approve", TODAY), ("start", day(11, 3, 2026)), ("finish", day(12, 9, 2026))):
        item_step(done, action, roles=ROLES, on=on, by=None)
    item_step(gone, "stop", roles=ROLES, on=TODAY, reason="no money", by=None)
    tasks = dated().found.schedule.by_id
    assert set(tasks) == {"done"}
    assert (tasks["done"].start, tasks["done"].finish) == (day(11, 3, 2026), day(12, 9, 2026))


def test_the_newest_baseline_is_the_one_that_counts(campaign_cast):
    item = put("a", planned_start=day(2, 1), planned_end=day(3, 2))
    for number, ends in ((1, day(2, 20)), (2, day(2, 25))):
        baseline = Baseline.objects.create(number=number, reason="agreed")
        BaselineItem.objects.create(
            baseline=baseline, item=item, planned_start=day(2, 1), planned_end=ends, cost=0
        )
    assert dated().found.schedule.by_id["a"].variance == 5


def test_a_feature_is_worth_what_it_is_worth_on_the_board(campaign_cast):
    feature = known_feature()
    put("a", features=(feature,), planned_start=day(2, 1), planned_end=day(3, 1))
    held, world = dated(), current_world()
    gain = feature_gains(world, ["OSI"])[feature]
    assert held.found.schedule.by_id["a"].task.gains == (gain,)
    assert held.slips["a"].gain.mean > 0
    assert held.lives["a"].last == day(5, 31)


def test_a_feature_of_two_items_counts_once(campaign_cast):
    feature = known_feature()
    for code in ("a", "b"):
        put(code, features=(feature,), planned_start=day(2, 1), planned_end=day(3, 1))
    whole = feature_gains(current_world(), ["OSI"])[feature].amount
    tasks = dated().found.schedule.by_id
    assert [tasks[code].task.gains[0].amount for code in "ab"] == [whole / 2, whole / 2]


def test_what_goes_live_before_its_end_is_held_to_that_day(campaign_cast):
    put("a", features=(known_feature(),), planned_start=day(2, 1), go_live=day(5, 1), planned_end=day(6, 30))
    assert dated().lives["a"].live == day(5, 1)


def test_what_the_roadmap_says_anew_is_dated_anew(campaign_cast):
    put("a", planned_start=day(2, 1), planned_end=day(3, 1))
    assert dated() is dated()
    put("b", planned_start=day(2, 1), planned_end=day(4, 1))
    assert set(dated().found.schedule.by_id) == {"a", "b"}


def test_a_date_to_come_in_what_has_happened_does_not_stop_the_page(campaign_cast):
    item = put("a", planned_start=day(2, 1), planned_end=day(3, 1))
    RoadmapItem.objects.filter(pk=item.pk).update(actual_start=day(12, 1), actual_end=day(12, 31))
    assert dated().found.schedule.by_id["a"].finish == TODAY


def test_six_hundred_items_take_no_more_queries_than_six(campaign_cast, django_assert_num_queries):
    for number in range(6):
        put(f"i{number}", planned_start=day(2, 1), planned_end=day(3, 1))
    forget_schedules()
    with django_assert_num_queries(13):
        dated()
    RoadmapItem.objects.bulk_create(
        RoadmapItem(
            code=f"m{number}", kind="initiative", state="proposed", title={"ar": "م", "en": "M"},
            planned_start=day(2, 1), planned_end=day(3, 1),
        )
        for number in range(600)
    )  # fmt: skip
    forget_schedules()
    with django_assert_num_queries(13):
        dated()
