"""`miqyas compare`: two to eight countries or groups side by side."""


def test_three_countries(cli):
    shown = cli("compare", "BHR", "ARE", "SAU")
    assert shown.code == 0
    for name in ("Bahrain", "United Arab Emirates", "Saudi Arabia"):
        assert name in shown.out


def test_a_country_beside_a_group(cli):
    found = cli("compare", "BHR", "gcc", "--json").json
    bahrain, group = found["subjects"]
    assert (bahrain["rank"], bahrain["rank_by_edition"]["2022"]) == (18, 54)
    assert (group["kind"], round(group["egdi"], 4)) == ("group", 0.8886)


def test_names_in_arabic(cli):
    assert [s["code"] for s in cli("compare", "البحرين", "قطر", "--json").json["subjects"]] == ["BHR", "QAT"]


def test_one_alone_cannot_be_compared(cli):
    shown = cli("compare", "BHR", "Bahrain")
    assert shown.code == 2
    assert "Choose 2 to 8" in shown.err


def test_nobody_to_compare(cli):
    shown = cli("compare")
    assert shown.code == 2
    assert "miqyas compare --help" in shown.err
