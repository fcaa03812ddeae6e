"""Dates of a programme: what holds what, how late each may be, and how a delay travels to the end."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from miqyas.analysis.schedule import Calendar, ScheduleError, schedule
from miqyas.analysis.schedule.dates import numbers_of
from miqyas.kernel.text import Text
from tests.analysis.schedule.chains import TODAY, at_random, day, programme, task


def of(found, id_):
    return found.by_id[id_]


def test_a_task_begins_the_day_after_what_it_waits_for():
    found = schedule(programme(task("A", 10, start=day(1, 1)), task("B", 5, after=["A"])))
    assert (of(found, "A").start, of(found, "A").finish) == (day(1, 1), day(1, 10))
    assert (of(found, "B").start, of(found, "B").finish) == (day(1, 11), day(1, 15))


def test_a_lag_lets_days_pass_and_a_lead_lets_tasks_overlap():
    found = schedule(
        programme(
            task("A", 10, start=day(1, 1)), task("B", 5, after=[("A", 3)]), task("C", 5, after=[("A", -2)])
        )
    )
    assert of(found, "B").start == day(1, 14)
    assert of(found, "C").start == day(1, 9)


def test_a_task_that_waits_for_two_begins_after_the_later_and_names_it():
    found = schedule(
        programme(task("A", 10), task("B", 20), task("C", 1, after=["A", "B"])),
    )
    assert of(found, "C").start == day(1, 21)
    assert of(found, "C").driver == "B"


def test_a_milestone_is_reached_on_the_last_day_of_what_it_waits_for():
    found = schedule(programme(task("A", 10, start=day(1, 1)), task("M", 0, after=["A"])))
    assert (of(found, "M").start, of(found, "M").finish) == (day(1, 10), day(1, 10))


def test_floats_and_the_critical_path_of_a_small_network():
    """A(3) then B(4) and C(8), then D(2): worked out by hand."""
    found = schedule(
        programme(
            task("A", 3), task("B", 4, after=["A"]), task("C", 8, after=["A"]), task("D", 2, after=["B", "C"])
        )
    )
    assert [of(found, id_).total_float for id_ in "ABCD"] == [0, 4, 0, 0]
    assert [of(found, id_).free_float for id_ in "ABCD"] == [0, 4, 0, 0]
    assert found.paths == (("A", "C", "D"),)
    assert found.ends == day(1, 13)
    assert of(found, "B").latest == (day(1, 8), day(1, 11))


def test_free_float_is_less_than_total_float_where_a_follower_has_float_too():
    found = schedule(
        programme(
            task("A", 3),
            task("B", 2, after=["A"]),
            task("C", 10, after=["A"]),
            task("D", 1, after=["B"]),
        )
    )
    assert (of(found, "B").total_float, of(found, "B").free_float) == (7, 0)
    assert (of(found, "D").total_float, of(found, "D").free_float) == (7, 7)


def test_two_critical_paths_are_both_told():
    found = schedule(programme(task("A", 3), task("B", 3), task("C", 1, after=["A", "B"])))
    assert set(found.paths) == {("A", "C"), ("B", "C")}


def test_of_very_many_critical_paths_some_are_told():
    layers = [
        [
            task(f"L{layer}T{number}", 1, after=[f"L{layer - 1}T{one}" for one in range(3)] if layer else [])
            for number in range(3)
        ]
        for layer in range(12)
    ]
    found = schedule(programme(*(one for layer in layers for one in layer)))
    assert len(found.paths) == 5
    assert all(len(path) == 12 for path in found.paths)


def test_a_slip_travels_to_all_that_wait_and_each_says_how_much_it_inherits():
    """A was to end on 10 January and takes until the 24th: five days of slack at B, then nine days late."""
    slipped = programme(
        task("A", 10, start=day(1, 1), began=day(1, 1), progress=0.5),
        task("B", 5, start=day(1, 16), after=["A"]),
        task("C", 5, after=["B"]),
        today=day(1, 20),
    )
    found = schedule(slipped)
    assert of(found, "A").finish == day(1, 24)
    assert [of(found, id_).delay for id_ in "ABC"] == [14, 9, 9]
    assert [of(found, id_).inherited for id_ in "ABC"] == [0, 5, 9]
    assert [of(found, id_).driver for id_ in "ABC"] == ["", "A", "B"]


def test_what_should_have_begun_and_has_not_begins_today_at_the_earliest():
    found = schedule(programme(task("A", 10, start=day(1, 1)), today=day(2, 1)))
    assert (of(found, "A").start, of(found, "A").finish, of(found, "A").delay) == (day(2, 1), day(2, 10), 31)


def test_what_is_ahead_ends_early_and_what_nobody_reports_on_is_taken_to_be_on_time():
    ahead = schedule(
        programme(task("A", 20, start=day(1, 1), began=day(1, 1), progress=0.9), today=day(1, 6))
    )
    unknown = schedule(programme(task("A", 20, start=day(1, 1), began=day(1, 1)), today=day(1, 6)))
    overdue = schedule(programme(task("A", 20, start=day(1, 1), began=day(1, 1)), today=day(3, 1)))
    assert of(ahead, "A").finish == day(1, 7)
    assert of(unknown, "A").finish == day(1, 20)
    assert of(overdue, "A").finish == day(2, 28)


def test_what_is_done_stays_where_it_was_and_holds_nobody():
    found = schedule(
        programme(
            task("A", 10, start=day(1, 1), began=day(1, 3), ended=day(1, 8)),
            task("B", 5, after=["A"]),
            today=day(1, 20),
        )
    )
    assert (of(found, "A").start, of(found, "A").finish, of(found, "A").total_float) == (
        day(1, 3), day(1, 8), None,
    )  # fmt: skip
    assert of(found, "B").start == day(1, 20)
    assert of(found, "B").driver == ""


def test_what_began_before_its_time_still_waits_with_what_is_left():
    found = schedule(
        programme(
            task("A", 30, start=day(1, 1), began=day(1, 1), progress=0.0),
            task("B", 10, start=day(1, 1), began=day(1, 5), progress=0.5, after=["A"]),
            today=day(1, 10),
        )
    )
    assert of(found, "A").finish == day(2, 8)
    assert of(found, "B").finish == day(2, 13)
    assert of(found, "B").driver == "A"


def test_variance_is_told_against_the_baseline_and_only_where_there_is_one():
    found = schedule(
        programme(task("A", 10, start=day(1, 6), baseline=(day(1, 1), day(1, 10))), task("B", 1))
    )
    assert of(found, "A").variance == 5
    assert of(found, "B").variance is None


def test_a_finished_programme_has_no_critical_path():
    found = schedule(programme(task("A", 3, began=day(1, 1, 2026), ended=day(1, 9, 2026))))
    assert found.paths == ()
    assert found.ends == day(1, 9, 2026)


def test_working_days_pass_over_weekends_and_holidays():
    """Thursday 7 January 2027 and three working days: Thursday, Sunday, Monday; Sunday is a holiday here."""
    plain = schedule(programme(task("A", 3, start=day(1, 7)), unit="working"))
    feast = schedule(programme(task("A", 3, start=day(1, 7)), unit="working", holidays=(day(1, 10),)))
    other = schedule(programme(task("A", 3, start=day(1, 7)), unit="working", weekend=(5, 6)))
    assert of(plain, "A").finish == day(1, 11)
    assert of(feast, "A").finish == day(1, 12)
    assert of(other, "A").finish == day(1, 11)


def test_a_week_of_weekends_is_refused():
    with pytest.raises(ScheduleError) as refused:
        Calendar("working", weekend=(0, 1, 2, 3, 4, 5, 6))
    assert refused.value.problem("en") == "With this weekend no working day is left: 0, 1, 2, 3, 4, 5, 6."


def test_a_circle_is_refused_by_the_names_in_it():
    circle = programme(
        task("A", 1, after=["C"]), task("B", 1, after=["A"]), task("C", 1, after=["B"]), task("D", 1)
    )
    with pytest.raises(ScheduleError) as refused:
        schedule(circle)
    assert refused.value.full_code == "schedule.circle"
    names = refused.value.params["chain"].split(" ← ")
    assert names[0] == names[-1]
    assert set(names) == {"A", "B", "C"}


def test_a_task_that_waits_for_itself_is_a_circle():
    with pytest.raises(ScheduleError) as refused:
        schedule(programme(task("A", 1, after=["A"])))
    assert refused.value.problem("en") == "These tasks wait for each other in a circle: A ← A."


WRONG = {
    "empty": programme(),
    "twice": programme(task("A", 1), task("A", 2)),
    "unknown_task": programme(task("A", 1, after=["Z"])),
    "lag": programme(task("A", 1), task("B", 1, after=[("A", 30_000)])),
    "duration": programme(task("A", -1)),
    "share": programme(task("A", 1, progress=1.01)),
    "to_come": programme(task("A", 1, began=day(2, 1))),
    "backwards": programme(task("A", 1, began=day(12, 9, 2026), ended=day(12, 1, 2026))),
    "day": programme(task("A", 1, start=dt.date(1, 1, 1))),
    "three_points": programme(task("A", 10, least=11)),
}


@pytest.mark.parametrize("detail", WRONG)
def test_what_is_wrong_with_a_task_is_told(detail):
    with pytest.raises(ScheduleError) as refused:
        schedule(WRONG[detail])
    assert refused.value.detail == detail
    for language in ("ar", "en"):
        assert refused.value.problem(language)
        assert refused.value.remedy(language)


def test_a_progress_that_is_no_number_is_refused():
    with pytest.raises(ScheduleError) as refused:
        schedule(programme(task("A", 1, progress=float("nan"))))
    assert refused.value.detail == "share"


def test_too_many_tasks_are_refused_before_anything_else():
    one = task("A", 1)
    with pytest.raises(ScheduleError) as refused:
        schedule(programme(*[one] * 20_001))
    assert refused.value.detail == "too_many"


ANY = st.integers(min_value=0, max_value=10_000)


@given(ANY)
@hypothesis_settings(max_examples=60, deadline=None)
def test_nothing_begins_before_what_it_waits_for_has_ended(seed):
    given_, numbers = at_random(seed), numbers_of(at_random(seed))
    calendar, found = given_.calendar, schedule(given_)
    for one in found.timed:
        if one.task.ended:
            continue
        for link in one.task.after:
            before = calendar.end(of(found, link.before).finish)
            assert calendar.end(one.finish) - left(numbers, given_, one) >= before + link.lag


def left(numbers, given_, timed):
    return numbers.lengths[given_.tasks.index(timed.task)]


@given(ANY, ANY)
@hypothesis_settings(max_examples=60, deadline=None)
def test_a_critical_day_moves_the_end_and_a_slack_day_does_not(seed, which):
    """The definition of total float, tried out: lengthen one open task by its float, then by one day more."""
    given_ = at_random(seed)
    found = schedule(given_)
    still_open = [one for one in found.timed if one.task.state == "waiting"]
    if not still_open:
        return
    one = still_open[which % len(still_open)]

    def end_if_longer(days):
        longer = replace(one.task, duration=one.task.duration + days)
        tasks = tuple(longer if other is one.task else other for other in given_.tasks)
        return schedule(replace(given_, tasks=tasks)).ends

    assert end_if_longer(one.total_float) == found.ends
    assert end_if_longer(one.total_float + 1) == found.ends + dt.timedelta(days=1)


@given(ANY)
@hypothesis_settings(max_examples=60, deadline=None)
def test_free_float_never_exceeds_total_float_and_paths_are_critical_to_the_end(seed):
    found = schedule(at_random(seed, lags=(0,)))
    for one in found.timed:
        if one.total_float is not None:
            assert 0 <= one.free_float <= one.total_float
    for path in found.paths:
        assert all(of(found, id_).is_critical for id_ in path)
        assert of(found, path[-1]).finish == found.ends


@given(ANY, st.integers(min_value=1, max_value=40))
@hypothesis_settings(max_examples=60, deadline=None)
def test_a_later_day_never_brings_anything_forward(seed, days):
    """Nothing done in between: every finish stays or moves back. What nobody reports on is taken to go on."""
    given_ = at_random(seed)
    silent = [one for one in given_.tasks if one.state == "under_way" and one.progress is None]
    given_ = replace(
        given_, tasks=tuple(replace(one, progress=0.5) if one in silent else one for one in given_.tasks)
    )
    later = replace(given_, today=TODAY + dt.timedelta(days=days))
    before, after = schedule(given_), schedule(later)
    assert all(of(after, one.task.id).finish >= one.finish for one in before.timed)


@given(ANY)
@hypothesis_settings(max_examples=40, deadline=None)
def test_the_order_in_which_tasks_are_given_changes_nothing(seed):
    given_ = at_random(seed)
    turned = replace(given_, tasks=tuple(reversed(given_.tasks)))
    assert schedule(turned).by_id == schedule(given_).by_id


def test_five_thousand_tasks_in_one_chain_are_no_deeper_than_one():
    chain = [task(f"T{number}", 1, after=[f"T{number - 1}"] if number else []) for number in range(5000)]
    found = schedule(programme(*chain))
    assert len(found.paths[0]) == 5000
    assert (found.ends - TODAY).days == 4999


def test_names_keep_both_languages():
    assert schedule(programme(task("A", 1))).timed[0].task.name == Text({"ar": "مهمة A", "en": "Task A"})
