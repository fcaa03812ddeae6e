"""`miqyas explain`: the tree of a score."""

from pathlib import Path

import pytest

TII = {"TII.IU": 100, "TII.MS": 148.4, "TII.AM": 150.1, "TII.AF.MOBILE": 1.41, "TII.AF.FIXED": 1.68}
HCI = {"HCI.AL": 98, "HCI.GER": 88, "HCI.EYS": 16.3, "HCI.MYS": 11, "HCI.EGL": 0.9}


@pytest.fixture
def with_inputs(cli, tmp_path: Path):
    """The command line with raw inputs of one country imported: all of 2024, one component of 2022."""
    older = {code: value for code, value in HCI.items() if code != "HCI.EGL"}
    given = [(2024, TII | HCI), (2022, older)]
    rows = [f"{year},BHR,{code},{value}" for year, inputs in given for code, value in inputs.items()]
    file = tmp_path / "inputs.csv"
    file.write_text("\n".join(["edition,iso3,code,value", *rows]), encoding="utf-8")
    assert cli("import", str(file), "--yes").code == 0
    return cli


def test_the_index_is_made_of_three_published_parts(cli):
    tree = cli("explain", "BHR", "2024", "--json").json["tree"]
    assert [(child["code"], child["origin"]) for child in tree["children"]] == [
        ("OSI", "given"),
        ("TII", "given"),
        ("HCI", "given"),
    ]


def test_one_index_alone(cli):
    assert cli("explain", "BHR", "2024", "tii", "--json").json["tree"]["code"] == "TII"


def test_a_provisional_part_shows_its_error(cli):
    assert "HCI is provisional: its largest unexplained error is 0.0045" in cli("explain", "BHR", "2024").out


def test_a_code_that_the_edition_lacks(cli):
    shown = cli("explain", "BHR", "2022", "TII.AF")
    assert shown.code == 2
    assert "TII.FB" in shown.err


def test_raw_inputs_are_shown_with_the_scale_and_the_certainty_they_have(with_inputs):
    shown = with_inputs("explain", "BHR", "2024", "TII").out
    assert "148.4" in shown
    assert "imported" in shown
    assert "others are held fixed" in shown
    assert "(Inferred)" in shown
    assert "Published: 0.98773" in shown


def test_a_country_alone_has_no_rank(with_inputs):
    assert "Rank in" not in with_inputs("explain", "BHR", "2024", "TII").out
    assert with_inputs("explain", "BHR", "2024", "TII", "--json").json["tree"]["rank"] is None


def test_a_value_that_agrees_by_construction_says_so(with_inputs):
    shown = with_inputs("explain", "BHR", "2024", "HCI").out
    assert "the two agree by construction" in shown
    assert "largest unexplained error is 0.0045" in shown
    assert with_inputs("explain", "BHR", "2024", "HCI", "--json").json["inputs"]["how"] == "anchored"


def test_inputs_that_do_not_suffice_leave_what_was_published(with_inputs):
    shown = with_inputs("explain", "BHR", "2022", "HCI")
    assert shown.code == 0
    assert "covers 1 of 193 states" in shown.out
    record = with_inputs("explain", "BHR", "2022", "HCI", "--json").json
    assert (record["tree"]["origin"], record["inputs"]) == ("given", None)
    assert "193" in record["inputs_problem"]["en"]
