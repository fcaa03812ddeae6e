"""Sobol's indices on functions whose indices are known in closed form."""

import numpy as np
import pytest

from miqyas.analysis.audit.sobol import sobol_design, sobol_indices

SEEDS = range(20)
A, B = 7.0, 0.1
IMPORTANCE = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def ishigami(points):
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(points):
    return np.prod((np.abs(4 * points - 2) + IMPORTANCE) / (1 + IMPORTANCE), axis=1)


def ishigami_indices():
    """Ishigami and Homma (1990)."""
    first = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
    together = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first.sum() + together
    return first / variance, (first + np.array([together, 0, together])) / variance


def g_indices():
    """Saltelli and Sobol (1995): the variance is the product of one plus each input's own part, minus one."""
    own = 1 / (3 * (1 + IMPORTANCE) ** 2)
    variance = np.prod(1 + own) - 1
    return own / variance, own * np.prod(1 + own) / (1 + own) / variance


KNOWN = {"Ishigami": (ishigami, *ishigami_indices()), "Sobol g": (g_function, *g_indices())}


def largest_error(name, *, points, seed):
    """The largest error of any index, of first and of total order."""
    model, first, total = KNOWN[name]
    groups = {str(place): [place] for place in range(len(first))}
    found = sobol_indices(model, groups=groups, design=sobol_design(points, inputs=len(first), seed=seed))
    return max(np.abs(found.first[:, 0] - first).max(), np.abs(found.total[:, 0] - total).max())


@pytest.mark.parametrize("name", KNOWN)
def test_the_median_error_is_small_and_falls(name):
    medians = [
        float(np.median([largest_error(name, points=points, seed=seed) for seed in SEEDS]))
        for points in (256, 1024, 4096)
    ]
    assert medians[1] <= 0.01
    assert medians[0] > medians[1] > medians[2]


def test_a_seed_gives_the_same_numbers():
    assert largest_error("Sobol g", points=256, seed=5) == largest_error("Sobol g", points=256, seed=5)
    assert largest_error("Sobol g", points=256, seed=5) != largest_error("Sobol g", points=256, seed=6)


def test_a_group_of_inputs_counts_as_one():
    """x0 + x1 + x2 as {x0, x1} and {x2}: two thirds and one third."""
    design = sobol_design(1024, inputs=3, seed=1)
    found = sobol_indices(lambda x: x.sum(axis=1), groups={"two": [0, 1], "one": [2]}, design=design)
    assert found.first[:, 0] == pytest.approx([2 / 3, 1 / 3], abs=0.005)
    assert found.total[:, 0] == pytest.approx([2 / 3, 1 / 3], abs=0.005)


def test_an_interaction_shows_in_the_total_order_alone():
    design = sobol_design(1024, inputs=2, seed=1)
    found = sobol_indices(
        lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5), groups={"a": [0], "b": [1]}, design=design
    )
    assert found.first[:, 0] == pytest.approx([0, 0], abs=0.01)
    assert found.total[:, 0] == pytest.approx([1, 1], abs=0.01)


def test_several_outcomes_at_once_and_one_that_does_not_vary():
    design = sobol_design(256, inputs=2, seed=1)
    found = sobol_indices(
        lambda x: np.stack([x[:, 0], np.ones(len(x))], axis=1), groups={"a": [0], "b": [1]}, design=design
    )
    assert found.first[:, 0] == pytest.approx([1, 0], abs=0.01)
    assert np.isnan(found.first[:, 1]).all()
    assert found.variance[1] == 0
