"""What a scan is given: sites that can be asked at all, a folder, how it goes about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from miqyas.catalogue import vocabulary
from miqyas.cli.errors import CommandError
from miqyas.scanner.artifacts.model import HERE, Vantage
from miqyas.scanner.gather.guard import (
    NO_LABORATORY,
    Laboratory,
    NoAddressError,
    addresses_of,
    check_address,
    is_public,
    system_resolve,
)
from miqyas.scanner.gather.pace import LABORATORY, POLITE
from miqyas.scanner.gather.plan import Budget, Plan, Site
from miqyas.scanner.manifest import FILE, LANGUAGES, Manifest, read_manifest

if TYPE_CHECKING:
    from miqyas.cli.session import Session
    from miqyas.scanner.rules.load import RuleSet

PATIENCE: Final = 10.0
"""Seconds in which the name of a host must be found."""
PAGES: Final = 200
SECONDS: Final = 1800
_NAME: Final = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True)
class Asked:
    """The sites of a scan, what each host is, which hosts of the own network may be asked; what was begun."""

    sites: tuple[Site, ...]
    places: Mapping[str, str] = field(default_factory=dict)
    laboratory: Laboratory = NO_LABORATORY
    begun: Manifest | None = None
    contact: str = ""
    """The page that says who scans, where this installation has one."""

    @property
    def is_all_laboratory(self) -> bool:
        """Whether no host is of the open web, so that nobody has to be spared."""
        return all(self.laboratory.holds(urlsplit(site.start).hostname or "") for site in self.sites)

    def is_unsigned(self, contact: str) -> bool:
        """Whether strangers are asked by somebody who names no page that says who they are."""
        return not (contact or self.contact or self.is_all_laboratory)


def sites_typed(addresses: Sequence[str], *, laboratory: bool, place: str = "") -> Asked:
    """The sites that somebody typed, all of them the same place; without a scheme, https is meant.

    Raises `CommandError` or `AddressRefusedError` for the first one that cannot be asked: no address, no such
    host, a host inside the network without ``laboratory`` or one outside with it.
    """
    starts = [one if "://" in one else f"https://{one}" for one in addresses]
    inside = [host for start in starts if (host := _inside(start, laboratory=laboratory))]
    known = vocabulary().places
    if place and place not in known:
        raise CommandError("scan_place", given=place, known=", ".join(known))
    sites = tuple(map(Site, starts))
    return Asked(sites, {site.name: place for site in sites if place}, Laboratory(inside))


def sites_registered(session: Session, *, laboratory: bool) -> Asked:
    """The portals registered in this installation; with ``laboratory`` those inside the network too."""
    from miqyas.cli.commands.installation import demand_database

    session.started_by().set_up()
    demand_database(session)
    from miqyas.jobs.scans import contact_page
    from miqyas.workspace.scans.portals import portals_of_scan

    found = portals_of_scan(None)
    if not found.sites:
        raise CommandError("scan_no_portals")
    hosts = [urlsplit(site.start).hostname or "" for site in found.sites] if laboratory else []
    inside = [host for host in hosts if _is_inside_if_there(host)]
    return Asked(found.sites, found.places, Laboratory(inside), contact=contact_page())


def sites_begun(folder: Path, *, laboratory: bool) -> Asked:
    """The sites of the scan that was begun in a folder; hosts inside the network need leave once more."""
    begun = read_manifest(folder)
    if begun.laboratory and not laboratory:
        raise CommandError("scan_inside", host=begun.laboratory[0])
    return Asked(begun.sites, begun.places, Laboratory(begun.laboratory), begun)


def _inside(start: str, *, laboratory: bool) -> str:
    """The host, where it stands inside the network; empty for one of the open web."""
    host = urlsplit(start).hostname or ""
    check_address(start, laboratory=Laboratory([host] if laboratory and host else []))
    try:
        is_inside = _is_inside(host)
    except NoAddressError as error:
        raise CommandError("scan_no_host", host=host) from error
    if is_inside and not laboratory:
        raise CommandError("scan_inside", host=host)
    if laboratory and not is_inside:
        raise CommandError("scan_not_inside", host=host)
    return host if is_inside else ""


def _is_inside(host: str) -> bool:
    found = addresses_of(host, 443, resolve=system_resolve, laboratory=Laboratory([host]), seconds=PATIENCE)
    return not all(map(is_public, found))


def _is_inside_if_there(host: str) -> bool:
    try:
        return _is_inside(host)
    except NoAddressError:
        return False


def plan_of(typed: Mapping[str, Any], asked: Asked, *, rules: RuleSet, vantage: Vantage) -> Plan:
    """How the scan goes about it; what was not typed is as it was when the scan began, or as usual."""
    from miqyas.scanner.planning import plan_for

    begun = asked.begun.budget if asked.begun else Budget(PAGES, seconds=SECONDS)
    return plan_for(
        rules,
        languages=languages_of(typed, asked),
        budget=Budget(
            typed["pages"] or begun.pages,
            seconds=typed["seconds"] or begun.seconds,
        ),
        vantage=vantage,
        laboratory=asked.laboratory,
        politeness=LABORATORY if asked.is_all_laboratory else POLITE,
        contact=typed["contact"] or asked.contact,
    )


def languages_of(typed: Mapping[str, Any], asked: Asked | None) -> tuple[str, ...]:
    """The languages in which a stranger searches."""
    begun = asked.begun.languages if asked and asked.begun else LANGUAGES
    return tuple(dict.fromkeys(code.lower() for code in typed["language"] or ())) or begun


def vantage_of(typed: Mapping[str, Any], begun: Manifest | None) -> Vantage:
    """From where this scan looks; what is handed in or is from outside needs a name that tells it apart."""
    vantage = begun.vantage if begun else HERE
    if any(typed[part] for part in ("vantage", "country", "network", "outside")):
        name, country = typed["vantage"] or HERE.name, typed["country"].upper()
        vantage = Vantage(name, country, typed["network"], is_outside=typed["outside"])
    if vantage.name == HERE.name and (vantage.is_outside or typed["sign"]):
        raise CommandError("scan_vantage_name")
    return vantage


def folder_of(session: Session, sites: Sequence[Site], store: Path | None, *, goes_on: bool) -> Path:
    """The folder in which looks are kept: the one given, the newest of these sites, or a new one.

    Raises `CommandError` where a scan is to go on that is not there, or a new one would fall into another.
    """
    if store is not None:
        if (store / FILE).exists() is not goes_on:
            raise CommandError("scan_not_begun" if goes_on else "scan_folder_taken", path=str(store))
        return store
    own = _data_dir(session) / "scans" / _folder_name(sites)
    begun = sorted(file.parent for file in own.glob(f"*/{FILE}"))
    if goes_on and not begun:
        raise CommandError("scan_not_begun", path=str(own))
    return begun[-1] if goes_on else own / datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def _data_dir(session: Session) -> Path:
    from miqyas.cli.session import default_data_dir

    return session.data_dir or default_data_dir()


def _folder_name(sites: Sequence[Site]) -> str:
    name = _NAME.sub("-", sites[0].name.lower()).strip("-.")[:80] or "scan"
    return name if len(sites) == 1 else f"{name}-and-{len(sites) - 1}"
