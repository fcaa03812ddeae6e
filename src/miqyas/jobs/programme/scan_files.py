"""Scans as records and as tables to take away: a whole report, and what it says to one entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from miqyas.catalogue import Feature
from miqyas.kernel.text import Text
from miqyas.reports.tables import Table
from miqyas.reports.tables.scan import scan_tables
from miqyas.scanner.records import disagreement_record, finding_record
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.scans.models import Report
from miqyas.workspace.scans.queries.entities import EntityReport


def features_known() -> Mapping[str, Feature]:
    """Every feature of the instruments on offer, by code."""
    return {code: one for found in instruments_offered().values() for code, one in found.by_code.items()}


def features_scanned() -> Mapping[str, Feature]:
    """Those for which some rule looks."""
    known = rules().by_feature
    return {code: one for code, one in features_known().items() if code in known}


def report_tables(report: Report) -> tuple[Table, ...]:
    """A report as tables: findings, portals, reasons, disagreements."""
    return scan_tables(ScanReport.from_record(report.record), names=_names())


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
        "disagreements": [disagreement_record(one) for one in report.disagreements],
    }


def entity_tables(report: EntityReport) -> tuple[Table, ...]:
    """Findings and portals of an entity as tables; none without a report."""
    if report.report is None:
        return ()
    whole = ScanReport.from_record(report.report.record)
    own = replace(
        whole,
        findings=tuple(one.finding for one in report.findings),
        sites=report.portals,
        disagreements=report.disagreements,
    )
    return scan_tables(own, names=_names())


def _names() -> Mapping[str, Text]:
    return {code: one.question for code, one in features_known().items()}
