"""Scans as work that outlives a request: asked for with their job, stopped, judged again, followed."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from miqyas.jobs.models import OPEN, Job
from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.scan_shares import looks_stop
from miqyas.jobs.services import job_enqueue, job_stop
from miqyas.scanner.judged import versions_of
from miqyas.scanner.rules.load import rules
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import HandedIn, Lookout, Scan, ScanSchedule, Why
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import portals_lock, portals_of_scan
from miqyas.workspace.scans.services.bundles import bundle_take
from miqyas.workspace.scans.services.scans import scan_ask, scan_stopped
from miqyas.workspace.scans.services.schedules import schedules_due

RUN: Final = "scan.run"
JUDGE: Final = "scan.judge"
ROUNDS: Final = "scan.rounds"
RETENTION: Final = "scan.retention"


@transaction.atomic
def scan_start(entity: Entity | None, *, plan: ScanPlan, by: UUID | None) -> Scan:
    """Ask for a scan with its job.

    Raises `ScanError` where no portal is registered, and while these portals are being scanned: no host is
    asked by two at a time.
    """
    portals_lock()
    if is_under_way(entity):
        raise ScanError("under_way")
    scan = scan_ask(entity, plan=plan, by=by)
    _enqueue(scan, by=by)
    return scan


def is_under_way(entity: Entity | None) -> bool:
    """Whether a scan of these portals, or of others on one of their hosts, waits or goes on."""
    keys = Job.objects.filter(kind=RUN, state__in=OPEN, cancel_requested=False).values_list("key", flat=True)
    going_on = Scan.objects.filter(pk__in=list(keys), finished_at=None).select_related("entity")
    hosts = portals_of_scan(entity).owners.keys()
    return any(one.entity == entity or portals_of_scan(one.entity).owners.keys() & hosts for one in going_on)


def is_going_on(scan: Scan) -> bool:
    """Whether the job that carries out a scan waits or runs, and nobody has stopped it."""
    return Job.objects.filter(kind=RUN, key=str(scan.pk), state__in=OPEN, cancel_requested=False).exists()


@transaction.atomic
def scan_stop(scan: Scan, *, by: UUID | None) -> None:
    """Stop a scan that waits or goes on. Raises `ScanError` for one that is done."""
    scan_stopped(scan, by=by)
    found = job_of(scan)
    if found is not None:
        job_stop(found.pk)
    looks_stop(scan)


@transaction.atomic
def scan_judge_again(scan: Scan, *, by: UUID | None) -> Job:
    """Have what a scan saw judged by rules, features and program in force; the same are asked once.

    Raises `ScanError` while the scan goes on, and for one whose looks were removed by age.
    """
    if not scan.is_done:
        raise ScanError("not_done")
    if scan.looks_removed_at:
        raise ScanError("looks_removed")
    made = versions_of(rules(), features_known().values())
    name = "-".join(part[:16] for part in (made.rules, made.catalogue, made.software))
    return job_enqueue(
        JUDGE, by=by, params={"scan": str(scan.pk), "why": Why.RULES}, key=f"{scan.pk}:{Why.RULES}:{name}"
    )


def bundle_bring(scan: Scan, file: Path, *, lookout: Lookout, by: UUID | None) -> HandedIn:
    """Take a bundle from elsewhere into a scan, and have it judged with the rest. Raises as `bundle_take`."""
    taken = bundle_take(scan, file, lookout=lookout, by=by)
    job_enqueue(
        JUDGE, by=by, params={"scan": str(scan.pk), "why": Why.BUNDLE}, key=f"{scan.pk}:{taken.sha256[:16]}"
    )
    return taken


@transaction.atomic
def scans_due_start() -> list[Scan]:
    """Start the scans whose time has come; one of portals that are being scanned waits for a later call."""
    return schedules_due(timezone.now(), begin=_begun)


def _begun(due: ScanSchedule) -> Scan | None:
    if is_under_way(due.entity):
        return None
    return scan_start(due.entity, plan=ScanPlan.of(due.plan), by=due.set_by)


def contact_page() -> str:
    """The page of this installation that says who scans and how to slow it down or keep it away.

    In English: whoever reads the log of a server need not know the language of the installation.
    """
    with override("en"):
        return f"{settings.MIQYAS_BASE_URL.rstrip('/')}{reverse('about')}#scans"


def job_of(scan: Scan) -> Job | None:
    """The job that carries out a scan: the last one that was asked for."""
    return Job.objects.filter(kind=RUN, key=str(scan.pk)).order_by("-requested_at").first()


def jobs_of(scans: list[Scan]) -> dict[str, Job]:
    """The jobs of scans by their ids, as text. One query."""
    rows = Job.objects.filter(kind=RUN, key__in=[str(scan.pk) for scan in scans]).order_by("requested_at")
    return {str(row.key): row for row in rows}


def is_judged_now(scan: Scan) -> bool:
    """Whether what the scan saw is being judged again."""
    return Job.objects.filter(kind=JUDGE, key__startswith=f"{scan.pk}:", state__in=OPEN).exists()


def _enqueue(scan: Scan, *, by: UUID | None) -> None:
    job_enqueue(RUN, by=by, params={"scan": str(scan.pk)}, key=str(scan.pk))
