"""Scenarios and the worth of features for programs: the fields of the command line, refused in words."""

import pytest

from miqyas.analysis.features import worth
from miqyas.analysis.features.records import worth_record
from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate.records import outcome_record
from miqyas.analysis.world import load_world


@pytest.fixture(scope="module")
def world():
    return load_world()


class TestSimulate:
    def test_the_same_fields_and_numbers_as_the_command_line(self, ask, world):
        found = ask("/simulate/bhr?set=osi=%2B5pts,ARE.hci=0.9&draws=300&seed=4").json()
        scenario = parse_scenario(["osi=+5pts", "ARE.hci=0.9"], iso3="BHR")
        assert found == outcome_record(world, simulate(world, scenario, iso3="BHR", draws=300, seed=4))

    def test_changes_are_divided_by_commas_or_semicolons_in_one_parameter(self, ask):
        commas, semicolons = (
            ask(f"/simulate/BHR?set=osi=0.95{divider}hci=0.9&field=fixed").json() for divider in (",", ";")
        )
        assert commas == semicolons
        assert len(commas["scenario"]) == 2

    def test_a_bare_plus_is_understood(self, ask):
        bare, coded = (ask(f"/simulate/BHR?set=osi={plus}0.02&field=fixed").json() for plus in ("+", "%2B"))
        assert bare == coded
        assert bare["scenario"][0]["kind"] == "by"

    def test_no_changes_give_what_is_expected_anyway(self, ask):
        found = ask("/simulate/BHR?draws=300").json()
        assert found["expected_rank"] == found["expected_rank_before"]
        assert found["scenario"] == []

    def test_a_fixed_field_is_exact(self, ask):
        found = ask("/simulate/BHR?set=osi=%2B5pts&field=fixed").json()
        assert (found["expected_rank_before"]["median"], found["expected_rank"]["median"]) == (18, 16)

    @pytest.mark.parametrize(
        ("asked", "status", "code"),
        [
            ("XYZ", 404, "analysis.unknown_country"),
            ("BHR?set=osi=9", 422, "analysis.outside_index"),
            ("BHR?set=hello", 422, "analysis.change_unreadable"),
            ("BHR?set=osi=0.9,osi.sp=%2B1pts", 422, "analysis.overlap"),
            ("BHR?set=osi=0.9,osi=0.8", 422, "analysis.changed_twice"),
            ("BHR?set=abc=1", 422, "analysis.unknown_node"),
            ("BHR?set=tii.iu=90", 422, "analysis.no_present_value"),
            ("BHR?edition=2027", 422, "analysis.no_coming_edition"),
            ("BHR?field=fixed&edition=2027", 404, "analysis.edition_not_loaded"),
            ("BHR?field=sideways", 422, "request.invalid"),
            ("BHR?draws=0", 422, "request.invalid"),
            ("BHR?draws=100001", 422, "request.invalid"),
            ("BHR?seed=-1", 422, "request.invalid"),
            ("BHR?set=osi=0.9&set=hci=0.9", 422, "request.repeated_parameter"),
        ],
    )
    def test_what_cannot_be_answered_is_a_problem(self, ask, asked, status, code):
        answer = ask(f"/simulate/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["remedy"]


class TestWorth:
    def test_the_same_fields_and_numbers_as_the_command_line(self, ask, world):
        found = ask("/worth/bhr?draws=300&seed=4").json()
        assert found == worth_record(world, worth(world, iso3="BHR", draws=300, seed=4))

    def test_an_earlier_edition(self, ask):
        found = ask("/worth/BHR?edition=2018").json()
        assert (found["edition"], found["coming"], found["expected_rank"]) == (2018, None, None)

    @pytest.mark.parametrize(
        ("asked", "status", "code"),
        [
            ("XYZ", 404, "analysis.unknown_country"),
            ("BHR?edition=2027", 422, "analysis.no_coming_edition"),
            ("LBY?edition=2012", 422, "analysis.not_ranked"),
            ("BHR?draws=1000000", 422, "request.invalid"),
        ],
    )
    def test_what_cannot_be_answered_is_a_problem(self, ask, asked, status, code):
        answer = ask(f"/worth/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
