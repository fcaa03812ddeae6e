"""What scans say to an entity, as a record and as tables to take away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from miqyas.kernel.text import Text
from miqyas.reports.tables import Table
from miqyas.reports.tables.scan import scan_tables
from miqyas.scanner.records import finding_record
from miqyas.scanner.report import ScanReport
from miqyas.workspace.scans.queries.entities import EntityReport


def entity_record(report: EntityReport) -> dict[str, Any]:
    """The findings on an entity's features, and what its portals showed, as plain values."""
    found = report.report
    return {
        "entity": report.entity.code,
        "report": found.hash if found else None,
        "at": found.at.isoformat() if found else None,
        "versions": dict(found.versions) if found else {},
        "coverage": found.coverage if found else None,
        "has_outside": found.has_outside if found else False,
        "findings": [{**one.row.record, "sources": one.row.sources} for one in report.findings],
        "portals": [
            {
                "start": one.start,
                "pages": one.pages,
                "looks": one.looks,
                "coverage": one.coverage,
                "not_assessable": {reason.value: n for reason, n in one.not_assessable.items()},
                "findings": [finding_record(finding) for finding in one.findings],
            }
            for one in report.portals
        ],
    }


def entity_tables(report: EntityReport, *, names: Mapping[str, Text]) -> tuple[Table, ...]:
    """Findings and portals of an entity as tables; none without a report."""
    if report.report is None:
        return ()
    whole = ScanReport.from_record(report.report.record)
    own = replace(
        whole,
        findings=tuple(one.finding for one in report.findings),
        sites=report.portals,
        disagreements=_disagreements(whole, report),
    )
    return scan_tables(own, names=names)


def _disagreements(whole: ScanReport, report: EntityReport) -> Any:
    starts = tuple(one.start.rstrip("/") for one in report.portals)
    return tuple(one for one in whole.disagreements if one.address.startswith(starts)) if starts else ()
