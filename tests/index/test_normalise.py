"""Normalisers: their ranges, what they ignore, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.index.errors import IndexComputationError
from miqyas.index.normalise import (
    clamp,
    distance_to_frontier,
    goalposts,
    min_max,
    normalise,
    percentile,
    rank_scale,
    z_score,
)
from miqyas.methodology.model import NORMALISE_RULES, Cap, Normalisation
from miqyas.observations.model import FieldStatistics
from tests.index.fields import figures_of, vectors

positive = st.floats(0.01, 100)
shift = st.floats(-1000, 1000)
NORMALISERS = [min_max, z_score, distance_to_frontier, rank_scale, percentile]


@given(vectors(with_gaps=True))
def test_min_max_spans_0_to_1(values):
    scaled = min_max(values)
    assert (np.nanmin(scaled), np.nanmax(scaled)) == (0, 1)


@given(vectors(with_gaps=True))
def test_z_scores_have_mean_0_and_deviation_1(values):
    scaled = z_score(values)
    assert np.nanmean(scaled) == pytest.approx(0, abs=1e-9)
    assert np.nanstd(scaled) == pytest.approx(1)


@given(vectors(with_gaps=True))
def test_ranks_and_percentiles_stay_between_0_and_1(values):
    for scaled in (rank_scale(values), percentile(values)):
        assert np.nanmin(scaled) >= 0
        assert np.nanmax(scaled) <= 1
    assert np.nanmax(rank_scale(values)) == 1
    assert np.nanmean(percentile(values)) == pytest.approx(0.5)


@given(vectors(with_gaps=True))
def test_distance_to_frontier_is_1_for_the_best_alone(values):
    assert np.nanmax(distance_to_frontier(values)) == 1


@pytest.mark.parametrize("normaliser", [min_max, z_score])
@given(values=vectors(with_gaps=True), factor=positive, offset=shift)
def test_units_do_not_matter(normaliser, values, factor, offset):
    np.testing.assert_allclose(normaliser(values * factor + offset), normaliser(values), atol=1e-6)


@given(vectors(with_gaps=True), positive)
def test_the_unit_of_a_distance_to_frontier_does_not_matter(values, factor):
    np.testing.assert_allclose(distance_to_frontier(values * factor), distance_to_frontier(values), atol=1e-9)


@pytest.mark.parametrize("normaliser", NORMALISERS)
@given(vectors(with_gaps=True))
def test_order_is_kept_and_gaps_stay_gaps(normaliser, values):
    scaled = normaliser(values)
    assert (np.isnan(scaled) == np.isnan(values)).all()
    order = np.argsort(values[0])
    ordered = scaled[0][order]
    assert (np.diff(ordered[~np.isnan(ordered)]) >= 0).all()


@pytest.mark.parametrize("normaliser", [min_max, z_score, distance_to_frontier])
@given(vectors())
def test_known_figures_stand_for_the_field(normaliser, values):
    np.testing.assert_allclose(normaliser(values, field=figures_of(values)), normaliser(values), atol=1e-9)


def test_z_scores_use_the_population_deviation():
    assert z_score(np.array([[1.0, 3.0]])).tolist() == [[-1.0, 1.0]]


def test_capped_values_count_no_further():
    capped = clamp(np.array([[0.2, 90.0, 131.0, np.nan]]), cap=Cap(low=1.0, high=120.0))
    np.testing.assert_array_equal(capped, [[1.0, 90.0, 120.0, np.nan]])


def test_goalposts_are_moved_by_no_country():
    assert goalposts(np.array([[50.0]]), low=0, high=200).tolist() == [[0.25]]
    with pytest.raises(IndexComputationError, match="no_spread"):
        goalposts(np.array([[50.0]]), low=3, high=3)


@pytest.mark.parametrize("normaliser", [min_max, z_score])
@pytest.mark.parametrize("value", [0.1, 0.0, 1e9, 1 / 3])
def test_a_field_without_spread_is_refused(normaliser, value):
    with pytest.raises(IndexComputationError, match="no_spread"):
        normaliser(np.full((1, 7), value))


@pytest.mark.parametrize("normaliser", [min_max, z_score, distance_to_frontier])
def test_a_scenario_without_values_is_refused(normaliser):
    with pytest.raises(IndexComputationError, match="no_values"):
        normaliser(np.array([[0.1, 0.2], [np.nan, np.nan]]))


@pytest.mark.parametrize("rule", ["rank", "percentile"])
def test_ranks_need_the_countries_themselves(rule):
    field = FieldStatistics(193, 0.5, 0.2, 0.0, 1.0)
    with pytest.raises(IndexComputationError, match="needs_countries"):
        normalise(np.array([[0.4]]), by=Normalisation(rule), field=field)


@pytest.mark.parametrize("rule", NORMALISE_RULES)
def test_every_rule_of_a_method_can_be_applied(rule):
    ends = {"low": 0.0, "high": 1.0} if rule == "goalposts" else {}
    assert normalise(np.array([[0.2, 0.4]]), by=Normalisation(rule, **ends)).shape == (1, 2)
