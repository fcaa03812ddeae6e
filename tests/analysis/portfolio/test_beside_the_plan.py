"""Prices, the frontier, other plans, the cheapest for a target, and why things were left out."""

import itertools
from dataclasses import replace

import pytest

from miqyas.analysis.portfolio import Plan, PortfolioError, for_citizens, plan, sample
from miqyas.analysis.portfolio.further import alternatives, cheapest, frontier
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.reasons import left_out
from miqyas.analysis.portfolio.worth import scale_of
from tests.analysis.portfolio.small import action, every_plan, portfolio, random_portfolio, value_of

EGDI = 1 / 3


def costing(id_, cost, gain, **fields):
    """One that costs so much and lifts OSI by so much."""
    return action(id_, cost={"capital": (float(cost),)}, gains=(Gain("OSI", gain, "index"),), **fields)


def priced(found):
    """What has a price in a plan: (kind, name, period, index gained for one unit more)."""
    return [(use.kind, use.of, use.period, use.price) for use in found.uses if use.price > 0]


def money(*amounts):
    return {"budgets": {"capital": tuple(map(float, amounts))}}


class TestPrices:
    def test_a_unit_more_is_worth_what_the_last_action_gains_for_one(self, world):
        """5 + 4 of 10 are spent; the third, 0.03 for 6, would be begun with more: 0.03 / 6 / 3 a unit."""
        given = portfolio(
            costing("A", 5, 0.06), costing("B", 4, 0.04), costing("C", 6, 0.03), periods=1, **money(10)
        )
        found = plan(world, given)
        assert found.chosen == {"A", "B"}
        assert priced(found) == [("budget", "capital", 1, pytest.approx(0.03 / 6 * EGDI))]

    def test_what_does_not_bind_has_no_price(self, world):
        found = plan(world, portfolio(costing("A", 5, 0.06), periods=1, **money(10)))
        assert not priced(found)
        assert (found.uses[0].used, found.uses[0].limit, found.uses[0].price) == (5.0, 10.0, 0.0)

    def test_what_is_not_limited_is_counted_all_the_same(self, world):
        found = plan(world, portfolio(costing("A", 5, 0.06), periods=1))
        assert (found.uses[0].used, found.uses[0].limit) == (5.0, None)


class TestFrontier:
    def test_more_money_never_buys_less(self, world):
        steps = frontier(world, sample(world), iso3="JOR", shares=(0.3, 0.6, 0.9, 1.2))
        gains = [step.gain for step in steps]
        assert gains == sorted(gains)
        assert all(step.spent <= step.budget for step in steps)

    def test_what_joins_and_what_goes(self, world):
        given = portfolio(costing("A", 5, 0.03), costing("B", 9, 0.06), periods=1, **money(10))
        half, whole, more = frontier(world, given, shares=(0.5, 1.0, 1.4))
        assert (half.gain, whole.gain) == (pytest.approx(0.03 * EGDI), pytest.approx(0.06 * EGDI))
        assert (whole.joined, whole.dropped) == (("B",), ("A",))
        assert (more.joined, more.dropped, more.spent) == (("A",), (), 14.0)

    def test_too_little_for_what_must_be(self, world):
        given = portfolio(costing("A", 5, 0.03, status="mandatory"), periods=1, **money(5))
        assert [step.gain for step in frontier(world, given, shares=(0.5,))] == [None]

    def test_one_kind_alone(self, world):
        both = action("A", cost={"capital": (4.0,), "running": (4.0,)})
        given = portfolio(both, periods=1, budgets={"capital": (2.0,), "running": (4.0,)})
        steps = frontier(world, given, shares=(1.0, 2.0), kind="capital")
        assert [step.spent for step in steps] == [0.0, 4.0]
        with pytest.raises(PortfolioError, match="unknown_kind"):
            frontier(world, given, kind="gold")

    def test_progress(self, world):
        told = []
        frontier(world, portfolio(action("A")), shares=(0.5, 1.0), on_progress=told.append)
        assert told == [0.5, 1.0]


class TestOtherPlans:
    @pytest.mark.parametrize("seed", [1, 4, 5, 7, 12])
    def test_the_next_best_sets_of_actions(self, world, seed):
        """Compared with all sets that some plan carries out, but for those of which a part does as well."""
        given = replace(random_portfolio(seed), levels={})
        scale = scale_of(world, iso3=None)
        best = {}
        for schedule in every_plan(given):
            chosen = frozenset(schedule)
            best[chosen] = max(best.get(chosen, -1.0), value_of(given, schedule, scale))
        lean = [
            value
            for chosen, value in best.items()
            if not any(other < chosen and best[other] >= value - 1e-12 for other in best)
        ]
        first = plan(world, given)
        found = alternatives(world, first, count=3)
        values = [first.objective, *(one.plan.objective for one in found)]
        assert values == pytest.approx(sorted(lean, reverse=True)[: len(values)])
        assert len(values) == min(4, len(lean))

    def test_how_they_differ(self, world):
        given = portfolio(costing("A", 5, 0.03), costing("B", 5, 0.02), periods=1, **money(5))
        (other, nothing) = alternatives(world, plan(world, given), count=5)
        assert (other.joined, other.dropped) == (("B",), ("A",))
        assert other.loss == pytest.approx(0.01 * EGDI)
        assert not nothing.plan.tasks


class TestCheapest:
    def test_the_least_money_that_reaches_it(self, world):
        given = portfolio(
            *(
                costing(n, cost, gain)
                for n, (cost, gain) in enumerate([(9, 0.05), (5, 0.03), (5, 0.025), (2, 0.004)])
            )
        )
        base = world.standing("JOR", 2024).egdi
        found = cheapest(world, given, target=base + 0.05 * EGDI, edition=2028, iso3="JOR")
        costs = [
            sum(given.actions[n].total_cost for n in some)
            for size in range(5)
            for some in itertools.combinations(range(4), size)
            if sum(given.actions[n].gains[0].amount for n in some) >= 0.05 - 1e-9
        ]
        assert found.cost == min(costs) == 9
        assert found.index[2028] >= base + 0.05 * EGDI - 1e-9
        assert found.proof.value == -9

    @pytest.mark.parametrize(
        ("target", "edition", "detail"),
        [
            (0.99, 2028, "target_out_of_reach"),
            (0.3, 2028, "target_is_met"),
            (1.4, 2028, "target_range"),
            (0.7, 2034, "not_an_aim"),
        ],
    )
    def test_what_cannot_be_asked(self, world, target, edition, detail):
        given = portfolio(costing("A", 5, 0.03))
        with pytest.raises(PortfolioError, match=detail) as refused:
            cheapest(world, given, target=target, edition=edition, iso3="JOR")
        assert refused.value.render("ar")
        if detail == "target_out_of_reach":
            assert "the most they reach is 0.694" in refused.value.problem("en")


class TestLeftOut:
    def why(self, world, given, **more):
        found: Plan = plan(world, more.pop("counted", given), **more)
        return {one.action.id: one for one in left_out(world, found, asked=given)}

    def test_each_reason(self, world):
        given = portfolio(
            costing("A", 5, 0.06),
            costing("B", 9, 0.01),
            costing("C", 1, 0.05, excludes=("A",)),
            costing("D", 1, 0.01, after=("B",)),
            action("E", gains=()),
            action("F", earliest=4, duration=2),
            periods=5,
            **money(6, 0, 0, 0, 0),
        )
        found = self.why(world, given)
        assert {id_: one.why for id_, one in found.items()} == {
            "B": "does_not_fit",
            "C": "excluded",
            "D": "prerequisite",
            "E": "no_gain",
            "F": "too_late",
        }
        assert found["B"].resource == "capital"
        assert found["C"].sentence(given, "en") == "A (Action A), which is in the plan, excludes it."
        assert all(one.sentence(given, "ar") for one in found.values())

    def test_its_means_gain_more_elsewhere(self, world):
        given = portfolio(
            costing("A", 5, 0.05), costing("B", 5, 0.04), costing("C", 5, 0.01), periods=1, **money(7)
        )
        found = self.why(world, given)
        assert found["C"].why == "less_worth"
        assert found["C"].price == pytest.approx(5 * 0.04 / 5 * EGDI)

    def test_what_it_lifts_is_full(self, world):
        given = portfolio(costing("A", 1, 0.2), costing("B", 5, 0.1), levels={"OSI": 0.9})
        assert self.why(world, given)["B"].why == "full"

    def test_it_does_not_work_for_citizens(self, world):
        given = portfolio(action("A"), action("X", for_citizens=False))
        assert self.why(world, given, counted=for_citizens(given))["X"].why == "cosmetic"
