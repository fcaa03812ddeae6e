"""A scale on which changes of strong and weak states can be compared: softened log-odds."""

from __future__ import annotations

from typing import Final

import numpy as np

from miqyas.observations.model import Values

SOFTENING: Final = 0.05
"""How far 0 and 1 are drawn inwards before the log-odds are taken: both occur in every edition."""


def to_level(values: Values) -> Values:
    """Softened log-odds of values from 0 to 1: ln(s / (1 - s)) with s drawn inwards by `SOFTENING`.

    >>> to_level(np.array([0.0, 0.5, 1.0])).round(2).tolist()
    [-2.94, 0.0, 2.94]
    """
    inward = SOFTENING + (1 - 2 * SOFTENING) * values
    level: Values = np.log(inward / (1 - inward))
    return level


def from_level(levels: Values) -> Values:
    """Values from 0 to 1 of softened log-odds; what would leave 0 to 1 stops there.

    >>> (
    ...     from_level(to_level(np.array([0.0, 0.3, 1.0]))).round(9).tolist(),
    ...     from_level(np.array([9.0])).tolist(),
    ... )
    ([0.0, 0.3, 1.0], [1.0])
    """
    inward = 1 / (1 + np.exp(-levels))
    values: Values = np.clip((inward - SOFTENING) / (1 - 2 * SOFTENING), 0, 1)
    return values
