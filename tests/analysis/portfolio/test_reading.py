"""A portfolio from a file or a document: what is understood, and each way to be wrong in its place."""

import io
import zipfile

import pytest

from miqyas.analysis.portfolio import read_document, read_portfolio, sample
from miqyas.analysis.portfolio.checks import MOST_ACTIONS
from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.portfolio.sample import sample_sheets, template_sheets
from miqyas.reports.tables.portfolio import file_of_sheets

CALENDAR = "period,begins,ends\n1,2027-01-01,2027-03-31\n2,2027-04-01,2027-06-30\n"
HEAD = (
    "action,name,entity,duration,earliest,latest,status,after,excludes,people,success,works for citizens,"
    "cost: capital,points: OSI.SP"
)
GOOD = "A1,Search,Health,1,,,,,,,,,5,2"


def read(world, *rows, head=HEAD, more=CALENDAR):
    lines = "\n".join((head, *rows)) + "\n\n" + more
    return read_portfolio(world, lines.encode(), name="own.csv")


def problems(found):
    return [(one.detail, one.place.line, one.place.name) for one in found.problems]


class TestUnderstood:
    def test_the_sample(self, world):
        found = sample(world)
        assert len(found.actions) == 25
        assert [aim.edition for aim in found.aims] == [2028, 2030]
        assert found.aims[0].opens.isoformat() == "2027-06-01"
        assert found.by_id["J2"].after == ("P1", "P5")
        assert found.by_id["P1"].status == "running"
        assert not found.by_id["X1"].for_citizens
        assert found.by_id["P1"].cost["capital"] == (30.0, 30.0, 30.0)
        assert found.name_of("Health")["ar"] == "الصحة"
        assert found.name_of("Elsewhere")["ar"] == "Elsewhere"

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_written_and_read_back_it_is_the_same(self, world, form, language):
        content = file_of_sheets(sample_sheets(), form=form, language=language)
        assert read_portfolio(world, content, name=f"own.{form}").the_portfolio() == sample(world)

    def test_the_template_can_be_read_too(self, world):
        content = file_of_sheets(template_sheets(), form="xlsx", language="ar")
        assert len(read_portfolio(world, content, name="empty.xlsx").the_portfolio().actions) == 2

    def test_as_a_document_it_is_the_same(self, world):
        assert read_document(world, document_of(sample(world))).the_portfolio() == sample(world)

    def test_amounts_by_period(self, world):
        found = read(world, 'A1,Search,Health,2,,,,,,2;1,,,"5;7",2').the_portfolio()
        assert found.actions[0].cost == {"capital": (5.0, 7.0)}
        assert found.actions[0].people == (2.0, 1.0)

    def test_editions_that_nobody_named(self, world):
        assert [aim.edition for aim in read(world, GOOD).the_portfolio().aims] == [2028]

    def test_semicolons_between_the_columns(self, world):
        lines = "\n".join((HEAD, GOOD, "", CALENDAR)).replace(",", ";")
        assert read_portfolio(world, lines.encode(), name="own.csv").the_portfolio().actions[0].id == "A1"

    def test_windows_chances_and_levels_of_ones_own(self, world):
        more = (
            CALENDAR
            + "\nedition,weight,window opens,window closes\n2028,1,2027-05-01,2027-07-31\n"
            + "\nshare of window passed,chance\n0,0.9\n1,0\n"
            + "\nnode,level\nOSI.SP,0.8\n"
        )
        found = read(world, GOOD, more=more).the_portfolio()
        assert found.aims[0].opens.isoformat() == "2027-05-01"
        assert found.chance == ((0.0, 0.9), (1.0, 0.0))
        assert found.levels == {"OSI.SP": 0.8}

    def test_notes_above_the_table_are_let_alone(self, world):
        lines = "Our plan,for the minister\n" + "\n".join((HEAD, GOOD, "", CALENDAR))
        assert read_portfolio(world, lines.encode(), name="own.csv").portfolio is not None


def row(**changes):
    """A good row with some fields changed."""
    names = HEAD.split(",")
    cells = dict(zip(names, GOOD.split(","), strict=True)) | changes
    return ",".join(f'"{cells[name]}"' for name in names)


ROWS = {
    "empty id": (row(action=""), "missing", "action"),
    "duration 0": (row(duration="0"), "duration", "duration"),
    "half a period": (row(duration="1.5"), "not_whole", "duration"),
    "negative cost": (row(**{"cost: capital": "-3"}), "negative_cost", "cost: capital"),
    "NaN": (row(**{"cost: capital": "nan"}), "not_finite", "cost: capital"),
    "infinite": (row(**{"points: OSI.SP": "inf"}), "not_finite", "points: OSI.SP"),
    "no number": (row(**{"cost: capital": "a lot"}), "not_a_number", "cost: capital"),
    "decimal comma": (row(success="0,9"), "not_a_number", "success"),
    "probability above 1": (row(success="1.2"), "not_a_chance", "success"),
    "negative people": (row(people="-1"), "negative_people", "people"),
    "more amounts than periods": (row(**{"cost: capital": "1;2"}), "spread", "cost: capital"),
    "unknown prerequisite": (row(after="A9"), "unknown_action", "after"),
    "its own prerequisite": (row(after="A1"), "own_after", "after"),
    "excludes itself": (row(excludes="A1"), "own_excludes", "excludes"),
    "unknown exclusion": (row(excludes="A9"), "unknown_action", "excludes"),
    "latest before earliest": (row(earliest="2", latest="1"), "times", "latest"),
    "a period that is none": (row(earliest="7"), "not_a_period", "earliest"),
    "running, but later": (row(status="running", earliest="2"), "running_later", "earliest"),
    "unknown status": (row(status="maybe"), "status", "status"),
    "neither yes nor no": (row(**{"works for citizens": "perhaps"}), "yes_or_no", "works for citizens"),
    "a gain that lowers": (row(**{"points: OSI.SP": "-2"}), "negative_gain", "points: OSI.SP"),
}


@pytest.mark.parametrize(("line", "detail", "column"), ROWS.values(), ids=ROWS)
def test_each_way_in_which_a_row_can_be_wrong(world, line, detail, column):
    found = read(world, line)
    assert (detail, 2, column) in problems(found)
    for problem in found.problems:
        assert problem.problem("ar")
        assert problem.remedy("en")


class TestWholeFiles:
    def test_all_problems_are_told_at_once_in_order(self, world):
        found = read(world, row(duration="0"), row(action="A2", success="7"), row(action="A3", after="A9"))
        lines = [problem.place.line for problem in found.problems]
        assert {2, 3, 4} <= set(lines)
        assert lines == sorted(lines, key=lambda line: line or 0)

    def test_the_same_id_twice(self, world):
        found = read(world, GOOD, row(name="Other"))
        assert ("twice", 2, "action") in problems(found)

    def test_the_same_name_twice(self, world):
        found = read(world, GOOD, row(action="A2"))
        assert [detail for detail, *_ in problems(found)] == ["name_twice", "name_twice"]
        assert "Search" in found.problems[0].problem("en")

    def test_a_ring_is_named(self, world):
        rows = [row(action=id_, name=id_, after=after) for id_, after in (("A", "C"), ("B", "A"), ("C", "B"))]
        found = read(world, *rows)
        assert "A → C → B → A" in found.problems[0].problem("en")
        assert found.problems[0].place.line == 2

    def test_no_actions(self, world):
        assert problems(read(world)) == [("no_actions_table", None, "")]
        assert [one for one, *_ in problems(read_document(world, {"actions": []}))] == ["empty", "no_periods"]

    def test_no_calendar(self, world):
        assert ("no_periods", None, "periods") in problems(read(world, GOOD, more=""))

    def test_periods_that_overlap(self, world):
        more = "period,begins,ends\n1,2027-01-01,2027-03-31\n2,2027-03-01,2027-06-30\n"
        assert ("period_order", 6, "begins") in problems(read(world, GOOD, more=more))

    def test_a_date_that_is_none(self, world):
        assert ("not_a_date", 5, "ends") in problems(
            read(world, GOOD, more="period,begins,ends\n1,2027-01-01,soon\n")
        )

    def test_an_edition_that_is_out(self, world):
        found = read(world, GOOD, more=CALENDAR + "\nedition,weight\n2022,1\n")
        assert ("past_edition", 9, "edition") in problems(found)

    def test_a_window_that_closes_first(self, world):
        more = CALENDAR + "\nedition,weight,window opens,window closes\n2028,1,2027-09-01,2027-06-01\n"
        assert ("window_order", 9, "window closes") in problems(read(world, GOOD, more=more))

    def test_no_edition_that_counts(self, world):
        more = CALENDAR + "\nedition,weight\n2028,0\n"
        assert "no_aims" in [one for one, *_ in problems(read(world, GOOD, more=more))]

    def test_a_chance_that_rises(self, world):
        more = CALENDAR + "\nshare of window passed,chance\n0,0.2\n1,0.8\n"
        assert "chance" in [one for one, *_ in problems(read(world, GOOD, more=more))]

    def test_a_limit_for_too_few_periods(self, world):
        found = read(world, GOOD, more=CALENDAR + "\nlimit,of,1\nbudget,capital,5\n")
        assert problems(found) == [("limit_periods", 9, "")]

    def test_a_negative_limit(self, world):
        found = read(world, GOOD, more=CALENDAR + "\nlimit,of,1,2\nbudget,capital,5,-1\n")
        assert problems(found)[0][:2] == ("negative_limit", 9)

    @pytest.mark.parametrize(("node", "level"), [("OSI", 97), ("OSI.SP", 1.2), ("TII", -1), ("HCI.AL", 101)])
    def test_a_level_outside_its_node(self, world, node, level):
        """97 for 0.97 would close online services, and every gain on them would be worth nothing."""
        found = read(world, GOOD, more=CALENDAR + f"\nnode,level\n{node},{level}\n")
        assert [one[0] for one in problems(found)] == ["level_range"]
        assert node in found.problems[0].render("en")

    def test_levels_in_the_unit_of_their_node(self, world):
        assert read(world, GOOD, more=CALENDAR + "\nnode,level\nHCI.AL,98\nOSI,0.97\n").portfolio

    def test_a_limit_of_nothing_known(self, world):
        found = read(
            world, GOOD, more=CALENDAR + "\nlimit,of,1,2\nhopes,capital,5,1\nbudget,b,1,1\nbudget,b,2,2\n"
        )
        assert [one[:2] for one in problems(found)] == [("limit_kind", 9), ("limit_twice", 11)]

    def test_a_column_that_is_not_known_and_one_twice(self, world):
        found = read(world, GOOD + ",3,4", head=HEAD + ",cost: capital,colour")
        assert {("column_twice", 1, "cost: capital"), ("unknown_column", 1, "colour")} <= set(problems(found))

    def test_a_node_that_is_not_known(self, world):
        found = read(world, GOOD, head=HEAD.replace("OSI.SP", "OSI.XX"))
        assert problems(found) == [("unknown_node", 2, "points: OSI.XX")]

    def test_points_of_a_node_that_has_none(self, world):
        assert problems(read(world, GOOD, head=HEAD.replace("OSI.SP", "TII.IU")))[0][0] == "no_points"

    def test_a_row_that_is_too_long(self, world):
        assert ("row_width", 2, "") in problems(read(world, GOOD + ",,stray"))

    def test_what_is_no_table(self, world):
        for content in (b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"just words"):
            assert read_portfolio(world, content, name="x").problems

    def test_a_file_that_is_not_there(self, world, tmp_path):
        assert read_portfolio(world, tmp_path / "nowhere.csv").problems[0].detail == "unreadable"


class TestTooMuch:
    def test_a_million_rows_are_refused_before_they_are_cut(self, world, monkeypatch):
        monkeypatch.setattr(
            "miqyas.analysis.portfolio.table.read_text", lambda *_, **__: pytest.fail("was read")
        )
        content = b"action,duration\n" + b"A,1\n" * 1_000_000
        (problem,) = read_portfolio(world, content, name="huge.csv").problems
        assert problem.detail == "too_many"
        assert "20,000" in problem.remedy("en")

    def test_a_workbook_of_a_million_rows_by_the_size_of_its_sheet(self, world):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 7_500_000)
        (problem,) = read_portfolio(world, target.getvalue(), name="huge.xlsx").problems
        assert problem.detail == "sheet_too_large"

    def test_a_million_actions_in_a_document(self, world):
        one = {"id": "A"}
        (problem,) = read_document(world, {"actions": [one] * 1_000_000}).problems
        assert (problem.detail, problem.params["given"]) == ("too_many", 1_000_000)

    def test_more_starts_than_can_be_borne(self, world):
        period = [{"begins": f"{2027 + n // 12}-{n % 12 + 1:02}-01"} for n in range(60)]
        period[-1]["ends"] = "2031-12-31"
        actions = [{"id": f"A{n}", "points": {"OSI.SP": 1}} for n in range(4_000)]
        found = read_document(world, {"actions": actions, "periods": period})
        assert [problem.detail for problem in found.problems] == ["too_large"]

    def test_the_most_there_may_be(self, world):
        assert MOST_ACTIONS == 20_000


class TestDocuments:
    def test_what_is_none(self, world):
        for given in ([], {"actions": "A"}, {"actions": [3], "periods": []}):
            assert read_document(world, given).problems[0].detail == "not_a_document"

    def test_fields_that_nobody_knows(self, world):
        found = read_document(world, {"actions": [{"id": "A", "colour": "red"}], "weather": 1})
        places = [str(one.place) for one in found.problems if one.detail == "unknown_field"]
        assert places == ["weather", "actions[0].colour"]

    @pytest.mark.parametrize("value", [True, "x", [], {"a": 1}])
    def test_values_of_another_kind(self, world, value):
        found = read_document(world, {**document_of(sample(world)), "levels": {"OSI.SP": value}})
        assert found.problems

    def test_places_are_paths(self, world):
        document = document_of(sample(world))
        document["actions"][3]["success"] = 3
        document["budgets"]["capital"][0] = -1
        found = read_document(world, document)
        assert {str(one.place) for one in found.problems} == {"actions[3].success", "budgets.capital"}
