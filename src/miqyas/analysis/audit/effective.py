"""What the weights are worth in effect: the part of an index's variance that each of its parts brings.

Sources: P. Paruolo, M. Saisana, A. Saltelli, "Ratings and rankings: voodoo or science?", Journal of the Royal
Statistical Society A 176 (2013): Pearson's correlation ratio as the measure of importance, by a straight line
and by a local linear regression. The division of the variance by covariances is exact for a weighted sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.audit.field import Field
from miqyas.observations.model import Values

BANDWIDTHS: Final = (0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9, 1.4)
"""Widths of the kernel that are tried, in standard deviations of the part."""


@dataclass(frozen=True)
class EffectiveWeight:
    """A part's weight on paper and in effect.

    `variance_share`: weight times covariance with the index over the variance of the index; these sum to 1,
    and are what "the part brings so much of the variance" means. `linear` and `smooth`: the share of the
    index's variance that goes away in the mean when the part is known, by a straight line and by a curve (0
    to 1; parts that hang together share it, so that these sum to more than 1).
    """

    code: str
    nominal: float
    variance_share: float
    linear: float
    smooth: float

    @property
    def ratio(self) -> float:
        """Effective over nominal weight: above 1 the part weighs more than the method says."""
        return self.variance_share / self.nominal if self.nominal else float("nan")


def effective_weights(field: Field) -> tuple[EffectiveWeight, ...]:
    """The weights of a field's parts in effect, over the countries that have all of them.

    >>> from miqyas.analysis.audit.field import field_from
    >>> wide_and_narrow = np.array([[0.0, 0.5, 1.0, 0.4], [0.4, 0.5, 0.6, 0.5]])
    >>> [round(weight.variance_share, 2) for weight in effective_weights(field_from(wide_and_narrow))]
    [0.84, 0.16]
    """
    parts = field.parts[:, ~np.isnan(field.parts).any(axis=0)]
    index: Values = field.weights @ parts
    covariances = np.array([np.mean((part - part.mean()) * (index - index.mean())) for part in parts])
    shares = field.weights * covariances / index.var()
    return tuple(
        EffectiveWeight(
            code=code,
            nominal=float(field.weights[place]),
            variance_share=float(shares[place]),
            linear=float(covariances[place] ** 2 / (parts[place].var() * index.var())),
            smooth=main_effect(parts[place], index),
        )
        for place, code in enumerate(field.codes)
    )


def main_effect(x: Values, y: Values) -> float:
    """Share of the variance of y that its mean given x explains: 0 to 1, without assuming a form.

    The mean is a local linear regression with a Gaussian kernel; its width, in standard deviations of x, is
    the one of `BANDWIDTHS` with the least error on points left out.

    >>> x = np.linspace(-1, 1, 101)
    >>> round(main_effect(x, x**2), 2), round(main_effect(x, 3 * x + 1), 2)
    (1.0, 1.0)
    """
    spread = float(x.std())
    fits = [_local_linear(x, y, width=width * spread) for width in BANDWIDTHS]
    _, fitted = min(fits, key=lambda fit: fit[0])
    return float(min(fitted.var() / y.var(), 1.0))


def _local_linear(x: Values, y: Values, *, width: float) -> tuple[float, Values]:
    """Mean squared error on points left out, and the fitted values."""
    distance = x[np.newaxis, :] - x[:, np.newaxis]
    kernel = np.exp(-0.5 * (distance / width) ** 2)
    s0, s1, s2 = kernel.sum(axis=1), (kernel * distance).sum(axis=1), (kernel * distance**2).sum(axis=1)
    ground = s0 * s2 - s1**2
    is_thin = ground < 1e-9 * np.maximum(s0 * s2, 1e-300)
    sloped = kernel * (s2[:, np.newaxis] - s1[:, np.newaxis] * distance)
    sloped /= np.where(is_thin, 1, ground)[:, np.newaxis]
    smoother = np.where(is_thin[:, np.newaxis], kernel / s0[:, np.newaxis], sloped)
    fitted: Values = smoother @ y
    own = np.diag(smoother)
    with np.errstate(divide="ignore", invalid="ignore"):
        left_out = (y - fitted) / (1 - own)
    return float(np.mean(np.where(own > 1 - 1e-6, np.abs(y).max() ** 2, left_out**2))), fitted
