"""Groups of the index by fixed borders, and rating classes by quarters within a group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from miqyas.index.rank import Ranks, competition_rank
from miqyas.methodology.model import Classes, Groups
from miqyas.observations.model import Values

Codes = npt.NDArray[np.int8]
NONE = -1
QUARTERS = 4


def group_of(values: Values, *, groups: Groups) -> Codes:
    """Position of each value's band in ``groups.bands``, from the highest; -1 for NaN.

    >>> from miqyas.methodology import load_edition
    >>> group_of(np.array([[0.92, 0.75, 0.1, np.nan]]), groups=load_edition(2024).groups).tolist()
    [[0, 1, 3, -1]]
    """
    borders = [band.above for band in groups.bands if band.above is not None]
    result = np.full(values.shape, len(borders), dtype=np.int8)
    for position in range(len(borders) - 1, -1, -1):
        border = borders[position]
        inside = values >= border if groups.border.value == "higher" else values > border
        result[inside] = position
    result[np.isnan(values)] = NONE
    return result


def class_of(values: Values, *, group: Codes, classes: Classes) -> Codes:
    """Quarter of each country within its group, 0 to 3 from the best; -1 for NaN.

    The k-th of n by rank is in the first class when k/n is below (or at most) 0.25, and so on.
    """
    result = np.full(values.shape, NONE, dtype=np.int8)
    for position in range(len(classes.codes)):
        inside = group == position
        place: Ranks = competition_rank(np.where(inside, values, np.nan))
        count = np.maximum(np.sum(inside, axis=-1, keepdims=True), 1)
        quarters = QUARTERS * place.astype(np.int64)
        quarter = quarters // count if classes.cut.value == "below" else -(-quarters // count) - 1
        result = np.where(inside, np.clip(quarter, 0, QUARTERS - 1), result).astype(np.int8)
    return result
