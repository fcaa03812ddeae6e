"""From changes to what they do to components: each kind, bounds, parts and wholes, each way to be wrong."""

import numpy as np
import pytest

from miqyas.analysis.effects import effects
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.simulate import parse_scenario
from miqyas.analysis.simulate.moves import apply, moves_of
from miqyas.analysis.world import load_world
from tests.analysis.overlays import over_release, raw_inputs

WORLD = load_world()
BHR = WORLD.position("BHR")


def moved(*written: str, world=WORLD, edition=2024, iso3="BHR"):
    """Bahrain's OSI, TII and HCI after the changes."""
    moves = moves_of(world, parse_scenario(written, iso3=iso3), edition=edition)
    values = [world.published(world.latest).values[code].copy()[np.newaxis] for code in ("OSI", "TII", "HCI")]
    apply(moves, values)
    return [float(column[0, BHR]) for column in values]


def refused(*written: str, edition=2024, iso3="BHR") -> AnalysisError:
    with pytest.raises(AnalysisError) as raised:
        moves_of(WORLD, parse_scenario(written, iso3=iso3), edition=edition)
    for language in ("ar", "en"):
        assert raised.value.render(language)
    return raised.value


class TestEachKind:
    def test_absolute(self):
        assert moved("osi=0.95") == pytest.approx([0.95, 0.98773, 0.86804])

    def test_by_an_amount(self):
        assert moved("hci=-0.1")[2] == pytest.approx(0.76804)

    def test_by_a_share(self):
        assert moved("hci=+10%")[2] == pytest.approx(0.86804 * 1.1)

    def test_points_of_a_grid(self):
        assert moved("osi=+5pts", edition=2024)[0] == pytest.approx(
            0.90305 + 5 * 1.017 / (25 + 9 + 83 + 16 + 73)
        )

    def test_points_of_an_edition_that_counts_them(self):
        moves = moves_of(WORLD, parse_scenario(["osi=+5pts"], iso3="BHR"), edition=2020)
        assert moves[0].amount == pytest.approx(5 / 170)

    def test_a_sub_index_moves_its_component_by_the_published_line(self):
        assert moved("osi.sp=+5pts")[0] == pytest.approx(0.90305 + 1.017 * 0.45 * 5 / 83)

    def test_as_another(self):
        assert moved("osi=like:DNK")[0] == pytest.approx(0.99924)

    def test_as_another_that_changes_itself_takes_the_value_it_had(self):
        assert moved("osi=like:DNK", "DNK.osi=0.5")[0] == pytest.approx(0.99924)

    def test_a_price_that_falls_raises_the_index(self):
        assert moved("tii.af.mobile=-0.5")[1] > 0.98773

    def test_nothing(self):
        assert moved() == pytest.approx([0.90305, 0.98773, 0.86804])

    def test_several_parts_add_up(self):
        alone = [moved(one)[0] - 0.90305 for one in ("osi.sp=+2pts", "osi.if=+3pts")]
        assert moved("osi.sp=+2pts", "osi.if=+3pts")[0] - 0.90305 == pytest.approx(sum(alone))

    def test_a_raw_input_that_is_loaded_can_be_given_outright(self):
        own = raw_inputs(2024, {"BHR": {"HCI.EYS": 16.0}})
        world = load_world(over_release(own))
        slope = effects(world, edition=2024)["HCI.EYS"].slope
        assert moved("hci.eys=17", world=world)[2] == pytest.approx(0.86804 + slope)
        assert moved("hci.eys=+10%", world=world)[2] == pytest.approx(0.86804 + 1.6 * slope)


class TestBounds:
    @pytest.mark.parametrize("change", ["osi=1.01", "osi=+0.2", "osi=-0.95", "hci=+20%", "osi=+30pts"])
    def test_a_component_stays_within_0_and_1(self, change):
        error = refused(change)
        assert error.full_code == "analysis.outside_index"
        assert "0.9" in error.problem("en") or "0.868" in error.problem("en")

    def test_parts_together_do_not_carry_it_past_its_ends(self):
        assert refused("osi.sp=+9pts", "osi.if=+15pts").full_code == "analysis.outside_index"

    @pytest.mark.parametrize("change", ["osi.sp=+84pts", "epi=+0.2", "tii.iu=+101"])
    def test_a_node_stays_within_its_own_bounds(self, change):
        assert refused(change).full_code == "analysis.outside_node"

    def test_one_is_not_beyond(self):
        assert moved("osi=1")[0] == 1


class TestWholesAndParts:
    @pytest.mark.parametrize(
        "pair",
        [
            ("osi=0.95", "osi.sp=+1pts"),
            ("osi=+1pts", "epi=+1pts"),
            ("epi=+1pts", "epi.information=+1pts"),
            ("tii=0.9", "tii.af.mobile=-0.1"),
            ("hci=like:DNK", "hci.egl=+1pts"),
        ],
    )
    def test_not_both_at_once_in_either_order(self, pair):
        for written in (pair, pair[::-1]):
            error = refused(*written)
            assert error.full_code == "analysis.overlap"
            assert error.params["node"] == pair[1].split("=")[0].upper()

    def test_of_different_countries_they_are_fine(self):
        assert (
            len(moves_of(WORLD, parse_scenario(["osi=0.95", "ARE.osi.sp=+1pts"], iso3="BHR"), edition=2024))
            == 2
        )


class TestWhatIsNotKnown:
    def test_a_country(self):
        assert refused("XYZ.osi=0.5").full_code == "analysis.unknown_country"
        assert refused("osi=like:XYZ").full_code == "analysis.unknown_country"

    def test_a_node(self):
        error = refused("abc=0.5")
        assert error.full_code == "analysis.unknown_node"
        assert "OSI.SP" in error.remedy("en")

    def test_a_node_whose_scale_is_not_known(self):
        assert refused("tii.iu=+1", edition=2022).full_code == "analysis.node_not_scaled"

    def test_a_country_without_a_rank(self):
        assert refused("osi=0.5", edition=2012, iso3="LBY").full_code == "analysis.not_ranked"
        assert refused("osi=like:LBY", edition=2012).full_code == "analysis.not_ranked"

    def test_points_where_there_are_none(self):
        assert refused("tii=+1pts").full_code == "analysis.no_points"

    @pytest.mark.parametrize("change", ["tii.iu=90", "hci.eys=+10%", "hci.eys=like:ARE"])
    def test_a_present_value_that_is_not_loaded(self, change):
        assert refused(change).full_code == "analysis.no_present_value"


def test_what_steps_rest_on_is_told_with_the_weakest_mark():
    from miqyas.analysis.simulate.moves import assumption_marks

    moves = moves_of(
        WORLD, parse_scenario(["osi.sp=+1pts", "tii.iu=+1", "hci.eys=+1"], iso3="BHR"), edition=2024
    )
    assert {how: mark.value for how, mark in assumption_marks(moves).items()} == {
        "line": "N",
        "fixed": "I",
        "at_least": "I",
    }
