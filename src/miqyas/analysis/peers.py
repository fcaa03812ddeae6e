"""Whom to look at: peers chosen by a named strategy, each with the reason it was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.analysis.world import World
from miqyas.observations.countries import groups
from miqyas.observations.results import COMPONENTS

Strategy = Literal["region", "income", "closest", "membership", "language", "similar", "climbed"]
PEER_COUNT: Final = 8
EDITIONS_TO_CLIMB: Final = 4
NEARNESS: Final = 0.05


@dataclass(frozen=True)
class Peer:
    """A peer and the figure that made it one (`figure` of a kind known from the strategy)."""

    iso3: str
    rank: int
    egdi: float
    figure: float


@dataclass(frozen=True)
class PeerSet:
    """Peers by one strategy, in the order of their closeness.

    `basis` is the group's code (region, income, membership), the code of the language, or empty. `figure`
    of the peers is the distance in the index (region, income, membership, language, closest), the
    distance of profiles in index points (similar), or the places gained since `since` (climbed).
    """

    strategy: Strategy
    basis: str
    since: int | None
    peers: tuple[Peer, ...]


def peer_sets(world: World, *, iso3: str, edition: int) -> tuple[PeerSet, ...]:
    """All strategies that give a peer for this country and edition.

    >>> from miqyas.analysis.world import load_world
    >>> [(found.strategy, found.basis) for found in peer_sets(load_world(), iso3="BHR", edition=2024)][:2]
    [('region', 'subregion.western-asia'), ('income', 'income.high')]
    """
    if world.standing(iso3, edition).rank is None:
        return ()
    found = [
        *(_of_group(world, iso3, edition, "region", code) for code in _codes(world, iso3, "subregion")),
        *(_of_group(world, iso3, edition, "income", code) for code in _codes(world, iso3, "income")),
        _closest(world, iso3, edition),
        *(_of_group(world, iso3, edition, "membership", code) for code in _codes(world, iso3, "membership")),
        *(_of_language(world, iso3, edition, code) for code in _languages(world, iso3)),
        _similar(world, iso3, edition),
        _climbed(world, iso3, edition),
    ]
    return tuple(peers for peers in found if peers.peers)


def _codes(world: World, iso3: str, kind: str) -> list[str]:
    return [code for code in world.country(iso3).groups if groups()[code].kind == kind]


def _ranked(world: World, iso3: str, edition: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Index and rank of every state, with the country itself and the unranked blanked out, and its place."""
    results, place = world.published(edition), world.position(iso3)
    index = np.where(results.rank > 0, results.values["EGDI"], np.nan)
    others = index.copy()
    others[place] = np.nan
    return index, others, place


def _nearest(
    world: World, edition: int, distance: np.ndarray, *, figure: np.ndarray, count: int = PEER_COUNT
) -> tuple[Peer, ...]:
    results = world.published(edition)
    order = [int(p) for p in np.argsort(distance, kind="stable") if not np.isnan(distance[p])][:count]
    return tuple(
        Peer(world.countries[p], int(results.rank[p]), float(results.values["EGDI"][p]), float(figure[p]))
        for p in order
    )


def _languages(world: World, iso3: str) -> list[str]:
    """Official languages of a country, whatever the script."""
    return list(dict.fromkeys(code.partition("_")[0] for code in world.country(iso3).official_languages))


def _of_group(world: World, iso3: str, edition: int, strategy: Strategy, code: str) -> PeerSet:
    return _inside(world, iso3, edition, strategy, code, members=groups()[code].members)


def _of_language(world: World, iso3: str, edition: int, language: str) -> PeerSet:
    members = tuple(other for other in world.countries if language in _languages(world, other))
    return _inside(world, iso3, edition, "language", language, members=members)


def _inside(
    world: World, iso3: str, edition: int, strategy: Strategy, basis: str, *, members: tuple[str, ...]
) -> PeerSet:
    index, others, place = _ranked(world, iso3, edition)
    gap = np.where(np.isin(world.countries, members), others - index[place], np.nan)
    return PeerSet(strategy, basis, None, _nearest(world, edition, np.abs(gap), figure=gap))


def _closest(world: World, iso3: str, edition: int) -> PeerSet:
    index, others, place = _ranked(world, iso3, edition)
    gap = others - index[place]
    return PeerSet("closest", "", None, _nearest(world, edition, np.abs(gap), figure=gap))


def _similar(world: World, iso3: str, edition: int) -> PeerSet:
    """Nearest profile: Euclidean distance over OSI, TII and HCI."""
    results = world.published(edition)
    _, others, place = _ranked(world, iso3, edition)
    profile = np.stack([results.values[code] for code in COMPONENTS])
    distance = np.sqrt(np.sum((profile - profile[:, [place]]) ** 2, axis=0))
    distance = np.where(np.isnan(others), np.nan, distance)
    return PeerSet("similar", "", None, _nearest(world, edition, distance, figure=distance))


def _climbed(world: World, iso3: str, edition: int) -> PeerSet:
    """States that stood where we stand now some editions ago, and have gained most places since."""
    earlier = [year for year in world.editions if year < edition][-EDITIONS_TO_CLIMB:]
    if not earlier:
        return PeerSet("climbed", "", None, ())
    since = earlier[0]
    now, then = world.published(edition), world.published(since)
    own_rank = now.rank[world.position(iso3)]
    reach = max(5, round(NEARNESS * then.ranked_count))
    was_here = (then.rank > 0) & (np.abs(then.rank - own_rank) <= reach) & (now.rank > 0)
    gained = np.where(was_here, then.rank - now.rank, 0).astype(np.float64)
    gained[world.position(iso3)] = 0
    distance = np.where(gained > 0, -gained, np.nan)
    return PeerSet("climbed", "", since, _nearest(world, edition, distance, figure=gained))
