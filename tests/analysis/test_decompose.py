"""A change of index and rank, split without a remainder."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from miqyas.analysis.decompose import Inside, Unsplit, decompose, history_of_changes, split_components
from miqyas.analysis.decompose.shapley import grouped_shapley, shapley
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import Dataset
from tests.analysis.overlays import over_release, raw_inputs
from tests.analysis.three_states import EARLIER, LATER, results_of, world_of

WORLD = load_world()
PAIRS = sorted({*pairwise(WORLD.editions), *list(combinations(WORLD.editions, 2))[::7]})
ALIKE = (0.2, 0.2, 0.2)


def changes(before, after):
    for iso3 in WORLD.countries:
        if WORLD.standing(iso3, before).rank and WORLD.standing(iso3, after).rank:
            yield decompose(WORLD, iso3=iso3, before=before, after=after)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_parts_sum_to_the_whole_for_every_state(before, after):
    for change in changes(before, after):
        parts = sum(change.components.values()) + change.method + change.rounding
        assert parts == pytest.approx(change.egdi, abs=1e-12)
        causes = (change.own, change.others, change.method_places, change.rounding_places)
        assert sum(causes) == pytest.approx(change.rank, abs=1e-12)
        assert sum(change.places.values()) == pytest.approx(change.own, abs=1e-12)
        assert sum(change.others_parts.values()) == pytest.approx(change.others, abs=1e-12)
        assert change.rank == change.rank_before - change.rank_after


@pytest.mark.parametrize(("before", "after"), [(2012, 2014), (2018, 2020), (2022, 2024)])
def test_what_the_printed_figures_leave_is_no_more_than_their_rounding(before, after):
    for change in changes(before, after):
        assert abs(change.rounding) < 2e-4
        assert abs(change.rounding_places) <= 2
        assert change.method == 0
        assert change.method_places == 0


@pytest.mark.parametrize(("before", "after"), [(2005, 2008), (2010, 2012)])
def test_changed_weights_are_the_method_s_part(before, after):
    assert decompose(WORLD, iso3="BHR", before=before, after=after).method != 0
    assert any(change.method_places for change in changes(before, after))


def test_rising_alone_is_all_ones_own():
    change = decompose(WORLD, iso3="BHR", before=2022, after=2024)
    assert change.own > 0 > change.others


def test_a_way_back_is_the_way_there_turned_round():
    there = decompose(WORLD, iso3="BHR", before=2020, after=2024)
    back = decompose(WORLD, iso3="BHR", before=2024, after=2020)
    assert back.egdi == -there.egdi
    assert (back.own, back.others) == (-there.own, -there.others)
    assert back.places == pytest.approx({code: -gained for code, gained in there.places.items()})


def test_two_components_that_only_together_pass_a_rival_share_the_place():
    """BHR rises from 0.2 to 0.6 by two components, each of which alone leaves it behind ARE's 0.5."""
    still = {"ARE": (0.5, 0.5, 0.5), "SAU": (0.8, 0.8, 0.8)}
    world = world_of({"BHR": ALIKE, **still}, {"BHR": (0.8, 0.8, 0.2), **still})
    change = decompose(world, iso3="BHR", before=EARLIER, after=LATER)
    assert change.rank == 1
    assert change.places == {"OSI": 0.5, "TII": 0.5, "HCI": 0.0}
    assert change.components == pytest.approx({"OSI": 0.2, "TII": 0.2, "HCI": 0.0})
    assert (change.own, change.others) == (1.0, 0.0)


def test_a_rise_that_a_rival_undoes_is_half_a_place_each():
    """First ours, then theirs: +1, −1. First theirs, then ours: 0, 0."""
    earlier = {"BHR": ALIKE, "ARE": (0.5, 0.5, 0.5), "SAU": (0.8, 0.8, 0.8)}
    later = {"BHR": (0.8, 0.8, 0.2), "ARE": (0.7, 0.7, 0.7), "SAU": (0.8, 0.8, 0.8)}
    change = decompose(world_of(earlier, later), iso3="BHR", before=EARLIER, after=LATER)
    assert (change.rank, change.own, change.others) == (0, 0.5, -0.5)
    assert change.places == {"OSI": 0.25, "TII": 0.25, "HCI": 0.0}
    assert change.others_parts == {"moved": -0.5, "entered": 0.0, "left": 0.0}


def test_states_that_enter_and_leave_the_field_are_named_and_counted():
    earlier = {"BHR": ALIKE, "ARE": (0.5, 0.5, 0.5), "QAT": (0.6, 0.6, 0.6)}
    later = {"BHR": ALIKE, "ARE": (0.5, 0.5, 0.5), "SAU": (0.8, 0.8, 0.8), "OMN": (0.9, 0.9, 0.9)}
    change = decompose(world_of(earlier, later), iso3="BHR", before=EARLIER, after=LATER)
    assert (change.rank_before, change.rank_after, change.field) == (3, 4, (3, 4))
    assert (change.entered, change.left) == (("OMN", "SAU"), ("QAT",))
    assert change.others_parts == {"moved": 0.0, "entered": -2.0, "left": 1.0}
    assert change.own == 0.0


def test_a_state_that_left_a_real_field_is_said():
    change = decompose(WORLD, iso3="BHR", before=2010, after=2012)
    assert "SSD" in change.entered
    assert {"CAF", "GIN", "LBY"} == set(change.left)
    assert change.field == (183, 190)


def test_a_history_leaves_out_editions_without_a_rank():
    changes = history_of_changes(WORLD, iso3="LBY")
    assert [(c.before, c.after) for c in changes] == [
        (2008, 2010), (2010, 2014), (2014, 2016), (2016, 2018), (2018, 2020), (2020, 2022), (2022, 2024),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("iso3", "before", "after", "detail", "told"),
    [
        ("LBY", 2012, 2014, "not_ranked", "2012"),
        ("SSD", 2010, 2024, "not_ranked", "South Sudan"),
        ("BHR", 2011, 2024, "edition_not_loaded", "2011"),
        ("XXX", 2014, 2024, "unknown_country", "XXX"),
    ],
)
def test_what_cannot_be_decomposed_is_refused(iso3, before, after, detail, told):
    with pytest.raises(AnalysisError, match=detail) as caught:
        decompose(WORLD, iso3=iso3, before=before, after=after)
    assert told in caught.value.render("en")


def test_a_component_that_is_missing_is_refused():
    whole = results_of(EARLIER, {"BHR": ALIKE, "ARE": ALIKE})
    assert b"BHR,0.2" in whole.content
    hole = Dataset(
        "results", whole.name, whole.content.replace(b"0.2,0.2,0.2,0.2,ranked", b"0.2,,0.2,0.2,ranked")
    )
    world = load_world(over_release(hole, results_of(LATER, {"BHR": ALIKE, "ARE": ALIKE})))
    with pytest.raises(AnalysisError, match="component_missing") as caught:
        decompose(world, iso3="BHR", before=EARLIER, after=LATER)
    assert str(EARLIER) in caught.value.render("en")
    assert EARLIER not in {change.after for change in history_of_changes(world, iso3="BHR")}


# Shapley and Owen themselves


def test_equal_players_get_equal_shares_and_idle_ones_nothing():
    game = np.zeros((2, 2, 2))
    game[1, 1, :] = 1.0
    assert shapley(game) == (0.5, 0.5, 0.0)


def test_the_shares_of_a_game_of_gloves():
    """One left glove, two right ones: Shapley's own example gives 2/3, 1/6, 1/6."""
    game = np.zeros((2, 2, 2))
    game[1, 1, 0] = game[1, 0, 1] = game[1, 1, 1] = 1.0
    assert shapley(game) == pytest.approx((2 / 3, 1 / 6, 1 / 6))


@pytest.mark.parametrize("seed", range(5))
def test_groups_of_one_are_the_plain_value_and_groups_keep_their_total(seed):
    game = np.random.default_rng(seed).normal(size=(2,) * 5)
    alone = grouped_shapley(game, groups=[1] * 5)
    assert [share.total for share in alone] == pytest.approx(shapley(game))
    grouped = grouped_shapley(game, groups=[3, 2])
    corner = game[0, 0, 0], game[1, 1, 1]
    between = np.array([[corner[0][0, 0], corner[0][1, 1]], [corner[1][0, 0], corner[1][1, 1]]])
    assert [share.total for share in grouped] == pytest.approx(shapley(between))
    for share in grouped:
        assert sum(share.parts) == pytest.approx(share.total)


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="3 players"):
        grouped_shapley(np.zeros((2, 2)), groups=[2, 1])


# Inside the components


def inputs(edition, seed, *, only=None):
    """Random inputs of OSI and TII for every state, or for one."""
    random = np.random.default_rng(seed)
    codes = {
        leaf.code: 1.0 if leaf.code.startswith("OSI") else 20.0 if ".AF" in leaf.code else 100.0
        for component in ("OSI", "TII")
        for leaf in WORLD.methodology(edition).nodes[component].leaves
        if not leaf.code.startswith("EPI")
    }
    values = {
        iso3: {code: float(random.uniform(0.2, 1.0) * scale) for code, scale in codes.items()}
        for iso3 in WORLD.countries
    }
    return raw_inputs(edition, values if only is None else {only: values[only]})


def test_with_inputs_of_the_whole_field_the_others_part_is_told():
    world = load_world(over_release(inputs(2022, 1), inputs(2024, 2)))
    osi, tii, hci = split_components(world, iso3="BHR", before=2022, after=2024)
    for found in (osi, tii):
        assert isinstance(found, Inside)
        assert found.how == "field"
        whole = sum(found.parts.values()) + found.others + found.method + found.rest
        assert whole == pytest.approx(found.change, abs=1e-12)
    assert set(osi.parts) == {"OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI"}
    assert osi.method == 0.0
    assert osi.others != 0.0
    assert set(tii.parts) == {"TII.IU", "TII.MS", "TII.AM"}
    assert tii.method != 0.0
    assert hci == Unsplit("HCI", "inputs", (2022, 2024))


def test_an_input_that_did_not_change_has_no_part():
    same = inputs(2024, 2)
    before = type(same)(same.kind, "before", same.content.replace(b"2024,", b"2022,"))
    after = type(same)(same.kind, same.name, same.content.replace(b"BHR,OSI.SP,", b"BHR,OSI.SP,0"))
    world = load_world(over_release(before, after))
    osi = split_components(world, iso3="BHR", before=2022, after=2024)[0]
    assert osi.parts["OSI.IF"] == pytest.approx(0.0, abs=1e-12)
    assert osi.parts["OSI.TEC"] == pytest.approx(0.0, abs=1e-12)


def test_with_one_s_own_inputs_alone_the_others_part_stays_unknown():
    world = load_world(over_release(inputs(2022, 1, only="BHR"), inputs(2024, 2, only="BHR")))
    osi, tii, _ = split_components(world, iso3="BHR", before=2022, after=2024)
    assert osi.how == "alone"
    assert osi.others is None
    assert sum(osi.parts.values()) + osi.method + osi.rest == pytest.approx(osi.change, abs=1e-12)
    assert tii == Unsplit("TII", "scale", (2022, 2024))


def test_inputs_of_one_edition_alone_name_the_other():
    world = load_world(over_release(inputs(2024, 2)))
    assert split_components(world, iso3="BHR", before=2022, after=2024)[0] == Unsplit(
        "OSI", "inputs", (2022,)
    )
