"""Scans: asked for, and what they came to written once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.scanner.report import ScanReport
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import FindingRow, Report, Scan
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import portals_of_scan


@transaction.atomic
def scan_ask(entity: Entity | None, *, plan: ScanPlan, by: UUID | None) -> Scan:
    """Ask for a scan; whoever calls enqueues its job. Raises `ScanError` where no portal is registered."""
    if not portals_of_scan(entity).sites:
        raise ScanError("no_portals")
    scan = Scan.objects.create(entity=entity, plan=plan.as_record(), asked_by=by)
    _record("scan.start", scan, by=by, entity=entity.code if entity else None)
    return scan


@transaction.atomic
def report_write(
    scan: Scan, report: ScanReport, *, why: str, by: UUID | None, at: datetime | None = None
) -> Report:
    """Keep what the looks of a scan came to, once; the same again gives the report that is there.

    `at` is when they were judged; without it, now.
    """
    held = Scan.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    last = held.reports.order_by("-number").first()
    if last is not None and last.hash == report.hash:
        return last
    record = report.as_record()
    made = Report.objects.create(
        scan=held,
        number=last.number + 1 if last else 1,
        why=why,
        hash=report.hash,
        versions=record["versions"],
        pages=report.pages,
        coverage=report.coverage,
        has_outside=report.has_outside,
        is_whole=report.is_through,
        record=record,
        at=at or timezone.now(),
    )
    sources = {one["page"]: one for one in record["sources"]}
    FindingRow.objects.bulk_create(_row(made, finding, sources) for finding in record["findings"])
    if not held.is_done:
        held.finished_at = made.at
        held.save(update_fields=["finished_at"])
    _record("scan.report", held, by=by, number=made.number, why=why, hash=made.hash)
    asked_by = str(held.asked_by) if held.asked_by else None
    publish("scan.done", key=str(made.pk), report=str(made.pk), asked_by=asked_by)
    return made


def _row(report: Report, finding: Mapping[str, Any], sources: Mapping[str, Any]) -> FindingRow:
    pages = {hit["address"] for hit in finding["hits"]}
    return FindingRow(
        report=report,
        feature=finding["feature"],
        rule=finding["rule"],
        rule_version=finding["rule_version"],
        state=finding["state"],
        why=finding["why"] or "",
        obstacle=finding["reason"] or "",
        proof=finding["proof"] or "",
        grade=finding["grade"] or "",
        coverage=finding["coverage"],
        record=dict(finding),
        sources={page: sources[page] for page in sorted(pages) if page in sources},
    )


@transaction.atomic
def scan_stopped(scan: Scan, *, by: UUID | None) -> None:
    """Keep that somebody stopped a scan; its job is stopped by whoever calls."""
    if scan.is_done:
        raise ScanError("done")
    _record("scan.stop", scan, by=by)


def _record(action: str, scan: Scan, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind="scan", object_id=scan.pk, details=details)
