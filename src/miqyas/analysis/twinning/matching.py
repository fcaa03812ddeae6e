"""Who is paired with whom: the pairs of greatest total benefit, and pairs that nobody would leave.

Both sides may take several partners. The first is an integer programme, solved by HiGHS to optimality. The
second is deferred acceptance (D. Gale and L. S. Shapley, "College admissions and the stability of marriage",
1962; many-to-many with quotas: A. E. Roth, "Stability and polarization of interests in job matching", 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.highs import milp
from miqyas.kernel.errors import Place

Matrix = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]
CLOSE: Final = 1e-12
"""Two benefits no further apart are equal."""


@dataclass(frozen=True)
class Market:
    """Seekers in rows, givers in columns.

    `wish` is how each seeker sees each giver, `favour` how each giver sees each seeker, `allowed` which pairs
    may be; `seats` and `places` are how many partners each seeker and each giver takes. The benefit of a
    pair is the mean of its two views.
    """

    wish: Matrix
    favour: Matrix
    allowed: Chosen
    seats: tuple[int, ...]
    places: tuple[int, ...]

    def __post_init__(self) -> None:
        for capacity in (*self.seats, *self.places):
            if capacity < 1:
                raise AnalysisError("twin_capacity", place=Place(name="capacity"), given=str(capacity))
        if not np.all(np.isfinite(self.wish[self.allowed]) & np.isfinite(self.favour[self.allowed])):
            raise AnalysisError("twin_not_finite", place=Place(name="benefit"))

    @property
    def benefit(self) -> Matrix:
        """What a pair is worth to both together."""
        return (self.wish + self.favour) / 2

    def worth(self, chosen: Chosen) -> float:
        """The total benefit of a choice of pairs."""
        return float(np.sum(self.benefit[chosen]))


def best_pairs(market: Market) -> Chosen:
    """The pairs of greatest total benefit within all capacities, as booleans of shape (seeker, giver).

    Raises `AnalysisError` where the solver finds no proof of optimality.

    >>> wish = np.array([[0.9, 0.8], [0.8, 0.1]])
    >>> market = Market(wish, wish, np.ones((2, 2), dtype=bool), seats=(1, 1), places=(1, 1))
    >>> best_pairs(market).tolist()
    [[False, True], [True, False]]
    """
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array

    rows, columns = np.nonzero(market.allowed)
    chosen = np.zeros(market.allowed.shape, dtype=bool)
    if not len(rows):
        return chosen
    pairs, ones = np.arange(len(rows)), np.ones(len(rows))
    taken = [csr_array((ones, (side, pairs)), shape=(size, len(rows)))
             for side, size in ((rows, len(market.seats)), (columns, len(market.places)))]  # fmt: skip
    found = milp(
        -market.benefit[rows, columns],
        integrality=ones,
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(matrix, ub=np.array(capacities, dtype=np.float64))
            for matrix, capacities in zip(taken, (market.seats, market.places), strict=True)
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not found.success:
        raise AnalysisError("twin_unsolved", place=Place(name="programme"), why=str(found.message))
    chosen[rows, columns] = found.x > 0.5
    return chosen


def stable_pairs(market: Market) -> Chosen:
    """Pairs that no seeker and giver would both leave for each other, the best such for seekers.

    Each seeker asks its givers in the order of its wish until its seats are filled; each giver keeps the
    seekers that it favours most. Where views are equal, the earlier row or column comes first, so that the
    answer is always the same.

    >>> wish = np.array([[0.9, 0.8], [0.8, 0.1]])
    >>> market = Market(wish, wish, np.ones((2, 2), dtype=bool), seats=(1, 1), places=(1, 1))
    >>> stable_pairs(market).tolist()
    [[True, False], [False, True]]
    """
    lists = [_in_order(market.wish[row], market.allowed[row]) for row in range(len(market.seats))]
    held: list[list[int]] = [[] for _ in market.places]
    count = [0] * len(market.seats)
    asking = list(range(len(market.seats)))[::-1]
    while asking:
        row = asking.pop()
        while count[row] < market.seats[row] and lists[row]:
            column = lists[row].pop(0)
            held[column].append(row)
            count[row] += 1
            if len(held[column]) > market.places[column]:
                worst = _in_order(market.favour[:, column], _mask(held[column], len(count)))[-1]
                held[column].remove(worst)
                count[worst] -= 1
                if worst != row:
                    asking.append(worst)
    chosen = np.zeros(market.allowed.shape, dtype=bool)
    for column, rows in enumerate(held):
        chosen[rows, column] = True
    return chosen


def blocking_pairs(market: Market, chosen: Chosen) -> tuple[tuple[int, int], ...]:
    """Pairs (seeker, giver) that are not chosen though both would gain by it; a stable choice has none.

    Each of the two has a place free, or prefers the other to one that it was given.

    >>> wish = np.array([[0.9, 0.8], [0.8, 0.1]])
    >>> market = Market(wish, wish, np.ones((2, 2), dtype=bool), seats=(1, 1), places=(1, 1))
    >>> blocking_pairs(market, best_pairs(market))
    ((0, 0),)
    """
    wants = _least_held(market.wish, chosen, market.seats)
    takes = _least_held(market.favour.T, chosen.T, market.places)
    gains = (market.wish > wants[:, np.newaxis] + CLOSE) & (market.favour > takes[np.newaxis, :] + CLOSE)
    return tuple((int(row), int(column)) for row, column in np.argwhere(market.allowed & ~chosen & gains))


def _in_order(view: Matrix, allowed: Chosen) -> list[int]:
    """Allowed places, the most liked first, equals in their order."""
    order = np.argsort(-np.where(allowed, view, -np.inf), kind="stable")
    return [int(place) for place in order if allowed[place]]


def _mask(places: Sequence[int], size: int) -> Chosen:
    mask = np.zeros(size, dtype=bool)
    mask[list(places)] = True
    return mask


def _least_held(view: Matrix, chosen: Chosen, capacities: Sequence[int]) -> Matrix:
    """How much each side likes the least liked that it was given; minus infinity where places are free."""
    least = np.min(np.where(chosen, view, np.inf), axis=1, initial=np.inf)
    is_full = np.sum(chosen, axis=1) >= np.array(capacities)
    found: Matrix = np.where(is_full, least, -np.inf)
    return found
