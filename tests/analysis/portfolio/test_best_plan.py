"""The plan is the best there is: compared with every plan of small portfolios, and worked out by hand."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from benchmarks.instances import many_entities, two_budgets
from miqyas.analysis.highs import watched
from miqyas.analysis.portfolio import PortfolioError, for_citizens, plan
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.program import build
from miqyas.analysis.portfolio.solver import CORE, solve
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.analysis.world import load_world
from tests.analysis.portfolio.small import (
    AIM,
    LATER,
    action,
    best_value,
    keeps_rules,
    portfolio,
    random_portfolio,
    schedule_of,
    value_of,
)

POINT = 0.45 / 83
WORLD = load_world()


@hypothesis_settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_no_plan_of_a_small_portfolio_is_better(seed):
    """Every plan is looked at: money, people, order, exclusions, windows, headrooms, several editions."""
    small = random_portfolio(seed)
    scale = scale_of(WORLD, iso3=None, levels=small.levels)
    best = best_value(small, scale)
    if best is None:
        with pytest.raises(PortfolioError, match="impossible"):
            plan(WORLD, small)
        return
    found = plan(WORLD, small)
    schedule = schedule_of(found)
    assert keeps_rules(small, schedule)
    assert found.objective == pytest.approx(value_of(small, schedule, scale), abs=1e-12)
    assert found.objective == pytest.approx(best, abs=1e-9)
    assert found.proof.outcome == "optimal"


def test_a_knapsack_by_hand(world):
    """Budget 10: the two that cost 5 and gain 3 each beat the one that costs 6 and gains 4."""
    one = portfolio(
        action("A", cost={"capital": (6.0,)}, gains=(Gain("OSI.SP", 4),)),
        action("B", cost={"capital": (5.0,)}, gains=(Gain("OSI.SP", 3),)),
        action("C", cost={"capital": (5.0,)}, gains=(Gain("OSI.SP", 3),)),
        periods=1,
        budgets={"capital": (10.0,)},
    )
    found = plan(world, one)
    assert found.chosen == {"B", "C"}
    line = world.methodology(world.target).nodes["OSI"].line.value.slope
    assert found.objective == pytest.approx(6 * POINT * line / 3)


def test_what_cannot_go_live_in_time_waits_for_nothing(world):
    """Whoever goes live after the window closes adds nothing, and is left out."""
    late = action("L", earliest=4)
    found = plan(world, portfolio(action("A"), late, periods=4))
    assert found.chosen == {"A"}
    assert found.tasks[0].counts == {2028: 1.0}


def test_the_chance_of_counting_falls_within_the_window(world):
    """The second quarter ends on 30 June, 29 of 121 days into a window from 1 June to 30 September."""
    found = plan(world, portfolio(action("A", earliest=2), periods=2))
    assert found.tasks[0].counts[2028] == pytest.approx(1 - 29 / 121)


def test_a_chance_of_ones_own(world):
    steep = portfolio(action("A", earliest=2), periods=2, chance=((0.0, 1.0), (0.2, 0.0), (1.0, 0.0)))
    assert not plan(world, steep).tasks


def test_a_prerequisite_without_gain_is_done_for_what_needs_it(world):
    first = action("F", gains=(), cost={"capital": (2.0,)})
    second = action("S", after=("F",), cost={"capital": (2.0,)})
    both = portfolio(first, second, budgets={"capital": (2.0, 2.0, 2.0)})
    found = plan(world, both)
    assert found.starts == {"F": 1, "S": 2}
    dear = replace(both, actions=(replace(first, cost={"capital": (3.0,)}), second))
    assert not plan(world, dear).tasks


def test_nothing_is_done_that_adds_nothing(world):
    idle = action("I", gains=())
    found = plan(world, portfolio(action("A"), idle))
    assert found.chosen == {"A"}


def test_everything_begins_as_early_as_it_can(world):
    found = plan(world, portfolio(*(action(number) for number in range(4))))
    assert set(found.starts.values()) == {1}


def test_one_that_excludes_another(world):
    better = action("B", gains=(Gain("OSI.SP", 2),), excludes=("A",))
    assert plan(world, portfolio(action("A"), better)).chosen == {"B"}


def test_what_is_mandatory_is_done_though_it_gains_nothing(world):
    must = action("M", gains=(), status="mandatory", cost={"capital": (3.0,)})
    found = plan(
        world, portfolio(action("A", cost={"capital": (1.0,)}), must, budgets={"capital": (3.0, 0.0, 0.0)})
    )
    assert found.chosen == {"M"}


def test_what_is_running_goes_on_at_once(world):
    running = action("R", status="running", duration=2, people=(2.0, 2.0))
    other = action("O", people=(1.0,), gains=(Gain("OSI.SP", 9),))
    found = plan(world, portfolio(running, other, aims=(LATER,), people={"E": (2.0, 2.0, 2.0)}))
    assert found.starts == {"R": 1, "O": 3}


def test_people_of_an_entity_are_not_those_of_another(world):
    two = [action(name, entity=name, people=(2.0,)) for name in ("E", "F")]
    found = plan(world, portfolio(*two, people={"E": (1.0, 1.0, 1.0)}))
    assert found.chosen == {"F"}


def test_a_node_is_lifted_no_higher_than_its_end(world):
    """Of 0.04 that remain of OSI only as much is gained, whatever its parts add up to."""
    many = portfolio(
        *(action(number, gains=(Gain("OSI.SP", 5),)) for number in range(9)), levels={"OSI": 0.96}
    )
    found = plan(world, many)
    assert found.objective == pytest.approx(0.04 / 3)
    assert len(found.tasks) < 9


def test_headrooms_stand_one_inside_the_other(world):
    """Decision-making is full, so participation gains through information only."""
    gains = (Gain("EPI.DECISION", 5), Gain("EPI.INFORMATION", 5))
    given = portfolio(action("A", gains=gains), levels={"EPI.DECISION": 1.0, "EPI": 0.5})
    alone = portfolio(action("A", gains=gains[1:]))
    assert plan(world, given).objective == pytest.approx(plan(world, alone).objective)
    assert plan(world, replace(given, levels={"EPI": 1.0})).objective == pytest.approx(0.0)


def test_a_country_has_its_own_headroom(world):
    """Denmark leads with little room; the same gains are worth less there than in Jordan."""
    many = portfolio(*(action(number, gains=(Gain("OSI.SP", 5),)) for number in range(9)))
    first, other = (plan(world, many, iso3=iso3) for iso3 in ("DNK", "JOR"))
    assert first.objective < other.objective
    assert other.index[2028] == pytest.approx(world.standing("JOR", 2024).egdi + other.gain[2028])


def test_editions_count_by_their_weights(world):
    """Too late for one edition, in time for the next: worth the share of the next."""
    late = portfolio(action("A", earliest=4), periods=4, aims=(AIM, replace(LATER, weight=3.0)))
    found = plan(world, late)
    assert found.gain[2028] == 0
    assert found.objective == pytest.approx(0.75 * found.gain[2030])


def test_cosmetic_gains_can_be_left_out(world):
    given = portfolio(action("A"), action("X", for_citizens=False, gains=(Gain("OSI.SP", 5),)))
    assert plan(world, given).chosen == {"A", "X"}
    assert plan(world, for_citizens(given)).chosen == {"A"}


def test_equally_good_plans_the_cheaper_one(world):
    """OSI is full after one of them."""
    dear, cheap = (
        action(name, cost={"capital": (cost,)}, gains=(Gain("OSI", 0.1, "index"),))
        for name, cost in (("D", 9.0), ("C", 1.0))
    )
    found = plan(world, portfolio(dear, cheap, levels={"OSI": 0.95}))
    assert found.chosen == {"C"}


def test_what_each_action_adds(world):
    pair = (action("F", gains=(Gain("OSI.SP", 1),)), action("S", after=("F",), gains=(Gain("OSI.SP", 2),)))
    tasks = {task.action.id: task for task in plan(world, portfolio(*pair, aims=(LATER,))).tasks}
    assert tasks["F"].adds[2030] == pytest.approx(1.5 * tasks["S"].adds[2030])


def test_the_core_gives_what_the_whole_gives(world, monkeypatch):
    """Fixing by reduced costs loses nothing: the same value as HiGHS alone."""
    program = build(two_budgets(seed=3, actions=120, precedences=40), scale=scale_of(world, iso3=None))
    quick = solve(program)
    monkeypatch.setattr("miqyas.analysis.portfolio.solver.CORE", program.starts)
    whole = solve(program)
    assert program.starts > CORE
    assert quick.proof.value == pytest.approx(whole.proof.value, rel=1e-9)
    assert quick.proof.left < whole.proof.left


def test_a_wider_gap_is_told(world):
    given = many_entities(seed=1, actions=120, entities=6, precedences=30)
    found = plan(world, given, gap=0.05)
    assert found.proof.outcome in {"optimal", "within_gap"}
    assert found.proof.gap <= 0.05
    assert found.proof.bound >= found.proof.value


def test_no_time(world):
    with pytest.raises(PortfolioError, match="no_time"):
        plan(world, many_entities(seed=1), seconds=0.0)


def test_the_solver_writes_nothing(world, capfd):
    plan(world, many_entities(seed=2, actions=60, entities=6, precedences=20), gap=0.01)
    assert capfd.readouterr().out == ""


def test_values_are_whole(world):
    program = build(two_budgets(seed=1, actions=80, precedences=20), scale=scale_of(world, iso3=None))
    values = solve(program).values[: program.starts]
    assert np.all((values == 0) | (values == 1))


def test_whoever_gives_up_does_not_wait_for_the_solver(world):
    """A hard portfolio and a minute to solve it; the asker leaves at the second look."""
    looks = []

    def look():
        looks.append(None)
        if len(looks) > 1:
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), watched(look):
        plan(world, many_entities(seed=1, actions=800, entities=16, precedences=200), seconds=4)
    assert len(looks) == 2
    assert time.monotonic() - began < 4
