"""`miqyas method`: an edition's tree with marks and sources."""


def test_the_tree_goes_down_to_raw_indicators(cli):
    shown = cli("method", "2024")
    assert "Affordability" in shown.out
    assert "tii-2024" in shown.out


def test_marks_are_explained_below(cli):
    assert "How far each fact may be trusted" in cli("method", "2024").out


def test_the_draft_says_what_it_inherits(cli):
    assert "inherits" in cli("method", "2026").out
    assert cli("method", "2026", "--json").json["inherits"] == 2024


def test_json_gives_each_fact_its_mark(cli):
    root = cli("method", "2024", "--json").json["root"]
    assert root["code"] == "EGDI"
    assert {"mark", "source"} <= root["children"][0]["facts"][0].keys()


def test_in_arabic_the_tree_hangs_from_the_right(cli):
    assert "┤" in cli("method", "2024", "--lang", "ar").out


def test_no_such_edition(cli):
    shown = cli("method", "1999")
    assert shown.code == 2
    assert "2003" in shown.err


def test_a_word_is_no_edition(cli):
    shown = cli("method", "last")
    assert shown.code == 2
    assert "does not fit" in shown.err
