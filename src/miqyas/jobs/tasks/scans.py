"""Portals looked at and judged, judged again, and asked for in their rhythm."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.registry import job
from miqyas.jobs.run import GivesWay, Run
from miqyas.jobs.scans import JUDGE, RETENTION, ROUNDS, RUN, contact_page, scans_due_start
from miqyas.kernel.execution import open_engine
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.pace import POLITE
from miqyas.scanner.gather.plan import Budget
from miqyas.scanner.looking import Showing
from miqyas.scanner.planning import plan_for
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.scanner.runner import Progress, judge_again
from miqyas.scanner.runner import scan as scan_portals
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Scan, Why
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import elsewhere_folder, portals_of_scan, scan_folder, vantage_here
from miqyas.workspace.scans.queries.reports import handed_in_to, scan_by_id
from miqyas.workspace.scans.services.bundles import bundles_now
from miqyas.workspace.scans.services.following import report_follow
from miqyas.workspace.scans.services.keeping import looks_remove, scans_outlived
from miqyas.workspace.scans.services.proofs_seen import Seen, proofs_follow, proofs_seen
from miqyas.workspace.scans.services.scans import report_write

TOLD_EVERY: Final = 1.0
"""Seconds between two reports of how far it is."""
POLITENESS: Final = POLITE
_NEARLY: Final = 0.95
"""How far a scan is when everything was looked at and is still to be judged."""


@job(RUN)
def run_scan(run: Run, *, scan: str) -> dict[str, Any] | None:
    """Look at the portals of a scan and write down what was found; begun again, it goes on where it was."""
    found = _scan(scan)
    if found.is_done:
        return {"scan": scan}
    store, plan = Store(scan_folder(found.pk)), ScanPlan.of(found.plan)
    portals = portals_of_scan(found.entity)
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        report = scan_portals(
            portals.sites,
            features=features_known().values(),
            rules=rules(),
            plan=plan_for(
                rules(),
                languages=plan.languages,
                budget=Budget(pages=plan.pages, seconds=float(plan.seconds)),
                vantage=vantage_here(),
                laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS),
                politeness=POLITENESS,
                contact=contact_page(),
            ),
            store=store,
            today=timezone.localdate(found.asked_at),
            places=portals.places,
            browser=Showing(plan.browser) if plan.browser else None,
            languages=plan.languages,
            engine=engine,
            on_progress=_told(run),
        )
    _write(run, found, report, why=Why.SCAN, seen=proofs_seen(store))
    return None


@job(JUDGE)
def judge_scan(run: Run, *, scan: str, why: str) -> None:
    """Judge again what a scan saw: by the rules in force, with all that was handed in from elsewhere."""
    found = _scan(scan)
    if found.looks_removed_at:
        raise ScanError("looks_removed")
    run.progress(0.1, "job.scan.judging")
    store, plan = Store(scan_folder(found.pk)), ScanPlan.of(found.plan)
    handed_in = list(handed_in_to(found))
    others = [Store(elsewhere_folder(found.pk, one.sha256)) for one in handed_in]
    report = judge_again(
        store, features=features_known().values(), rules=rules(), others=others, languages=plan.languages
    )
    run.progress(_NEARLY, "job.scan.judging")
    _write(run, found, report, why=why, seen={}, bundles=len(handed_in))


@job(ROUNDS, every=timedelta(hours=1))
def rounds(run: Run) -> None:
    """Ask for the scans whose time has come."""
    with run.commit() as result:
        result["scans"] = [str(one.pk) for one in scans_due_start()]


@job(RETENTION, every=timedelta(days=1))
def remove_old_looks(run: Run) -> None:
    """Remove what old scans saw, but for what somebody rests on."""
    now = timezone.now()
    removed = {str(scan.pk): looks_remove(scan, now=now) for scan in scans_outlived(now)}
    with run.commit() as result:
        result["removed"] = removed


def _scan(name: str) -> Scan:
    found = scan_by_id(UUID(name))
    if found is None:
        raise ScanError("files_gone")
    return found


def _write(run: Run, found: Scan, report: ScanReport, *, why: str, seen: Seen, bundles: int = 0) -> None:
    """The report, what follows from it and what became of proofs: all of it or nothing.

    Where a further bundle came while these looks were judged, it begins again with that.
    """
    with run.commit() as result:
        if bundles_now(found) != bundles:
            raise GivesWay
        written = report_write(found, report, why=why, by=run.requested_by)
        followed = report_follow(written)
        result |= {
            "scan": str(found.pk),
            "report": str(written.pk),
            "findings": len(report.findings),
            "proposals": followed.proposals,
            "contradictions": followed.contradictions,
            "lost_proofs": proofs_follow(seen),
        }


def _told(run: Run) -> Callable[[Progress], None]:
    """Tells how far a scan is, from whichever thread; a scan that was cancelled ends there."""
    own, last = threading.get_ident(), 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < TOLD_EVERY:
            return
        last = now
        try:
            through = progress.sites_through
            share = _NEARLY * through / max(progress.sites, 1)
            pages = progress.pages or progress.looks
            run.progress(share, "job.scan.looking", through=through, of=progress.sites, pages=pages)
        finally:
            if threading.get_ident() != own:
                connection.close()

    return tell
