"""`miqyas catalogue`: instruments, features, coverage, an own list, versions side by side."""

import json

import pytest

from miqyas.catalogue import instrument_bytes, instruments
from tests.catalogue.lists import ABOUT, ROW, park, text_of


@pytest.fixture
def own_list(tmp_path):
    """Write a list into a file and give its path."""

    def make(content: bytes, name: str = "own.csv") -> str:
        file = tmp_path / name
        file.write_bytes(content)
        return str(file)

    return make


class TestLooking:
    def test_instruments_say_what_they_are_and_are_not(self, cli):
        shown = cli("catalogue").out
        assert "not the UN's list" in shown
        for code, instrument in instruments().items():
            assert f"({code})" in shown
            assert f"{len(instrument.features)} features" in shown

    @pytest.mark.parametrize(
        "words",
        [
            ["--subindex", "osi.tec"],
            ["--sector", "HEALTH"],
            ["--audience", "older", "--audience", "youth"],
            ["--theme", "identity"],
            ["--tag", "open_data"],
        ],
    )
    def test_filters_leave_only_what_was_asked_for(self, cli, words):
        name, wanted = words[0].removeprefix("--"), {word.casefold() for word in words[1::2]}
        features = cli("catalogue", *words, "--json").json["features"]
        assert features
        for feature in features:
            held = feature["tags"] if name == "tag" else [feature[name]]
            assert wanted & {code.casefold() for code in held}

    def test_filters_narrow_each_other(self, cli):
        both = cli("catalogue", "--sector", "health", "--subindex", "OSI.SP", "--json").json["features"]
        one = cli("catalogue", "--sector", "health", "--json").json["features"]
        assert 0 < len(both) < len(one)

    def test_one_instrument_is_listed_whole(self, cli):
        shown = cli("catalogue", "-i", "egl").out
        assert all(code in shown for code in instruments()["EGL"].by_code)
        assert "OSI-" not in shown

    def test_a_feature_says_all_that_is_said_of_it(self, cli):
        shown = cli("catalogue", "--feature", "osi-sp-001").out
        for heading in (
            "What counts",
            "What does not count",
            "Usual pitfalls",
            "Benefit to people",
            "Grading: Stage",
        ):
            assert heading in shown
        assert "Mark: Recalled" in shown

    def test_in_arabic(self, cli):
        shown = cli("catalogue", "-f", "OSI-SP-001", "--lang", "ar").out
        assert "ما لا يُحتسب" in shown
        assert "طريقة التقدير: مرحلة الخدمة" in shown

    def test_coverage_is_a_table_without_gaps(self, cli):
        shown = cli("catalogue", "--coverage")
        assert shown.code == 0
        assert "No cell that must not be empty is." in shown.out
        found = cli("catalogue", "--coverage", "-i", "OSI", "--json").json["coverage"][0]
        assert sum(row["features_count"] for row in found["tables"]["sector"]) == len(
            instruments()["OSI"].features
        )

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["-i", "GTMI"], "There is no instrument with the code GTMI"),
            (["-f", "OSI-IF-999"], "No instrument has a feature with the code OSI-IF-999"),
            (["--sector", "opera"], "opera means nothing as a choice of sector"),
            (["--subindex", "TII.MS"], "means nothing as a choice of subindex"),
            (["--coverage", "-f", "OSI-IF-001"], "More than one thing was asked"),
            (["--template", "list.pdf"], ".pdf"),
            (["--diff", "OSI", "none.json"], "none.json"),
            (["--diff", "OSI", "GTMI"], "There is no instrument"),
        ],
    )
    def test_what_is_not_there_is_told_in_words(self, cli, words, says):
        shown = cli("catalogue", *words)
        assert shown.code == 2
        assert says in shown.err


class TestOwnList:
    def test_a_template_is_written_and_never_over_what_was_filled_in(self, cli, tmp_path):
        for name in ("list.xlsx", "list.csv"):
            file = tmp_path / name
            assert cli("catalogue", "--template", str(file)).code == 0
            assert file.stat().st_size > 500
            assert cli("catalogue", "--template", str(file)).code == 2

    def test_a_list_is_checked_and_not_added(self, cli, own_list):
        shown = cli("catalogue", "--check", own_list(text_of()))
        assert shown.code == 0
        assert "has not been added" in shown.out
        assert "NAKHL" not in cli("catalogue").out

    def test_a_list_is_added_and_stands_beside_the_packaged_ones(self, cli, own_list):
        assert cli("catalogue", "--check", own_list(text_of()), "--yes").code == 0
        assert "List of palms (NAKHL)" in cli("catalogue").out
        assert cli("catalogue", "-f", "nakhl-sp-001", "--json").json["feature"]["instrument"] == "NAKHL"
        assert cli("catalogue", "--coverage", "-i", "NAKHL").code == 0
        newer = text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"})
        cli("catalogue", "--check", own_list(newer), "--yes")
        assert "(NAKHL), version 2" in cli("catalogue").out

    def test_every_problem_with_its_line(self, cli, own_list):
        rows = [{**ROW, "code": f"NAKHL-SP-{number:03}", "sector": "opera"} for number in range(1, 4)]
        file = own_list(text_of(*rows))
        shown = cli("catalogue", "--check", file, "--yes")
        assert shown.code == 2
        assert shown.out.count("“opera” is not known in this column") == 3
        found = cli("catalogue", "--check", file, "--json")
        assert [problem["place"]["line"] for problem in found.json["plan"]["problems"]] == [5, 6, 7]
        assert not found.json["accepted"]

    def test_a_file_that_is_not_there(self, cli):
        assert cli("catalogue", "--check", "none.xlsx").code == 2


class TestVersions:
    def test_from_a_file_taken_away_to_what_is_in_force(self, cli, own_list):
        older = own_list(instrument_bytes(park("1")), "older.json")
        newer = own_list(instrument_bytes(park("2", recency=None)), "newer.json")
        shown = cli("catalogue", "--diff", older, newer)
        assert "from version 1 to version 2" in shown.out
        assert "from “not older than 12 months” to “of any age”" in shown.out
        changes = cli("catalogue", "--diff", older, newer, "--json").json["changes"]
        assert [change["aspect"] for change in changes] == ["recency"]

    def test_equal_ones_do_not_differ(self, cli):
        assert "do not differ" in cli("catalogue", "--diff", "OSI", "osi").out

    def test_a_file_that_is_no_instrument(self, cli, own_list):
        shown = cli("catalogue", "--diff", own_list(json.dumps({"a": 1}).encode(), "x.json"), "OSI")
        assert shown.code == 2
        assert "cannot be read" in shown.err
