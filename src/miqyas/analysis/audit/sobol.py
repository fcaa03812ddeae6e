"""Sobol's sensitivity indices of any function of independent inputs, alone or in groups.

The estimators are those of Saltelli et al. (2010) for the first order and of Jansen (1999) for the total
order, each taken twice, on either side of the design (A with a column of B, and B with a column of A), of
values freed of their mean, on a scrambled Sobol sequence. The doubled design costs 2 N (groups + 1)
evaluations; at N = 1024 the largest error of any index of the Ishigami and the Sobol g function is below 0.01
in the median of 20 seeds, which the single design reaches for the former only just.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from miqyas.observations.model import Values

Model = Callable[[Values], Values]
"""Points of the unit cube, shape (point, input), to outcomes, shape (point,) or (point, outcome)."""


@dataclass(frozen=True)
class SobolIndices:
    """First and total order of each group, shape (group, outcome), and the variance of each outcome.

    An outcome that does not vary has NaN: nothing can be said about why.
    """

    groups: tuple[str, ...]
    first: Values
    total: Values
    variance: Values


def sobol_design(points: int, *, inputs: int, seed: int) -> tuple[Values, Values]:
    """Two independent samples of the unit cube, each (points, inputs), from one scrambled Sobol sequence.

    `points` is best a power of two: the balance of the sequence rests on it.

    >>> first, second = sobol_design(8, inputs=3, seed=1)
    >>> first.shape, second.shape
    ((8, 3), (8, 3))
    """
    from scipy.stats import qmc

    sample: Values = qmc.Sobol(2 * inputs, scramble=True, rng=np.random.default_rng(seed)).random(points)
    return sample[:, :inputs], sample[:, inputs:]


def sobol_indices(
    model: Model, *, groups: Mapping[str, Sequence[int]], design: tuple[Values, Values]
) -> SobolIndices:
    """First and total order of groups of inputs; `groups` maps a name to the columns of the design.

    Any two samples that are independent and alike will do as a design: points that a model cannot use may be
    left out of both.

    >>> design = sobol_design(1024, inputs=2, seed=1)
    >>> found = sobol_indices(lambda x: 2 * x[:, 0] + x[:, 1], groups={"a": [0], "b": [1]}, design=design)
    >>> found.first[:, 0].round(2).tolist(), found.total[:, 0].round(2).tolist()
    ([0.8, 0.2], [0.8, 0.2])
    """
    a, b = design
    at_a, at_b = _outcomes(model, a), _outcomes(model, b)
    mean = (at_a.mean(axis=0) + at_b.mean(axis=0)) / 2
    at_a, at_b = at_a - mean, at_b - mean
    variance = ((at_a**2).mean(axis=0) + (at_b**2).mean(axis=0)) / 2
    first, total = [], []
    for columns in groups.values():
        at_ab = _outcomes(model, _crossed(a, b, columns)) - mean
        at_ba = _outcomes(model, _crossed(b, a, columns)) - mean
        first.append(((at_b * (at_ab - at_a)).mean(axis=0) + (at_a * (at_ba - at_b)).mean(axis=0)) / 2)
        total.append((((at_a - at_ab) ** 2).mean(axis=0) + ((at_b - at_ba) ** 2).mean(axis=0)) / 4)
    ground = np.where(variance > 0, variance, np.nan)
    return SobolIndices(tuple(groups), np.stack(first) / ground, np.stack(total) / ground, variance)


def _outcomes(model: Model, points: Values) -> Values:
    found = np.asarray(model(points), dtype=np.float64)
    return found[:, np.newaxis] if found.ndim == 1 else found


def _crossed(own: Values, other: Values, columns: Sequence[int]) -> Values:
    """A sample with some columns of the other."""
    mixed = own.copy()
    mixed[:, list(columns)] = other[:, list(columns)]
    return mixed
