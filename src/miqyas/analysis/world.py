"""Everything that is loaded, as one frozen value: what the command line, the pages and the interface read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import miqyas
from miqyas.analysis.errors import AnalysisError
from miqyas.index import Scores, compute
from miqyas.index.classify import class_of, group_of
from miqyas.kernel.datasets import ActiveSet
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Versions
from miqyas.methodology import Methodology, draft_edition, method_for
from miqyas.observations.countries import Country, countries
from miqyas.observations.results import Results, data_version, load_results


@dataclass(frozen=True)
class Standing:
    """A country's published place in one edition; what it lacks is None (not ranked, not yet a member)."""

    edition: int
    iso3: str
    rank: int | None
    egdi: float | None
    osi: float | None
    tii: float | None
    hci: float | None
    epi: float | None
    group: str | None
    rating_class: str | None
    is_listed: bool

    @property
    def is_whole(self) -> bool:
        """Whether rank, index and every component are there."""
        return None not in (self.rank, self.egdi, self.osi, self.tii, self.hci)

    def component(self, code: str) -> float | None:
        """The value of EGDI, OSI, TII, HCI or EPI."""
        value: float | None = getattr(self, code.lower())
        return value


@dataclass(frozen=True)
class World:
    """All editions over all Member States, as published and as recomputed.

    Arrays run over `countries`, all Member States by ISO code. Build it with `load_world`.
    """

    active: ActiveSet
    results: Mapping[int, Results]
    target_setting: int | None = None

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """ISO codes along every array."""
        return tuple(countries())

    @property
    def editions(self) -> tuple[int, ...]:
        """Editions with results, oldest first."""
        return tuple(self.results)

    @property
    def latest(self) -> int:
        """The newest edition with results."""
        return self.editions[-1]

    @property
    def target(self) -> int:
        """The edition that is prepared for: the setting while it is still to come, else the next one."""
        return self.draft.edition

    @cached_property
    def draft(self) -> Methodology:
        """The method of the target edition: inherited until it is known."""
        to_come = self.target_setting and self.target_setting > self.latest
        return draft_edition(self.latest, edition=self.target_setting if to_come else None)

    @cached_property
    def data_version(self) -> str:
        """Name of the data in force."""
        return data_version(self.active)

    def versions(self, edition: int) -> Versions:
        """What a result of this edition rests on."""
        return Versions(
            miqyas.__version__, f"{edition}:{self.methodology(edition).version}", self.data_version
        )

    def previous(self, edition: int) -> int | None:
        """The edition before, if there is one."""
        earlier = [year for year in self.editions if year < edition]
        return earlier[-1] if earlier else None

    def methodology(self, edition: int) -> Methodology:
        """The method of an edition with results, or of the draft."""
        if edition not in self._methods:
            self._methods[edition] = self.draft if edition == self.draft.edition else method_for(edition)
        return self._methods[edition]

    @cached_property
    def _methods(self) -> dict[int, Methodology]:
        return {}

    def published(self, edition: int) -> Results:
        """What an edition published; raises `AnalysisError` for an edition that is not loaded."""
        if edition not in self.results:
            known = ", ".join(map(str, self.editions))
            raise AnalysisError(
                "edition_not_loaded", place=Place(name=str(edition)), given=str(edition), known=known
            )
        return self.results[edition]

    @cached_property
    def _scores(self) -> dict[int, Scores]:
        return {}

    def scores(self, edition: int) -> Scores:
        """The edition recomputed from its published components, over the states it lists."""
        if edition not in self._scores:
            observations = self.published(edition).observations(version=self.data_version)
            self._scores[edition] = compute(self.methodology(edition), observations)
        return self._scores[edition]

    def position(self, iso3: str) -> int:
        """Place of a country along the arrays; raises `AnalysisError` for an unknown code."""
        try:
            return self._positions[iso3]
        except KeyError:
            raise AnalysisError("unknown_country", place=Place(name=iso3), given=iso3) from None

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {iso3: position for position, iso3 in enumerate(self.countries)}

    def country(self, iso3: str) -> Country:
        """Names and groups of a country."""
        self.position(iso3)
        return countries()[iso3]

    def standing_in_field(self, iso3: str, edition: int) -> Standing:
        """A country's place in an edition that ranks it, with every component.

        Raises `AnalysisError` for an edition that is not loaded, an unknown country, one that has no rank,
        and one whose component is missing: what is missing compares with nobody.
        """
        standing = self.standing(iso3, edition)
        if standing.is_whole:
            return standing
        detail = "not_ranked" if standing.rank is None else "component_missing"
        place, name = Place(name=f"{iso3} {edition}"), self.country(iso3).name
        raise AnalysisError(detail, place=place, country=name, edition=edition)

    def standing(self, iso3: str, edition: int) -> Standing:
        """A country's published place in an edition."""
        results, position = self.published(edition), self.position(iso3)
        is_ranked = bool(results.rank[position])
        published = self._published_groups(edition)
        return Standing(
            edition=edition,
            iso3=iso3,
            rank=int(results.rank[position]) or None,
            egdi=_number(results.values["EGDI"][position]),
            osi=_number(results.values["OSI"][position]),
            tii=_number(results.values["TII"][position]),
            hci=_number(results.values["HCI"][position]),
            epi=_number(results.values["EPI"][position]),
            group=published[0][position] if is_ranked else None,
            rating_class=published[1][position] if is_ranked else None,
            is_listed=bool(results.is_listed()[position]),
        )

    def history(self, iso3: str) -> tuple[Standing, ...]:
        """A country's place in every edition, oldest first."""
        return tuple(self.standing(iso3, edition) for edition in self.editions)

    def ranking(self, edition: int) -> tuple[Standing, ...]:
        """All ranked states of an edition by published rank, equals by code."""
        if edition not in self._rankings:
            rank = self.published(edition).rank
            ranked = [int(position) for position in np.argsort(rank, kind="stable") if rank[position]]
            self._rankings[edition] = tuple(self.standing(self.countries[p], edition) for p in ranked)
        return self._rankings[edition]

    @cached_property
    def _rankings(self) -> dict[int, tuple[Standing, ...]]:
        return {}

    @cached_property
    def kept_medians(self) -> dict[tuple[tuple[str, ...], int], Mapping[str, float | None]]:
        """Medians worked out before, by members and edition: `analysis.profile.medians` keeps them here."""
        return {}

    @cached_property
    def kept_answers(self) -> dict[tuple[object, ...], Any]:
        """What analyses worked out before and would take long to work out again, by keys of their own."""
        return {}

    def _published_groups(self, edition: int) -> tuple[list[str | None], list[str | None]]:
        """Group and class of every state by the edition's rule, applied to the published index."""
        if edition not in self._groups:
            self._groups[edition] = _group_and_class(self.methodology(edition), self.published(edition))
        return self._groups[edition]

    @cached_property
    def _groups(self) -> dict[int, tuple[list[str | None], list[str | None]]]:
        return {}


def load_world(active: ActiveSet | None = None, *, target_edition: int | None = None) -> World:
    """The release with a set of datasets laid over it.

    >>> world = load_world()
    >>> standing = world.standing("BHR", world.latest)
    >>> standing.rank, standing.rating_class
    (18, 'VH')
    """
    chosen = active or ActiveSet()
    return World(chosen, load_results(chosen), target_edition)


def _group_and_class(methodology: Methodology, results: Results) -> tuple[list[str | None], list[str | None]]:
    none: list[str | None] = [None] * len(results.countries)
    if methodology.groups is None:
        return none, none
    values = np.where(results.rank > 0, results.values["EGDI"], np.nan)[np.newaxis, :]
    group = group_of(values, groups=methodology.groups)
    codes = [methodology.groups.bands[position].code if position >= 0 else None for position in group[0]]
    if methodology.classes is None:
        return codes, none
    quarter = class_of(results.rank[np.newaxis, :], group=group, classes=methodology.classes)[0]
    return codes, [
        methodology.classes.codes[code][int(q)] if code else None
        for code, q in zip(codes, quarter, strict=True)
    ]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
