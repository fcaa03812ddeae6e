"""How long what scans saw is kept: by number and age, and for good where somebody rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import Store
from miqyas.workspace.history.services import record_add
from miqyas.workspace.scans.models import FindingRow, Label, Scan, Stand
from miqyas.workspace.scans.plans import settings_of_scans
from miqyas.workspace.scans.portals import elsewhere_folder, scan_folder
from miqyas.workspace.scans.queries.reports import handed_in_to


def scans_outlived(now: datetime) -> list[Scan]:
    """Scans whose looks have had their time: older than the days of `plan.yaml`, and not of the last few."""
    kept = settings_of_scans()["kept"]
    done = Scan.objects.exclude(finished_at=None).order_by("-asked_at")
    number: dict[UUID | None, int] = {}
    found = []
    for scan in done:
        number[scan.entity_id] = number.get(scan.entity_id, 0) + 1
        is_old = scan.asked_at < now - timedelta(kept["days"])
        if is_old and number[scan.entity_id] > kept["scans"] and scan.looks_removed_at is None:
            found.append(scan)
    return found


def looks_remove(scan: Scan, *, now: datetime) -> int:
    """Remove what a scan saw but for what somebody rests on; how many pieces went.

    Reports, findings and the journals of its looks stay. Bytes stay of pages and pictures on which a proof,
    an accepted proposal, a contradiction or a mark of somebody's rests.
    """
    cited, marked = _cited(scan), _marked(scan)
    with transaction.atomic():
        Scan.objects.filter(pk=scan.pk, looks_removed_at=None).update(looks_removed_at=now)
        record_add("scan.forget", actor=None, object_kind="scan", object_id=scan.pk, details={})
    folders = [scan_folder(scan.pk), *(elsewhere_folder(scan.pk, one.sha256) for one in handed_in_to(scan))]
    return sum(_emptied(folder, cited, marked) for folder in folders if folder.exists())


def _cited(scan: Scan) -> frozenset[str]:
    """The names of the bytes that findings rest on which somebody rests on."""
    rows = FindingRow.objects.filter(report__scan=scan)
    rests = Q(proofs__isnull=False) | Q(contradictions__isnull=False) | Q(proposals__state=Stand.ACCEPTED)
    named = rows.filter(rests).distinct().values_list("sources", flat=True)
    return frozenset(name for sources in named for source in sources.values() for name in _names(source))


def _names(source: dict[str, Any]) -> Iterator[str]:
    yield source["body"]
    if source["picture"]:
        yield source["picture"]["name"]


def _marked(scan: Scan) -> frozenset[str]:
    """The pages that somebody marked."""
    rows = Label.objects.filter(report__scan=scan).exclude(address="")
    return frozenset(rows.values_list("address", flat=True))


def _emptied(folder: Path, cited: frozenset[str], marked: frozenset[str]) -> int:
    store = Store(folder)
    return store.keep_only(cited | frozenset(_of_pages(store.artifacts(), marked)))


def _of_pages(looks: Iterable[Artifact], marked: frozenset[str]) -> Iterator[str]:
    for look in looks:
        if look.final_address in marked:
            yield from look.blobs
