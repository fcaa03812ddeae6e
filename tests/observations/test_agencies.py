"""Who publishes each raw input, and how far its values may go."""

import pytest

from miqyas.analysis.world import load_world
from miqyas.catalogue import vocabulary
from miqyas.observations.agencies import agencies, raw_inputs, rounds

WORLD = load_world()
FOUND = raw_inputs(WORLD.methodology(WORLD.target), figures_of=WORLD.latest)


@pytest.mark.parametrize("edition", WORLD.editions)
def test_every_raw_input_of_every_edition_has_its_agency_or_is_assessed(edition):
    components = {"TII", "HCI"}
    found = raw_inputs(WORLD.methodology(edition), figures_of=edition)
    expected = {
        leaf.code
        for node in WORLD.methodology(edition).components
        if node.code in components and not node.is_leaf
        for leaf in node.leaves
    }
    assert set(found) == expected
    assert all(one.agency or one.is_assessed for one in found.values())


def test_infrastructure_comes_from_one_agency_and_human_capital_from_two():
    by_component = {}
    for one in FOUND.values():
        by_component.setdefault(one.component, set()).add(one.agency)
    assert by_component == {"TII": {"ITU"}, "HCI": {"UNESCO", "UNDP", ""}}


def test_literacy_of_e_government_is_assessed_and_nobody_publishes_it():
    literacy = FOUND["HCI.EGL"]
    assert literacy.is_assessed
    assert literacy.round is None


def test_a_value_counts_no_further_than_the_cap_and_prices_no_less_than_the_floor():
    assert FOUND["TII.MS"].counted(150) == 120
    assert FOUND["TII.AF.MOBILE"].counted(0.4) == 1
    assert FOUND["HCI.GER"].counted(150) == 150


def test_lower_prices_are_better_and_more_users_too():
    assert [code for code, one in FOUND.items() if one.lower_is_better] == ["TII.AF.MOBILE", "TII.AF.FIXED"]


def test_what_the_field_had_comes_from_the_world_figures():
    assert FOUND["HCI.MYS"].seen.high == 14.1
    assert FOUND["HCI.MYS"].possible.high > 14.1


def test_names_are_whole_and_rounds_lead_to_agencies():
    assert all(name["ar"] and name["en"] for name in agencies().values())
    assert all(one.agency in agencies() and one.every >= 1 for one in rounds().values())


def test_nothing_of_it_is_said_to_be_official():
    assert {one.mark.value for one in FOUND.values()} == {"R"}


def test_the_bodies_that_usually_answer_are_those_of_the_catalogue():
    assert {one.owner for one in FOUND.values()} - {""} <= set(vocabulary().owners)
