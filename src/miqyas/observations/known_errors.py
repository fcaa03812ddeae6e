"""Errors of the publication itself, declared with evidence and with an expectation that they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from miqyas.kernel.text import Text
from miqyas.observations.results import Results
from miqyas.observations.tables import FOLDER

Affects = tuple[str, ...]


@dataclass(frozen=True)
class KnownError:
    """One declared error; `affects` names the checks of verification in which its countries differ."""

    id: str
    edition: int
    countries: tuple[str, ...]
    field: str
    affects: Affects
    what: Text
    evidence: Text
    expect: Mapping[str, Any]

    def still_holds(self, results: Results, *, residual: Mapping[str, float]) -> bool:
        """Whether the source still shows the error for every country named.

        `residual` is the distance of the published index from the one made of the components, by country.
        """
        return all(self._holds_for(iso3, results, residual) for iso3 in self.countries)

    def _holds_for(self, iso3: str, results: Results, residual: Mapping[str, float]) -> bool:
        position = results.countries.index(iso3)
        match self.expect["kind"]:
            case "value_above":
                return bool(results.values[self.field][position] > self.expect["bound"])
            case "residual_above":
                return bool(residual[iso3] > self.expect["bound"])
            case "printed_below_equal":
                return self._stands_below_equal(results, position)
            case "printed_elsewhere":
                return self._is_printed_elsewhere(results, iso3)
        raise ValueError(f"{self.id}: unknown expectation {self.expect['kind']!r}")

    def _stands_below_equal(self, results: Results, position: int) -> bool:
        index, rank = results.values["EGDI"], results.rank
        above = rank == rank[position] - self.expect["places"]
        return bool((index[above] == index[position]).any())

    def _is_printed_elsewhere(self, results: Results, iso3: str) -> bool:
        printed = self.expect["printed"][iso3]
        owner = results.countries.index(printed["belongs_to"])
        own = results.values[self.field][results.countries.index(iso3)]
        return bool(results.values[self.field][owner] == printed["value"] != own)


@cache
def known_errors() -> tuple[KnownError, ...]:
    """All declared errors of the published results.

    >>> [error.id for error in known_errors() if error.edition == 2020]
    ['2020-tie-order']
    """
    entries = yaml.safe_load(FOLDER.joinpath("survey_results.errors.yaml").read_text(encoding="utf-8"))
    return tuple(_known_error(entry) for entry in entries)


def _known_error(entry: Mapping[str, Any]) -> KnownError:
    return KnownError(
        id=entry["id"],
        edition=entry["edition"],
        countries=tuple(entry["countries"]),
        field=entry["field"],
        affects=tuple(entry["affects"]),
        what=Text(entry["what"]),
        evidence=Text(entry["evidence"]),
        expect=entry["expect"],
    )
