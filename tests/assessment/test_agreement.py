"""Agreement coefficients: published examples, values by hand, and a slow second way to each."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.assessment.agreement import cohen_kappa, krippendorff_alpha
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.words import say

STAGES = ("none", "information", "form", "transaction")
PLAIN = ("no", "yes")
# The example of Krippendorff's "Computing Krippendorff's alpha-reliability": four observers, twelve
# units; the printed values are 0.743 (nominal) and 0.815 (ordinal).
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
UNITS = [
    [rating for rating in unit if rating != "."]
    for unit in zip(*(line.split() for line in OBSERVERS), strict=True)
]


def slow_kappa(pairs, categories, power):
    """Kappa by its definition: every pair, against every pairing of a first with a second rating."""

    def apart(one, other):
        gap = abs(categories.index(one) - categories.index(other))
        return float(gap > 0) if power == 0 else gap**power

    seen = sum(apart(*pair) for pair in pairs) / len(pairs)
    chance = sum(apart(one, other) for one, _ in pairs for _, other in pairs) / len(pairs) ** 2
    return None if chance == 0 else 1 - seen / chance


def slow_alpha(units, categories, measure):
    """Alpha by its definition: mean difference within units, against that of all pairs of ratings."""
    usable = [unit for unit in units if len(unit) > 1]
    ratings = [rating for unit in usable for rating in unit]
    counts = [ratings.count(category) for category in categories]

    def apart(one, other):
        low, high = sorted((categories.index(one), categories.index(other)))
        if measure == "nominal" or low == high:
            return float(low != high)
        return (sum(counts[low : high + 1]) - (counts[low] + counts[high]) / 2) ** 2

    seen = sum(
        sum(apart(one, other) for one, other in permutations(unit, 2)) / (len(unit) - 1) for unit in usable
    ) / len(ratings)
    chance = sum(apart(one, other) for one, other in permutations(ratings, 2))
    chance /= len(ratings) * (len(ratings) - 1)
    return None if chance == 0 else 1 - seen / chance


class TestKappa:
    def test_a_table_by_hand(self):
        """Agreement 35 of 50; chance 25/50 x 30/50 + 25/50 x 20/50 = 0.5; kappa (0.7 - 0.5) / 0.5."""
        pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
        found = cohen_kappa(pairs, categories=PLAIN, seed=1)
        assert found.value == pytest.approx(0.4)
        assert found.observed == 0.7
        assert found.units == 50

    def test_weights_forgive_a_near_miss(self):
        """Three stages, each met once, one miss by a step: 1 - (1/4) / (chance by hand)."""
        pairs = [("none", "none"), ("information", "information"), ("form", "form"), ("none", "information")]
        plain, linear = (
            cohen_kappa(pairs, categories=STAGES, weighting=weighting, seed=1).value
            for weighting in ("none", "linear")
        )
        assert plain == pytest.approx(1 - (1 / 4) / (11 / 16))
        assert linear == pytest.approx(1 - (1 / 4) / (14 / 16))

    def test_full_agreement_on_two_categories_is_one_and_opposition_is_below_zero(self):
        assert cohen_kappa([("no", "no"), ("yes", "yes")], categories=PLAIN, seed=1).value == 1
        assert cohen_kappa([("no", "yes"), ("yes", "no")], categories=PLAIN, seed=1).value == -1

    def test_one_category_leaves_nothing_to_chance_and_says_so(self):
        found = cohen_kappa([("yes", "yes")] * 30, categories=PLAIN, seed=1)
        assert (found.value, found.low, found.high, found.why) == (None, None, None, "one_category")
        assert found.observed == 1
        assert say(f"agreement.{found.why}", language="ar")

    def test_nothing_judged_by_two_has_no_value(self):
        found = cohen_kappa([], categories=PLAIN, seed=1)
        assert (found.value, found.why, found.observed) == (None, "no_units", None)

    def test_one_unit_has_no_interval(self):
        found = cohen_kappa([("no", "yes")], categories=PLAIN, seed=1)
        assert (found.value, found.low) == (0, None)

    def test_an_unknown_category_is_refused(self):
        with pytest.raises(AssessmentError) as refused:
            cohen_kappa([("yes", "perhaps")], categories=PLAIN, seed=1)
        assert "perhaps" in refused.value.render("en")

    @given(
        st.lists(st.tuples(st.sampled_from(STAGES), st.sampled_from(STAGES)), min_size=1, max_size=30),
        st.sampled_from([("none", 0), ("linear", 1), ("quadratic", 2)]),
    )
    @settings(max_examples=80, deadline=None)
    def test_it_is_what_its_definition_says(self, pairs, weighting):
        name, power = weighting
        found = cohen_kappa(pairs, categories=STAGES, weighting=name, seed=1, resamples=10)
        slow = slow_kappa(pairs, STAGES, power)
        assert (found.value is None) == (slow is None)
        assert slow is None or found.value == pytest.approx(slow)

    @given(st.lists(st.tuples(st.sampled_from(STAGES), st.sampled_from(STAGES)), min_size=1, max_size=30))
    @settings(max_examples=40, deadline=None)
    def test_it_does_not_matter_who_is_first_nor_in_which_order_features_stand(self, pairs):
        found = cohen_kappa(pairs, categories=STAGES, seed=1, resamples=10).value
        turned = [(second, first) for first, second in reversed(pairs)]
        assert cohen_kappa(turned, categories=STAGES, seed=1, resamples=10).value == (
            None if found is None else pytest.approx(found)
        )


class TestAlpha:
    @pytest.mark.parametrize(("measure", "printed"), [("nominal", 0.743), ("ordinal", 0.815)])
    def test_the_published_example(self, measure, printed):
        found = krippendorff_alpha(UNITS, categories=("1", "2", "3", "4", "5"), measure=measure, seed=1)
        assert found.value == pytest.approx(printed, abs=5e-4)
        assert found.units == 11

    def test_two_raters_by_hand(self):
        """Pairs no-no, yes-yes, yes-no: 2 of 6 ratings differ; by chance 18 of 30."""
        units = [["no", "no"], ["yes", "yes"], ["yes", "no"]]
        found = krippendorff_alpha(units, categories=PLAIN, seed=1)
        assert found.value == pytest.approx(1 - (2 / 6) / (18 / 30))
        assert found.observed == pytest.approx(2 / 3)

    def test_one_category_and_lonely_ratings_are_said_so(self):
        assert krippendorff_alpha([["no", "no"]] * 9, categories=PLAIN, seed=1).why == "one_category"
        assert krippendorff_alpha([["no"], ["yes"]], categories=PLAIN, seed=1).why == "no_units"

    @given(
        st.lists(st.lists(st.sampled_from(STAGES), min_size=1, max_size=3), min_size=1, max_size=20),
        st.sampled_from(["nominal", "ordinal"]),
    )
    @settings(max_examples=80, deadline=None)
    def test_it_is_what_its_definition_says(self, units, measure):
        found = krippendorff_alpha(units, categories=STAGES, measure=measure, seed=1, resamples=10)
        if not any(len(unit) > 1 for unit in units):
            assert found.why == "no_units"
            return
        slow = slow_alpha(units, STAGES, measure)
        assert (found.value is None) == (slow is None)
        assert slow is None or found.value == pytest.approx(slow)


class TestIntervals:
    PAIRS = [("yes", "yes")] * 40 + [("yes", "no")] * 8 + [("no", "yes")] * 6 + [("no", "no")] * 26

    def test_the_same_seed_gives_the_same_interval_and_it_holds_the_value(self):
        first, second = (cohen_kappa(self.PAIRS, categories=PLAIN, seed=7) for _ in range(2))
        assert first == second
        assert first.low < first.value < first.high

    def test_ten_times_the_features_narrow_it_to_about_a_third(self):
        narrow = cohen_kappa(self.PAIRS * 10, categories=PLAIN, seed=7)
        wide = cohen_kappa(self.PAIRS, categories=PLAIN, seed=7)
        assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(10**0.5, rel=0.15)

    def test_it_is_what_resampling_features_one_by_one_gives(self):
        """Kinds of features are drawn by their counts; drawing the features themselves is the same."""
        generator = np.random.default_rng(5)
        drawn = [
            slow_kappa([self.PAIRS[at] for at in generator.integers(80, size=80)], PLAIN, 0)
            for _ in range(600)
        ]
        low, high = np.quantile(drawn, [0.025, 0.975])
        found = cohen_kappa(self.PAIRS, categories=PLAIN, seed=7)
        assert (found.low, found.high) == pytest.approx((low, high), abs=0.05)

    def test_resamples_without_a_value_are_counted(self):
        found = cohen_kappa([("no", "no")] * 9 + [("yes", "yes")], categories=PLAIN, seed=1)
        assert found.value == 1
        assert 0.2 < found.undefined < 0.5
