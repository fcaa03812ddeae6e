"""Pages of a scan drawn by lot to be marked for a feature, and what the rules say of each by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import transaction

from miqyas.catalogue.model import Feature
from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.document.model import Page
from miqyas.scanner.findings import Finding, judge
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.gather.plan import read_artifact
from miqyas.scanner.looking import told_by
from miqyas.scanner.manifest import read_manifest
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import State, Why
from miqyas.scanner.rules.site import Visit, site_of
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import DrawnPage, Report
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.queries.labels import pages_drawn_count

DRAWN_AT_A_TIME: Final = 10
LONGEST_ADDRESS: Final = 2000
OnShare = Callable[[float], None]


def pages_draw(report: Report, feature: Feature, *, on_share: OnShare) -> list[DrawnPage]:
    """The next pages by lot, to be kept by `pages_drawn_keep`; none once all of the scan were drawn.

    The lot goes by the addresses of pages and not by what was found there: each has the same chance. Pages
    whose bytes are damaged are passed over. ``on_share`` is told the share that is done, from 0 to 1. Raises
    `ScanError` for a scan whose looks were removed by age.
    """
    if report.scan.looks_removed_at:
        raise ScanError("looks_removed")
    rows = DrawnPage.objects.filter(report=report, feature=feature.code)
    known = set(rows.values_list("address", flat=True))
    scan = _Looked(scan_folder(report.scan_id))
    made: list[DrawnPage] = []
    for address in sorted(scan.pages.keys() - known, key=lambda one: _lot(one, feature.code)):
        with suppress(StoreError):
            said = scan.said_of(address, feature)
            made.append(_drawn(report, feature, len(known) + len(made), address, said))
        on_share(len(made) / DRAWN_AT_A_TIME)
        if len(made) == DRAWN_AT_A_TIME:
            break
    return made


@transaction.atomic
def pages_drawn_keep(report: Report, feature: str, pages: Sequence[DrawnPage]) -> int:
    """Keep pages that were drawn, unless others were meanwhile; how many were kept."""
    Report.objects.select_for_update().only("pk").get(pk=report.pk)
    if not pages or pages_drawn_count(report, feature) != pages[0].place:
        return 0
    return len(DrawnPage.objects.bulk_create(pages))


def _drawn(report: Report, feature: Feature, place: int, address: str, said: Finding | None) -> DrawnPage:
    return DrawnPage(
        report=report,
        feature=feature.code,
        place=place,
        address=address,
        said=_state_of_page(said),
        rule=said.rule if said else "",
        rule_version=said.version if said else 0,
        proof=said.proof.name.lower() if said else "",
        language=next(iter(said.languages), "") if said else "",
    )


def _state_of_page(said: Finding | None) -> str:
    """What a finding on one page comes to: that one page is a small site is no reason to say nothing."""
    if said is None:
        return ""
    return State.ABSENT.value if said.why is Why.SITE_TOO_SMALL else said.state.value


def _lot(address: str, feature: str) -> str:
    """A place in a row that says nothing of the page, another for each feature."""
    return hashlib.sha256(f"{feature}\n{address}".encode("utf-8", "replace")).hexdigest()


class _Looked:
    """The looks of a scan by where they were and where they led; what one tells is read once."""

    def __init__(self, folder: Path) -> None:
        self._store, self._today = Store(folder), read_manifest(folder).today
        self._looks = tuple(self._store.artifacts())
        self._visits: dict[int, tuple[Visit, ...]] = {}
        self._at: dict[str, list[int]] = {}
        self._led_to: dict[str, list[int]] = {}
        self.pages: dict[str, str] = {}
        """The identities of pages by their addresses."""
        for place, look in enumerate(self._looks):
            self._at.setdefault(identity(look.address), []).append(place)
            if look.is_page and len(look.final_address) <= LONGEST_ADDRESS:
                name = self.pages[look.final_address] = identity(look.final_address)
                self._led_to.setdefault(name, []).append(place)

    def said_of(self, address: str, feature: Feature) -> Finding | None:
        """What the rules say of a feature on one page and where its links lead; None where none looks for it.

        Raises `StoreError` where the bytes of the page are damaged.
        """
        wanted = self.pages[address]
        own = self._led_to[wanted]
        pages = [self._page(self._looks[place]) for place in own]
        leads = {identity(normal(link.address)) for page in pages for link in page.links} - {wanted}
        near = sorted(place for name in leads for place in self._at.get(name, ()))
        seen = _page_alone((visit for place in (*own, *near) for visit in self._told(place)), wanted)
        site = site_of(seen, today=self._today, is_finished=True, least_pages=1)
        return next(iter(judge(site, rules=rules(), features=(feature,))), None)

    def _page(self, look: Artifact) -> Page:
        return read_artifact(look, self._store.body(look))

    def _told(self, place: int) -> tuple[Visit, ...]:
        if place not in self._visits:
            self._visits[place] = told_by(self._store, [self._looks[place]], rules=rules()).visits
        return self._visits[place]


def _page_alone(seen: Iterable[Visit], wanted: str) -> Iterator[Visit]:
    """The page as it is, and where its links lead without the links that stand there."""
    for one in seen:
        if one.page and identity(one.artifact.final_address) != wanted:
            clues = {
                rule: tuple(clue for clue in found if clue.surface is not Surface.LINK)
                for rule, found in one.page.clues.items()
            }
            yield replace(one, page=replace(one.page, clues=clues))
        else:
            yield one
