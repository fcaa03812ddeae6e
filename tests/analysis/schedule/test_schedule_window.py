"""Going live before the assessors look: last and safe dates, the chance to make it, and what slips cost."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.portfolio import PortfolioError
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.timing import aim_of
from miqyas.analysis.schedule import answer, sample, schedule
from miqyas.analysis.schedule.dates import numbers_of
from miqyas.analysis.schedule.draws import drawn_ends
from miqyas.analysis.schedule.window import aim_for, go_lives, last_day
from tests.analysis.schedule.chains import day, programme, task

POINTS = (Gain("OSI.SP", 2),)
LATE = day(9, 1)
"""A day within the window of 2028."""


def lives(given_, *, draws=400, seed=1):
    numbers = numbers_of(given_)
    drawn = drawn_ends(given_, numbers, draws=draws, seed=seed)
    return go_lives(schedule(given_), numbers, drawn, aim=aim_of(2028))


def sure(id_, finish, **fields):
    """A task of one day that nothing can make longer."""
    return task(id_, 1, start=finish, least=1, most=1, gains=POINTS, **fields)


def test_the_last_date_is_the_day_before_the_window_opens():
    assert aim_of(2028).opens == day(6, 1)
    assert last_day(aim_of(2028)) == day(5, 31)


@pytest.mark.parametrize(
    ("finish", "standing"),
    [
        (day(5, 31), "before"),
        (day(6, 1), "in_window"),
        (day(9, 29), "in_window"),
        (day(9, 30), "too_late"),
    ],
)
def test_what_cannot_slip_stands_by_its_day_alone(finish, standing):
    found = lives(programme(sure("A", finish)))["A"]
    assert found.standing == standing
    assert found.safe == day(5, 31)
    assert found.chance == (1.0 if finish <= day(5, 31) else 0.0)


def test_the_safe_date_leaves_the_days_that_a_task_may_lose():
    """90 days that may become 150: nine draws of ten end within the margin."""
    found = lives(programme(task("A", 90, start=day(2, 20), most=150, least=80, gains=POINTS)), draws=2000)
    live = found["A"]
    assert (live.live, live.standing) == (day(5, 20), "at_risk")
    assert live.margin == (live.last - live.safe).days
    earlier = day(2, 20) - (live.live - live.safe)
    moved = lives(programme(task("A", 90, start=earlier, most=150, least=80, gains=POINTS)), draws=2000)
    assert moved["A"].live == live.safe
    assert moved["A"].standing == "before"
    assert moved["A"].chance == pytest.approx(0.9, abs=0.02)


def test_what_goes_live_before_its_end_is_held_against_the_window_by_that_day(world):
    """The end is on 10 June, but people can use it from 21 May on."""
    early = task("A", 41, start=day(5, 1), least=41, most=41, live_early=20, gains=POINTS)
    found = lives(programme(early))["A"]
    assert (found.live, found.standing, found.chance, found.room) == (day(5, 21), "before", 1.0, 10)
    counted = found_for(world, early, iso3=None).slips
    assert counted.future("late_stay_late").gain.mean == counted.future("all_in_time").gain.mean > 0


def test_what_is_live_needs_no_margin():
    found = lives(programme(task("A", 30, began=day(11, 1, 2026), ended=day(12, 1, 2026), gains=POINTS)))
    assert (found["A"].standing, found["A"].margin, found["A"].room) == ("live", 0, None)


def test_room_is_that_of_the_first_that_would_miss():
    found = lives(
        programme(
            task("A", 10, start=day(3, 1), least=10, most=10, gains=POINTS),
            task("B", 10, start=day(5, 1), least=10, most=10, after=["A"], gains=POINTS),
        )
    )
    assert found["B"].room == 21
    assert found["A"].room == 72


def test_a_programme_looks_to_the_next_window_that_has_not_closed(world):
    assert aim_for(world, day(9, 30)).edition == 2028
    assert aim_for(world, day(10, 1)).edition == 2030


def test_equal_seeds_draw_equal_ends_and_others_do_not(world):
    given_ = sample(world)
    numbers = numbers_of(given_)
    one, same, other = (drawn_ends(given_, numbers, draws=300, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.end, same.end)
    assert not np.array_equal(one.end, other.end)


def test_drawn_ends_keep_to_the_network(world):
    given_ = sample(world)
    drawn = drawn_ends(given_, numbers_of(given_), draws=500, seed=3)
    place = {one.id: number for number, one in enumerate(given_.tasks)}
    assert np.all(drawn.ends[place["P3"]] > np.maximum(drawn.ends[place["P2"]], drawn.ends[place["D3"]]))
    assert np.all(drawn.ends[place["D1"]] == drawn.ends[place["D1"]][0])


def test_tasks_of_a_programme_are_late_together():
    given_ = programme(*(task(f"T{number}", 100, start=day(1, 1)) for number in range(2)))
    drawn = drawn_ends(given_, numbers_of(given_), draws=10_000, seed=1)
    assert np.corrcoef(drawn.ends[0], drawn.ends[1])[0, 1] == pytest.approx(0.3, abs=0.05)


def test_a_triangle_has_its_mean_where_it_should():
    given_ = programme(task("A", 100, start=day(1, 1), least=80, most=180))
    drawn = drawn_ends(given_, numbers_of(given_), draws=20_000, seed=1)
    days = drawn.ends[0] - given_.calendar.begin(day(1, 1))
    assert days.mean() == pytest.approx((80 + 100 + 180) / 3, abs=0.5)
    assert days.min() >= 80
    assert days.max() <= 180


def test_several_in_a_row_end_later_than_the_plan_most_of_the_time():
    """Merge bias: of ten that must all be ready, one is late almost always."""
    parts = [task(f"T{number}", 100, start=day(1, 1)) for number in range(10)]
    given_ = programme(*parts, task("M", 0, after=[one.id for one in parts]))
    drawn = drawn_ends(given_, numbers_of(given_), draws=2000, seed=1)
    assert drawn.chance_by(10, given_.calendar.begin(day(1, 1)) + 100) < 0.05


@pytest.mark.parametrize(
    ("draws", "seed", "detail"), [(0, 1, "draws"), (30_000, 1, "draws"), (10, -1, "seed")]
)
def test_draws_that_are_none_or_too_many_are_refused(world, draws, seed, detail):
    with pytest.raises(AnalysisError) as refused:
        answer(world, sample(world), draws=draws, seed=seed)
    assert refused.value.detail == detail


def found_for(world, *tasks, iso3="BHR", **options):
    return answer(world, programme(*tasks), iso3=iso3, **options)


def cost(found, id_):
    return next(one for one in found.slips.slips if one.id == id_)


def test_all_in_time_is_never_worse_than_late_and_late_never_worse_than_nothing(world):
    found = answer(world, sample(world), iso3="BHR").slips
    nothing, late, every = (found.future(case) for case in ("nothing_more", "late_stay_late", "all_in_time"))
    assert 0 == nothing.gain.mean < late.gain.mean < every.gain.mean
    assert nothing.rank.mean > late.rank.mean > every.rank.mean
    assert nothing.services < late.services < every.services


def test_two_points_are_worth_what_they_are_worth_elsewhere(world):
    from miqyas.analysis.portfolio.worth import scale_of

    found = found_for(world, sure("A", day(4, 1)), iso3="JOR")
    worth = scale_of(world, iso3="JOR").worth(POINTS[0])
    assert found.slips.future("all_in_time").gain.mean == pytest.approx(worth)
    assert found.slips.future("late_stay_late").gain.mean == pytest.approx(worth)
    assert cost(found, "A").gain.mean == pytest.approx(worth)
    assert cost(found, "A").now == 0
    assert found.chance_of_all == 1.0


def test_a_slip_takes_along_what_waits_for_it(world):
    found = found_for(world, sure("A", day(3, 1)), sure("B", day(4, 1), after=["A"]), iso3="JOR")
    assert (cost(found, "A").with_it, cost(found, "B").with_it) == (1, 0)
    assert cost(found, "A").gain.mean == pytest.approx(2 * cost(found, "B").gain.mean)
    assert cost(found, "A").places.mean >= cost(found, "B").places.mean


def test_what_goes_live_within_the_window_counts_in_part(world):
    """On 31 July half of the window has passed: half of the draws count."""
    found = found_for(world, sure("A", dt.date(2027, 7, 31)), iso3="JOR", draws=4000).slips
    share = found.future("late_stay_late").gain.mean / found.future("all_in_time").gain.mean
    assert share == pytest.approx(1 - 60 / 121, abs=0.03)


def test_what_was_live_for_the_last_edition_adds_nothing_again(world):
    old = sure("A", day(3, 1, 2023), began=day(3, 1, 2023), ended=day(3, 1, 2023))
    new = sure("A", day(3, 1, 2025), began=day(3, 1, 2025), ended=day(3, 1, 2025))
    assert found_for(world, old, iso3="JOR").slips.future("all_in_time").gain.mean == 0
    assert found_for(world, new, iso3="JOR").slips.future("nothing_more").gain.mean > 0


def test_no_node_is_lifted_past_its_end(world):
    """Bahrain has little room in infrastructure: a hundred points more are worth that room."""
    from miqyas.analysis.portfolio.worth import scale_of

    full = replace(sure("A", day(4, 1)), gains=(Gain("TII", 1.0, "index"),))
    found = found_for(world, full)
    room = scale_of(world, iso3="BHR").room("TII")
    assert found.slips.future("all_in_time").gain.mean == pytest.approx(room)


def test_without_a_country_gains_are_told_and_no_ranks(world):
    found = found_for(world, sure("A", day(4, 1)), iso3=None).slips
    assert found.future("all_in_time").rank is None
    assert found.slips[0].places is None
    assert found.slips[0].gain.mean > 0


def test_ranks_with_a_gain_are_those_that_counting_anew_would_give(world):
    """The short way through who can be passed, against counting everybody in every draw."""
    from miqyas.analysis.portfolio.standing import forecast_field

    found = found_for(world, sure("A", day(4, 1)), iso3="JOR", draws=500)
    index = forecast_field(world)(2028, 500, 1)
    place = world.position("JOR")
    gain = found.slips.future("all_in_time").gain.mean
    lifted = np.minimum(index[:, place] + gain, 1)
    ranks = 1 + (np.delete(index, place, axis=1) > lifted[:, None] + 1e-9).sum(axis=1)
    assert found.slips.future("all_in_time").rank.mean == pytest.approx(ranks.mean())


def test_a_gain_of_a_node_that_is_not_known_is_refused(world):
    with pytest.raises(PortfolioError) as refused:
        found_for(world, replace(sure("A", day(4, 1)), gains=(Gain("OSI.XX", 1),)))
    assert refused.value.detail == "unknown_node"


def test_a_programme_without_gains_has_dates_and_nothing_to_lose(world):
    found = found_for(world, task("A", 10))
    assert found.lives == ()
    assert found.slips.slips == ()
    assert found.chance_of_all == 1.0
    assert found.slips.future("all_in_time").gain.mean == 0


@given(st.integers(min_value=0, max_value=200))
@hypothesis_settings(max_examples=25, deadline=None)
def test_a_later_start_never_raises_the_chance_nor_lowers_the_loss(world, days):
    def at(more):
        start = day(2, 1) + dt.timedelta(days=more)
        return found_for(world, task("A", 60, start=start, gains=POINTS), iso3=None, draws=200)

    one, other = at(days), at(days + 20)
    assert one.lives[0].chance >= other.lives[0].chance
    assert one.slips.slips[0].now <= other.slips.slips[0].now + 1e-15
