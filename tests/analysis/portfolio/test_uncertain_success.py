"""Success that is not certain: when it changes the choice, how far a plan is from the best, and the rank."""

import numpy as np
import pytest

from miqyas.analysis.portfolio import PortfolioError, plan, sample
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.sampling import drawn_gains, under_uncertainty
from miqyas.analysis.portfolio.standing import standings
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.kernel.execution import open_engine
from tests.analysis.portfolio.small import action, portfolio


def gamble():
    """OSI has room for 0.03. The sure thing gains 0.024; the gamble 0.06 or nothing, 0.03 as expected."""
    sure, risky = (
        action(id_, cost={"capital": (5.0,)}, success=success, gains=(Gain("OSI", gain, "index"),))
        for id_, success, gain in (("S", 1.0, 0.024), ("R", 0.5, 0.06))
    )
    return portfolio(sure, risky, periods=1, levels={"OSI": 0.97}, budgets={"capital": (5.0,)})


def test_expected_gains_are_fooled_by_a_ceiling_and_samples_are_not(world):
    given = gamble()
    first = plan(world, given)
    assert first.chosen == {"R"}
    found = under_uncertainty(world, given, first, seed=1, futures=40, draws=4_000)
    assert found.changes_the_choice
    assert (found.joined, found.dropped) == (("S",), ("R",))
    assert found.value == pytest.approx(0.024 / 3, abs=found.error + 1e-12)
    assert found.first_value == pytest.approx(0.015 / 3, abs=0.0005)
    assert found.gap_at_most >= found.gap >= 0


def test_the_gap_of_a_bad_plan_is_seen(world):
    """Were the gamble kept, the interval of its gap would hold the true one: (0.024 - 0.015) / 3."""
    given = gamble()
    first = plan(world, given)
    samples = under_uncertainty(world, given, first, seed=3, futures=40, candidates=1, draws=2_000)
    assert samples.gap_at_most < 0.003


def test_where_nothing_is_full_nothing_is_sampled(world):
    given = portfolio(action("A", success=0.5), action("B", success=0.9))
    found = under_uncertainty(world, given, plan(world, given), seed=1)
    assert found.is_exact
    assert (found.gap, found.draws, found.changes_the_choice) == (0.0, 0, False)


def test_equal_for_an_equal_seed_and_on_every_engine(world):
    given = gamble()
    first = plan(world, given)
    scale = scale_of(world, iso3=None, levels=given.levels)
    once = drawn_gains(given, first, scale=scale, draws=4_500, seed=7)
    with open_engine("processes:2") as engine:
        again = drawn_gains(given, first, scale=scale, draws=4_500, seed=7, engine=engine)
    assert np.array_equal(once, again)
    assert not np.array_equal(once, drawn_gains(given, first, scale=scale, draws=4_500, seed=8))
    found = [under_uncertainty(world, given, first, seed=5, draws=500, replications=3) for _ in range(2)]
    assert found[0].gap == found[1].gap


def test_draws_meet_the_expectation(world):
    given = portfolio(action("A", success=0.25, earliest=2), periods=2)
    first = plan(world, given)
    gains = drawn_gains(given, first, scale=scale_of(world, iso3=None), draws=20_000, seed=1)
    assert gains.mean() == pytest.approx(first.objective, rel=0.05)
    assert len(np.unique(gains)) == 2


def test_too_few_samples(world):
    given = gamble()
    with pytest.raises(PortfolioError, match="sample_size"):
        under_uncertainty(world, given, plan(world, given), seed=1, replications=1)


class TestRank:
    def field(self, world, own, others):
        """A field in which the country stands at one value and all others at another."""
        place = world.position("JOR")

        def drawn(edition, draws, seed):
            index = np.full((draws, len(world.countries)), others)
            index[:, place] = own
            return index

        return drawn

    def test_the_plan_passes_everybody_or_nobody(self, world):
        given = portfolio(action("A", gains=(Gain("OSI", 0.06, "index"),)))
        best = plan(world, given, iso3="JOR")
        (one,) = standings(world, best, draws=50, field=self.field(world, 0.7, 0.71))
        assert (one.without.median, one.with_plan.median) == (193, 1)
        assert one.index_with - one.index_without == pytest.approx(0.02)
        (other,) = standings(world, best, draws=50, field=self.field(world, 0.7, 0.73))
        assert other.with_plan.median == 193

    def test_a_success_that_may_fail_passes_them_as_often(self, world):
        given = portfolio(action("A", success=0.3, gains=(Gain("OSI", 0.06, "index"),)))
        best = plan(world, given, iso3="JOR")
        (one,) = standings(world, best, draws=4_000, field=self.field(world, 0.7, 0.71))
        assert one.with_plan.probability_at_most(1) == pytest.approx(0.3, abs=0.03)

    def test_nobody_passes_one(self, world):
        given = portfolio(action("A", gains=(Gain("OSI", 0.06, "index"),)))
        best = plan(world, given, iso3="JOR")
        (one,) = standings(world, best, draws=10, field=self.field(world, 0.999, 0.5))
        assert one.index_with == 1.0

    def test_against_the_forecast(self, world):
        best = plan(world, sample(world), iso3="BHR")
        first, _ = standings(world, best, draws=400, seed=2)
        assert first.with_plan.mean < first.without.mean

    def test_without_a_country_there_is_no_rank(self, world):
        assert standings(world, plan(world, portfolio(action("A")))) == ()
