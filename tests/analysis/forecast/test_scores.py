"""How forecasts are judged, against textbook formulas and brute force."""

import math

import numpy as np
import pytest

from miqyas.analysis.forecast.scores import crps, is_inside, quantile_crps, skill, skill_interval

GENERATOR = np.random.default_rng(11)


class TestCrps:
    def test_against_brute_force(self):
        draws = GENERATOR.normal(size=(40, 6))
        outcome = GENERATOR.normal(size=6)
        for case in range(6):
            own = draws[:, case]
            brute = np.abs(own - outcome[case]).mean() - np.abs(own[:, None] - own[None, :]).mean() / 2
            assert crps(draws, outcome=outcome)[case] == pytest.approx(brute)

    def test_against_the_formula_for_a_normal_distribution(self):
        """Gneiting and Raftery (2007): for N(0, 1) and y, y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi)."""
        draws = np.tile(np.random.default_rng(2).normal(size=(200_000, 1)), (1, 3))
        for place, y in enumerate((0.0, 0.7, -2.0)):
            density = math.exp(-(y**2) / 2) / math.sqrt(2 * math.pi)
            cumulated = 0.5 * (1 + math.erf(y / math.sqrt(2)))
            exact = y * (2 * cumulated - 1) + 2 * density - 1 / math.sqrt(math.pi)
            assert crps(draws, outcome=np.full(3, y))[place] == pytest.approx(exact, abs=0.005)

    def test_a_sure_forecast_scores_its_error(self):
        assert crps(np.full((9, 1), 12.0), outcome=np.array([15.0])).tolist() == [3]

    def test_the_order_of_draws_does_not_matter(self):
        draws = GENERATOR.normal(size=(30, 2))
        outcome = np.zeros(2)
        np.testing.assert_allclose(crps(draws[::-1], outcome=outcome), crps(draws, outcome=outcome))

    def test_from_quantiles_it_is_nearly_that_of_the_draws(self):
        from miqyas.analysis.forecast.ledger import LEVELS

        draws = np.random.default_rng(3).gamma(3.0, 4.0, size=(20_000, 50))
        outcome = np.random.default_rng(4).gamma(3.0, 4.0, size=50)
        quantiles = np.quantile(draws, LEVELS, axis=0)
        found = quantile_crps(quantiles, levels=LEVELS, outcome=outcome)
        np.testing.assert_allclose(found.mean(), crps(draws, outcome=outcome).mean(), rtol=0.02)


class TestCoverage:
    @pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9])
    def test_the_interval_is_that_of_the_empirical_distribution(self, coverage):
        draws = GENERATOR.normal(size=(2000, 30))
        outcome = GENERATOR.normal(size=30)
        tail = (1 - coverage) / 2
        low, high = np.quantile(draws, [tail, 1 - tail], axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(
            is_inside(draws, outcome=outcome, coverage=coverage), (low <= outcome) & (outcome <= high)
        )

    def test_ends_are_inside(self):
        draws = np.arange(1.0, 11.0)[:, np.newaxis]
        assert is_inside(draws, outcome=np.array([1.0]), coverage=0.8).tolist() == [True]
        assert is_inside(draws, outcome=np.array([0.9]), coverage=0.8).tolist() == [False]


class TestSkill:
    def test_half_the_score_is_a_skill_of_half(self):
        assert skill([1.0, 2.0], reference=[2.0, 4.0]) == pytest.approx(0.5)

    def test_equal_scores_have_no_skill_and_no_doubt(self):
        assert skill_interval([1.0, 2.0, 3.0], reference=[1.0, 2.0, 3.0], level=0.8, seed=1) == (0, 0)

    def test_the_interval_holds_the_skill_and_is_made_of_blocks_of_editions(self):
        own, reference = [5.0, 6.0, 5.5, 7.0, 4.0, 5.0], [6.0, 5.5, 6.0, 7.5, 4.1, 5.5]
        low, high = skill_interval(own, reference=reference, level=0.8, seed=1)
        assert low < skill(own, reference=reference) < high
        pairs = [(i, (i + 1) % 6) for i in range(6)]
        possible = [
            1
            - sum(own[i] for pair in chosen for i in pair)
            / sum(reference[i] for pair in chosen for i in pair)
            for chosen in ((a, b, c) for a in pairs for b in pairs for c in pairs)
        ]
        exact = np.quantile(possible, [0.1, 0.9])
        assert (low, high) == pytest.approx(tuple(exact), abs=0.01)

    def test_a_wider_level_gives_a_wider_interval(self):
        own, reference = [5.0, 6.0, 5.5, 7.0], [6.0, 5.5, 6.0, 7.5]
        narrow = skill_interval(own, reference=reference, level=0.5, seed=1)
        wide = skill_interval(own, reference=reference, level=0.9, seed=1)
        assert wide[0] <= narrow[0] < narrow[1] <= wide[1]


def test_six_editions_give_an_interval_of_skill_that_is_too_narrow():
    """As the documents say: the truth, no skill at all, lies inside in two cases of three, not in 80 %."""
    generator, cases = np.random.default_rng(0), 200
    inside = passed = 0
    for _ in range(cases):
        reference = 5.8 + generator.normal(0, 0.6, 6)
        shared = generator.normal(0, 0.05, 6)
        models = [reference + shared + generator.normal(0, 0.035, 6) for _ in range(4)]
        found = [skill_interval(own, reference=reference, level=0.8, seed=1) for own in models]
        inside += found[0][0] <= 0 <= found[0][1]
        passed += any(low > 0 for low, _ in found)
    assert 0.55 < inside / cases < 0.75
    assert 0.25 < passed / cases < 0.45
