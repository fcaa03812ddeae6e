"""Who is ahead of whom whatever the weights.

A country is ahead of another for all weights within bounds that sum to 1 (arithmetic mean) when the least of
the weighted difference of their parts is above zero: a linear programme whose answer is known in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.field import Field
from miqyas.analysis.errors import AnalysisError
from miqyas.index.rank import SLACK
from miqyas.observations.model import Values

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dominance:
    """Who is ahead of whom whatever the weights; `ahead` (country, country): the row of the column."""

    countries: tuple[str, ...]
    ahead: Booleans

    def above(self, iso3: str) -> tuple[str, ...]:
        """Countries that no weights put this one above."""
        return self._named(self.ahead[:, self.countries.index(iso3)])

    def below(self, iso3: str) -> tuple[str, ...]:
        """Countries that no weights put above this one."""
        return self._named(self.ahead[self.countries.index(iso3)])

    @property
    def decided_share(self) -> float:
        """Share of all pairs whose order no weights can turn."""
        count = len(self.countries)
        return float(self.ahead.sum() / (count * (count - 1) / 2)) if count > 1 else float("nan")

    def _named(self, chosen: Booleans) -> tuple[str, ...]:
        return tuple(iso3 for iso3, is_in in zip(self.countries, chosen, strict=True) if is_in)


def bounds_of(field: Field, *, low: float, high: float) -> tuple[Values, Values]:
    """The same bounds for every part; raises `AnalysisError` for bounds between which nothing sums to 1.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> [bound.tolist() for bound in bounds_of(field, low=0.2, high=0.8)]
    [[0.2, 0.2], [0.8, 0.8]]
    """
    parts = len(field.codes)
    if not (0 <= low <= high <= 1) or low * parts > 1 or high * parts < 1:
        raise AnalysisError("audit_bounds", low=low * parts, high=high * parts)
    return np.full(parts, low), np.full(parts, high)


def dominance(field: Field, *, low: Values, high: Values) -> Dominance:
    """Who is ahead of whom for all weights between the bounds; over the countries that have all parts.

    With bounds 0 and 1 that is: nowhere behind, and somewhere ahead.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1], [0.8, 0.2, 0.3]]))
    >>> found = dominance(field, low=np.zeros(2), high=np.ones(2))
    >>> found.above("C2"), found.below("C1")
    (('C1',), ('C2', 'C3'))
    """
    countries, parts = complete(field)
    count = len(countries)
    ahead = np.zeros((count, count), dtype=bool)
    for place in range(count):
        difference = parts[:, place, np.newaxis] - parts
        least = least_difference(difference, low=low, high=high)
        ahead[place] = least > SLACK
        if not low.any() and (high == 1).all():
            ahead[place] = (difference >= 0).all(axis=0) & (difference > 0).any(axis=0)
    return Dominance(countries, ahead)


def least_difference(difference: Values, *, low: Values, high: Values) -> Values:
    """The least of the weighted sum of (part, pair) over weights between bounds that sum to 1; shape (pair,).

    The linear programme of a knapsack: what the lower bounds leave goes to the smallest difference first.

    >>> bounds = {"low": np.full(3, 0.2), "high": np.full(3, 0.5)}
    >>> least_difference(np.array([[0.1], [-0.1], [0.3]]), **bounds).round(3).tolist()
    [0.04]
    """
    order = np.argsort(difference, axis=0)
    ordered = np.take_along_axis(difference, order, axis=0)
    room = (high - low)[order]
    before = np.cumsum(room, axis=0) - room
    given = np.clip(1 - low.sum() - before, 0, room)
    least: Values = (ordered * given).sum(axis=0) + low @ difference
    return least


def complete(field: Field) -> tuple[tuple[str, ...], Values]:
    """Countries that have all parts, and their parts (part, country).

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1, 0.4], [0.2, 0.8, 0.3, np.nan]]))
    >>> complete(field)[0]
    ('C1', 'C2', 'C3')
    """
    has_all = np.asarray(~np.isnan(field.parts).any(axis=0))
    names = tuple(iso3 for iso3, is_in in zip(field.countries, has_all, strict=True) if is_in)
    return names, field.parts[:, has_all]
