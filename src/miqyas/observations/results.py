"""Published results of an edition over all Member States, from the release and what is laid over it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from miqyas.kernel.datasets import ActiveSet
from miqyas.observations.countries import countries
from miqyas.observations.model import Observations, Status, Statuses, Values
from miqyas.observations.tables import read_table, release_version

COMPONENTS: Final = ("OSI", "TII", "HCI")
PUBLISHED: Final = ("EGDI", *COMPONENTS, "EPI")
RESULTS_KIND: Final = "results"
PLACEHOLDERS: Final = ("TII", "HCI")
"""Indices whose printed 0 stands for "no value" in rows not ranked (declared in the table's meta)."""


@dataclass(frozen=True)
class Results:
    """What an edition published; every array has the shape (country,) over all Member States in `countries`.

    `values` holds EGDI, OSI, TII, HCI, EPI as printed, NaN where `statuses` is not OBSERVED; `rank` is
    0 where there is none. A state that was no Member State then is NOT_APPLICABLE.
    """

    edition: int
    countries: tuple[str, ...]
    values: Mapping[str, Values]
    statuses: Mapping[str, Statuses]
    rank: np.ndarray
    is_overlay: bool

    @property
    def ranked_count(self) -> int:
        """Number of states with a rank."""
        return int(np.sum(self.rank > 0))

    def is_listed(self) -> np.ndarray:
        """Which states the edition lists, ranked or not, as booleans of shape (country,)."""
        listed: np.ndarray = self.statuses["EGDI"] != Status.NOT_APPLICABLE
        return listed

    def observations(self, *, version: str) -> Observations:
        """The components as input of the engine, one scenario."""
        given = [code for code in PUBLISHED if code != "EGDI"]
        return Observations(
            edition=self.edition,
            countries=self.countries,
            values={code: self.values[code][np.newaxis, :] for code in given},
            statuses={code: self.statuses[code] for code in given},
            version=version,
        )


def load_results(active: ActiveSet | None = None) -> Mapping[int, Results]:
    """Results of all editions, oldest first; an edition in an overlay replaces rows of the release.

    >>> load_results()[2024].ranked_count
    193
    """
    overlays = (active or ActiveSet()).of_kind(RESULTS_KIND)
    if not overlays:
        return _release_results()
    rows = {(row["edition"], row["iso3"]): row for row in read_table("survey_results")}
    touched = set()
    for dataset in overlays:
        for row in csv.DictReader(io.StringIO(dataset.content.decode("utf-8"))):
            rows[row["edition"], row["iso3"]] = row
            touched.add(int(row["edition"]))
    return _by_edition(rows.values(), overlaid=touched)


@cache
def _release_results() -> Mapping[int, Results]:
    return _by_edition(read_table("survey_results"), overlaid=set())


def _by_edition(rows: Iterable[Mapping[str, str]], *, overlaid: set[int]) -> Mapping[int, Results]:
    grouped: dict[int, dict[str, Mapping[str, str]]] = {}
    for row in rows:
        grouped.setdefault(int(row["edition"]), {})[row["iso3"]] = row
    return {edition: _results(edition, grouped[edition], edition in overlaid) for edition in sorted(grouped)}


def _results(edition: int, rows: Mapping[str, Mapping[str, str]], is_overlay: bool) -> Results:
    names = tuple(countries())
    values = {code: np.full(len(names), np.nan) for code in PUBLISHED}
    statuses = {code: np.full(len(names), Status.NOT_APPLICABLE, dtype=np.uint8) for code in PUBLISHED}
    rank = np.zeros(len(names), dtype=np.int32)
    for position, iso3 in enumerate(names):
        row = rows.get(iso3)
        if row is None:
            continue
        for code in PUBLISHED:
            status, value = _cell(row, code)
            statuses[code][position] = status
            values[code][position] = value
        rank[position] = int(row["egdi_rank"] or 0)
    return Results(edition, names, values, statuses, rank, is_overlay)


def _cell(row: Mapping[str, str], code: str) -> tuple[Status, float]:
    text = row[code.lower()]
    not_ranked = row["status"] == "not_ranked"
    if text == "":
        return (Status.NOT_ASSESSED if not_ranked else Status.MISSING), np.nan
    value = float(text)
    if not_ranked and value == 0 and code in PLACEHOLDERS:
        return Status.NOT_ASSESSED, np.nan
    return Status.OBSERVED, value


def data_version(active: ActiveSet | None = None) -> str:
    """Name of the data in force: the release, and the set laid over it if there is one."""
    chosen = active or ActiveSet()
    return release_version() if not chosen.datasets else f"{release_version()}+{chosen.name[:12]}"
