"""`miqyas simulate`: scenarios on the command line, in a field that stands or moves."""

import pytest

DRAWS = ("--draws", "300")


def test_a_range_of_ranks_with_and_without_the_changes(cli):
    shown = cli("simulate", "BHR", "--set", "osi=+5pts", *DRAWS).out
    assert shown.strip().startswith("Bahrain in 2026: between rank ")
    assert "Without these changes: between " in shown
    assert "the chance of at least one place is " in shown
    assert "BHR.OSI=+5pts" in shown
    assert "Probability of ranks, 300 draws" in shown
    assert "━" in shown


def test_several_changes_of_several_countries(cli):
    found = cli("simulate", "BHR", "--set", "osi=+5pts", "--set", "ARE.hci=0.9", *DRAWS, "--json").json
    assert [change["written"] for change in found["scenario"]] == ["BHR.OSI=+5pts", "ARE.HCI=0.9"]
    emirates = next(other for other in found["others"] if other["iso3"] == "ARE")
    assert emirates["behind"] > emirates["behind_before"]


def test_a_fixed_field_is_exact(cli):
    shown = cli("simulate", "BHR", "--set", "osi=+5pts", "--field", "fixed").out
    assert "Bahrain in 2024, all others as published: rank 16." in shown
    assert "Without these changes: 18." in shown
    assert "Gained: 2 places." in shown
    assert "Spain" in shown
    assert "New Zealand" in shown
    assert "EGDI: 0.9196 without, 0.9278 with the changes" in shown


def test_an_earlier_edition_in_a_fixed_field(cli):
    found = cli("simulate", "BHR", "--set", "osi=+5pts", "--field", "fixed", "-e", "2020", "--json").json
    assert (found["edition"], found["expected_rank_before"]["median"], found["model"]) == (2020, 38, None)


def test_a_later_edition_in_a_moving_one(cli):
    found = cli("simulate", "BHR", "-e", "2030", *DRAWS, "--json").json
    assert (found["edition"], found["field"], found["draws"]) == (2030, "moving", 300)


def test_no_changes(cli):
    assert "Nothing is changed" in cli("simulate", "BHR", *DRAWS).out


def test_in_arabic(cli):
    shown = cli("simulate", "البحرين", "--set", "osi=+5pts", *DRAWS, "--lang", "ar").out
    assert "البحرين في إصدار 2026: بين المركز " in shown
    assert "المكسب: بين " in shown
    assert "من يُتقدَّم عليه" in shown


def test_marks_and_assumptions_in_words(cli):
    shown = cli("simulate", "BHR", "--set", "osi.sp=+5pts", *DRAWS).out
    assert "by the approximate line from sub-indices to the published index: Inferred" in shown
    assert "Forecasts err as they did in past editions: Inferred" in shown


def test_the_same_numbers_on_each_engine(cli):
    words = ("simulate", "BHR", "--set", "osi=+5pts", *DRAWS, "--json")
    assert cli(*words).out == cli(*words, "--engine", "processes:2").out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("osi=+0.5", "OSI would fall outside 0 to 1"),
        ("osi=five", "Write for example osi=0.95"),
        ("abc=1", "Available: OSI"),
        ("tii.iu=90", "Import it, or write the difference itself"),
        ("tii=+1pts", "The scale of TII in points is not known"),
        ("osi=nan", "Write a number"),
        ("osi=like:XYZ", "No Member State has the code XYZ"),
    ],
)
def test_a_change_that_cannot_be_made_says_how_to_mend_it(cli, change, says):
    shown = cli("simulate", "BHR", "--set", change, *DRAWS)
    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err


def test_whole_and_part(cli):
    shown = cli("simulate", "BHR", "--set", "osi=0.95", "--set", "osi.sp=+1pts", "--json")
    assert shown.code == 2
    assert '"analysis.overlap"' in shown.err


@pytest.mark.parametrize("field", ["sideways", ""])
def test_a_field_that_there_is_not(cli, field):
    shown = cli("simulate", "BHR", "--field", field)
    assert shown.code == 2
    assert "--field" in shown.err
