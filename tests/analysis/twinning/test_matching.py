"""Pairs: the optimum against every choice there is, stability by looking for pairs that would leave."""

from itertools import product

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning.matching import Market, best_pairs, blocking_pairs, stable_pairs


def market(seed, *, seekers=3, givers=3, most=2, share=0.8, ties=False):
    random = np.random.default_rng(seed)
    wish, favour = (random.uniform(0.05, 1, size=(seekers, givers)) for _ in range(2))
    if ties:
        wish, favour = np.ceil(wish * 3) / 3, np.ceil(favour * 3) / 3
    return Market(
        wish=wish,
        favour=favour,
        allowed=random.uniform(size=(seekers, givers)) < share,
        seats=tuple(int(n) for n in random.integers(1, most + 1, seekers)),
        places=tuple(int(n) for n in random.integers(1, most + 1, givers)),
    )


def fits(one, chosen):
    within = (chosen.sum(axis=1) <= one.seats).all() and (chosen.sum(axis=0) <= one.places).all()
    return within and not (chosen & ~one.allowed).any()


def every_choice(one):
    shape = one.allowed.shape
    for bits in product((False, True), repeat=shape[0] * shape[1]):
        chosen = np.array(bits).reshape(shape)
        if fits(one, chosen):
            yield chosen


@pytest.mark.parametrize("seed", range(25))
def test_the_best_pairs_are_worth_as_much_as_any_choice_can_be(seed):
    one = market(seed)
    chosen = best_pairs(one)
    assert fits(one, chosen)
    assert one.worth(chosen) == pytest.approx(max(one.worth(other) for other in every_choice(one)), abs=1e-9)


@pytest.mark.parametrize("seed", range(200))
def test_nobody_would_leave_a_stable_choice(seed):
    one = market(seed, seekers=1 + seed % 9, givers=1 + seed % 7, most=1 + seed % 4, ties=seed % 2 == 0)
    chosen = stable_pairs(one)
    assert fits(one, chosen)
    assert blocking_pairs(one, chosen) == ()
    assert one.worth(chosen) <= one.worth(best_pairs(one)) + 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_pairs_that_would_leave_are_found_by_trying_each(seed):
    """A blocking pair is one for which both sides, given the choice, drop their worst or fill a place."""
    one = market(seed)
    for chosen in list(every_choice(one))[::37]:
        expected = []
        for row, column in np.argwhere(one.allowed & ~chosen):
            mine, theirs = one.wish[row][chosen[row]], one.favour[:, column][chosen[:, column]]
            wants = len(mine) < one.seats[row] or one.wish[row, column] > mine.min()
            takes = len(theirs) < one.places[column] or one.favour[row, column] > theirs.min()
            if wants and takes:
                expected.append((row, column))
        assert list(blocking_pairs(one, chosen)) == expected


@pytest.mark.parametrize("seed", range(10))
def test_no_stable_choice_of_one_each_is_better_for_any_seeker(seed):
    one = market(seed, most=1)
    chosen = stable_pairs(one)
    for other in every_choice(one):
        if not blocking_pairs(one, other):
            for row in range(len(one.seats)):
                mine = one.wish[row][chosen[row]].sum()
                assert mine >= one.wish[row][other[row]].sum() - 1e-12


def test_what_stability_costs_by_hand():
    """Both like the first giver best and it likes the first seeker: 0.9 + 0.1 instead of 0.8 + 0.8."""
    wish = np.array([[0.9, 0.8], [0.8, 0.1]])
    one = Market(wish, wish, np.ones((2, 2), dtype=bool), seats=(1, 1), places=(1, 1))
    assert one.worth(best_pairs(one)) == pytest.approx(1.6)
    assert one.worth(stable_pairs(one)) == pytest.approx(1.0)
    assert blocking_pairs(one, best_pairs(one)) == ((0, 0),)


def test_ties_always_come_out_the_same():
    flat = np.full((4, 3), 0.5)
    one = Market(flat, flat, np.ones((4, 3), dtype=bool), seats=(1,) * 4, places=(1,) * 3)
    assert stable_pairs(one).tolist() == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False] * 3,
    ]
    assert (best_pairs(one) == best_pairs(one)).all()
    assert best_pairs(one).sum() == 3


def test_nothing_allowed_is_nothing_chosen():
    flat = np.full((2, 2), 0.5)
    one = Market(flat, flat, np.zeros((2, 2), dtype=bool), seats=(1, 1), places=(1, 1))
    assert not best_pairs(one).any()
    assert not stable_pairs(one).any()


@pytest.mark.parametrize(("seats", "places"), [((0, 1), (1, 1)), ((1, 1), (-2, 1))])
def test_capacities_below_one_are_refused(seats, places):
    flat = np.full((2, 2), 0.5)
    with pytest.raises(AnalysisError, match="twin_capacity"):
        Market(flat, flat, np.ones((2, 2), dtype=bool), seats=seats, places=places)


def test_a_benefit_that_is_no_number_is_refused():
    flat = np.array([[0.5, np.nan]])
    with pytest.raises(AnalysisError, match="twin_not_finite"):
        Market(flat, flat, np.ones((1, 2), dtype=bool), seats=(1,), places=(1, 1))


def test_all_states_of_the_world_on_both_sides_are_matched():
    one = market(5, seekers=193, givers=193, most=3, share=0.5)
    chosen = best_pairs(one)
    assert fits(one, chosen)
    assert one.worth(chosen) >= one.worth(stable_pairs(one))
