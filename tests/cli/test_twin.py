"""`miqyas twin`: partners of a country, a programme from a file, its template."""

import json

import pytest


def test_partners_are_ranked_with_every_term_and_told_in_words(cli):
    shown = cli("twin", "BHR", "--top", "3")
    assert shown.code == 0
    assert "Partners for Bahrain, by the figures of 2024" in shown.out
    for words in (
        "human capital 48%",
        "Saudi Arabia",
        "Strength where needed",
        "Track record",
        "3 of 40 partners",
    ):
        assert words in shown.out
    assert "Saudi Arabia stands 0.039 higher where Bahrain is weakest, human capital." in shown.out
    assert "In 2014 Denmark was at rank 16, near where Bahrain is today (18); it is now at 1." in shown.out
    assert "Memberships and income groups as of 2026 (recalled)." in shown.out


def test_in_arabic(cli):
    shown = cli("twin", "البحرين", "--lang", "ar", "--top", "1")
    assert "شركاء محتملون: البحرين" in shown.out
    assert "اللغة الرسمية المشتركة: العربية." in shown.out


def test_json_holds_what_each_place_rests_on(cli):
    found = cli("twin", "BHR", "--top", "2", "--json").json
    assert [partner["iso3"] for partner in found["partners"]] == ["SAU", "DNK"]
    assert set(found["partners"][0]["terms"]) == {"complementarity", "benefit", "similarity", "record"}
    assert {one["mark"] for one in found["assumptions"]} == {"I"}
    assert found["partners_count"] == 40


def test_other_weights_and_needs(cli):
    words = ["twin", "BHR", "--json", "--top", "1", "--need", "tii"]
    found = cli(*words, "-w", "complementarity=0.7", "-w", "similarity=0", "-w", "record=0.1").json
    assert found["lacks"] == {"TII": 1.0}
    assert found["weights"]["complementarity"] == 0.7


def test_a_state_that_nobody_is_ahead_of(cli):
    shown = cli("twin", "DNK", "--need", "OSI")
    assert shown.code == 0
    assert "Partners for Denmark" in shown.out


def test_a_programme_is_matched_in_two_ways(cli, tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("role,country\nseeker,BHR\nseeker,KWT\nseeker,JOR\ngiver,DNK\ngiver,SAU\n")
    shown = cli("twin", "--programme", str(file))
    assert shown.code == 0
    for words in ("Greatest total benefit", "Stable", "Stability costs", "is left with 1 place unfilled"):
        assert words in shown.out
    found = cli("twin", "--programme", str(file), "--json").json
    assert len(found["best"]["pairs"]) == len(found["stable"]["pairs"]) == 2
    assert found["cost"] == pytest.approx(found["best"]["total"] - found["stable"]["total"])
    assert found["stable"]["blocking"] == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_template_can_be_matched_as_it_is(cli, tmp_path, form, language):
    file = tmp_path / f"programme.{form}"
    assert cli("twin", "--template", str(file), "--lang", language).code == 0
    assert cli("twin", "--programme", str(file), "--json").json["best"]["pairs"][0]["giver"] == "EST"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Give one of: a country, --programme FILE, --template FILE."),
        (["BHR", "--template", "x.csv"], "Give one of"),
        (["Bahrian"], "Did you mean: Bahrain?"),
        (["BHR", "-e", "2011"], "There are no results for the edition 2011"),
        (["LBY", "-e", "2012"], "Libya was not ranked in 2012"),
        (["BHR", "-w", "record=0.5"], "The weights sum to 1.3, not to 1."),
        (["BHR", "-w", "record=nan"], "The weight nan is not a number from 0 to 1"),
        (["BHR", "-w", "money=0.1"], "A partner is not weighed by money"),
        (["BHR", "-w", "record"], "does not fit"),
        (["BHR", "-w", "record=0.1", "-w", "record=0.2"], "The weight of record is given twice"),
        (["BHR", "--need", "OGDI"], "is not an index that can be asked for"),
        (["BHR", "--top", "0"], "does not fit"),
        (["--programme", "no/such.csv"], "such.csv"),
        (["--template", "x.docx"], "Formats: csv, xlsx"),
        (["--template", "no/such/folder/x.csv"], "Cannot write"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(cli, words, says):
    shown = cli("twin", *words)
    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err
    assert "Traceback" not in shown.err


def test_a_least_benefit_outside_0_to_1_is_refused(cli, tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("role,country\nseeker,BHR\ngiver,DNK\n")
    assert (
        "The least benefit 2.0 is not between 0 and 1"
        in cli("twin", "--programme", str(file), "--minimum", "2").err
    )


def test_every_problem_of_a_file_is_told_with_its_line(cli, tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("role,country,capacity\nseeker,Bahrian,1\ngiver,DNK,0\n")
    shown = cli("twin", "--programme", str(file))
    assert shown.code == 2
    assert "few.csv: 2 problems" in shown.out
    assert "few.csv:2 (country)" in shown.out
    assert "few.csv:3 (capacity)" in shown.out
    told = json.loads(cli("twin", "--programme", str(file), "--json").out)
    assert [problem["place"]["line"] for problem in told["problems"]] == [2, 3]
