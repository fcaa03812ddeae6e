"""`miqyas portfolio`: the sample to proven optimality, what was left out, what is wrong with a file."""

import json

import pytest

FAST = ("--draws", "200", "--alternatives", "1")


@pytest.fixture
def sample(cli, tmp_path):
    file = tmp_path / "actions.xlsx"
    assert cli("portfolio", "--example", str(file)).code == 0
    return file


@pytest.fixture
def small(tmp_path):
    """Two actions of which one can be paid for; it lifts nothing to its end."""
    file = tmp_path / "small.csv"
    file.write_text(
        "action,name_ar,name_en,entity,duration,success,cost: capital,points: OSI.SP\n"
        "A,بحث,Search,Health,1,0.9,5,2\nB,بوابة,Portal,Health,1,0.9,9,3\n\n"
        "limit,of,1\nbudget,capital,9\n\nperiod,begins,ends\n1,2027-01-01,2027-03-31\n",
        encoding="utf-8",
    )
    return file


def test_the_sample_is_solved_to_proven_optimality(cli, sample):
    shown = cli("portfolio", str(sample), "--country", "BHR", "--target-rank", "10", *FAST)
    assert shown.code == 0
    for words in (
        "Sample data: the actions",
        "Proven optimal",
        "Edition 2028: expected index 0.958 (+0.039)",
        "Rank 10 or better:",
        "assessment window",
        "actions left out, and why",
        "What less and more money buys",
        "Other plans nearly as good",
        "The choice stays.",
        "(Inferred)",
    ):
        assert words in shown.out
    assert "██" in shown.out


def test_in_arabic_time_runs_from_right_to_left(cli, small):
    shown = cli("portfolio", str(small), "--lang", "ar", *FAST)
    assert "إجراء واحد من 2، بتكلفة 9" in shown.out
    assert "لا يتسع له ما بقي من capital." in shown.out


def test_json_holds_the_plan_and_the_proof(cli, small):
    found = cli("portfolio", str(small), "--json", *FAST).json
    assert [task["id"] for task in found["tasks"]] == ["B"]
    assert (found["proof"]["outcome"], found["proof"]["gap"]) == ("optimal", 0.0)
    assert [(one["id"], one["why"]) for one in found["not_done"]] == [("A", "does_not_fit")]
    assert found["sampled"]["is_exact"]
    assert found["rank_chances"] == []
    assert {one["mark"] for one in found["assumptions"]} == {"R", "I"}
    assert found["scale_mark"] == "I"


def test_the_cheapest_for_a_target(cli, small):
    found = cli("portfolio", str(small), "--country", "JOR", "--cheapest-for", "0.687", "--json", *FAST).json
    assert [task["id"] for task in found["least_cost"]["tasks"]] == ["A"]
    refused = cli("portfolio", str(small), "--country", "JOR", "--cheapest-for", "0.9")
    assert refused.code == 2
    assert "the most they reach is" in refused.err


def test_the_plan_as_a_file(cli, small, tmp_path):
    out = tmp_path / "plan.csv"
    assert cli("portfolio", str(small), "--out", str(out), *FAST).code == 0
    assert (
        out.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("B,Portal,Health,1,1,2027-03-31,9.0,1.0")
    )
    book = tmp_path / "plan.xlsx"
    assert cli("portfolio", str(small), "--out", str(book), *FAST).code == 0
    assert book.stat().st_size > 1000


def test_template_and_example_in_both_forms(cli, tmp_path):
    for form in ("csv", "xlsx"):
        file = tmp_path / f"empty.{form}"
        shown = cli("portfolio", "--template", str(file), "--json")
        assert shown.json == {"files": [str(file)]}
        assert file.exists()
    assert cli("portfolio", "--example", str(tmp_path / "x.docx")).code == 2
    assert cli("portfolio", "--example", str(tmp_path / "nowhere" / "x.csv")).code == 2


def test_what_somebody_filled_in_is_not_written_over(cli, tmp_path):
    file = tmp_path / "actions.csv"
    file.write_text("mine")
    for option in ("--example", "--template"):
        refused = cli("portfolio", option, str(file))
        assert refused.code == 2
        assert "it may hold what you wrote" in refused.err
    assert file.read_text() == "mine"


def test_citizens_only(cli, sample):
    found = cli("portfolio", str(sample), "--citizens-only", "--json", *FAST).json
    assert {one["why"] for one in found["not_done"] if one["id"] in {"P3", "X1"}} == {"cosmetic"}


def test_problems_come_row_by_row(cli, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text(
        "action,duration,points: OSI.SP\nA,0,1\nB,1,lots\n\nperiod,begins,ends\n1,2027-01-01,2027-03-31\n"
    )
    shown = cli("portfolio", str(file))
    assert shown.code == 2
    assert "wrong.csv: 2 problems" in shown.out
    assert "The shortest is one period." in shown.out
    told = cli("portfolio", str(file), "--json")
    assert [one["place"]["line"] for one in told.json["problems"]] == [2, 3]


def test_what_cannot_be_done_is_explained(cli, tmp_path):
    file = tmp_path / "impossible.csv"
    file.write_text(
        "action,duration,latest,status,after,points: OSI.SP\n3,2,,,,1\n7,1,2,mandatory,3,1\n\n"
        "period,begins,ends\n1,2027-01-01,2027-03-31\n2,2027-04-01,2027-06-30\n3,2027-07-01,2027-09-30\n"
    )
    shown = cli("portfolio", str(file))
    assert shown.code == 2
    assert "7 (7) must start before its prerequisite 3 (3) can end." in shown.err
    assert json.loads(cli("portfolio", str(file), "--json").err)["error"]["code"] == "portfolio.conflict"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "It takes one thing"),
        (["x.csv", "--example", "y.csv"], "It takes one thing"),
        (["nowhere.csv"], "nowhere.csv"),
        (["nowhere.csv", "--target-rank", "5"], "Add --country"),
        (["nowhere.csv", "--country", "Atlantis"], "No country is known by Atlantis"),
    ],
)
def test_wrong_words(cli, words, told):
    refused = cli("portfolio", *words)
    assert refused.code == 2
    assert told in refused.err
