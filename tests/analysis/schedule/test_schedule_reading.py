"""A schedule from a file: what is understood in either language, and every wrong cell by its line."""

import datetime as dt

import pytest

from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.schedule import Link, read_schedule
from miqyas.analysis.schedule.sample import sample_content
from tests.analysis.schedule.chains import TODAY

HEAD = (
    "task,duration,start,after,began,ended,progress,least,most,baseline_start,baseline_finish,gains,success"
)


def read(world, text, *, name="own.csv"):
    return read_schedule(world, text.encode(), today=TODAY, name=name)


def wrong(world, *lines):
    found = read(world, "\n".join([HEAD, *lines]))
    assert found.programme is None
    return [(one.place.line, one.place.name, one.full_code) for one in found.problems]


def test_the_sample_is_read_whole(world):
    found = read_schedule(world, sample_content(), today=dt.date(2026, 12, 1), name="sample.csv")
    tasks = found.the_programme().by_id
    assert len(tasks) == 12
    assert tasks["D3"].after == (Link("D2", 5),)
    assert tasks["D3"].gains == (Gain("OSI.IF", 1.0), Gain("OSI.TEC", 1.0))
    assert tasks["D1"].baseline == (dt.date(2026, 9, 1), dt.date(2026, 10, 30))
    assert tasks["P3"].success == 0.9


def test_headings_may_be_arabic(world):
    text = "المهمة,الاسم بالعربية,المدة بالأيام,بعد\nأ,تصميم,10,\nب,بناء,5,أ +2\n"
    found = read(world, text).the_programme()
    assert found.by_id["ب"].after == (Link("أ", 2),)
    assert found.by_id["أ"].name.in_language("en") == "تصميم"


def test_a_lead_may_have_a_true_minus_and_several_are_divided_by_semicolons(world):
    found = read(world, f"{HEAD}\nA,3\nB,4\nC,1,,A \N{MINUS SIGN}2; B +10").the_programme()
    assert found.by_id["C"].after == (Link("A", -2), Link("B", 10))


def test_shares_may_be_percentages(world):
    found = read(world, f"{HEAD}\nA,3,,,2026-12-01,,40%,,,,,,85%").the_programme()
    assert (found.by_id["A"].progress, found.by_id["A"].success) == (0.4, 0.85)


def test_holidays_stand_in_a_table_of_their_own(world):
    found = read(world, "task,duration\nA,3\n\nholiday\n2027-01-10\n").the_programme()
    assert found.calendar.holidays == (dt.date(2027, 1, 10),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A,x", (2, "duration", "schedule.whole_number")),
        ("A,1.5", (2, "duration", "schedule.whole_number")),
        ("A,-1", (2, "duration", "schedule.duration")),
        ("A,1,31/12/2027", (2, "start", "schedule.date")),
        ("A,1,,Z", (2, "after", "schedule.unknown_task")),
        ("A,1,,A", (None, "A", "schedule.circle")),
        ("A,1,,,2027-02-01", (2, "began", "schedule.to_come")),
        ("A,1,,,2026-12-10,2026-12-01", (2, "ended", "schedule.backwards")),
        ("A,1,,,,,half", (2, "progress", "schedule.share")),
        ("A,10,,,,,,12", (2, "most", "schedule.three_points")),
        ("A,10,,,,,,,,2027-01-01", (2, "baseline_start", "schedule.half_baseline")),
        ("A,10,,,,,,,,,,OSI.SP", (2, "gains", "schedule.gain")),
        ("A,10,,,,,,,,,,OSI.SP=0.9", (2, "gains", "schedule.gain")),
        ("A,10,,,,,,,,,,OSI.XX=+2pts", (2, "gains", "portfolio.unknown_node")),
        (",10", (2, "task", "schedule.id")),
    ],
)
def test_a_wrong_cell_is_named(world, line, expected):
    assert wrong(world, line) == [expected]


def test_all_wrong_cells_are_told_at_once_in_the_order_of_the_file(world):
    assert wrong(world, "A,x", "B,1,soon", "C,1,,,,,200%") == [
        (2, "duration", "schedule.whole_number"),
        (3, "start", "schedule.date"),
    ]


def test_the_same_id_twice_is_told_at_its_line(world):
    assert wrong(world, "A,1", "A,2") == [(2, "task", "schedule.twice")]


def test_a_formula_in_a_cell_is_text(world):
    found = read(world, f"{HEAD}\n'=1+1,3").the_programme()
    assert list(found.by_id) == ["=1+1"]


def test_signs_that_turn_the_direction_are_taken_out(world):
    found = read(world, f"{HEAD}\nA\u202e,3").the_programme()
    assert list(found.by_id) == ["A"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty_file"),
        (b"%PDF-1.7 x", "import.wrong_type"),
        (b"PK\x03\x04 not a workbook", "import.damaged_workbook"),
        (b"a,b\n1,2\n", "import.no_form"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused_in_words(world, content, code):
    found = read_schedule(world, content, today=TODAY, name="x.xlsx")
    assert [one.full_code for one in found.problems] == [code]
    assert found.problems[0].problem("ar")
