"""The backtest: it sees earlier editions alone, the shipped record is what it gives, and what it requires."""

import numpy as np
import pytest

from miqyas.analysis.forecast.backtest import (
    IN_FORCE,
    WORLD,
    backtest,
    evaluate,
    member_masks,
    ranks_among,
    rules,
)
from miqyas.analysis.forecast.history import history
from miqyas.analysis.forecast.joint import spread_out
from miqyas.analysis.forecast.models import NO_CHANGE, fit, model_codes
from miqyas.analysis.forecast.record import (
    as_json,
    fingerprint,
    from_json,
    is_at_hand,
    keep,
    record_of,
    track_record,
)
from miqyas.analysis.world import load_world
from miqyas.index.rank import competition_rank
from tests.analysis.overlays import over_release, synthetic_results

RELEASE = load_world()
LATER_CHANGED = load_world(
    over_release(
        *(synthetic_results(seed=edition, edition=edition, basis=edition) for edition in (2016, 2018, 2024))
    )
)
"""The same past up to 2014, and other results from 2016 on."""


class TestNothingOfTheFutureIsSeen:
    def test_the_later_results_do_differ(self):
        assert fingerprint(RELEASE, until=2014) == fingerprint(LATER_CHANGED, until=2014)
        assert fingerprint(RELEASE, until=2016) != fingerprint(LATER_CHANGED, until=2016)

    @pytest.mark.parametrize("model", model_codes())
    def test_evaluations_of_earlier_editions_stay(self, model):
        ours, theirs = (evaluate(world, target=2014, model=model) for world in (RELEASE, LATER_CHANGED))
        for factor, found in ours.items():
            np.testing.assert_array_equal(found.crps_rank, theirs[factor].crps_rank)
            np.testing.assert_array_equal(found.error_egdi, theirs[factor].error_egdi)

    @pytest.mark.parametrize("model", model_codes())
    def test_the_forecast_of_an_edition_does_not_know_its_results(self, model):
        made = []
        for world in (RELEASE, LATER_CHANGED):
            seen = history(world, until=2014)
            made.append(spread_out(world, seen, fit(seen, model=model), edition=2016).values)
        np.testing.assert_array_equal(*made)

    def test_choice_and_calibration_of_an_edition_rest_on_earlier_ones(self):
        ours, theirs = (backtest(world, until=2012) for world in (RELEASE, LATER_CHANGED))
        assert ours == theirs

    def test_going_on_from_what_is_known_comes_to_the_same(self):
        begun = backtest(RELEASE, until=2008)
        assert backtest(RELEASE, until=2010, known=begun) == backtest(RELEASE, until=2010)


class TestShippedRecord:
    """Made anew once for all of these: some ten seconds on two processors."""

    @pytest.fixture(scope="class")
    def fresh(self):
        shares: list[float] = []
        record = record_of(RELEASE, backtest(RELEASE, on_progress=shares.append))
        assert shares == sorted(shares)
        assert shares[-1] == 1
        return record

    def test_it_is_what_a_fresh_run_gives(self, fresh):
        shipped = track_record(RELEASE)
        assert shipped.fingerprint == fingerprint(RELEASE)
        assert (shipped.targets, shipped.scored, shipped.chosen) == (
            fresh.targets,
            fresh.scored,
            fresh.chosen,
        )
        assert (dict(shipped.in_force), dict(shipped.factors)) == (fresh.in_force, fresh.factors)
        for old, new in zip(shipped.scores, fresh.scores, strict=True):
            assert (old.target, old.model, old.members, old.count) == (
                new.target,
                new.model,
                new.members,
                new.count,
            )
            for figure in ("crps_rank", "crps_egdi", "mae_rank", "mae_egdi"):
                assert getattr(old, figure) == pytest.approx(getattr(new, figure), abs=1e-4)
            assert old.coverage == pytest.approx(new.coverage, abs=0.006)

    def test_it_comes_back_from_its_text(self):
        assert from_json(as_json(track_record(RELEASE))) == track_record(RELEASE)

    def test_in_force_is_the_model_that_was_chosen_before(self):
        record = track_record(RELEASE)
        for target in record.scored:
            own = next(s for s in record.over(model=IN_FORCE, members=WORLD) if s.target == target)
            chosen = record.in_force[target]
            reference = next(s for s in record.over(model=chosen, members=WORLD) if s.target == target)
            assert own.crps_rank == reference.crps_rank


class TestRequirements:
    def test_no_worse_than_no_change(self):
        record = track_record(RELEASE)
        own, reference = record.summary(), record.summary(model=NO_CHANGE)
        assert own.crps_rank <= reference.crps_rank
        assert own.mae_rank <= reference.mae_rank
        assert own.crps_egdi <= reference.crps_egdi
        assert own.mae_egdi <= reference.mae_egdi

    def test_pooled_coverage_of_80_percent_intervals(self):
        assert 0.75 <= track_record(RELEASE).summary().coverage[0.8] <= 0.87

    def test_no_change_is_in_force_as_long_as_no_skill_is_told_from_zero(self):
        record = track_record(RELEASE)
        better = [m for m in model_codes() if record.summary(model=m).crps_rank_skill_interval[0] > 0]
        assert better == []
        assert record.chosen == NO_CHANGE

    def test_the_point_forecast_of_no_change_misses_as_was_measured_before(self):
        """The bars that stand in the methodology: places off on average, edition by edition."""
        found = {s.target: s.mae_rank for s in track_record(RELEASE).over(model=NO_CHANGE, members=WORLD)}
        bars = {2016: 8.6, 2018: 8.2, 2020: 8.2, 2022: 6.7, 2024: 7.9}
        assert {year: round(found[year], 1) for year in bars} == bars


class TestGroups:
    def test_leaders_are_those_before_the_target(self):
        masks = member_masks(RELEASE, target=2024)
        rank = RELEASE.published(2022).rank
        assert masks["top"].sum() == rules()["top"]
        assert rank[masks["top"]].max() <= 40

    def test_regions_cover_the_world_once(self):
        masks = member_masks(RELEASE, target=2024)
        regions = [mask for code, mask in masks.items() if code.startswith("region.")]
        assert np.sum(regions, axis=0).tolist() == [1] * 193


class TestOtherResults:
    def test_an_edition_added_goes_on_from_the_shipped_record(self):
        world = load_world(over_release(synthetic_results()))
        assert is_at_hand(world)
        record = track_record(world)
        assert record.targets == (*track_record(RELEASE).targets, 2026)
        assert record.scores[: len(track_record(RELEASE).scores)] == track_record(RELEASE).scores

    def test_a_changed_past_needs_a_record_of_its_own(self):
        assert not is_at_hand(LATER_CHANGED)
        keep(LATER_CHANGED, track_record(RELEASE))
        assert not is_at_hand(LATER_CHANGED), "the record of other results is not taken"


def test_the_median_of_no_change_errs_as_little_as_the_models_do():
    """The smaller absolute errors of other models come from taking medians, as the documents say."""
    record, ranks, index = track_record(RELEASE), [], []
    for target in record.scored:
        before = RELEASE.previous(target)
        seen = history(RELEASE, until=before)
        future = spread_out(RELEASE, seen, fit(seen, model="no_change"), edition=target)
        came, last = RELEASE.published(target), RELEASE.published(before)
        scored = (came.rank > 0) & (last.rank > 0)
        drawn = future.sample_index(2000, seed=rules()["seed"])[:, scored]
        middle = np.median(competition_rank(drawn), axis=0)
        ranks.append(np.abs(middle - ranks_among(came.rank[scored])).mean())
        index.append(np.abs(np.median(drawn, axis=0) - came.values["EGDI"][scored]).mean())
    assert np.mean(ranks) == pytest.approx(8.15, abs=0.01)
    assert np.mean(index) == pytest.approx(0.041, abs=0.0005)
    others = [record.summary(model=model) for model in ("drift", "groups", "ensemble")]
    assert np.mean(ranks) <= min(one.mae_rank for one in others) + 0.01
    assert np.mean(index) <= min(one.mae_egdi for one in others) + 0.0005
