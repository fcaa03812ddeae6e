"""The registered portals as a scanner takes them: where to begin, what each host is, whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from miqyas.scanner.artifacts.model import HERE, Vantage
from miqyas.scanner.gather.addresses import host_of, normal
from miqyas.scanner.gather.plan import Site
from miqyas.workspace.evidence.queries import newest_revisions
from miqyas.workspace.registry.models import Entity, EntityKind, Portal, PortalKind
from miqyas.workspace.registry.queries import portals_all
from miqyas.workspace.scans.plans import settings_of_scans

MOST_PINNED: Final = 50
"""Addresses of proofs on one site that are looked at in any case."""


@dataclass(frozen=True)
class Portals:
    """The sites of a scan, what their hosts are (`places`), and the entity of each host."""

    sites: tuple[Site, ...]
    places: Mapping[str, str]
    owners: Mapping[str, UUID]


def portals_of_scan(entity: Entity | None) -> Portals:
    """The portals of one entity; without one, those of all active entities but cities."""
    rows = [row for row in portals_all() if row.entity.is_active and _is_meant(row, entity)]
    by_host: dict[str, list[Portal]] = defaultdict(list)
    for row in rows:
        by_host[host_of(normal(row.address))].append(row)
    pinned = _pinned(by_host)
    sites = tuple(
        Site(_start(found).address, pinned=tuple(pinned.get(host, ()))) for host, found in by_host.items()
    )
    return Portals(
        sites=sites,
        places={host: place_of(_start(found)) for host, found in by_host.items()},
        owners={host: _start(found).entity_id for host, found in by_host.items()},
    )


def portals_lock() -> None:
    """Whoever starts a scan queues here to the end of the transaction: of two, the later sees the first."""
    list(Portal.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def place_of(portal: Portal) -> str:
    """What a portal is, in the words of the catalogue."""
    told = settings_of_scans()
    if portal.kind == PortalKind.ENTITY:
        for owner in portal.entity.mandates:
            if owner in told["owners"]:
                return str(told["owners"][owner])
    return str(told["places"][portal.kind])


def hosts_of(entity: Entity) -> frozenset[str]:
    """The hosts of the portals of an entity."""
    return frozenset(host_of(normal(row.address)) for row in entity.portals.all())


def vantage_here() -> Vantage:
    """The vantage that the installation itself is: in its own country, inside."""
    return Vantage(HERE.name, country=settings.MIQYAS_HOME_COUNTRY)


def scan_folder(scan: UUID) -> Path:
    """Where what a scan saw is kept."""
    return Path(settings.MEDIA_ROOT) / "scans" / str(scan)


def elsewhere_folder(scan: UUID, sha256: str) -> Path:
    """Where the looks of a bundle that was handed in are kept."""
    return scan_folder(scan) / "elsewhere" / sha256


def _is_meant(portal: Portal, entity: Entity | None) -> bool:
    if entity is not None:
        return portal.entity_id == entity.pk
    return portal.entity.kind != EntityKind.CITY and portal.kind != PortalKind.CITY


def _start(found: list[Portal]) -> Portal:
    """Of several portals on one host the national one, else the one with the shortest address."""
    return min(found, key=lambda row: (not row.is_main, len(row.address), row.address))


def _pinned(hosts: Iterable[str]) -> Mapping[str, list[str]]:
    """Addresses of proofs in use, by host: a scan looks whether they are still there."""
    wanted = set(hosts)
    found: dict[str, list[str]] = defaultdict(list)
    rows = newest_revisions().filter(evidence__retired_at=None).exclude(address="")
    for address in rows.order_by("address").values_list("address", flat=True).distinct():
        host = host_of(normal(address))
        if host in wanted and len(found[host]) < MOST_PINNED:
            found[host].append(address)
    return found
