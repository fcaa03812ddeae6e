"""Coverage, distribution, outliers, and what stands at the ends of the scale, of each part of a field.

Source of the rule for outliers: OECD and JRC, Handbook on Constructing Composite Indicators (2008), and the
audits of the JRC since: a part with |skewness| above 2 and kurtosis above 3.5 is to be treated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.audit.field import Field
from miqyas.observations.model import Values

SKEWED: Final = 2.0
"""|Skewness| above which the rule looks at a part."""
HEAVY: Final = 3.5
"""Excess kurtosis above which the rule looks at a part."""
FAR: Final = 3.5
"""Robust z-score beyond which a value is an outlier: Iglewicz and Hoaglin (1993)."""
TO_DEVIATION: Final = 0.6745
"""Median absolute deviation of a normal distribution, in standard deviations."""
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Description:
    """One part of a field over its countries, in the unit of the part.

    `deviation` is of the population, `skewness` and `kurtosis` (excess: 0 for a normal distribution) are
    corrected for the size of the sample. `quantiles` are at 5, 25, 50, 75 and 95 %. `at_floor` and
    `at_ceiling` count the countries that hold the lowest and the highest value.
    """

    code: str
    count: int
    missing: int
    mean: float
    deviation: float
    skewness: float
    kurtosis: float
    low: float
    high: float
    quantiles: tuple[float, ...]
    at_floor: int
    at_ceiling: int
    outliers: tuple[str, ...]

    @property
    def coverage(self) -> float:
        """Share of the countries that have a value, 0 to 1."""
        return self.count / (self.count + self.missing)

    @property
    def is_to_be_treated(self) -> bool:
        """Whether the JRC's rule asks for outliers to be treated."""
        return abs(self.skewness) > SKEWED and self.kurtosis > HEAVY


def describe(field: Field) -> tuple[Description, ...]:
    """Each part of a field, in its order.

    >>> from miqyas.analysis.audit.field import field_from
    >>> first, _ = describe(field_from(np.array([[0.0, 0.5, 1.0, 1.0], [1.0, 2.0, 3.0, np.nan]])))
    >>> first.mean, first.at_floor, first.at_ceiling, first.outliers
    (0.625, 1, 2, ())
    """
    return tuple(_description(field, code, row) for code, row in zip(field.codes, field.values, strict=True))


def moments(values: Values) -> tuple[float, float]:
    """Skewness and excess kurtosis of a vector without gaps, corrected for the size of the sample.

    Formulas: G1 and G2 of Joanes and Gill (1998), as statistical packages print them. The kurtosis
    is NaN for fewer than four values.

    >>> skewness, kurtosis = moments(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    >>> round(skewness, 6), round(kurtosis, 6)
    (0.0, -1.2)
    """
    count = values.size
    centred = values - values.mean()
    spread = float(np.mean(centred**2))
    g1 = float(np.mean(centred**3)) / spread**1.5
    g2 = float(np.mean(centred**4)) / spread**2 - 3
    skewness = g1 * np.sqrt(count * (count - 1)) / (count - 2) if count > 2 else np.nan
    if count < 4:
        return float(skewness), float("nan")
    kurtosis = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * g2 + 6)
    return float(skewness), float(kurtosis)


def robust_z(values: Values) -> Values:
    """Distance from the median in median absolute deviations, scaled to standard deviations; NaN stays NaN.

    Where more than half of the values are equal there is no such scale, and all are 0.

    >>> robust_z(np.array([1.0, 2.0, 3.0, 100.0])).round(1).tolist()
    [-1.0, -0.3, 0.3, 65.8]
    """
    centred = values - np.nanmedian(values)
    scale = float(np.nanmedian(np.abs(centred)))
    distances: Values = TO_DEVIATION * centred / scale if scale > 0 else np.where(np.isnan(values), np.nan, 0)
    return distances


def _description(field: Field, code: str, row: Values) -> Description:
    present = row[~np.isnan(row)]
    skewness, kurtosis = moments(present)
    with np.errstate(invalid="ignore"):
        is_far = np.abs(robust_z(row)) > FAR
    return Description(
        code=code,
        count=int(present.size),
        missing=int(row.size - present.size),
        mean=float(present.mean()),
        deviation=float(present.std()),
        skewness=skewness,
        kurtosis=kurtosis,
        low=float(present.min()),
        high=float(present.max()),
        quantiles=tuple(float(value) for value in np.quantile(present, QUANTILES)),
        at_floor=int(np.sum(present == present.min())),
        at_ceiling=int(np.sum(present == present.max())),
        outliers=tuple(iso3 for iso3, far in zip(field.countries, is_far, strict=True) if far),
    )
