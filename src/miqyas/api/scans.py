"""Scans as the interface tells them: shapes, how things are found, their records."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.jobs.models import Job
from miqyas.jobs.scans import job_of
from miqyas.scanner.report import PortalReport
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.scans.models import (
    Contradiction,
    FindingRow,
    HandedIn,
    Lookout,
    Proposal,
    Report,
    Scan,
    ScanSchedule,
)
from miqyas.workspace.scans.plans import ScanPlan, bounds
from miqyas.workspace.scans.queries.entities import contradiction_by_id, proposal_by_id
from miqyas.workspace.scans.queries.reports import (
    finding_by_id,
    is_judged,
    report_of,
    reports_of,
    scan_by_id,
)

ID = "5d0f7f34-9a8f-4a5e-8b1e-2f4f8f7f0101"
ScanInPath = Annotated[UUID, Path(description="Id of a scan.", examples=[ID])]
FindingInPath = Annotated[UUID, Path(description="Id of a finding.", examples=[ID])]
ProposalInPath = Annotated[UUID, Path(description="Id of a proposal.", examples=[ID])]
ContradictionInPath = Annotated[UUID, Path(description="Id of a contradiction.", examples=[ID])]
LookoutInPath = Annotated[
    str, Path(pattern=r"^[^/]{1,60}$", description="Name of a vantage.", examples=["vienna"])
]
EntityCode = Annotated[str, Field(max_length=60, description="Code of an entity; empty: all but cities.")]
_OF_HIT = ("address", "text", "language", "target", "proof", "landmark")
State = Literal[
    "present", "partial", "absent", "needs_review", "not_applicable", "not_assessable", "not_tested"
]


class ScanPlanAsked(Schema):
    """What a scan may cost."""

    pages: int = Field(bounds()["pages"].usual, description="Pages of each portal.")
    seconds: int = Field(bounds()["seconds"].usual, description="Seconds for each portal.")
    browser: int = Field(bounds()["browser"].usual, description="Pages of each portal shown in a browser.")
    languages: list[Annotated[str, Field(max_length=10)]] = Field(
        ["ar", "en"], max_length=2, description="The pair that is compared, those read first in front."
    )

    def as_plan(self) -> ScanPlan:
        """The plan. Raises `ScanError` out of bounds."""
        names = ("pages", "seconds", "browser", "languages")
        return ScanPlan.of({name: getattr(self, name) for name in names})


class ScanAsked(ScanPlanAsked):
    """A scan to start."""

    entity: EntityCode


class ScanReportTold(Schema):
    """What the looks of a scan came to."""

    id: UUID
    number: int
    why: Literal["scan", "bundle", "rules"]
    hash: str
    at: dt.datetime
    pages: int
    coverage: float = Field(description="Share of the looks that could be assessed, 0 to 1.")
    has_outside: bool = Field(description="Whether anything was seen from outside the country.")
    is_whole: bool
    versions: dict[str, str]


class ScanTold(Schema):
    """A scan, and the report that stands."""

    id: UUID
    entity: str | None = Field(description="Code of the entity whose portals; null: all but cities'.")
    plan: ScanPlanAsked
    asked_at: dt.datetime
    state: str = Field(description="done, or how its job stands: queued, running, failed, cancelled.")
    progress: float
    report: ScanReportTold | None


class HitTold(Schema):
    """A place where it was found, with the look behind it."""

    address: str
    text: str
    language: str | None
    target: str | None
    proof: str
    landmark: str
    source: dict[str, Any] | None = Field(
        description="Address chain, hash of the body, vantage, time, picture with boxes."
    )


class ScanFindingTold(Schema):
    """What a report says of one feature."""

    id: UUID
    feature: str
    state: State
    why: str | None
    reason: str | None
    proof: str
    grade: str | None
    rule: str
    rule_version: int
    coverage: float
    pages: int
    languages: list[str]
    last_dated: str | None = Field(
        description="The latest day, month or year, in ISO 8601, that stands where it was found."
    )
    hits: list[HitTold]


class ScannedPortalTold(Schema):
    """One of the portals that were looked at together."""

    start: str
    place: str
    pages: int
    looks: int
    coverage: float
    languages: list[str]
    ended_by: str | None
    not_assessable: dict[str, int]


class ScanScheduleTold(Schema):
    """Portals that are scanned again and again."""

    entity: str | None
    every: Literal["weekly", "monthly"]
    plan: ScanPlanAsked
    next_at: dt.datetime


class LookoutTold(Schema):
    """A vantage elsewhere whose key was confirmed."""

    name: str
    country: str
    is_outside: bool
    fingerprint: str
    confirmed_at: dt.datetime
    revoked_at: dt.datetime | None


class HandedInTold(Schema):
    """A bundle that was taken."""

    lookout: str
    sha256: str
    looks: int
    at: dt.datetime


class ScanProposalTold(Schema):
    """A grade proposed for a blank answer."""

    id: UUID
    campaign: str
    entity: str
    feature: str
    grade: str
    state: Literal["open", "accepted", "refused", "passed"]
    finding: UUID


class ContradictionTold(Schema):
    """An answer that a scan contradicts."""

    id: UUID
    campaign: str
    entity: str
    feature: str
    claimed: str
    found: str
    state: Literal["open", "answer_stands", "mended", "gone"]
    reason: str
    finding: UUID


def scan_at(scan: str) -> Scan:
    """The scan of an id. Raises `Http404`."""
    return _there(scan_by_id(UUID(str(scan))))


def finding_at(finding: str) -> FindingRow:
    """The finding of an id. Raises `Http404`."""
    return _there(finding_by_id(UUID(str(finding))))


def proposal_at(proposal: str) -> Proposal:
    """The proposal of an id. Raises `Http404`."""
    return _there(proposal_by_id(UUID(str(proposal))))


def contradiction_at(contradiction: str) -> Contradiction:
    """The contradiction of an id. Raises `Http404`."""
    return _there(contradiction_by_id(UUID(str(contradiction))))


def lookout_at(name: str) -> Lookout:
    """The vantage of a name whose key is in force. Raises `Http404`."""
    return _there(Lookout.objects.filter(name=name, revoked_at=None).first())


def entity_named(code: str) -> Entity | None:
    """The entity of a code, None for the empty one. Raises `Http404`."""
    return _there(entity_by_code(code)) if code else None


def report_at(scan: Scan) -> Report:
    """The report that stands of a scan. Raises `Http404` while there is none."""
    return _there(report_of(scan))


def judged_at(scan: Scan, feature: str) -> Report:
    """The same without its record. Raises `Http404` where no rule looked for the feature, too."""
    report: Report = _there(reports_of(scan).first())
    return report if is_judged(report, feature) else _there(None)


def _there(found: Any) -> Any:
    if found is None:
        raise Http404
    return found


def scan_record(scan: Scan, report: Report | None) -> dict[str, Any]:
    """A scan with the report that stands."""
    return scan_line(scan, report, None if scan.is_done else job_of(scan))


def scan_line(scan: Scan, report: Report | None, job: Job | None) -> dict[str, Any]:
    """The same with a job that is known."""
    return {
        "id": scan.pk,
        "entity": scan.entity.code if scan.entity else None,
        "plan": scan.plan,
        "asked_at": scan.asked_at,
        "state": "done" if scan.is_done else job.state if job else "lost",
        "progress": 1.0 if scan.is_done else job.progress if job else 0.0,
        "report": report_record(report) if report else None,
    }


def report_record(report: Report) -> dict[str, Any]:
    """A report without its findings."""
    names = ("number", "why", "hash", "at", "pages", "coverage", "has_outside", "is_whole", "versions")
    return {"id": report.pk, **{name: getattr(report, name) for name in names}}


def finding_record(row: FindingRow) -> dict[str, Any]:
    """A finding with its hits, each with the look behind it."""
    told = row.record
    names = ("state", "why", "reason", "proof", "grade", "coverage", "pages", "languages")
    return {
        "id": row.pk,
        "feature": row.feature,
        "rule": row.rule,
        "rule_version": row.rule_version,
        **{name: told[name] for name in names},
        "last_dated": told.get("last_dated"),
        "hits": [
            {
                **{
                    name: hit[name] for name in ("address", "text", "language", "target", "proof", "landmark")
                },
                "source": row.sources.get(hit["address"]),
            }
            for hit in told["hits"]
        ],
    }


def portal_record(portal: PortalReport) -> dict[str, Any]:
    """A portal without its findings."""
    return {
        "start": portal.start,
        "place": portal.place,
        "pages": portal.pages,
        "looks": portal.looks,
        "coverage": portal.coverage,
        "languages": list(portal.languages),
        "ended_by": portal.end.ended_by if portal.end else None,
        "not_assessable": {reason.value: n for reason, n in portal.not_assessable.items()},
    }


def schedule_record(one: ScanSchedule) -> dict[str, Any]:
    """A rhythm of scans."""
    entity = one.entity.code if one.entity else None
    return {"entity": entity, "every": one.every, "plan": one.plan, "next_at": one.next_at}


def lookout_record(one: Lookout) -> dict[str, Any]:
    """A vantage elsewhere."""
    names = ("name", "country", "is_outside", "fingerprint", "confirmed_at", "revoked_at")
    return {name: getattr(one, name) for name in names}


def handed_in_record(one: HandedIn) -> dict[str, Any]:
    """A bundle that was taken."""
    return {"lookout": one.lookout.name, "sha256": one.sha256, "looks": one.looks, "at": one.at}


def proposal_record(one: Proposal) -> dict[str, Any]:
    """A proposal."""
    return {**_of_question(one), "grade": one.grade, "state": one.state, "finding": one.finding_id}


def contradiction_record(one: Contradiction) -> dict[str, Any]:
    """A contradiction."""
    names = ("claimed", "found", "state", "reason")
    told = {name: getattr(one, name) for name in names}
    return {**_of_question(one), **told, "finding": one.finding_id}


def _of_question(one: Proposal | Contradiction) -> dict[str, Any]:
    question = one.assignment
    return {
        "id": one.pk,
        "campaign": question.campaign.code,
        "entity": question.entity.code,
        "feature": question.feature,
    }
