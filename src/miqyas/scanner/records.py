"""Reports and findings as plain values, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.scanner.artifacts.model import Artifact, Channel, Reason, Vantage
from miqyas.scanner.artifacts.store import SiteEnd
from miqyas.scanner.artifacts.vantages import Difference, Disagreement
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.findings import Finding, Searched
from miqyas.scanner.journey.model import Journey
from miqyas.scanner.parity.model import ParityReport
from miqyas.scanner.report import FORM, PortalReport, ScanReport, ScanVersions
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.model import Proof, State, Why
from miqyas.scanner.rules.verdict import Hit
from miqyas.scanner.sources import Source
from miqyas.scanner.technology import TechnologyReport

Record = dict[str, Any]
Some = TypeVar("Some")


class ReportError(MiqyasError):
    """Something that is no report of a scan."""

    code = "scan_report"


def report_record(report: ScanReport) -> Record:
    """A report as plain values, without its form and hash."""
    return {
        "today": report.today.isoformat(),
        "versions": asdict(report.versions),
        "has_outside": report.has_outside,
        "is_through": report.is_through,
        "coverage": round(report.coverage, 4),
        "pages": report.pages,
        "looks": report.looks,
        "languages": list(report.languages),
        "not_assessable": _counted(report.not_assessable),
        "is_budget_met": report.is_budget_met,
        "vantages": [asdict(vantage) for vantage in report.vantages],
        "laboratory": list(report.laboratory),
        "first_seen": report.first_seen.astimezone(UTC).isoformat(),
        "last_seen": report.last_seen.astimezone(UTC).isoformat(),
        "disagreements": [disagreement_record(one) for one in report.disagreements],
        "counts": {state.value: n for state, n in report.counts.items()},
        "findings": [finding_record(finding) for finding in report.findings],
        "sites": [_portal_record(site) for site in report.sites],
        "sources": [{"page": page, **source.as_record()} for page, source in report.sources.items()],
        "journeys": [journey.as_record() for journey in report.journeys],
        "parity": [parity.as_record() for parity in report.parity],
        "technology": report.technology.as_record() if report.technology else None,
    }


def report_of(record: Mapping[str, Any]) -> ScanReport:
    """The report that a record tells of. Raises `ReportError` where it is none."""
    try:
        if record.get("form") != FORM:
            raise ReportError("other_form", known=FORM)
        return _report(record)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReportError("unreadable", why=f"{type(error).__name__}: {error}"[:200]) from error


def _report(record: Mapping[str, Any]) -> ScanReport:
    technology = record["technology"]
    return ScanReport(
        sites=tuple(map(_portal, record["sites"])),
        findings=tuple(map(finding_of, record["findings"])),
        today=date.fromisoformat(record["today"]),
        versions=ScanVersions(**record["versions"]),
        coverage=float(record["coverage"]),
        pages=int(record["pages"]),
        looks=int(record["looks"]),
        languages=tuple(record["languages"]),
        not_assessable=_reasons(record["not_assessable"]),
        is_budget_met=bool(record["is_budget_met"]),
        vantages=tuple(Vantage(**vantage) for vantage in record["vantages"]),
        laboratory=tuple(record["laboratory"]),
        first_seen=datetime.fromisoformat(record["first_seen"]),
        last_seen=datetime.fromisoformat(record["last_seen"]),
        disagreements=tuple(map(_disagreement, record["disagreements"])),
        sources={one["page"]: Source.from_record(one) for one in record["sources"]},
        journeys=tuple(map(Journey.from_record, record["journeys"])),
        parity=tuple(map(ParityReport.from_record, record["parity"])),
        technology=TechnologyReport.from_record(technology) if technology else None,
    )


def finding_record(finding: Finding) -> Record:
    """A finding as plain values, its advice in all languages with it."""
    return {**finding.as_record(), "advice": dict(finding.advice) if finding.advice else None}


def finding_of(record: Mapping[str, Any]) -> Finding:
    """The finding that a record tells of; `KeyError`, `TypeError` or `ValueError` where it is none."""
    return Finding(
        feature=record["feature"],
        rule=record["rule"],
        version=record["rule_version"],
        state=State(record["state"]),
        searched=Searched(
            pages=record["pages"],
            languages=tuple(record["searched_languages"]),
            seconds=record["seconds"],
            is_budget_met=record["is_budget_met"],
            coverage=record["coverage"],
        ),
        why=_optional(Why, record["why"]),
        reason=_optional(Reason, record["reason"]),
        proof=Proof[record["proof"].upper()],
        grade=record["grade"] or "",
        evidence=record["evidence"] or "",
        hits=tuple(map(_hit, record["hits"])),
        languages=tuple(record["languages"]),
        vantages=tuple(record["vantages"]),
        advice=_optional(Text, record["advice"]),
        last_dated=record.get("last_dated") or "",
        goes_on=bool(record.get("goes_on")),
    )


def _hit(record: Mapping[str, Any]) -> Hit:
    return Hit(
        rule=record["rule"],
        address=record["address"],
        text=record["text"],
        phrase=record["cue"] or "",
        language=record["language"] or "",
        proof=Proof[record["proof"].upper()],
        surface=Surface(record["surface"]),
        landmark=Landmark(record["landmark"]),
        order=record["order"],
        target=record["target"] or "",
    )


def _portal_record(site: PortalReport) -> Record:
    return {
        "name": site.name,
        "start": site.start,
        "place": site.place,
        "end": site.end.as_record() if site.end else None,
        "looks": site.looks,
        "pages": site.pages,
        "languages": list(site.languages),
        "coverage": round(site.coverage, 4),
        "not_assessable": _counted(site.not_assessable),
        "findings": [finding_record(finding) for finding in site.findings],
    }


def _portal(record: Mapping[str, Any]) -> PortalReport:
    end = record["end"]
    return PortalReport(
        name=record["name"],
        start=record["start"],
        place=record["place"],
        end=SiteEnd(**{name: value for name, value in end.items() if name != "form"}) if end else None,
        looks=int(record["looks"]),
        pages=int(record["pages"]),
        languages=tuple(record["languages"]),
        coverage=float(record["coverage"]),
        not_assessable=_reasons(record["not_assessable"]),
        findings=tuple(map(finding_of, record["findings"])),
    )


def disagreement_record(one: Disagreement) -> Record:
    """What two vantages saw differently, as plain values."""
    return {
        "address": one.address,
        "channel": one.channel.value,
        "difference": one.difference.value,
        "inside": one.inside.as_record(),
        "outside": one.outside.as_record(),
    }


def _disagreement(record: Mapping[str, Any]) -> Disagreement:
    return Disagreement(
        address=record["address"],
        channel=Channel(record["channel"]),
        difference=Difference(record["difference"]),
        inside=Artifact.from_record(record["inside"]),
        outside=Artifact.from_record(record["outside"]),
    )


def _counted(counts: Mapping[Reason, int]) -> dict[str, int]:
    return {reason.value: n for reason, n in counts.items()}


def _reasons(record: Mapping[str, int]) -> dict[Reason, int]:
    return {Reason(name): int(n) for name, n in record.items()}


def _optional(kind: Callable[[Any], Some], value: Any) -> Some | None:
    return None if value is None else kind(value)
