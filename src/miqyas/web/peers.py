"""Peers of a country as its page lists them: who, why, by what figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from miqyas.analysis.peers import PeerSet, peer_sets
from miqyas.analysis.world import World
from miqyas.kernel.words import language_name
from miqyas.observations.countries import groups
from miqyas.reports.findings import name_in
from miqyas.web.words import current_language, say_here

SHOWN: Final = 5
"""Peers of each list."""
COMPARED: Final = 4
"""Peers that go into a comparison with the country."""
_KINDS: Final = {"similar": "index3", "climbed": "signed_rank"}


@dataclass(frozen=True, slots=True)
class PeerShown:
    """A peer: name, page, rank, and the figure that made it one."""

    name: str
    url: str
    rank: int
    figure: float


@dataclass(frozen=True, slots=True)
class PeersShown:
    """A list of peers with the reason of its choice; `kind` is that of the figures."""

    title: str
    why: str
    kind: str
    peers: tuple[PeerShown, ...]
    compare_url: str


def peers_shown(world: World, *, iso3: str, edition: int) -> list[PeersShown]:
    """Every list of peers of a country in an edition."""
    return [_shown(world, iso3, edition, found) for found in peer_sets(world, iso3=iso3, edition=edition)]


def _shown(world: World, iso3: str, edition: int, found: PeerSet) -> PeersShown:
    language = current_language()
    peers = tuple(
        PeerShown(
            name=name_in(world, peer.iso3, language),
            url=reverse("country_edition", args=[peer.iso3, edition]),
            rank=peer.rank,
            figure=peer.figure,
        )
        for peer in found.peers[:SHOWN]
    )
    chosen = ",".join((iso3, *(peer.iso3 for peer in found.peers[:COMPARED])))
    group = _group_name(found, language)
    return PeersShown(
        title=say_here(f"country.peers.{found.strategy}", group=group, since=found.since or 0),
        why=say_here(f"country.peers.why.{found.strategy if found.strategy in _KINDS else 'gap'}"),
        kind=_KINDS.get(found.strategy, "signed"),
        peers=peers,
        compare_url=f"{reverse('compare')}?{urlencode({'with': chosen, 'edition': edition})}",
    )


def _group_name(found: PeerSet, language: str) -> str:
    if found.strategy == "language":
        return language_name(found.basis, language=language)
    return groups()[found.basis].short.in_language(language) if found.basis else ""
