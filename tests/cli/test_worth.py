"""`miqyas worth`: what points and inputs are worth, the price of ranks, and what else gives the same."""

import re

import pytest

DRAWS = ("--draws", "300")


def test_the_finding_comes_first_and_is_a_range(cli):
    shown = cli("worth", "Bahrain", *DRAWS)
    assert shown.code == 0
    lines = shown.out.strip().splitlines()
    assert lines[0] == "Worth of features: Bahrain, 2024"
    assert re.match(
        r"Gaining 5 points in online services is worth between .* places to Bahrain in 2026", lines[1]
    )
    assert re.match(
        r"One point is worth 0\.\d places on average; in 80% of cases between nothing and", lines[2]
    )
    assert lines[3] == "The next rank, 17, costs 1 point of online services in 2024."


def test_every_sub_index_and_input_has_its_lines(cli):
    shown = cli("worth", "BHR", *DRAWS).out
    for name in (
        "Institutional framework",
        "Services provision",
        "E-participation",
        "Internet users",
        "E-government",
    ):
        assert name in shown
    assert "10 points" in shown
    assert "1 percentage point" in shown
    assert "9 points*" in shown
    assert "≥ +0.0090" in shown


def test_marks_and_lower_bounds_in_words(cli):
    shown = cli("worth", "BHR", *DRAWS).out
    assert "by the approximate line from sub-indices to the published index: Verified numerically" in shown
    assert "A lower bound: the effect may be larger." in shown
    assert "There is no room for the whole step." in shown
    assert "300 draws, model " in shown


def test_in_arabic(cli):
    shown = cli("worth", "البحرين", *DRAWS, "--lang", "ar")
    assert shown.code == 0
    assert "ما تساويه 5 نقاط في الخدمات عبر الإنترنت لدى البحرين في إصدار 2026: بين لا شيء و" in shown.out
    assert "مركزان" in shown.out or "ومركزين" in shown.out or "مراكز" in shown.out


@pytest.mark.parametrize("columns", [60, 84, 110, 160])
def test_no_figure_is_cut_on_a_narrow_terminal(cli, columns):
    shown = cli("worth", "BHR", *DRAWS, columns=columns).out
    assert "0–" in shown
    assert "…%" not in shown


def test_an_earlier_edition_has_no_coming_one(cli):
    found = cli("worth", "BHR", "--edition", "2018", "--json").json
    assert (found["edition"], found["coming"], found["draws"]) == (2018, None, None)
    assert found["gains"][0]["moving"] is None
    shown = cli("worth", "BHR", "--edition", "2018").out
    assert "gaining 5 points in online services would have been worth" in shown


def test_the_first_has_no_rank_above(cli):
    assert "There is no rank above the first." in cli("worth", "DNK", *DRAWS).out


def test_json_is_the_whole_answer(cli):
    found = cli("worth", "BHR", *DRAWS, "--seed", "7", "--json").json
    assert (found["iso3"], found["rank"], found["coming"], found["seed"]) == ("BHR", 18, 2026, 7)
    five = next(gain for gain in found["gains"] if gain["node"] == "OSI.SP" and gain["asked_points"] > 4.9)
    assert five["how"] == "line"
    assert five["mark"] == "N"
    assert set(five["moving"]) == {"expected_places", "at_least_one", "intervals", "gained", "rank"}
    assert found["reference"] == {"node": "OSI.SP", "amount": pytest.approx(1 / 83), "points": 1.0}


def test_the_same_seed_gives_the_same_answer_on_each_engine(cli):
    one = cli("worth", "BHR", *DRAWS, "--json")
    assert one.out == cli("worth", "BHR", *DRAWS, "--engine", "processes:2", "--json").out
    assert one.out != cli("worth", "BHR", *DRAWS, "--seed", "2", "--json").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Bahrian",), "Bahrain"),
        (("BHR", "--edition", "2027"), "2026, 2028, 2030"),
        (("LBY", "--edition", "2012"), "Libya was not ranked in 2012"),
        (("BHR", "--draws", "0"), "--draws"),
        (("BHR", "--engine", "turbo"), "turbo"),
    ],
)
def test_what_cannot_be_answered_says_how_to_mend_it(cli, words, says):
    shown = cli("worth", *words)
    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err
