"""`miqyas audit`: how much of a rank is the method's choice."""

import pytest

FEW = ("--replications", "300")


def test_an_edition(cli):
    shown = cli("audit", "2024", *FEW)
    assert shown.code == 0
    for words in (
        "Audit of the EGDI of 2024",
        "of all pairs of states keep their order",
        "What moves the ranks (Sobol indices)",
        "Weights on paper and in effect",
        "without the lowest in HCI (Somalia)",
        "GovTech Maturity Index (World Bank)",
        "Rank intervals",
        "Central African Republic",
    ):
        assert words in shown.out


def test_the_newest_edition_unless_another_is_named(cli):
    assert "of 2024" in cli("audit", *FEW).out


def test_one_country(cli):
    shown = cli("audit", "2024", "--country", "Bahrain", *FEW)
    assert "Bahrain: rank 18; between" in shown.out
    assert (
        "No weights put it above: United Arab Emirates, Denmark, Iceland, South Korea, Singapore" in shown.out
    )
    assert "Any weights: at best 7" in shown.out
    assert "Denmark" not in shown.out.split("Rank intervals")[1]


def test_in_arabic(cli):
    shown = cli("audit", "2024", "--country", "البحرين", "--lang", "ar", *FEW)
    assert "البحرين: المركز 18" in shown.out
    assert "ما الذي يحرّك مركز البحرين" in shown.out


def test_json_has_every_country_and_the_one_asked_for(cli):
    found = cli("audit", "2024", "--country", "BHR", "--json", *FEW).json
    assert len(found["uncertainty"]["countries"]) == 193
    assert found["uncertainty"]["replications"] == 300
    assert found["country"]["iso3"] == "BHR"
    assert found["country"]["reach"]["best"] == 7
    assert found["own_weights"] is None
    assert set(found["sensitivity"]["mean_shift"]) == {"choices", "interaction"}


def test_the_same_seed_gives_the_same_answer_on_another_engine(cli):
    alone, together = (
        cli("audit", "2018", "--json", "--seed", "5", "--engine", engine, "--replications", "1100").json
        for engine in ("serial", "processes:2")
    )
    assert alone == together


def test_weights_of_ones_own(cli):
    shown = cli("audit", "2024", "--country", "BHR", "--weights", "0.1,0.9,0", *FEW)
    assert "With your weights (OSI 0.1, TII 0.9, HCI 0): rank" in shown.out
    found = cli("audit", "2024", "--weights", "1,0,0", "--json", *FEW).json
    assert found["own_weights"]["ranks"]["KOR"] == 1
    assert "With your weights" in cli("audit", "2024", "--weights", "1,0,0", *FEW).out


def test_without_errors_of_assessment(cli):
    found = cli("audit", "2024", "--error", "0", "--json", *FEW).json
    assert found["uncertainty"]["error"] is None
    assert "assessor" not in [one["choice"] for one in found["sensitivity"]["mean_shift"]["choices"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2025"], "There are no results for the edition 2025"),
        (["2024", "--country", "Atlantis"], "No country is known by Atlantis"),
        (["2010", "--country", "SSD"], "is not among the states that the audit of this edition covers"),
        (["2024", "--replications", "0"], "0 replications cannot be made"),
        (["2024", "--replications", "1000000000"], "Choose a number from 1 to 1,000,000"),
        (["2024", "--error", "1.5"], "is not between 0 and 1"),
        (["2024", "--error", "nan"], "is not between 0 and 1"),
        (["2024", "--weights", "0.5,0.5,0.5"], "The weights sum to 1.5"),
        (["2024", "--weights", "0.5,0.5"], "2 weights were given for 3 parts"),
        (["2024", "--weights", "nan,0.5,0.5"], "A weight is negative or is not a number"),
        (["2024", "--weights", "much"], "The value given for --weights does not fit"),
        (["2024", "--component", "TII"], "The values that an audit of 2024 rests on are not available"),
        (["2024", "--component", "EPI"], "EPI is no component of this edition"),
        (["2024", "--engine", "magic"], "magic"),
    ],
)
def test_what_is_refused(cli, words, told):
    shown = cli("audit", *words)
    assert shown.code == 2
    assert told in shown.err


def test_what_is_refused_in_arabic(cli):
    shown = cli("audit", "2024", "--replications", "0", "--lang", "ar")
    assert "عدد مرات الإعادة 0 لا يصلح" in shown.err
