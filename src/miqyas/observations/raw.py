"""Raw inputs and sub-indices that a user imported, and the world figures that stand in for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from miqyas.kernel.datasets import ActiveSet, Dataset
from miqyas.methodology.load import indicators
from miqyas.observations.countries import countries
from miqyas.observations.model import FieldStatistics, Values
from miqyas.observations.tables import read_table, table_names

RAW_KIND: Final = "raw"
STATISTICS_PREFIX: Final = "dimension_stats_"


def load_raw(active: ActiveSet, *, edition: int) -> Mapping[str, Values]:
    """Raw inputs of an edition by code, each of shape (country,) over all Member States, NaN for none."""
    names = {iso3: position for position, iso3 in enumerate(countries())}
    values: dict[str, Values] = {}
    for dataset in active.of_kind(RAW_KIND):
        for row in csv.DictReader(io.StringIO(dataset.content.decode("utf-8"))):
            if int(row["edition"]) != edition or row["value"] == "":
                continue
            column = values.setdefault(row["code"], np.full(len(names), np.nan))
            column[names[row["iso3"]]] = float(row["value"])
    return values


@dataclass(frozen=True, slots=True)
class RawValue:
    """A country's value of an input as it was loaded: for which edition, and from which dataset."""

    value: float
    edition: int
    dataset: Dataset


def raw_values_of(active: ActiveSet, *, iso3: str) -> Mapping[str, RawValue]:
    r"""A country's loaded inputs by code, of the newest edition that has them; later datasets win.

    >>> table = b"edition,iso3,code,value,status\n2022,BHR,TII.IU,99,observed\n2024,BHR,TII.IU,100,observed\n"
    >>> found = raw_values_of(ActiveSet((Dataset("raw", "own.csv", table),)), iso3="BHR")["TII.IU"]
    >>> found.value, found.edition, found.dataset.name
    (100.0, 2024, 'own.csv')
    """
    found: dict[str, RawValue] = {}
    for dataset in active.of_kind(RAW_KIND):
        for row in csv.DictReader(io.StringIO(dataset.content.decode("utf-8"))):
            if row["iso3"] != iso3 or row["value"] == "":
                continue
            edition, former = int(row["edition"]), found.get(row["code"])
            if former is None or edition >= former.edition:
                found[row["code"]] = RawValue(float(row["value"]), edition, dataset)
    return found


@cache
def world_figures(edition: int) -> Mapping[str, FieldStatistics]:
    """Published world figures of an edition's dimensions by indicator code; empty where there are none.

    >>> world_figures(2024)["TII.IU"].high
    100.0
    """
    name = f"{STATISTICS_PREFIX}{edition}"
    if name not in table_names():
        return {}
    own = {alias: code for code, indicator in indicators().items() for alias in indicator.aliases}
    return {own.get(row["dimension"], row["dimension"]): _figures(row) for row in read_table(name)}


def _figures(row: Mapping[str, str]) -> FieldStatistics:
    return FieldStatistics(
        count=int(row["n"]),
        mean=float(row["mean"]),
        deviation=float(row["sd_population"]),
        low=float(row["min"]),
        high=float(row["max"]),
    )
