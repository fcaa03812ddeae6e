"""Components from raw inputs: a whole table, one country alone, and what is refused."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.inputs import components_with_inputs, from_inputs
from miqyas.analysis.world import load_world
from miqyas.index.compute import evaluate
from miqyas.kernel.provenance import Mark
from miqyas.methodology import load_edition
from miqyas.observations.raw import world_figures
from tests.analysis.overlays import over_release, raw_inputs
from tests.index.fields import raw_field
from tests.published.cases import FACTS

TII = {"TII.IU": 100.0, "TII.MS": 150.0, "TII.AM": 130.0, "TII.AF.MOBILE": 1.1, "TII.AF.FIXED": 1.5}
HCI = {"HCI.AL": 98.0, "HCI.GER": 88.0, "HCI.EYS": 16.3, "HCI.MYS": 11.0, "HCI.EGL": 0.9}


def world_with(edition, values):
    return load_world(over_release(raw_inputs(edition, values)))


def whole_field(component, *, edition, states=193):
    """A world with invented inputs of so many states, and the field they come from."""
    node = load_edition(edition).nodes[component]
    field = raw_field(node, seed=edition)
    names = load_world().countries
    values = {
        iso3: {code: row[0, place] for code, row in field.values.items()}
        for place, iso3 in enumerate(names[:states])
    }
    return world_with(edition, values), node, field


class TestOneCountryAlone:
    def test_tii_2024_from_five_inputs_with_the_others_held_fixed(self):
        found = from_inputs(world_with(2024, {"BHR": TII}), iso3="BHR", edition=2024, code="TII")
        assert (found.how, found.mark, found.covered, found.listed) == ("fixed", Mark.INFERRED, 1, 193)
        assert 0.95 < found.value <= 1
        assert found.difference == found.value - found.published
        assert found.explanation.find("TII.MS").field_is_reference

    def test_the_best_of_everything_is_one_and_the_mean_of_everything_the_mean(self):
        figures = world_figures(2024)
        best = {"TII.IU": 100, "TII.MS": 120, "TII.AM": 120, "TII.AF.MOBILE": 1, "TII.AF.FIXED": 1}
        mean = {code: figures[code].mean for code in best}
        world = world_with(2024, {"BHR": best, "TGO": mean})
        assert from_inputs(world, iso3="BHR", edition=2024, code="TII").value == pytest.approx(1)
        found = from_inputs(world, iso3="TGO", edition=2024, code="TII")
        assert found.value == pytest.approx(figures["TII"].mean)

    def test_hci_2024_is_anchored_at_the_published_value_and_shows_its_unexplained_error(self):
        found = from_inputs(world_with(2024, {"BHR": HCI}), iso3="BHR", edition=2024, code="HCI")
        assert found.how == "anchored"
        assert found.value == pytest.approx(found.published)
        assert (found.unexplained, found.mark) == (0.0045, Mark.INFERRED)

    @pytest.mark.parametrize("state", ["TGO", "RUS"])
    def test_osi_2024_from_quoted_sub_indices_and_the_published_epi(self, state):
        facts = FACTS["osi_2024_points"]
        shares = {code: facts[state][code] / points for code, points in facts["scale"].items()}
        found = from_inputs(world_with(2024, {state: shares}), iso3=state, edition=2024, code="OSI")
        assert found.how == "anchored"
        assert found.value == pytest.approx(found.published)
        assert found.explanation.find("EPI").value == load_world().standing(state, 2024).epi

    def test_of_an_edition_without_world_figures_one_country_says_nothing(self):
        values = {code: TII[code] for code in ("TII.IU", "TII.MS", "TII.AM")} | {"TII.FB": 20.0}
        with pytest.raises(AnalysisError, match="field_incomplete"):
            from_inputs(world_with(2022, {"BHR": values}), iso3="BHR", edition=2022, code="TII")


class TestWholeField:
    @pytest.mark.parametrize(
        ("component", "edition"), [("TII", 2024), ("TII", 2022), ("HCI", 2014), ("HCI", 2022), ("HCI", 2024)]
    )
    def test_all_states(self, component, edition):
        world, node, field = whole_field(component, edition=edition)
        expected = evaluate(node, field)[0]
        for iso3 in ("BHR", "DNK", "TGO"):
            found = from_inputs(world, iso3=iso3, edition=edition, code=component)
            assert (found.how, found.covered) == ("field", 193)
            assert found.value == pytest.approx(expected[world.position(iso3)], abs=1e-12)

    @pytest.mark.parametrize(
        ("component", "edition", "mark"),
        [("TII", 2022, Mark.READ), ("HCI", 2022, Mark.SECONDARY), ("HCI", 2024, Mark.INFERRED)],
    )
    def test_a_value_is_as_certain_as_the_weakest_fact_behind_it(self, component, edition, mark):
        world, _, _ = whole_field(component, edition=edition)
        assert from_inputs(world, iso3="BHR", edition=edition, code=component).mark.strength == mark.strength

    def test_a_table_that_covers_most_states_stands_for_the_field_but_only_inferred(self):
        world, _, _ = whole_field("TII", edition=2022, states=180)
        found = from_inputs(world, iso3="BHR", edition=2022, code="TII")
        assert (found.how, found.covered, found.mark) == ("field", 180, Mark.INFERRED)

    def test_a_table_that_covers_too_few_does_not(self):
        world, _, _ = whole_field("TII", edition=2022, states=150)
        with pytest.raises(AnalysisError, match="field_incomplete"):
            from_inputs(world, iso3="BHR", edition=2022, code="TII")

    def test_a_state_that_was_no_member_does_not_move_the_scale(self):
        world, node, field = whole_field("TII", edition=2003)
        listed = world.published(2003).is_listed()
        kept = {code: np.where(listed, row, np.nan) for code, row in field.values.items()}
        expected = evaluate(node, field.with_values(kept))[0, world.position("BHR")]
        assert from_inputs(world, iso3="BHR", edition=2003, code="TII").value == pytest.approx(expected)

    @pytest.mark.parametrize("edition", [2022, 2024])
    def test_osi_from_the_sub_indices_of_all_states(self, edition):
        generator = np.random.default_rng(edition)
        release = load_world()
        codes = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC")
        table = {code: generator.random(193) for code in codes}
        values = {iso3: {code: table[code][p] for code in codes} for p, iso3 in enumerate(release.countries)}
        table["EPI"] = release.published(edition).values["EPI"]
        weights = {
            node.code: float(node.weight.value) for node in load_edition(edition).nodes["OSI"].children
        }
        weighted = sum(weights[code] * column for code, column in table.items())
        expected = (weighted - weighted.min()) / (weighted.max() - weighted.min())
        found = from_inputs(world_with(edition, values), iso3="BHR", edition=edition, code="OSI")
        assert found.how == "field"
        assert found.value == pytest.approx(expected[release.position("BHR")])


class TestRefusals:
    def test_nothing_loaded(self):
        assert components_with_inputs(load_world(), iso3="BHR", edition=2024) == ()
        with pytest.raises(AnalysisError, match="inputs_missing"):
            from_inputs(load_world(), iso3="BHR", edition=2024, code="TII")

    def test_one_input_missing(self):
        world = world_with(2024, {"BHR": {code: value for code, value in TII.items() if code != "TII.IU"}})
        assert components_with_inputs(world, iso3="BHR", edition=2024) == ()
        with pytest.raises(AnalysisError, match="inputs_missing"):
            from_inputs(world, iso3="BHR", edition=2024, code="TII")

    @pytest.mark.parametrize("code", ["XX", "EPI", "TII.IU", "EGDI"])
    def test_what_is_no_component(self, code):
        with pytest.raises(AnalysisError, match="unknown_component"):
            from_inputs(world_with(2024, {"BHR": TII}), iso3="BHR", edition=2024, code=code)

    def test_an_anchored_component_of_a_state_without_a_published_value(self):
        points = {"OSI.POINTS": 3.0}
        with pytest.raises(AnalysisError):
            from_inputs(world_with(2003, {"MNE": points}), iso3="MNE", edition=2003, code="OSI")


def test_what_is_at_hand_for_a_country():
    world = world_with(2024, {"BHR": {**TII, **HCI}, "TGO": TII})
    assert components_with_inputs(world, iso3="BHR", edition=2024) == ("TII", "HCI")
    assert components_with_inputs(world, iso3="TGO", edition=2024) == ("TII",)
    assert components_with_inputs(world, iso3="SAU", edition=2024) == ()
