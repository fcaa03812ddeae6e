"""`miqyas history`: a country over the editions, or the editions themselves."""


def test_ranks_of_bahrain(cli):
    editions = cli("history", "Bahrain", "--json").json["editions"]
    assert {e["edition"]: e["rank"] for e in editions}.items() >= {
        2003: 46,
        2010: 13,
        2022: 54,
        2024: 18,
    }.items()


def test_not_a_member_is_said_in_arabic(cli):
    assert "لم تكن عضوًا" in cli("history", "SSD", "--lang", "ar").out


def test_the_editions_themselves(cli):
    editions = cli("history", "--json").json["editions"]
    assert len(editions) == 12
    assert editions[-1]["first"]["iso3"] == "DNK"


def test_an_unknown_country(cli):
    assert cli("history", "Atlantis").code == 2
