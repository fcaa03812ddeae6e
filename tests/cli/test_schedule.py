"""`miqyas schedule`: the sample against the window, in both languages, and what is wrong with a file."""

import pytest

FAST = ("--draws", "200", "--today", "2026-12-01")


@pytest.fixture
def sample(cli, tmp_path):
    file = tmp_path / "plan.xlsx"
    assert cli("schedule", "--example", str(file)).code == 0
    return file


@pytest.fixture
def plan(tmp_path):
    """Two tasks, the second waiting for the first."""
    file = tmp_path / "own.csv"
    file.write_text(
        "task,name_ar,name_en,duration,start,after,gains\n"
        "A,تصميم,Design,10,2027-01-01,,\nB,إطلاق,Launch,5,,A +2,OSI.SP=+2pts\n",
        encoding="utf-8",
    )
    return file


def test_the_sample_is_dated_and_held_against_the_window(cli, sample):
    shown = cli("schedule", str(sample), "--country", "BHR", *FAST)
    assert shown.code == 0
    for words in (
        "Sample data: the tasks",
        "Done on 2027-11-27, planned for 2027-11-27",
        "Edition 2028: its window is open from 2027-06-01 to 2027-09-30",
        "if all is done in time: a gain of +0.02",
        "at risk of missing the window",
        "on the critical path",
        "What it costs if a task",
        "(Inferred)",
    ):
        assert words in shown.out


def test_in_arabic_time_runs_from_right_to_left(cli, plan):
    shown = cli("schedule", str(plan), "--lang", "ar", *FAST)
    assert "يكتمل في 2027-01-17" in shown.out
    launch = next(line for line in shown.out.splitlines() if "إطلاق" in line and "▓" in line)
    assert launch.index("▓") > launch.index("·")


def test_json_holds_dates_cases_and_slips(cli, plan):
    found = cli("schedule", str(plan), "--json", "--country", "JOR", *FAST).json
    assert [(task["id"], task["start"], task["finish"]) for task in found["tasks"]] == [
        ("A", "2027-01-01", "2027-01-10"),
        ("B", "2027-01-13", "2027-01-17"),
    ]
    assert found["critical_paths"] == [["A", "B"]]
    assert [one["case"] for one in found["futures"]] == ["nothing_more", "late_stay_late", "all_in_time"]
    assert [one["id"] for one in found["slips"]] == ["B"]
    assert (found["seed"], found["draws"], found["unit"]) == (1, 200, "calendar")


def test_working_days_pass_over_the_weekend(cli, plan):
    found = cli("schedule", str(plan), "--json", "--working", "--weekend", "fri,sat", *FAST).json
    assert (found["unit"], found["tasks"][0]["finish"]) == ("working", "2027-01-14")


def test_an_empty_form_is_written_and_says_that_it_is_empty(cli, tmp_path):
    file = tmp_path / "empty.csv"
    assert cli("schedule", "--template", str(file)).code == 0
    again = cli("schedule", str(file))
    assert again.code == 2
    assert "The schedule has no task." in again.err


def test_a_file_that_is_there_is_not_written_over(cli, sample):
    before = sample.read_bytes()
    assert cli("schedule", "--template", str(sample)).code == 2
    assert sample.read_bytes() == before


def test_wrong_cells_are_listed_with_their_lines(cli, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("task,duration,after\nA,ten,\nB,5,Z\nC,1.5,\n", encoding="utf-8")
    shown = cli("schedule", str(file))
    assert shown.code == 2
    assert "wrong.csv: 2 problems" in shown.out
    assert "ten is no whole number of days." in shown.out


def test_a_circle_is_refused_by_name(cli, tmp_path):
    file = tmp_path / "circle.csv"
    file.write_text("task,duration,after\nA,1,B\nB,1,A\n", encoding="utf-8")
    shown = cli("schedule", str(file))
    assert shown.code == 2
    assert "wait for each other in a circle" in shown.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "It takes one thing: a file, --example or --template."),
        (("x.csv", "--example", "y.csv"), "It takes one thing: a file, --example or --template."),
        (("--example", "x.pdf"), ".pdf"),
    ],
)
def test_what_is_asked_wrongly_is_said(cli, options, words):
    shown = cli("schedule", *options)
    assert shown.code == 2
    assert words in shown.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--today", "tomorrow"), "tomorrow is no date."),
        (("--weekend", "friday"), "friday is no day of the week."),
        (("--working", "--weekend", "mon,tue,wed,thu,fri,sat,sun"), "no working day is left"),
        (("--edition", "2024"), "The results of 2024 are out"),
    ],
)
def test_options_out_of_range_are_refused(cli, plan, options, words):
    shown = cli("schedule", str(plan), *options)
    assert shown.code == 2
    assert words in shown.err
