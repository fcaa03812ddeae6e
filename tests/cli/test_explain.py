"""`miqyas explain`: the tree of a score."""


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
