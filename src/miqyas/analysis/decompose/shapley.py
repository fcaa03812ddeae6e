"""Shares of a joint effect: Shapley's value, and Owen's where the players stand in groups.

L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953);
G. Owen, "Values of games with a priori unions" (1977). A game is an array with one axis of length 2 for each
player: index 0 where the player is as before, 1 where it has moved. What a player gets is the mean, over
all orders in which the players may move, of what its own move changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial

import numpy as np
import numpy.typing as npt

Game = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GroupShare:
    """What a group of players gets together, and each of its players: the parts sum to the total."""

    total: float
    parts: tuple[float, ...]


def shapley(game: Game) -> tuple[float, ...]:
    """Each player's share of `game[1, 1, ...] - game[0, 0, ...]`, in the order of the axes.

    A game of whole numbers is divided only once, so that halves stay halves.

    >>> shapley(np.array([[0.0, 10.0], [4.0, 20.0]]))
    (7.0, 13.0)
    """
    orders = factorial(game.ndim)
    return tuple(
        float(np.sum(_orders_by_coalition(game.ndim - 1) * (move[1] - move[0]))) / orders
        for move in (np.moveaxis(game, axis, 0) for axis in range(game.ndim))
    )


def _orders_by_coalition(others: int) -> npt.NDArray[np.float64]:
    """In how many orders just these others have moved before the player, by coalition of the others."""
    sizes = np.sum(np.indices((2,) * others), axis=0) if others else np.zeros((), dtype=np.int64)
    orders = np.array([factorial(size) * factorial(others - size) for size in range(others + 1)])
    counted: npt.NDArray[np.float64] = orders[sizes].astype(np.float64)
    return counted


def grouped_shapley(game: Game, *, groups: Sequence[int]) -> tuple[GroupShare, ...]:
    """Owen's value: first between the groups, then within each, so that no group gains by being cut finer.

    `groups` holds the number of players of each group, in the order of the axes. What a group gets is
    Shapley's value of the game between the groups. Raises `ValueError` where the sizes do not fit.

    >>> game = np.zeros((2, 2, 2))
    >>> game[1, 1, :] = 6.0
    >>> [share.parts for share in grouped_shapley(game, groups=[2, 1])]
    [(3.0, 3.0), (0.0,)]
    """
    if sum(groups) != game.ndim:
        raise ValueError(f"{sum(groups)} players in groups, {game.ndim} in the game")
    shares = []
    for place, size in enumerate(groups):
        inner = np.empty((2,) * size)
        for moved in product((0, 1), repeat=size):
            inner[moved] = shapley(_between(game, groups, place, moved))[place]
        shares.append(GroupShare(float(inner[(1,) * size] - inner[(0,) * size]), shapley(inner)))
    return tuple(shares)


def _between(game: Game, groups: Sequence[int], place: int, moved: Sequence[int]) -> Game:
    """The game between the groups, in which the group at `place` moves as far as `moved` says."""
    outer = np.empty((2,) * len(groups))
    for corner in product((0, 1), repeat=len(groups)):
        outer[corner] = game[tuple(_players(corner, groups, place, moved))]
    return outer


def _players(corner: Sequence[int], groups: Sequence[int], place: int, moved: Sequence[int]) -> Iterator[int]:
    for position, (side, size) in enumerate(zip(corner, groups, strict=True)):
        yield from (moved if position == place and side else [side] * size)
