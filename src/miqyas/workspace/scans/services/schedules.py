"""Portals that are scanned again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import Place
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import NATION, Rhythm, Scan, ScanSchedule
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import portals_of_scan

WEEK: Final = timedelta(days=7)
LAST_DAY_OF_ALL: Final = 28
"""The last day that every month has."""


@transaction.atomic
def schedule_keep(
    entity: Entity | None, *, every: str, plan: ScanPlan, first_at: datetime, by: UUID | None
) -> ScanSchedule:
    """Have portals scanned every week or month, in place of an earlier rhythm. Raises `ScanError`."""
    if every not in Rhythm.values:
        raise ScanError("rhythm_unknown", place=Place(name="every"))
    if not portals_of_scan(entity).sites:
        raise ScanError("no_portals")
    values = {"entity": entity, "every": every, "plan": plan.as_record(), "next_at": first_at, "set_by": by}
    kept, _ = ScanSchedule.objects.update_or_create(of=_of(entity), defaults=values)
    _record("scan_schedule.set", entity, by=by, every=every)
    return kept


@transaction.atomic
def schedule_end(entity: Entity | None, *, by: UUID | None) -> None:
    """Scan no longer by itself; nothing, where there is no rhythm."""
    ended, _ = ScanSchedule.objects.filter(of=_of(entity)).delete()
    if ended:
        _record("scan_schedule.end", entity, by=by)


@transaction.atomic
def schedules_due(now: datetime, *, begin: Callable[[ScanSchedule], Scan | None]) -> list[Scan]:
    """Begin the scans whose time has come, each once; missed times are not made up.

    `begin` gives the scan, or None where it has to wait: its time stays, and a later call begins it. Portals
    that are all gone are passed over.
    """
    rows = ScanSchedule.objects.select_for_update(of=("self",), skip_locked=True).filter(next_at__lte=now)
    begun = []
    for one in rows.select_related("entity"):
        if portals_of_scan(one.entity).sites:
            scan = begin(one)
            if scan is None:
                continue
            begun.append(scan)
        one.next_at = next_after(one.next_at, every=one.every, now=now)
        one.save(update_fields=["next_at"])
    return begun


def next_after(at: datetime, *, every: str, now: datetime) -> datetime:
    """The first time after now in the rhythm that began at `at`."""
    if every == Rhythm.WEEKLY:
        return at + WEEK * ((now - at) // WEEK + 1)
    months = 0
    found = at
    while found <= now:
        months += 1
        year, month = divmod(at.month - 1 + months, 12)
        found = at.replace(year=at.year + year, month=month + 1, day=min(at.day, LAST_DAY_OF_ALL))
    return found


def _of(entity: Entity | None) -> str:
    return str(entity.pk) if entity else NATION


def _record(action: str, entity: Entity | None, *, by: UUID | None, **details: str) -> None:
    about = {"entity": entity.code} if entity else {}
    record_add(
        action, actor=by, object_kind="scan_schedule", object_id=_of(entity), details={**about, **details}
    )


def tomorrow() -> datetime:
    """When a rhythm begins unless somebody says otherwise."""
    return timezone.now() + timedelta(days=1)
