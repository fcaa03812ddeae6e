"""Distribution, correlations, principal components, alpha, effective weights: by hand and on the editions."""

import numpy as np
import pytest

from miqyas.analysis.audit.choices import choices_of
from miqyas.analysis.audit.describe import describe, moments, robust_z
from miqyas.analysis.audit.effective import effective_weights, main_effect
from miqyas.analysis.audit.structure import alpha, correlation, correlations, principal
from tests.analysis.audit.fields import edition_field, random_field, rows

COMPONENTS_SINCE_2010 = (2010, 2012, 2014, 2016, 2018)


class TestDistribution:
    def test_moments_of_a_known_sample(self):
        """2, 3, 3, 10: mean 4.5, moments 10.25, 36 and 241.0625, corrected for four values."""
        skewness, kurtosis = moments(np.array([2.0, 3.0, 3.0, 10.0]))
        assert (skewness, kurtosis) == (pytest.approx(1.9001, abs=1e-4), pytest.approx(3.7085, abs=1e-4))

    def test_too_few_values_for_a_kurtosis(self):
        assert np.isnan(moments(np.array([1.0, 2.0, 4.0]))[1])

    def test_one_far_country_is_named_and_the_rule_speaks(self):
        plain = np.linspace(0.4, 0.6, 40)
        found = describe(rows([*plain, 9.0], [*plain, 0.5]))
        assert found[0].outliers == ("C41",)
        assert found[0].is_to_be_treated
        assert not found[1].outliers
        assert not found[1].is_to_be_treated

    def test_gaps_floor_and_ceiling_are_counted(self):
        (first, _) = describe(rows([0, 0, 0.5, 1, np.nan], [1, 2, 3, 4, 5]))
        assert (first.count, first.missing, first.coverage) == (4, 1, 0.8)
        assert (first.at_floor, first.at_ceiling) == (2, 1)

    def test_half_the_countries_alike_leave_no_robust_scale(self):
        assert robust_z(np.array([1.0, 1.0, 1.0, 7.0])).tolist() == [0, 0, 0, 0]

    def test_every_component_of_2024_runs_from_0_to_1_without_outliers(self):
        for found in describe(edition_field(2024)):
            assert (found.low, found.high, found.missing, found.outliers) == (0, 1, 0, ())


class TestCorrelation:
    def test_ties_share_the_mean_of_their_places(self):
        """Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)."""
        _, spearman, count = correlation(np.array([1.0, 2.0, 2.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0]))
        assert (spearman, count) == (pytest.approx(4.5 / np.sqrt(22.5)), 4)

    def test_nothing_is_said_of_what_does_not_vary_or_is_too_short(self):
        flat = correlation(np.ones(5), np.arange(5.0))
        short = correlation(np.array([1.0, 2.0, np.nan]), np.array([2.0, 1.0, 3.0]))
        assert np.isnan(flat[0])
        assert np.isnan(short[1])
        assert short[2] == 2

    def test_a_table_is_symmetric(self):
        table = correlations({"A": np.array([1.0, 2.0, 4.0]), "B": np.array([3.0, 2.0, 2.5])})
        assert table.of("A", "B") == table.of("B", "A")
        assert table.of("A", "A") == (1, 1)


class TestPrincipalComponents:
    def test_two_parts_have_the_eigenvalues_one_plus_and_minus_their_correlation(self):
        field = random_field(1, parts=2)
        r = abs(np.corrcoef(field.values)[0, 1])
        found = principal(field)
        assert found.eigenvalues == pytest.approx([1 + r, 1 - r])
        assert (found.loadings**2).sum(axis=0) == pytest.approx(found.eigenvalues)

    @pytest.mark.parametrize("edition", COMPONENTS_SINCE_2010)
    def test_one_dimension_carries_78_to_83_per_cent(self, edition):
        found = principal(edition_field(edition))
        assert 0.775 <= found.shares[0] <= 0.835
        assert found.above_one == 1


class TestAlpha:
    def test_two_parts_by_hand(self):
        field = random_field(2, parts=2)
        r = np.corrcoef(field.values)[0, 1]
        assert alpha(field).value == pytest.approx(2 * r / (1 + r))

    def test_without_a_part_it_is_that_of_the_others(self):
        field = random_field(3)
        r = np.corrcoef(field.values[1:])[0, 1]
        assert alpha(field).without["P1"] == pytest.approx(2 * r / (1 + r))


class TestEffectiveWeights:
    def test_2018_weighs_38_35_and_27_per_cent(self):
        shares = [round(weight.variance_share, 2) for weight in effective_weights(edition_field(2018))]
        assert shares == [0.38, 0.35, 0.27]

    @pytest.mark.parametrize("edition", COMPONENTS_SINCE_2010)
    def test_shares_sum_to_one(self, edition):
        assert sum(weight.variance_share for weight in effective_weights(edition_field(edition))) == (
            pytest.approx(1, abs=1e-12)
        )

    def test_independent_parts_by_hand(self):
        """Variances 4 and 1 with equal weights: four fifths and one fifth, whichever way one measures."""
        first, second = np.meshgrid([-2.0, 2.0, -2.0, 2.0], [-1.0, 1.0, -1.0, 1.0])
        wide, narrow = effective_weights(rows(first.ravel(), second.ravel()))
        assert (wide.variance_share, narrow.variance_share) == (pytest.approx(0.8), pytest.approx(0.2))
        assert (wide.linear, narrow.linear) == (pytest.approx(0.8), pytest.approx(0.2))
        assert wide.ratio == pytest.approx(1.6)

    def test_a_curve_sees_what_a_line_does_not(self):
        x = np.linspace(-1, 1, 201)
        noise = np.random.default_rng(1).normal(scale=0.05, size=x.size)
        assert np.corrcoef(x, x**2)[0, 1] ** 2 < 0.01
        assert main_effect(x, x**2 + noise) > 0.9

    def test_noise_has_hardly_an_effect(self):
        generator = np.random.default_rng(1)
        assert main_effect(generator.normal(size=200), generator.normal(size=200)) < 0.1


def test_a_scale_that_orders_like_another_does_not_count_twice():
    found = choices_of(edition_field(2024))
    assert [scale.name for scale in found.scales] == ["given", "z_score", "rank", "middle"]
    assert found.alike == ("min_max", "frontier")
