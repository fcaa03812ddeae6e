"""Aggregators: bounds, order, weights, and the five ways of meeting a missing part."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from miqyas.index.aggregate import aggregate, arithmetic, fill_missing, geometric, harmonic
from miqyas.index.errors import IndexComputationError
from miqyas.methodology.model import AGGREGATE_RULES, MISSING_RULES
from tests.index.fields import printed_values

RULES = [arithmetic, geometric, harmonic]
NAN = np.nan


@st.composite
def weighted_parts(draw):
    """Parts of shape (part, 1, country) between 0 and 1, and their weights."""
    parts, countries = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    row = st.lists(printed_values, min_size=countries, max_size=countries)
    weights = draw(st.lists(st.integers(0, 20), min_size=parts, max_size=parts))
    assume(any(weights))
    return np.array([[draw(row)] for _ in range(parts)]), np.array(weights, dtype=float)


@given(weighted_parts())
def test_harmonic_never_exceeds_geometric_never_exceeds_arithmetic(drawn):
    parts, weights = drawn
    low, middle, high = (rule(parts, weights=weights) for rule in (harmonic, geometric, arithmetic))
    assert (low <= middle + 1e-9).all()
    assert (middle <= high + 1e-9).all()


@pytest.mark.parametrize("rule", RULES)
@given(drawn=weighted_parts())
def test_a_mean_lies_between_its_parts(rule, drawn):
    parts, weights = drawn
    counted = parts[weights > 0]
    mean = rule(parts, weights=weights)
    assert (mean >= counted.min(axis=0) - 1e-9).all()
    assert (mean <= counted.max(axis=0) + 1e-9).all()


@pytest.mark.parametrize("rule", RULES)
@given(drawn=weighted_parts(), factor=st.floats(0.01, 100))
def test_only_the_proportions_of_the_weights_count(rule, drawn, factor):
    parts, weights = drawn
    np.testing.assert_allclose(rule(parts, weights=weights * factor), rule(parts, weights=weights), atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(drawn=weighted_parts())
def test_the_order_of_parts_does_not_matter(rule, drawn):
    parts, weights = drawn
    turned = rule(parts[::-1], weights=weights[::-1])
    np.testing.assert_allclose(turned, rule(parts, weights=weights), atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(drawn=weighted_parts(), which=st.integers(0, 4), more=st.floats(0, 1))
def test_raising_a_part_never_lowers_the_mean(rule, drawn, which, more):
    parts, weights = drawn
    raised = parts.copy()
    raised[which % len(parts)] += more
    assert (rule(raised, weights=weights) >= rule(parts, weights=weights) - 1e-12).all()


@pytest.mark.parametrize("rule", RULES)
def test_a_part_without_weight_does_not_count_even_when_it_is_zero(rule):
    parts = np.array([[[0.0]], [[0.5]]])
    assert rule(parts, weights=np.array([0.0, 1.0])) == pytest.approx(0.5)


@pytest.mark.parametrize("rule", [geometric, harmonic])
def test_a_zero_part_gives_zero(rule):
    parts = np.array([[[0.0, -0.0]], [[0.9, 0.9]]])
    assert rule(parts, weights=np.array([0.5, 0.5])).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("rule", [geometric, harmonic])
def test_negative_parts_are_refused_where_they_mean_nothing(rule):
    with pytest.raises(IndexComputationError, match="negative_part"):
        rule(np.array([[[-0.1]]]), weights=np.array([1.0]))


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.5, -0.5]])
@pytest.mark.parametrize("rule", RULES)
def test_weights_that_weigh_nothing_are_refused(rule, weights):
    with pytest.raises(IndexComputationError, match="weights"):
        rule(np.array([[[0.1]], [[0.2]]]), weights=np.array(weights))


class TestMissingParts:
    """Three countries: one has both parts, one lacks the first, one lacks both."""

    parts = np.array([[[0.2, NAN, NAN]], [[0.6, 0.8, NAN]]])
    weights = np.array([0.25, 0.75])

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            ("required", [0.5, NAN, NAN]),
            ("rescale", [0.5, 0.8, NAN]),
            ("zero", [0.5, 0.6, 0.0]),
            ("lowest", [0.5, 0.65, 0.5]),
        ],
    )
    def test_each_policy(self, policy, expected):
        found = aggregate(self.parts, weights=self.weights, rule="arithmetic", missing=policy)
        np.testing.assert_allclose(found, [expected])

    @pytest.mark.parametrize("policy", MISSING_RULES)
    @pytest.mark.parametrize("rule", AGGREGATE_RULES)
    def test_nothing_missing_makes_all_policies_equal(self, policy, rule):
        whole = self.parts[:, :, :1]
        expected = aggregate(whole, weights=self.weights, rule=rule, missing="required")
        np.testing.assert_array_equal(
            aggregate(whole, weights=self.weights, rule=rule, missing=policy), expected
        )

    def test_the_lowest_of_nothing_is_refused(self):
        with pytest.raises(IndexComputationError, match="no_values"):
            fill_missing(np.array([[[NAN, NAN]]]), missing="lowest")

    def test_the_parts_given_are_left_as_they_were(self):
        before = self.parts.copy()
        for policy in MISSING_RULES:
            aggregate(self.parts, weights=self.weights, rule="arithmetic", missing=policy)
        np.testing.assert_array_equal(self.parts, before)
