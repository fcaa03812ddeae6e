"""A scenario is a value: what people write, what it means, and how it is written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.simulate import Change, Scenario, parse_change, parse_scenario
from miqyas.analysis.simulate.scenario import MOST_CHANGES, written_changes

AMOUNTS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
NODES = st.sampled_from(["OSI", "TII", "HCI", "EPI", "OSI.SP", "TII.AF.MOBILE", "HCI.EGL"])
CHANGES = st.one_of(
    st.builds(Change, st.sampled_from(["BHR", "ARE"]), NODES, st.sampled_from(["by", "relative"]), AMOUNTS),
    st.builds(Change, st.just("SGP"), NODES, st.just("points"), st.integers(-90, 90).map(float)),
    st.builds(Change, st.just("SGP"), NODES, st.just("absolute"), AMOUNTS.map(abs)),
    st.builds(Change, st.just("OMN"), NODES, st.just("like"), like=st.sampled_from(["DNK", "KOR"])),
)


class TestWriting:
    @pytest.mark.parametrize(
        ("written", "kind", "amount"),
        [
            ("osi=0.95", "absolute", 0.95),
            ("osi=.95", "absolute", 0.95),
            ("osi=+0.02", "by", 0.02),
            ("osi=-0.02", "by", -0.02),
            ("osi=\N{MINUS SIGN}0.02", "by", -0.02),
            ("osi=+10%", "relative", 0.1),
            ("osi=10%", "relative", 0.1),
            ("osi=+5pts", "points", 5),
            ("osi=1pt", "points", 1),
            (" OSI = + 5 points ", "points", 5),
        ],
    )
    def test_what_people_write(self, written, kind, amount):
        change = parse_change(written, iso3="BHR")
        assert (change.iso3, change.node, change.kind) == ("BHR", "OSI", kind)
        assert change.amount == pytest.approx(amount)

    @pytest.mark.parametrize("written", ["ARE.osi=like:SGP", "are:OSI=like:sgp", "are . osi = like : SGP"])
    def test_another_country_and_anothers_value(self, written):
        assert parse_change(written, iso3="BHR") == Change("ARE", "OSI", "like", like="SGP")

    @pytest.mark.parametrize("node", ["osi.sp", "TII.AF.MOBILE", "hci.egl", "EPI.INFORMATION"])
    def test_a_node_with_a_point_in_it_is_no_country(self, node):
        assert parse_change(f"{node}=+1", iso3="BHR") == Change("BHR", node.upper(), "by", 1)
        assert parse_change(f"ARE.{node}=+1", iso3="BHR").iso3 == "ARE"

    @given(CHANGES)
    def test_what_is_written_is_read_again(self, change):
        again = parse_change(str(change))
        assert str(again) == str(change)
        assert (again.iso3, again.node, again.kind, again.like) == (
            change.iso3,
            change.node,
            change.kind,
            change.like,
        )
        assert again.amount == pytest.approx(change.amount, rel=1e-9, abs=1e-12)

    @pytest.mark.parametrize(
        ("line", "changes"),
        [
            ("osi=+5pts,hci=0.9", ["osi=+5pts", "hci=0.9"]),
            ("osi=+5pts; hci=0.9 ;", ["osi=+5pts", "hci=0.9"]),
            ("osi= 0.02", ["osi=+0.02"]),  # a bare plus in an address
            ("", []),
        ],
    )
    def test_several_in_one_line(self, line, changes):
        assert written_changes(line) == changes


class TestWhatCannotBeMeant:
    @pytest.mark.parametrize(
        "written", ["", "osi", "osi=", "osi=++1", "osi=5 apples", "=0.5", "osi=like:", "osi=0.5=0.6", "9=1"]
    )
    def test_unreadable(self, written):
        with pytest.raises(AnalysisError) as raised:
            parse_change(written, iso3="BHR")
        assert raised.value.full_code == "analysis.change_unreadable"
        assert "osi=+5pts" in raised.value.remedy("en")

    def test_a_change_without_a_country(self):
        with pytest.raises(AnalysisError, match="change_unreadable"):
            parse_change("osi=+5pts")

    @pytest.mark.parametrize("written", ["osi=nan", "osi=inf", "osi=+1e999"])
    def test_no_finite_number(self, written):
        with pytest.raises(AnalysisError) as raised:
            parse_change(written, iso3="BHR")
        assert raised.value.full_code == "analysis.not_a_number"

    def test_one_node_twice(self):
        with pytest.raises(AnalysisError) as raised:
            parse_scenario(["osi=+5pts", "BHR.OSI=0.9"], iso3="BHR")
        assert raised.value.full_code == "analysis.changed_twice"
        assert "OSI" in raised.value.problem("ar")

    def test_the_same_node_of_two_countries_is_fine(self):
        assert len(parse_scenario(["osi=+5pts", "ARE.osi=0.9"], iso3="BHR").changes) == 2

    def test_more_changes_than_can_be_meant(self):
        many = tuple(Change("BHR", f"N{number}", "by", 0.1) for number in range(MOST_CHANGES + 1))
        with pytest.raises(AnalysisError) as raised:
            Scenario(many)
        assert raised.value.full_code == "analysis.too_many_changes"
        assert str(MOST_CHANGES) in raised.value.remedy("en")
