"""What another value of a raw input would do: against the computed component, and against the simulator."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.inputs import from_inputs
from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.updates import Update, updates, updates_record
from miqyas.analysis.world import load_world
from tests.analysis.overlays import over_release, raw_inputs

WORLD = load_world()
DRAWS = 400
BEFORE = {"TII.IU": 85.0, "TII.MS": 110.0, "TII.AM": 90.0, "TII.AF.MOBILE": 3.0, "TII.AF.FIXED": 4.0}


def asked(*given, iso3="LBN", world=WORLD):
    return updates(world, [Update(*one) for one in given], iso3=iso3, draws=DRAWS)


@pytest.mark.parametrize("node", list(BEFORE))
def test_the_gain_is_the_difference_of_the_component_computed_from_all_inputs(node):
    def infrastructure(inputs):
        own = over_release(raw_inputs(WORLD.latest, {"LBN": inputs}))
        return from_inputs(load_world(own), iso3="LBN", edition=WORLD.latest, code="TII")

    then = BEFORE[node] * 1.05
    found = asked((node, BEFORE[node], then)).effects[0]
    expected = infrastructure({**BEFORE, node: then}).value - infrastructure(BEFORE).value
    assert found.gain.component_gain == pytest.approx(expected, abs=1e-9)
    assert found.gain.egdi_gain == pytest.approx(expected / 3, abs=1e-6)


def test_ranks_are_those_of_the_simulator_with_the_same_draws():
    found = asked(("TII.IU", 85, 88))
    told = simulate(WORLD, parse_scenario(["TII.IU=+3"], iso3="LBN"), iso3="LBN", draws=DRAWS, seed=1)
    one = found.effects[0]
    assert np.array_equal(one.gain.moving.rank.counts, told.rank.counts)
    assert np.array_equal(found.before.counts, told.rank_before.counts)
    assert np.array_equal(found.together.rank.counts, told.rank.counts)


def test_what_lies_beyond_the_cap_does_nothing():
    found = asked(("TII.MS", 125, 160)).effects[0]
    assert (found.counted_now, found.counted_then) == (120, 120)
    assert found.gain.egdi_gain == 0
    assert found.gain.limit == "node"
    assert found.gain.moving.gained.shares == {0: 1.0}


def test_a_higher_price_costs_and_a_lower_one_gains():
    dearer, cheaper = asked(("TII.AF.FIXED", 4, 6), ("TII.AF.MOBILE", 4, 3)).effects
    assert dearer.gain.egdi_gain < 0 < cheaper.gain.egdi_gain
    assert dearer.gain.moving.gained.mean <= 0 <= cheaper.gain.moving.gained.mean


def test_together_is_the_sum_of_all_updates_within_the_scale():
    found = asked(("TII.IU", 85, 88), ("TII.AM", 90, 95), ("HCI.MYS", 8, 8.5), ("HCI.AL",))
    by_part = {}
    for one in found.effects:
        if one.kind == "update":
            by_part[one.gain.component] = by_part.get(one.gain.component, 0) + one.gain.component_gain
    assert found.shifts == pytest.approx(by_part)
    assert found.together_fixed.egdi_mean - found.together_fixed.egdi_mean_before == pytest.approx(
        sum(by_part.values()) / 3, abs=1e-6
    )


def test_nothing_carries_a_component_past_its_end():
    found = asked(("TII.IU", 10, 100), ("TII.AM", 10, 120), iso3="BHR")
    assert found.components["TII"] + found.shifts["TII"] <= 1 + 1e-12
    assert {one.gain.limit for one in found.effects} == {"component"}


def test_where_a_value_is_not_known_a_step_is_told():
    found = asked(("TII.IU",), ("HCI.EGL",), ("TII.AM", None, 90.0))
    assert [one.kind for one in found.effects] == ["step", "step", "step"]
    assert found.effects[1].gain.points == pytest.approx(1)
    assert found.together is None
    assert not found.shifts


def test_a_step_ends_where_the_value_that_stands_leaves_no_room():
    full, nearly = asked(("TII.IU", 100.0, None), ("TII.AF.FIXED", None, 1.2)).effects
    assert (full.gain.amount, full.gain.limit) == (0, "node")
    assert full.gain.egdi_gain == 0
    assert nearly.gain.amount == pytest.approx(-0.2)


def test_human_capital_is_a_lower_bound_and_says_so():
    assert asked(("HCI.AL", 90, 92)).effects[0].gain.is_lower_bound
    assert not asked(("TII.IU", 90, 92)).effects[0].gain.is_lower_bound


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ([("TII.XX", 1, 2)], "unknown_node"),
        ([("OSI.SP", 0.1, 0.2)], "unknown_node"),
        ([("TII", 0.1, 0.2)], "unknown_node"),
        ([("TII.IU", 1, 2), ("TII.IU", 1, 3)], "changed_twice"),
        ([("TII.IU", 1, float("nan"))], "not_a_number"),
        ([("TII.IU", float("inf"), 2)], "not_a_number"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(given, detail):
    with pytest.raises(AnalysisError) as refused:
        asked(*given)
    assert refused.value.detail == detail
    assert refused.value.render("ar")


def test_a_country_that_is_unknown_is_refused():
    with pytest.raises(AnalysisError):
        asked(("TII.IU", 1, 2), iso3="XXX")


def test_the_record_is_plain_and_says_that_others_are_held_fixed():
    import json

    record = updates_record(WORLD, asked(("TII.IU", 85, 88), ("HCI.MYS", 8, 8.2)))
    assert json.loads(json.dumps(record, allow_nan=False))["held_fixed"] is True
    assert record["updates"][0]["mark"] == "I"
    assert (
        record["together"]["expected_rank"]["median"] <= record["together"]["expected_rank_before"]["median"]
    )
