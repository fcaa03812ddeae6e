"""The joint distribution: who lends errors to whom, what draws look like, how intervals widen."""

from itertools import pairwise

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import NODES, coming_editions, forecast
from miqyas.analysis.forecast.history import history
from miqyas.analysis.forecast.joint import DONORS, _donors, spread_out
from miqyas.analysis.forecast.models import fit, model_codes
from miqyas.analysis.outlook import BANDS, country_outlook, field_outlook
from miqyas.analysis.world import load_world
from miqyas.index.rank import competition_rank
from miqyas.kernel.execution import open_engine
from tests.analysis.overlays import over_release, synthetic_results

WORLD = load_world()
TARGET = forecast(WORLD)


class TestDonors:
    def test_each_state_has_donors_that_were_there_in_both_editions(self):
        seen = history(WORLD)
        for at in range(len(seen.breaks)):
            donors = _donors(seen, at)
            assert donors.shape == (193, DONORS)
            assert not np.isnan(seen.levels[at : at + 2][:, :, np.unique(donors)]).any()

    def test_donors_stood_where_the_state_stands(self):
        seen = history(WORLD)
        at = len(seen.breaks) - 1
        rank_then = competition_rank(seen.egdi[at][np.newaxis, :])[0]
        rank_now = competition_rank(seen.egdi[-1][np.newaxis, :])[0]
        donors = _donors(seen, at)
        for iso3 in ("DNK", "BHR", "SOM"):
            place = WORLD.position(iso3)
            assert np.all(np.abs(rank_then[donors[place]] - rank_now[place]) <= DONORS)


class TestDraws:
    def test_equal_seeds_give_equal_draws_and_others_do_not(self):
        first, second, other = (TARGET.sample(300, seed=seed) for seed in (7, 7, 8))
        for code in (*NODES, "EGDI"):
            np.testing.assert_array_equal(first[code], second[code])
        assert not np.array_equal(first["EGDI"], other["EGDI"])

    def test_values_stay_on_the_scale_and_components_span_it_in_every_draw(self):
        drawn = TARGET.sample(400, seed=1)
        for at, code in enumerate(NODES):
            assert np.nanmin(drawn[code]) >= 0
            assert np.nanmax(drawn[code]) <= 1
            if TARGET.spans[at]:
                np.testing.assert_allclose(np.nanmin(drawn[code], axis=1), 0, atol=1e-12)
                np.testing.assert_allclose(np.nanmax(drawn[code], axis=1), 1, atol=1e-12)

    def test_the_index_is_made_of_the_drawn_components(self):
        drawn = TARGET.sample(50, seed=1)
        total = sum(weight * drawn[code] for code, weight in zip(NODES, TARGET.weights, strict=False))
        np.testing.assert_allclose(drawn["EGDI"], total)

    def test_an_edition_moves_everybody_together(self):
        """Draws that take the same past transition share its shock: states are correlated."""
        drawn = TARGET.sample(4000, seed=3)["TII"]
        middle = drawn[:, 60:130]
        correlations = np.corrcoef(middle.T)
        assert np.mean(correlations[np.triu_indices(70, 1)]) > 0.1

    def test_a_state_that_is_not_ranked_is_not_drawn(self):
        seen = history(WORLD, until=2012)
        old = spread_out(WORLD, seen, fit(seen, model="no_change"), edition=2014)
        assert np.isnan(old.sample(20, seed=1)["EGDI"][:, WORLD.position("LBY")]).all()


class TestEditions:
    def test_the_next_three(self):
        assert coming_editions(WORLD) == (2026, 2028, 2030)
        assert coming_editions(WORLD, origin=2005) == (2008, 2010, 2012)

    def test_results_move_them_on(self):
        after = load_world(over_release(synthetic_results()))
        assert coming_editions(after) == (2028, 2030, 2032)
        assert forecast(after).edition == 2028

    @pytest.mark.parametrize("model", model_codes())
    def test_intervals_widen_with_every_edition(self, model):
        widths = []
        for edition in coming_editions(WORLD):
            drawn = competition_rank(
                forecast(WORLD, edition=edition, model=model).sample(1500, seed=1)["EGDI"]
            )
            low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
            widths.append(high - low)
        assert widths[0].mean() < widths[1].mean() < widths[2].mean()
        assert np.mean(widths[1] >= widths[0]) > 0.9

    @pytest.mark.parametrize("edition", [2024, 2027, 2032])
    def test_other_editions_are_refused(self, edition):
        with pytest.raises(AnalysisError, match="no_coming_edition"):
            forecast(WORLD, edition=edition)


class TestMethod:
    def test_a_sure_break_takes_errors_of_breaks_alone_and_they_are_larger(self):
        broken, unbroken = (forecast(WORLD, method_break=kind) for kind in ("broken", "unbroken"))
        assert not set(broken.transitions) & set(unbroken.transitions)
        assert set(broken.transitions) | set(unbroken.transitions) == set(TARGET.transitions)
        spread = [np.nanstd(one.sample(2000, seed=1)["EGDI"], axis=0).mean() for one in (broken, unbroken)]
        assert spread[0] > spread[1]

    def test_a_kind_of_break_that_the_past_does_not_show_is_refused(self):
        seen = history(WORLD, until=2005)
        fitted = fit(seen, model="no_change")
        with pytest.raises(AnalysisError, match="no_such_break"):
            spread_out(WORLD, seen, fitted, edition=2008, method_break="broken")


class TestOutlook:
    def test_a_country_reads_as_it_does_in_the_field(self):
        field = field_outlook(WORLD, draws=3000, seed=4)
        own = country_outlook(WORLD, iso3="BHR", draws=3000, seed=4).steps[0]
        state = field.of("BHR")
        assert state is not None
        np.testing.assert_array_equal(state.rank.counts, own.rank.counts)
        assert state.egdi[0.5] == pytest.approx(own.egdi[0.5], abs=1e-4)

    def test_bands_lie_within_each_other(self):
        step = country_outlook(WORLD, iso3="EST", draws=2000).steps[0]
        for narrow, wide in pairwise(BANDS):
            for code in ("EGDI", *NODES):
                assert step.band(code, wide)[0] <= step.band(code, narrow)[0]
                assert step.band(code, narrow)[1] <= step.band(code, wide)[1]
            assert step.rank.interval(wide)[0] <= step.rank.interval(narrow)[0]

    def test_groups_and_classes_are_probabilities_of_all_that_can_happen(self):
        step = country_outlook(WORLD, iso3="BHR", draws=2000).steps[0]
        assert sum(step.groups.values()) == pytest.approx(1)
        assert sum(step.classes.values()) == pytest.approx(1)

    def test_who_is_likely_behind(self):
        step = country_outlook(WORLD, iso3="BHR", draws=2000).steps[0]
        assert all(rival.after > 0.5 for rival in step.likely_behind)
        assert "DNK" not in {rival.iso3 for rival in step.likely_behind}
        assert "SOM" in {rival.iso3 for rival in step.likely_behind}

    def test_progress_runs_from_nothing_to_all_over_the_editions(self):
        shares: list[float] = []
        country_outlook(WORLD, iso3="BHR", to=2030, draws=100, on_progress=shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1

    def test_two_processes_give_the_same_numbers(self):
        with open_engine("processes:2") as engine:
            theirs = field_outlook(WORLD, draws=12_000, seed=9, engine=engine)
        WORLD.kept_answers.clear()
        ours = field_outlook(WORLD, draws=12_000, seed=9)
        assert [state.iso3 for state in ours.states] == [state.iso3 for state in theirs.states]
        for own, other in zip(ours.states, theirs.states, strict=True):
            np.testing.assert_array_equal(own.rank.counts, other.rank.counts)
            assert own.egdi == other.egdi

    @pytest.mark.parametrize("draws", [0, 10**9])
    def test_a_number_of_draws_that_is_none_or_too_many(self, draws):
        with pytest.raises(AnalysisError, match=r"analysis\.draws"):
            field_outlook(WORLD, draws=draws)
