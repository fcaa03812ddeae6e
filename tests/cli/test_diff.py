"""`miqyas diff`: what changed between two editions' methods, in words."""


def test_what_came_new_in_2024(cli):
    shown = cli("diff", "2022", "2024").out
    assert "Added to Human Capital Index: E-government literacy." in shown
    assert (
        "No longer listed in Telecommunication Infrastructure Index: Fixed broadband subscriptions." in shown
    )
    assert "Weight of Adult literacy: from 1/3 to 1/5." in shown


def test_each_part_is_told_once(cli):
    headings = [
        line for line in cli("diff", "2022", "2024").out.splitlines() if " · " in line and line[0] != " "
    ]
    assert len(headings) == len(set(headings))


def test_in_arabic(cli):
    assert "أُضيف إلى مؤشر رأس المال البشري" in cli("diff", "2022", "2024", "--lang", "ar").out


def test_json_has_the_sentence_beside_the_values(cli):
    changes = cli("diff", "2018", "2020", "--json").json["changes"]
    weight = next(c for c in changes if c["code"] == "TII.IU" and c["aspect"] == "weight")
    assert (weight["before"], weight["after"], weight["words"]["en"]) == (
        "1/5",
        "1/4",
        "Weight of Internet users: from 1/5 to 1/4.",
    )


def test_nothing_changed_against_itself(cli):
    assert "Nothing that is known has changed" in cli("diff", "2024", "2024").out


def test_one_edition_is_not_enough(cli):
    assert cli("diff", "2022").code == 2
