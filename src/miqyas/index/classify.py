"""Groups of the index by fixed borders, and rating classes by quarters within a group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from miqyas.index.rank import Ranks
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
    result = np.zeros(values.shape, dtype=np.int8)
    for border in (band.above for band in groups.bands if band.above is not None):
        result += values < border if groups.border.value == "higher" else values <= border
    result[np.isnan(values)] = NONE
    return result


def class_of(rank: Ranks, *, group: Codes, classes: Classes) -> Codes:
    """Quarter of each country within its group, 0 to 3 from the best; -1 for a group of -1.

    The k-th of n by rank is in the first class when k/n is below (or at most) 0.25, and so on; `rank`
    and `group` have the shape (scenario, country), 0 and -1 for a country without them. Rule: row
    classes-2020-2024 of `method_sources.csv`.

    >>> from miqyas.methodology import load_edition
    >>> rank, group = np.array([[1, 2, 3, 4, 5]]), np.array([[0, 1, 1, 1, 1]], dtype=np.int8)
    >>> class_of(rank, group=group, classes=load_edition(2024).classes).tolist()
    [[3, 1, 2, 3, 3]]
    """
    bands = len(classes.codes)
    counts = np.stack([np.sum(group == position, axis=-1) for position in range(bands)], axis=-1)
    ahead = np.cumsum(counts, axis=-1) - counts
    at = np.maximum(group, 0)
    place = rank - np.take_along_axis(ahead, at, axis=-1)
    count = np.maximum(np.take_along_axis(counts, at, axis=-1), 1)
    return np.where(group == NONE, np.int8(NONE), quarter_of(place, count=count, classes=classes))


def quarter_of(place: npt.NDArray[np.integer], *, count: npt.NDArray[np.integer], classes: Classes) -> Codes:
    """Quarter, 0 to 3, of the k-th of n in a group; arrays of one shape.

    >>> from miqyas.methodology import load_edition
    >>> quarter_of(
    ...     np.array([1, 2, 4]), count=np.array([4, 4, 4]), classes=load_edition(2024).classes
    ... ).tolist()
    [1, 2, 3]
    """
    quarter = QUARTERS * place // count if classes.cut.value == "below" else -(-QUARTERS * place // count) - 1
    codes: Codes = np.clip(quarter, 0, QUARTERS - 1).astype(np.int8)
    return codes
