"""The input of the engine: values over countries and scenarios, each with its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.uint8]


class Status(IntEnum):
    """Why a value is there or not. A zero is an observed value like any other."""

    OBSERVED = 0
    MISSING = 1
    NOT_ASSESSED = 2
    NOT_APPLICABLE = 3
    NOT_PUBLISHED = 4
    RETIRED = 5


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """World figures of one dimension, where the country values themselves are not known.

    `deviation` is the population standard deviation; `low` and `high` are the extremes of the field.
    """

    count: int
    mean: float
    deviation: float
    low: float
    high: float


@dataclass(frozen=True)
class Observations:
    """Values by code, each of shape (scenario, country), NaN where the status is not OBSERVED.

    `statuses` has shape (country,) by code. `reference` holds world figures that stand for the field
    where only one or a few countries are at hand (the others are then held fixed).
    """

    edition: int
    countries: tuple[str, ...]
    values: Mapping[str, Values]
    statuses: Mapping[str, Statuses] = field(default_factory=dict)
    reference: Mapping[str, FieldStatistics] = field(default_factory=dict)
    version: str = "release"

    @property
    def scenarios(self) -> int:
        """Number of scenarios; every array has this many rows, or one that stands for all."""
        return max((array.shape[0] for array in self.values.values()), default=1)

    def without(self, codes: Iterable[str]) -> Observations:
        """The same without some codes, so that the engine computes them from what lies below.

        >>> one = Observations(edition=1, countries=("AAA",), values={"OSI": np.ones((1, 1))})
        >>> sorted(one.without(["OSI"]).values)
        []
        """
        dropped = set(codes)
        return replace(
            self,
            values={code: array for code, array in self.values.items() if code not in dropped},
            statuses={code: array for code, array in self.statuses.items() if code not in dropped},
        )

    def with_values(self, changes: Mapping[str, Values]) -> Observations:
        """The same with some codes replaced or added; arrays of shape (scenario, country)."""
        return replace(self, values={**self.values, **changes})

    def status_of(self, code: str) -> Statuses:
        """Status by country of one code; codes without a record are observed wherever they are numbers."""
        if code in self.statuses:
            return self.statuses[code]
        if code not in self.values:
            return np.full(len(self.countries), Status.NOT_PUBLISHED, dtype=np.uint8)
        absent = np.isnan(self.values[code]).all(axis=0)
        return np.where(absent, np.uint8(Status.MISSING), np.uint8(Status.OBSERVED)).astype(np.uint8)


def from_columns(
    columns: Mapping[str, Sequence[float]], *, edition: int, countries: Sequence[str], version: str = "given"
) -> Observations:
    """One scenario from plain columns, NaN for what is missing.

    >>> from_columns({"OSI": [0.5, 1.0]}, edition=1, countries=["AAA", "BBB"]).values["OSI"].shape
    (1, 2)
    """
    values = {code: np.asarray(column, dtype=np.float64)[np.newaxis, :] for code, column in columns.items()}
    return Observations(edition=edition, countries=tuple(countries), values=values, version=version)
