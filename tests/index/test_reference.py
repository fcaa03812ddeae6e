"""One country's inputs with the others held fixed: the same as the whole field, if the field is as told."""

from dataclasses import replace

import numpy as np
import pytest

from miqyas.analysis.world import load_world
from miqyas.index import compute
from miqyas.index.compute import evaluate
from miqyas.index.errors import IndexComputationError
from miqyas.index.reference import (
    best_possible,
    composite_ends,
    composite_of,
    field_of,
    value_alone,
    world_mean,
)
from miqyas.methodology import load_edition
from miqyas.observations.model import from_columns
from miqyas.observations.raw import world_figures
from tests.index.fields import figures_of, raw_field
from tests.published.cases import FACTS

TII = load_edition(2024).nodes["TII"]
HCI = load_edition(2022).nodes["HCI"]


def published_figures(node, field):
    """World figures of every indicator and of the component, computed from the field itself."""
    index = evaluate(node, field)
    return {node.code: figures_of(index), **{code: figures_of(row) for code, row in field.values.items()}}


def inputs_of(field, place):
    return {code: float(row[0, place]) for code, row in field.values.items()}


@pytest.mark.parametrize("node", [TII, HCI], ids=["TII 2024", "HCI 2022"])
@pytest.mark.parametrize("seed", range(4))
class TestAgainstAWholeField:
    """193 invented states, the first of which holds every best value."""

    def test_one_country_alone_gets_the_value_of_the_whole_field(self, node, seed):
        field = raw_field(node, seed=seed, leader=True)
        figures, whole = published_figures(node, field), evaluate(node, field)[0]
        anchors = {
            world_mean(node, statistics=figures): figures[node.code].mean,
            best_possible(node, statistics=figures): 1.0,
        }
        reference = field_of(node, statistics=figures, anchors=anchors)
        for place in range(0, 193, 8):
            alone = value_alone(node, inputs=inputs_of(field, place), reference=reference)
            assert alone == pytest.approx(whole[place], abs=1e-9)

    def test_an_anchor_on_any_country_serves_as_well(self, node, seed):
        field = raw_field(node, seed=seed)
        figures, whole = published_figures(node, field), evaluate(node, field)[0]
        own = inputs_of(field, 17)
        anchors = {
            world_mean(node, statistics=figures): figures[node.code].mean,
            composite_of(node, inputs=own, statistics=figures): float(whole[17]),
        }
        reference = field_of(node, statistics=figures, anchors=anchors)
        for place in range(0, 193, 8):
            alone = value_alone(node, inputs=inputs_of(field, place), reference=reference)
            assert alone == pytest.approx(whole[place], abs=1e-6)

    def test_the_figures_of_the_composite_are_those_of_the_field(self, node, seed):
        field = raw_field(node, seed=seed, leader=True)
        figures = published_figures(node, field)
        anchors = {0.0: figures[node.code].mean, best_possible(node, statistics=figures): 1.0}
        reference = field_of(node, statistics=figures, anchors=anchors)[node.code]
        composite = figures_of(evaluate(replace(node, normalise=None), field))
        assert reference.low == pytest.approx(composite.low)
        assert reference.high == pytest.approx(composite.high)
        assert reference.deviation == pytest.approx(composite.deviation)


class TestRealFigures:
    """The world figures of 2024 as published."""

    figures = world_figures(2024)

    def test_the_mean_state_stands_at_the_mean_and_the_best_at_one(self):
        anchors = {0.0: self.figures["TII"].mean, best_possible(TII, statistics=self.figures): 1.0}
        reference = field_of(TII, statistics=self.figures, anchors=anchors)
        mean = {leaf.code: self.figures[leaf.code].mean for leaf in TII.leaves}
        best = {"TII.IU": 100, "TII.MS": 120, "TII.AM": 120, "TII.AF.MOBILE": 1, "TII.AF.FIXED": 1}
        assert value_alone(TII, inputs=mean, reference=reference) == pytest.approx(self.figures["TII"].mean)
        assert value_alone(TII, inputs=best, reference=reference) == pytest.approx(1)

    def test_the_ends_agree_with_the_published_deviation(self):
        """Checked by a third figure: the deviation that the ends imply is near the one of the parts."""
        anchors = {0.0: self.figures["TII"].mean, best_possible(TII, statistics=self.figures): 1.0}
        composite = field_of(TII, statistics=self.figures, anchors=anchors)["TII"]
        assert composite.low < -1.5
        assert composite.high == pytest.approx(best_possible(TII, statistics=self.figures))
        assert 0.7 < composite.deviation < 1

    def test_dearer_prices_lower_the_index_and_stop_counting_at_their_cap(self):
        anchors = {0.0: self.figures["TII"].mean, best_possible(TII, statistics=self.figures): 1.0}
        reference = field_of(TII, statistics=self.figures, anchors=anchors)
        inputs = {leaf.code: self.figures[leaf.code].mean for leaf in TII.leaves}
        values = [
            value_alone(TII, inputs={**inputs, "TII.AF.FIXED": price}, reference=reference)
            for price in (0.2, 1.0, 8.0, 33.04, 90.0)
        ]
        assert values[0] == values[1] > values[2] > values[3] == values[4]

    @pytest.mark.parametrize("state", ["TGO", "RUS"])
    def test_osi_2024_from_quoted_sub_indices(self, state):
        """The published index is about 1.017 times the weighted sum plus 0.0015, within 0.0014."""
        facts, world = FACTS["osi_2024_points"], load_world()
        shares = {code: facts[state][code] / points for code, points in facts["scale"].items()}
        shares["EPI"] = world.standing(state, 2024).epi
        weights = {node.code: float(node.weight.value) for node in load_edition(2024).nodes["OSI"].children}
        weighted = sum(weights[code] * share for code, share in shares.items())
        assert 1.017 * weighted + 0.0015 == pytest.approx(world.standing(state, 2024).osi, abs=0.0014)


class TestOsiFromSubIndices:
    @pytest.mark.parametrize("edition", [2022, 2024])
    def test_a_weighted_sum_stretched_to_the_whole_scale(self, edition):
        generator = np.random.default_rng(edition)
        codes = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI")
        table = {code: generator.random(193) for code in codes}
        weighted = sum(
            float(node.weight.value) * table[node.code]
            for node in load_edition(edition).nodes["OSI"].children
        )
        expected = (weighted - weighted.min()) / (weighted.max() - weighted.min())
        given_ = from_columns(
            {**table, "TII": [0.5] * 193, "HCI": [0.5] * 193},
            edition=edition,
            countries=[f"A{number}" for number in range(193)],
        )
        found = compute(load_edition(edition), given_)
        np.testing.assert_allclose(found.index["OSI"][0], expected, atol=1e-12)
        np.testing.assert_allclose(found.total[0], (expected + 1) / 3, atol=1e-12)


@pytest.mark.parametrize("edition", [2014, 2016, 2018, 2020, 2022])
def test_hci_from_its_four_inputs(edition):
    """Written out plainly: z-scores, weights 1/3 and three times 2/9, stretched to 0 and 1."""
    node = load_edition(edition).nodes["HCI"]
    field = raw_field(node, seed=edition)
    assert [leaf.code for leaf in node.leaves] == ["HCI.AL", "HCI.GER", "HCI.EYS", "HCI.MYS"]
    z = {code: (row[0] - row[0].mean()) / row[0].std() for code, row in field.values.items()}
    mean = z["HCI.AL"] / 3 + (z["HCI.GER"] + z["HCI.EYS"] + z["HCI.MYS"]) * 2 / 9
    expected = (mean - mean.min()) / (mean.max() - mean.min())
    np.testing.assert_allclose(evaluate(node, field)[0], expected, atol=1e-12)


def test_tii_2024_written_out_plainly():
    field = raw_field(TII, seed=3)
    z = {code: (row[0] - row[0].mean()) / row[0].std() for code, row in field.values.items()}
    affordability = -(z["TII.AF.MOBILE"] + z["TII.AF.FIXED"]) / 2
    mean = (z["TII.IU"] + z["TII.MS"] + z["TII.AM"] + affordability) / 4
    expected = (mean - mean.min()) / (mean.max() - mean.min())
    np.testing.assert_allclose(evaluate(TII, field)[0], expected, atol=1e-12)


class TestRefusals:
    def test_two_points_that_make_no_line(self):
        for known in ({0.0: 0.5, 1.0: 0.5}, {0.0: 0.5, 1.0: 0.4}):
            with pytest.raises(IndexComputationError, match="no_line"):
                composite_ends(known)

    def test_an_indicator_without_world_figures(self):
        with pytest.raises(IndexComputationError, match="no_world_figures") as caught:
            best_possible(load_edition(2022).nodes["TII"], statistics=world_figures(2024))
        assert caught.value.place.name == "TII.FB"

    def test_an_input_that_is_not_given(self):
        with pytest.raises(IndexComputationError, match="not_given"):
            composite_of(TII, inputs={"TII.IU": 80.0}, statistics=world_figures(2024))
