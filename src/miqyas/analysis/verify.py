"""Does our method give back what was published? Three checks of every row of every edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank, rank_interval
from miqyas.observations.known_errors import KnownError, known_errors
from miqyas.observations.results import COMPONENTS, Results

CHECKS: Final = ("components", "rank", "rank_interval")
_SLACK: Final = 1e-9
"""Far below any printed digit: binary noise in sums of decimals."""


@dataclass(frozen=True)
class Difference:
    """One row that does not come out as published; `declared_by` names the known error that says so."""

    edition: int
    check: str
    iso3: str
    published: float
    computed: float
    declared_by: str | None


@dataclass(frozen=True)
class EditionCheck:
    """One edition: rows checked, and in each check how many are equal, declared, undeclared.

    components: the index from the printed components, within the printed rounding, and no index where
    none was published. rank: the printed rank against the printed index. rank_interval: the printed rank
    within the ranks that the rounding of the components permits; the index of a state whose components
    are declared wrong may lie anywhere between the published and the recomputed one.
    """

    edition: int
    rows: int
    equal: Mapping[str, int]
    differences: tuple[Difference, ...]
    mended: tuple[str, ...]
    largest_residual: float

    def count(self, check: str, *, declared: bool) -> int:
        """Rows of a check that differ, declared or not."""
        return sum(
            1 for d in self.differences if d.check == check and (d.declared_by is not None) == declared
        )

    @property
    def declared(self) -> int:
        """Rows that differ for a declared reason in any check."""
        return len({d.iso3 for d in self.differences if d.declared_by})

    @property
    def undeclared(self) -> int:
        """Rows that differ without a declared reason in any check."""
        return len({d.iso3 for d in self.differences if not d.declared_by})


@dataclass(frozen=True)
class Verification:
    """All editions together. Groups and classes have no published column here: not verified."""

    editions: tuple[EditionCheck, ...]

    @property
    def rows(self) -> int:
        """Rows checked."""
        return sum(check.rows for check in self.editions)

    @property
    def declared(self) -> int:
        """Rows that differ for a declared reason."""
        return sum(check.declared for check in self.editions)

    @property
    def undeclared(self) -> int:
        """Rows that differ without a declared reason."""
        return sum(check.undeclared for check in self.editions)

    @property
    def equal(self) -> int:
        """Rows equal in all checks."""
        return self.rows - len({(c.edition, d.iso3) for c in self.editions for d in c.differences})

    @property
    def mended(self) -> tuple[str, ...]:
        """Declared errors that the source no longer shows: their declaration must go."""
        return tuple(name for check in self.editions for name in check.mended)

    @property
    def holds(self) -> bool:
        """Nothing undeclared, nothing declared in vain."""
        return self.undeclared == 0 and not self.mended


def verify(world: World, *, editions: Iterable[int] | None = None) -> Verification:
    """Check every row of the editions (default: all that are loaded).

    >>> from miqyas.analysis.world import load_world
    >>> outcome = verify(load_world())
    >>> outcome.rows, outcome.undeclared, outcome.holds
    (2308, 0, True)
    """
    chosen = world.editions if editions is None else tuple(editions)
    return Verification(tuple(_verify_edition(world, edition) for edition in chosen))


def _verify_edition(world: World, edition: int) -> EditionCheck:
    results = world.published(edition)
    listed = results.is_listed()
    computed = world.scores(edition).total[0]
    residual = np.abs(computed - results.values["EGDI"])
    declared = [error for error in known_errors() if error.edition == edition]
    by_printed = competition_rank(results.values["EGDI"])
    found = {
        "components": _components_differ(world, results, computed, residual),
        "rank": (by_printed != results.rank, by_printed),
        "rank_interval": _outside_interval(world, results, computed, _unsure(declared, results, residual)),
    }
    differences = tuple(
        Difference(
            edition=edition,
            check=check,
            iso3=results.countries[place],
            published=float((results.values["EGDI"] if check == "components" else results.rank)[place]),
            computed=float(values[place]),
            declared_by=_declaration(declared, check, results.countries[place]),
        )
        for check, (differs, values) in found.items()
        for place in np.flatnonzero(differs & listed)
    )
    by_country = {iso3: float(value) for iso3, value in zip(results.countries, residual, strict=True)}
    return EditionCheck(
        edition=edition,
        rows=int(listed.sum()),
        equal={check: int((~differs & listed).sum()) for check, (differs, _) in found.items()},
        differences=differences,
        mended=tuple(error.id for error in declared if not error.still_holds(results, residual=by_country)),
        largest_residual=float(np.nanmax(residual)),
    )


def _tolerance(world: World, edition: int) -> tuple[float, float]:
    """Half unit of the printed index, and half width of the index made of printed components."""
    methodology = world.methodology(edition)
    of_components = sum(
        float(node.weight.value) * methodology.precision.half_unit(node.code)
        for node in methodology.components
        if node.weight and node.code in COMPONENTS
    )
    return methodology.precision.half_unit(methodology.root.code), of_components


def _components_differ(
    world: World, results: Results, computed: np.ndarray, residual: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    of_index, of_components = _tolerance(world, results.edition)
    too_far = residual > of_index + of_components + _SLACK
    one_absent = np.isnan(computed) != np.isnan(results.values["EGDI"])
    return too_far | one_absent, computed


def _unsure(declared: Iterable[KnownError], results: Results, residual: np.ndarray) -> np.ndarray:
    """How much further than by rounding an index may lie off: where its components are declared wrong."""
    named = {iso3 for error in declared if "components" in error.affects for iso3 in error.countries}
    return np.array(
        [residual[place] if iso3 in named else 0.0 for place, iso3 in enumerate(results.countries)]
    )


def _outside_interval(
    world: World, results: Results, computed: np.ndarray, unsure: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    _, of_components = _tolerance(world, results.edition)
    best, worst = rank_interval(computed, half_width=of_components + unsure + _SLACK)
    return (results.rank < best) | (results.rank > worst), competition_rank(computed)


def _declaration(declared: Iterable[KnownError], check: str, iso3: str) -> str | None:
    return next((error.id for error in declared if check in error.affects and iso3 in error.countries), None)
