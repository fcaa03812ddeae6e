"""`miqyas country`: one country at a glance, found by code or by name in either language."""

import re

import pytest
from rich.cells import cell_len


def test_bahrain_by_its_arabic_name_stands_at_rank_18_with_its_history(cli):
    shown = cli("country", "البحرين")
    assert shown.code == 0
    assert "18" in shown.out
    assert "36 places up since 2022 (54)" in shown.out
    for edition in ("2003", "2010", "2024"):
        assert edition in shown.out


@pytest.mark.parametrize("name", ["BHR", "bh", "Bahrain", "bahrain", "البحرين", "بحرين", "048"])
def test_a_country_is_found_however_it_is_written(cli, name):
    assert cli("country", name, "--json").json["iso3"] == "BHR"


def test_a_name_of_several_words_needs_no_quotation_marks(cli):
    assert cli("country", "Saudi", "Arabia", "--json").json["iso3"] == "SAU"


def test_json_holds_the_published_figures_and_what_made_them(cli):
    found = cli("country", "BHR", "--json").json
    expected = {
        "iso3": "BHR",
        "edition": 2024,
        "rank": 18,
        "egdi": 0.91958,
        "group": "very_high",
        "rating_class": "VH",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["change"]["rank"] == 36
    assert found["headroom"][0]["code"] == "HCI"
    assert len(found["rivals"]) == 20
    assert set(found["versions"]) == {"software", "methodology", "data"}
    assert len(found["history"]) == 12


def test_an_earlier_edition(cli):
    assert cli("country", "BHR", "--edition", "2010", "--json").json["rank"] == 13


def test_a_state_without_a_rank_is_said_to_have_none(cli):
    shown = cli("country", "Tuvalu", "-e", "2003")
    assert "Not ranked in 2003" in shown.out
    found = cli("country", "Tuvalu", "-e", "2003", "--json").json
    assert found["is_member"] is True
    assert (found["rank"], found["egdi"]) == (None, None)


def test_a_state_that_was_no_member_then_is_not_shown_as_zero(cli):
    shown = cli("country", "SSD", "-e", "2003")
    assert "Not a member of the United Nations" in shown.out
    found = cli("country", "SSD", "-e", "2003", "--json").json
    assert found["is_member"] is False
    assert found["osi"] is None


def test_did_you_mean(cli):
    shown = cli("country", "Bahrian")
    assert (shown.code, shown.out) == (2, "")
    assert "Did you mean: Bahrain?" in shown.err


def test_did_you_mean_in_arabic(cli):
    shown = cli("country", "البحرن", "--lang", "ar")
    assert shown.code == 2
    assert "لعلك تقصد: البحرين" in shown.err


def test_nonsense_is_no_country(cli):
    shown = cli("country", "xqzw")
    assert shown.code == 2
    assert "No country is known by xqzw" in shown.err


def test_what_is_no_member_state_is_said(cli):
    shown = cli("country", "Kosovo")
    assert shown.code == 2
    assert "no Member State" in shown.err


def test_an_edition_that_never_was(cli):
    shown = cli("country", "BHR", "-e", "2023")
    assert shown.code == 2
    assert "2022, 2024" in shown.err


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_line_is_wider_than_the_terminal(cli, monkeypatch, columns, language):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = cli("country", "BHR", "--lang", language, columns=columns)
    assert shown.code == 0
    seen = re.sub(r"\x1b\[[\d;]*m", "", shown.out)
    assert max(cell_len(line) for line in seen.splitlines()) <= columns


def test_what_changed_since_an_edition_is_told_by_its_causes(cli):
    shown = cli("country", "BHR", "--since", "2012")
    assert shown.code == 0
    told = shown.out.split("What changed between 2012 and 2024")[1]
    for words in (
        "services",
        "the other states",
        "change of method",
        "total",
        "+18",
        "from 190 to 193 ranked states",
    ):
        assert words in told
    change = cli("country", "BHR", "--since", "2012", "--json").json["change"]
    causes = [*change["places"].values(), *change["others_parts"].values()]
    assert sum(causes) + change["method_places"] + change["rounding_places"] == pytest.approx(change["rank"])
    assert (change["before"], change["rank"]) == (2012, 18)
    assert [part["lacking"] for part in change["inside"]] == ["inputs"] * 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["BHR", "--since", "2024"], "The span runs backwards: 2024 is not before 2024"),
        (["BHR", "-e", "2012", "--since", "2014"], "The span runs backwards"),
        (["BHR", "--since", "2013"], "There are no results for the edition 2013"),
        (["LBY", "--since", "2012"], "Libya was not ranked in 2012"),
        (["BHR", "--since", "soon"], "does not fit"),
    ],
)
def test_a_change_that_cannot_be_told_is_refused_in_words(cli, words, says):
    shown = cli("country", *words)
    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err


def test_sub_indices_that_are_loaded_split_a_component_further(cli, tmp_path):
    lines = ["edition,iso3,code,value"]
    for edition, value in ((2022, 0.7), (2024, 0.9)):
        lines += [f"{edition},BHR,OSI.{code},{value}" for code in ("IF", "CP", "SP", "TEC")]
    file = tmp_path / "sub.csv"
    file.write_text("\n".join(lines))
    assert cli("import", str(file), "--yes").code == 0
    shown = cli("country", "BHR", "--since", "2022").out
    inside = shown.split("Inside services")[1]
    assert re.search(r"Services provision +\+0.0900 +\+0.0300", inside)
    assert "Scale of the field, and unexplained" in inside
    osi = cli("country", "BHR", "--since", "2022", "--json").json["change"]["inside"][0]
    assert (osi["how"], osi["others"], osi["lacking"]) == ("alone", None, None)
    parts = [*osi["parts"].values(), osi["method"], osi["rest"]]
    assert sum(parts) == pytest.approx(osi["change"], abs=1e-12)
