"""Portals looked at and judged, judged again, and asked for in their rhythm."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.registry import job
from miqyas.jobs.run import GivesWay, Run
from miqyas.jobs.scan_shares import (
    LOOK,
    NEARLY,
    Teller,
    look_together,
    looked_at_by_others,
    looks_give_out,
)
from miqyas.jobs.scans import JUDGE, RETENTION, ROUNDS, RUN, contact_page, is_going_on, scans_due_start
from miqyas.jobs.services import job_stop
from miqyas.kernel.execution import open_engine
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.pace import POLITE
from miqyas.scanner.gather.plan import Budget
from miqyas.scanner.looking import Showing, Work
from miqyas.scanner.manifest import Manifest, read_manifest
from miqyas.scanner.planning import plan_for
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.scanner.runner import begin, judge_again, look_at, report_of
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

POLITENESS: Final = POLITE


@job(RUN)
def run_scan(run: Run, *, scan: str) -> dict[str, Any] | None:
    """Look at the portals of a scan and write down what was found; begun again, it goes on where it was."""
    found = _scan(scan)
    if found.is_done:
        return {"scan": scan}
    store, work = Store(scan_folder(found.pk)), _work(found)
    manifest = _begun(found, store, work)
    looks_give_out(found, manifest.sites)
    tell = Teller(run, of=len(manifest.sites), beside=partial(looked_at_by_others, found))
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        seen = look_together(found, manifest.sites, work=work, engine=engine, tell=tell)
        report = report_of(
            seen,
            manifest,
            store=store,
            features=features_known().values(),
            rules=work.rules,
            engine=engine,
        )
    _write(run, found, report, why=Why.SCAN, seen=proofs_seen(store))
    return None


@job(LOOK)
def look_at_share(run: Run, *, scan: str, sites: list[str]) -> dict[str, Any]:
    """Look at some portals of a scan, for the worker that carries it out and judges them all.

    It ends with the scan, however that was ended. Raises `StoreError` where this worker does not share the
    folder in which the scan was begun.
    """
    found = _scan(scan)
    share = [site for site in read_manifest(scan_folder(found.pk)).sites if site.name in sites]
    tell = Teller(run, of=len(share), before=partial(_end_with, found, run))
    tell.tell()
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        look_at(share, work=_work(found), engine=engine, on_progress=tell)
    tell.add_up()
    tell.tell()
    return {"scan": scan, "portals": len(share)}


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
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        report = judge_again(
            store,
            features=features_known().values(),
            rules=rules(),
            others=others,
            languages=plan.languages,
            engine=engine,
        )
    run.progress(NEARLY, "job.scan.judging")
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


def _work(found: Scan) -> Work:
    """How the portals of a scan are looked at, by whichever worker."""
    plan = ScanPlan.of(found.plan)
    return Work(
        plan_for(
            rules(),
            languages=plan.languages,
            budget=Budget(pages=plan.pages, seconds=float(plan.seconds)),
            vantage=vantage_here(),
            laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS),
            politeness=POLITENESS,
            contact=contact_page(),
        ),
        scan_folder(found.pk),
        rules(),
        Showing(plan.browser) if plan.browser else None,
    )


def _begun(found: Scan, store: Store, work: Work) -> Manifest:
    """What the scan is of: the portals as they were when it first began."""
    with suppress(StoreError):
        return read_manifest(store.folder)
    portals = portals_of_scan(found.entity)
    return begin(
        portals.sites,
        work=work,
        store=store,
        today=timezone.localdate(found.asked_at),
        places=portals.places,
        languages=ScanPlan.of(found.plan).languages,
    )


def _end_with(found: Scan, run: Run) -> None:
    """Nobody looks for a scan that is over, whether it was stopped or failed."""
    if not is_going_on(found):
        job_stop(run.job_id)


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
