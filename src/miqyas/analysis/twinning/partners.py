"""Partners of one country, the most useful first, each with everything that its place rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning.field import Field, others_of
from miqyas.analysis.twinning.rules import Assumption, Rules, default_rules
from miqyas.analysis.twinning.terms import Seen, seen_by, total_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Versions
from miqyas.observations.countries import countries, groups
from miqyas.observations.model import Values

TIE_DECIMALS: Final = 12
"""Totals equal to so many decimals are equal: the order is then that of the ISO codes."""


@dataclass(frozen=True)
class Once:
    """An edition in which a state stood at a rank."""

    edition: int
    rank: int


@dataclass(frozen=True)
class Partner:
    """A state as a partner of the seeker.

    `total` and each of `terms` run from 0 to 1; a term that is not known is None and the others count for it.
    `gaps` is the partner's value minus the seeker's by index (None: not known), `returns` where the
    seeker stands higher, by index or part of another index, the largest first. `likeness` are the parts of
    similarity; `languages` and `memberships` what the two share. `path` says when the partner stood
    where the seeker stands now, before it came to stand ahead; `gained` is places gained since `since`.
    """

    iso3: str
    place: int
    rank: int
    total: float
    terms: Mapping[str, float | None]
    gaps: Mapping[str, float | None]
    returns: Mapping[str, float]
    likeness: Mapping[str, float | None]
    languages: tuple[str, ...]
    memberships: tuple[str, ...]
    path: Once | None
    since: int | None
    gained: int | None


@dataclass(frozen=True)
class Twinning:
    """The states that could help a country, best first.

    `lacks` is the share of each index in what the country lacks, the largest first: where it is weakest.
    """

    iso3: str
    edition: int
    rank: int
    lacks: Mapping[str, float]
    partners: tuple[Partner, ...]
    weights: Mapping[str, float]
    assumptions: tuple[Assumption, ...]
    versions: Versions


def partners(
    world: World,
    *,
    iso3: str,
    edition: int | None = None,
    weights: Mapping[str, float] | None = None,
    needs: tuple[str, ...] = (),
) -> Twinning:
    """Rank the other states as partners of a country in an edition (default: the newest).

    The total is the weighted mean of four terms, each from 0 to 1 (see `terms.seen_by`); `weights` replace
    those of `rules.yaml` by name, `needs` limit what the country asks for. A state that stands higher in
    nothing that is needed is no partner. Equal totals stand in the order of their codes. Raises
    `AnalysisError` for an unknown country, edition, term or index, for weights that do not sum to 1, and
    for a country that is not ranked.

    >>> from miqyas.analysis.world import load_world
    >>> found = partners(load_world(), iso3="BHR")
    >>> next(iter(found.lacks)), found.partners[0].iso3, len(found.partners)
    ('HCI', 'SAU', 40)
    """
    chosen = world.latest if edition is None else edition
    rules = default_rules().with_weights(weights or {}).with_needs(needs)
    field = Field(world, chosen)
    place = demand_ranked(field, iso3)
    seen = seen_by(field, place=place, rules=rules)
    totals = totals_of(seen, weights=rules.weights)
    order = [at for at in _by_total(totals) if not np.isnan(totals[at])]
    backwards = _returns(field, place, rules)
    return Twinning(
        iso3=iso3,
        edition=chosen,
        rank=int(field.rank[place]),
        lacks=dict(sorted(seen.lacks.items(), key=lambda pair: -pair[1])),
        partners=tuple(
            _partner(field, seen, totals, backwards, iso3=iso3, at=at, place=number)
            for number, at in enumerate(order, start=1)
        ),
        weights=rules.weights,
        assumptions=rules.assumptions,
        versions=world.versions(chosen),
    )


def totals_of(seen: Seen, *, weights: Mapping[str, float]) -> Values:
    """The total of each state as a partner, of shape (country,); NaN for those that are none.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> seen = seen_by(Field(world, 2024), place=world.position("DNK"), rules=default_rules())
    >>> int(np.sum(~np.isnan(totals_of(seen, weights=default_rules().weights))))
    10
    """
    helps = seen.terms["complementarity"] > 0
    return np.where(helps, total_of(seen.terms, weights=weights), np.nan)


def demand_ranked(field: Field, iso3: str) -> int:
    """Place of a ranked country along the arrays; raises `AnalysisError` for one that is unknown or unranked.

    >>> from miqyas.analysis.world import load_world
    >>> demand_ranked(Field(load_world(), 2024), "AFG")
    0
    """
    place = field.world.position(iso3)
    field.world.published(field.edition)
    if not field.ranked[place]:
        where = Place(name=f"{iso3} {field.edition}")
        name = field.world.country(iso3).name
        raise AnalysisError("not_ranked", place=where, country=name, edition=field.edition)
    return place


def _by_total(totals: Values) -> list[int]:
    """Places of the arrays by falling total; equal ones by code, since arrays run by code."""
    return [int(at) for at in np.argsort(-np.round(totals, TIE_DECIMALS), kind="stable")]


def _returns(field: Field, place: int, rules: Rules) -> dict[str, Values]:
    """Our value minus theirs in every index of the Survey and every part of other indices."""
    values = {**{code: field.values(code) for code in rules.indices}, **others_of(rules)}
    return {code: own[place] - own for code, own in values.items()}


def _partner(
    field: Field,
    seen: Seen,
    totals: Values,
    backwards: Mapping[str, Values],
    *,
    iso3: str,
    at: int,
    place: int,
) -> Partner:
    other = field.world.countries[at]
    mine, theirs = countries()[iso3], countries()[other]
    returns = {code: float(values[at]) for code, values in backwards.items() if values[at] > 0}
    tongues = [code.partition("_")[0] for code in theirs.official_languages]
    own_tongues = {code.partition("_")[0] for code in mine.official_languages}
    is_on_path = bool(seen.path_edition[at])
    return Partner(
        iso3=other,
        place=place,
        rank=int(field.rank[at]),
        total=float(totals[at]),
        terms=_at(seen.terms, at),
        gaps=_at(seen.gaps, at),
        returns=dict(sorted(returns.items(), key=lambda pair: (-pair[1], pair[0]))),
        likeness=_at(seen.likeness, at),
        languages=tuple(dict.fromkeys(code for code in tongues if code in own_tongues)),
        memberships=tuple(
            code for code in mine.groups if code in theirs.groups and groups()[code].kind == "membership"
        ),
        path=Once(int(seen.path_edition[at]), int(seen.path_rank[at])) if is_on_path else None,
        since=int(seen.since[at]) or None,
        gained=None if np.isnan(seen.gained[at]) else int(seen.gained[at]),
    )


def _at(arrays: Mapping[str, Values], at: int) -> dict[str, float | None]:
    return {name: None if np.isnan(values[at]) else float(values[at]) for name, values in arrays.items()}
