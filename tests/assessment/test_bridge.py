"""The bridge from shares to published sub-indices: wide and unbiased until pairs say otherwise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from miqyas.assessment.bridge import Pair, bridge_of, bridges, prior
from miqyas.assessment.errors import AssessmentError
from miqyas.index.levels import from_level, to_level
from miqyas.methodology import load_edition

SHARES = st.floats(0, 1)


def bridge(*pairs, items=60, points=83):
    return bridge_of("OSI.SP", items=items, points=points, pairs=[Pair("OSI.SP", *pair) for pair in pairs])


def width(found, share=0.7):
    low, high = found.interval(share, 0.8)
    return high - low


class TestUncalibrated:
    def test_it_says_so_with_its_mark_and_expects_the_share_itself(self):
        found = bridge()
        assert not found.is_calibrated
        assert found.mark.value == "I"
        for share in (0, 0.3, 0.8, 1):
            assert found.published(share) == pytest.approx(share)

    def test_its_spread_is_that_of_two_samples_and_of_wording_and_strictness(self):
        """0.5^2 + 3.24 (1/60 + 1/83), square root."""
        assert bridge().scale == pytest.approx((0.25 + 3.24 * (1 / 60 + 1 / 83)) ** 0.5)

    def test_it_is_wide_and_wider_for_sub_indices_of_few_questions(self):
        found = bridges(load_edition(2024), items={"OSI.SP": 60, "OSI.CP": 60, "EPI.CONSULTATION": 10})
        assert width(found["OSI.SP"]) > 0.3
        assert width(found["OSI.SP"]) < width(found["OSI.CP"]) < width(found["EPI.CONSULTATION"])
        assert [one.points for one in found.values()] == [83, 9, 9]

    def test_more_features_of_ours_narrow_it_but_never_to_nothing(self):
        few, many, endless = (bridge(items=items) for items in (5, 50, 10**6))
        assert width(few) > width(many) > width(endless) > 0.25

    def test_where_an_edition_has_no_points_the_stated_number_stands_in(self):
        assert bridges(load_edition(2020), items={"OSI.SP": 30})["OSI.SP"].points == prior().points


class TestCalibrated:
    def test_one_pair_barely_narrows_it(self):
        assert 0.85 < width(bridge((0.7, 0.7))) / width(bridge()) < 1
        assert bridge((0.7, 0.7)).is_calibrated

    def test_a_pair_that_surprises_widens_it(self):
        assert bridge((0.95, 0.2)).scale > bridge().scale

    def test_many_pairs_that_agree_tell_bias_and_spread(self):
        pairs = [(share, share - 0.1) for share in np.linspace(0.4, 0.9, 12)]
        found = bridge(*pairs)
        assert found.published(0.7) == pytest.approx(0.6, abs=0.03)
        assert width(found) < 0.6 * width(bridge())

    def test_by_hand(self):
        """Two pairs: k = 4, v = 8; formula at the head of the module."""
        pairs = [(0.6, 0.5), (0.8, 0.75)]
        shares, published = to_level(np.array(pairs)).T
        gaps = published - shares
        start = bridge().scale ** 2 * 2 / 3
        mean = gaps.mean()
        spread = (6 * start + ((gaps - mean) ** 2).sum() + 2 * 2 / 4 * mean**2) / 8
        found = bridge(*pairs)
        assert found.bias == pytest.approx(2 * mean / 4)
        assert found.scale == pytest.approx((spread * 5 / 4) ** 0.5)
        assert found.freedom == 8

    def test_the_order_of_pairs_does_not_matter_and_those_of_others_say_nothing(self):
        pairs = [Pair("OSI.SP", 0.6, 0.5), Pair("OSI.IF", 0.1, 0.9), Pair("OSI.SP", 0.8, 0.7)]
        found = bridge_of("OSI.SP", items=60, points=83, pairs=pairs)
        turned = bridge_of("OSI.SP", items=60, points=83, pairs=pairs[::-1])
        alone = bridge((0.6, 0.5), (0.8, 0.7))
        assert found.pairs == 2
        assert (found.bias, found.scale) == pytest.approx((turned.bias, turned.scale))
        assert (found.bias, found.scale) == pytest.approx((alone.bias, alone.scale))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_intervals_cover_what_they_promise_where_the_world_is_as_the_prior_says(count):
    """1500 countries drawn from the prior itself: four in five new values lie in the interval of 80 %."""
    generator = np.random.default_rng(count)
    scale = bridge().scale ** 2 * 2 / 3
    inside = []
    for _ in range(1500):
        variance = 6 * scale / generator.chisquare(6)
        bias = generator.normal(0, (variance / 2) ** 0.5)
        errors = bias + generator.normal(0, variance**0.5, size=count + 1)
        published = from_level(to_level(np.full(count + 1, 0.6)) + errors)
        found = bridge(*[(0.6, value) for value in published[:-1]])
        tail = float(t.ppf(0.9, found.freedom)) * found.scale
        inside.append(abs(errors[-1] - found.bias) <= tail)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.03)


@given(SHARES, SHARES, st.lists(st.tuples(SHARES, SHARES), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_higher_share_never_lowers_what_is_expected(one, other, pairs):
    found = bridge(*pairs)
    low, high = sorted((one, other))
    assert found.published(low) <= found.published(high) + 1e-12
    assert found.slope(one) >= 0
    ends = found.interval(one, 0.8)
    assert 0 <= ends[0] <= found.published(one) <= ends[1] <= 1


@given(st.floats(0.05, 0.95), st.floats(-0.5, 0.5))
@settings(max_examples=40, deadline=None)
def test_the_slope_is_that_of_the_middle(share, gap):
    found = bridge((0.5, min(max(0.5 + gap, 0), 1)))
    if 0.01 < found.published(share) < 0.99:
        step = 1e-6
        rise = (found.published(share + step) - found.published(share - step)) / (2 * step)
        assert found.slope(share) == pytest.approx(rise, rel=1e-3)


@pytest.mark.parametrize(
    ("items", "pair", "detail"),
    [(0, (0.5, 0.5), "no_features"), (9, (1.2, 0.5), "pair_outside"), (9, (0.5, -0.1), "pair_outside")],
)
def test_what_cannot_be_bridged_is_refused(items, pair, detail):
    with pytest.raises(AssessmentError) as refused:
        bridge(pair, items=items)
    assert refused.value.detail == detail
    assert refused.value.render("ar")
    assert refused.value.render("en")
