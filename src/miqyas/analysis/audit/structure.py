"""How the parts of an index hang together: correlations, principal components, Cronbach's alpha.

Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), steps 4 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from miqyas.analysis.audit.field import Field
from miqyas.index.rank import competition_rank
from miqyas.observations.model import Values


@dataclass(frozen=True)
class Correlations:
    """Pearson's and Spearman's correlations between named rows, each of shape (name, name).

    Pairs of countries with a gap in either row are left out of that pair's figure alone.
    """

    names: tuple[str, ...]
    pearson: Values
    spearman: Values

    def of(self, first: str, second: str) -> tuple[float, float]:
        """Pearson's and Spearman's correlation of two names."""
        at = self.names.index(first), self.names.index(second)
        return float(self.pearson[at]), float(self.spearman[at])


@dataclass(frozen=True)
class Principal:
    """Principal components of the correlation matrix of the parts.

    `eigenvalues` from the largest; `loadings` of shape (part, component): correlation of a part with a
    component, each component turned so that its loadings sum to something positive.
    """

    codes: tuple[str, ...]
    eigenvalues: Values
    loadings: Values

    @property
    def shares(self) -> Values:
        """Share of the variance that each component explains; they sum to 1."""
        shares: Values = self.eigenvalues / self.eigenvalues.sum()
        return shares

    @property
    def above_one(self) -> int:
        """Number of components with an eigenvalue above 1: Kaiser's rule for the number of dimensions."""
        return int(np.sum(self.eigenvalues > 1))


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha of the standardised parts, and what it would be without each of them."""

    value: float
    without: Mapping[str, float | None]


def correlations(rows: Mapping[str, Values]) -> Correlations:
    """Correlations between rows of shape (country,).

    >>> found = correlations({"A": np.array([1.0, 2.0, 3.0]), "B": np.array([1.0, 4.0, 9.0])})
    >>> [round(value, 3) for value in found.of("A", "B")]
    [0.99, 1.0]
    """
    names = tuple(rows)
    pearson, spearman = np.eye(len(names)), np.eye(len(names))
    for place, first in enumerate(names):
        for other in range(place):
            pair = correlation(rows[first], rows[names[other]])
            pearson[place, other] = pearson[other, place] = pair[0]
            spearman[place, other] = spearman[other, place] = pair[1]
    return Correlations(names, pearson, spearman)


def correlation(first: Values, second: Values) -> tuple[float, float, int]:
    """Pearson's and Spearman's correlation of two vectors and the number of pairs without a gap.

    NaN where fewer than three pairs are left or one side does not vary.

    >>> correlation(np.array([1.0, 2.0, 3.0, np.nan]), np.array([3.0, 2.0, 1.0, 0.0]))
    (-1.0, -1.0, 3)
    """
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = first[both], second[both]
    if x.size < 3 or x.min() == x.max() or y.min() == y.max():
        return float("nan"), float("nan"), int(x.size)
    return _pearson(x, y), _pearson(_mid_ranks(x), _mid_ranks(y)), int(x.size)


def principal(field: Field) -> Principal:
    """Principal components of a field's parts, over the countries that have all of them.

    >>> from miqyas.analysis.audit.field import field_from
    >>> found = principal(field_from(np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]])))
    >>> found.shares.round(2).tolist(), found.above_one
    ([0.9, 0.1], 1)
    """
    matrix = np.corrcoef(_complete(field))
    eigenvalues, vectors = np.linalg.eigh(matrix)
    order = np.argsort(-eigenvalues)
    eigenvalues = np.maximum(eigenvalues[order], 0.0)
    loadings = vectors[:, order] * np.sqrt(eigenvalues)
    sums = loadings.sum(axis=0)
    return Principal(field.codes, eigenvalues, loadings * np.where(sums < 0, -1.0, 1.0))


def alpha(field: Field) -> Alpha:
    """Cronbach's alpha from the mean correlation r of k parts: k r / (1 + (k - 1) r).

    Source: Cronbach (1951), the standardised form; over the countries that have all parts. Without a part
    there must be two left, else None.

    >>> from miqyas.analysis.audit.field import field_from
    >>> found = alpha(field_from(np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]])))
    >>> round(found.value, 3), found.without
    (0.889, {'P1': None, 'P2': None})
    """
    matrix: Values = np.asarray(np.corrcoef(_complete(field)))
    without: dict[str, float | None] = {}
    for place, code in enumerate(field.codes):
        kept: Values = np.delete(np.delete(matrix, place, axis=0), place, axis=1)
        without[code] = _alpha(kept) if len(kept) > 1 else None
    return Alpha(_alpha(matrix), without)


def _alpha(matrix: Values) -> float:
    count = len(matrix)
    mean = (matrix.sum() - count) / (count * (count - 1))
    return float(count * mean / (1 + (count - 1) * mean))


def _complete(field: Field) -> Values:
    complete: Values = field.parts[:, ~np.isnan(field.parts).any(axis=0)]
    return complete


def _pearson(x: Values, y: Values) -> float:
    x, y = x - x.mean(), y - y.mean()
    value = float(x @ y / np.sqrt((x @ x) * (y @ y)))
    return min(max(value, -1.0), 1.0)


def _mid_ranks(values: Values) -> Values:
    """Ranks in which equals share the mean of their places."""
    above, below = competition_rank(values), competition_rank(-values)
    mid: Values = (above.astype(np.float64) + values.size + 1 - below) / 2
    return mid
