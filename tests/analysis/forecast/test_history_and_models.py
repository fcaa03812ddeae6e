"""What a forecast sees of the past, and what each model expects of it."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.history import NODES, history
from miqyas.analysis.forecast.models import STRONGEST, fit, model_codes
from miqyas.analysis.world import load_world

WORLD = load_world()


class TestHistory:
    def test_a_history_ends_where_it_is_told_to(self):
        seen = history(WORLD, until=2016)
        assert seen.editions[-1] == 2016
        assert seen.levels.shape == (len(seen.editions), len(NODES), 193)

    def test_a_state_without_a_rank_has_no_level(self):
        seen = history(WORLD, until=2012)
        libya = WORLD.position("LBY")
        assert np.isnan(seen.newest[:, libya]).all()
        assert np.isnan(seen.egdi[-1, libya])

    def test_components_span_the_scale_since_2014(self):
        assert history(WORLD, until=2024).spans[:3].all()
        assert not history(WORLD, until=2012).spans[:3].all()

    def test_changed_inputs_are_breaks(self):
        seen = history(WORLD)
        at = seen.editions.index(2022)
        assert seen.breaks[at, NODES.index("HCI")], "e-government literacy came in with 2024"
        assert seen.breaks[at, NODES.index("TII")], "affordability came in with 2024"

    def test_an_edition_that_is_not_loaded_is_refused(self):
        with pytest.raises(AnalysisError, match="edition_not_loaded"):
            history(WORLD, until=2007)


class TestModels:
    @pytest.mark.parametrize("model", model_codes())
    def test_a_strength_lies_between_nothing_and_its_bound(self, model):
        strength = fit(history(WORLD), model=model).strength
        assert strength.shape == (len(NODES),)
        assert np.all((strength >= 0) & (strength <= STRONGEST))

    def test_no_change_expects_what_is_there(self):
        seen = history(WORLD)
        expected = fit(seen, model="no_change").expected(seen.newest, past=seen.changes(), steps=3)
        np.testing.assert_array_equal(expected, seen.newest)

    def test_without_a_past_nothing_drifts(self):
        seen = history(WORLD)
        for model in ("drift", "groups"):
            step = fit(seen, model=model).step(seen.newest, seen.changes()[:0])
            assert np.nansum(np.abs(step)) == 0

    def test_the_drift_of_a_state_follows_its_own_past_and_is_shrunken(self):
        seen = history(WORLD)
        changes = seen.changes()
        relative = changes - np.nanmean(changes, axis=-1, keepdims=True)
        own = np.nanmean(relative, axis=0)
        step = fit(seen, model="drift").step(seen.newest, changes)
        known = ~np.isnan(own)
        assert np.all(np.abs(step[known]) <= np.abs(own[known]) + 1e-12)
        assert np.all(step[known] * own[known] >= -1e-12)

    def test_states_of_one_region_and_income_group_move_alike(self):
        seen = history(WORLD)
        step = fit(seen, model="groups").step(seen.newest, seen.changes())
        bahrain, qatar = (WORLD.position(code) for code in ("BHR", "QAT"))
        np.testing.assert_allclose(step[:, bahrain], step[:, qatar])

    def test_what_the_other_components_imply_by_hand(self):
        """Least squares of one component on the two others: what it gives less what is there."""
        seen = history(WORLD, until=2022)
        fitted = fit(seen, model="implied")
        osi, tii, hci = seen.newest[:3]
        whole = ~np.isnan(osi + tii + hci)
        design = np.column_stack([tii[whole], hci[whole], np.ones(whole.sum())])
        coefficients = np.linalg.solve(design.T @ design, design.T @ osi[whole])
        by_hand = design @ coefficients - osi[whole]
        step = fitted.step(seen.newest, seen.changes())[0, whole]
        np.testing.assert_allclose(step, fitted.strength[0] * by_hand, atol=1e-9)
        assert abs(by_hand.mean()) < 1e-9

    def test_the_ensemble_is_the_mean_of_the_others(self):
        seen = history(WORLD)
        steps = [fit(seen, model=code).step(seen.newest, seen.changes()) for code in model_codes()[:-1]]
        found = fit(seen, model="ensemble").step(seen.newest, seen.changes())
        np.testing.assert_allclose(found, np.mean(steps, axis=0))

    def test_an_unknown_model_is_refused_in_words(self):
        with pytest.raises(AnalysisError) as caught:
            fit(history(WORLD), model="crystal_ball")
        assert caught.value.full_code == "analysis.unknown_model"
        assert "no_change" in caught.value.remedy("en")
        assert "no_change" in caught.value.remedy("ar")
