"""Scans and what they came to, as pages and programs ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from miqyas.scanner.changes import Change, Known, changes
from miqyas.scanner.findings import Finding
from miqyas.scanner.records import finding_of
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.model import State
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.models import FindingRow, HandedIn, Lookout, Report, Scan, ScanSchedule, Why


@dataclass(frozen=True)
class Told:
    """A report of a scan, with its findings as the scanner has them."""

    report: Report

    @cached_property
    def rows(self) -> tuple[FindingRow, ...]:
        """The findings as they are stored, by feature."""
        return tuple(self.report.rows.all())

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by feature."""
        return {row.feature: finding_of(row.record) for row in self.rows}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many features are in each state, every state named."""
        counted = dict.fromkeys((state.value for state in State), 0)
        for row in self.rows:
            counted[row.state] += 1
        return counted

    @cached_property
    def whole(self) -> ScanReport:
        """All that the scanner wrote: portals, vantages, journeys, parity, technology."""
        return ScanReport.from_record(self.report.record)


@dataclass(frozen=True)
class Compared:
    """What a report says otherwise than the one before it of the same portals."""

    before: Report
    after: Report
    changes: tuple[Change, ...]


def scans_all() -> QuerySet[Scan]:
    """Every scan, newest first."""
    return Scan.objects.select_related("entity").order_by("-asked_at")


def scans_of(entity: Entity | None) -> QuerySet[Scan]:
    """The scans of the portals of an entity, or of the nation's."""
    return scans_all().filter(entity=entity)


def scan_by_id(scan: UUID) -> Scan | None:
    """A scan by its id."""
    return Scan.objects.select_related("entity").filter(pk=scan).first()


def reports_of(scan: Scan) -> QuerySet[Report]:
    """What the looks of a scan came to, each time that they were judged, last first; without the records."""
    return scan.reports.defer("record").order_by("-number")


def report_of(scan: Scan) -> Report | None:
    """The report that stands: the last one."""
    return scan.reports.select_related("scan__entity").order_by("-number").first()


def report_by_id(report: UUID) -> Report | None:
    """A report by its id, without its record."""
    return Report.objects.select_related("scan").defer("record").filter(pk=report).first()


def is_judged(report: Report, feature: str) -> bool:
    """Whether some rule looked for a feature."""
    return report.rows.filter(feature=feature).exists()


def last_reports(scans: list[Scan]) -> dict[UUID, Report]:
    """The report that stands of each scan, without the records. One query."""
    rows = Report.objects.filter(scan__in=scans).defer("record").order_by("number")
    return {row.scan_id: row for row in rows}


def states_of(reports: Iterable[Report]) -> dict[UUID, list[str]]:
    """The states of the findings of each report. One query."""
    found: dict[UUID, list[str]] = {report.pk: [] for report in reports}
    for report, state in FindingRow.objects.filter(report__in=found).values_list("report", "state"):
        found[report].append(state)
    return found


def finding_by_id(finding: UUID) -> FindingRow | None:
    """One stored finding with its report, without the record of that."""
    rows = FindingRow.objects.select_related("report__scan__entity").defer("report__record")
    return rows.filter(pk=finding).first()


def finding_of_evidence(evidence: UUID) -> FindingRow | None:
    """The finding that a proof was made of; None of a proof that somebody brought."""
    rows = FindingRow.objects.select_related("report__scan__entity").defer("report__record")
    return rows.filter(proofs__evidence=evidence).first()


def report_before(report: Report) -> Report | None:
    """The report before, of the same portals: of the same scan, else of the one before it.

    Looks that were handed in later make the scan whole: what changed counts from the scan before, if any.
    """
    same, earlier = (
        Q(scan=report.scan_id, number__lt=report.number),
        Q(scan__asked_at__lt=report.scan.asked_at),
    )
    own = Report.objects.filter(scan__entity=report.scan.entity_id).select_related("scan__entity")
    rows = own.defer("record").order_by("-scan__asked_at", "-number")
    before = rows.filter(earlier).first() if report.why == Why.BUNDLE else None
    return before or rows.filter(same | earlier).first()


def compared(before: Report, after: Report) -> Compared:
    """What changed between two reports, by feature."""
    same_looks = before.scan_id == after.scan_id and after.why == Why.RULES
    found = changes(_known(before), _known(after), same_looks=same_looks)
    return Compared(before, after, found)


def changed_since(report: Report) -> Compared | None:
    """What changed since the report before; None where there is none."""
    before = report_before(report)
    return compared(before, report) if before else None


def schedules_all() -> QuerySet[ScanSchedule]:
    """The rhythms in which portals are scanned."""
    return ScanSchedule.objects.select_related("entity").order_by("next_at")


def lookouts_all() -> QuerySet[Lookout]:
    """The vantages whose keys were confirmed, those revoked too."""
    return Lookout.objects.order_by("name", "-confirmed_at")


def handed_in_to(scan: Scan) -> QuerySet[HandedIn]:
    """The bundles that were taken into a scan."""
    return HandedIn.objects.filter(scan=scan).select_related("lookout")


def _known(report: Report) -> list[Known]:
    rows: Any = report.rows.values_list("record", "sources")
    return [Known.of(record, sources) for record, sources in rows]
