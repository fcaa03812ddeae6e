"""What scans say to entities: findings as proofs, proposals, contradictions; labels that measure rules."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from miqyas.api.answers import EntityInPath
from miqyas.api.campaigns import entity_at
from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.api.problems import language_of
from miqyas.api.reviews import ItemInPath, item_at
from miqyas.api.scans import (
    ContradictionInPath,
    ContradictionTold,
    FindingInPath,
    ProposalInPath,
    ScanFindingTold,
    ScanInPath,
    ScannedPortalTold,
    ScanProposalTold,
    ScanReportTold,
    contradiction_at,
    contradiction_record,
    entity_named,
    finding_at,
    finding_record,
    judged_at,
    portal_record,
    proposal_at,
    proposal_record,
    report_record,
    scan_at,
)
from miqyas.jobs.programme.scan_files import entity_record, entity_tables
from miqyas.jobs.scan_labels import pages_offered
from miqyas.reports.tables import write_csv, write_xlsx
from miqyas.scanner.labels import By
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.scans.access import entities_own
from miqyas.workspace.scans.models import Origin
from miqyas.workspace.scans.queries.beside import finding_beside
from miqyas.workspace.scans.queries.entities import entity_report
from miqyas.workspace.scans.queries.labels import measures_of
from miqyas.workspace.scans.services.deciding import (
    contradiction_settle,
    proposal_accept,
    proposal_refuse,
)
from miqyas.workspace.scans.services.labels import label_add
from miqyas.workspace.scans.services.proving import proof_of_finding

router = Router(tags=["scans"])
ENTITY: Final = "/workspace/scan-entities/{entity}"
FINDING: Final = "/workspace/scan-findings/{finding}"
PROPOSAL: Final = "/workspace/scan-proposals/{proposal}"
CONTRADICTION: Final = "/workspace/scan-contradictions/{contradiction}"
LABELS: Final = "/workspace/scans/{scan}/labels/{feature}"
Reason = Annotated[str, Field(max_length=4000)]
FeatureInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a feature.", examples=["OSI-TEC-001"])
]
EntityFileInPath = Annotated[
    Literal["findings.csv", "findings.xlsx", "report.json"],
    Path(description="Name of the file.", examples=["findings.csv"]),
]


class EntityScanTold(Schema):
    """What the newest scan says to an entity."""

    entity: str
    report: ScanReportTold | None
    findings: list[ScanFindingTold]
    portals: list[ScannedPortalTold]
    proposals: list[ScanProposalTold] = Field(description="For its own people alone.")
    contradictions: list[ContradictionTold]
    lost_proofs: list[str] = Field(description="Ids of proofs whose links are dead; for its own people.")


class BesideTold(Schema):
    """The finding beside the judgements of an item."""

    finding: ScanFindingTold | None = Field(description="Null where no scan looked for the feature.")


class ProofAsked(Schema):
    """Whose proof a finding becomes."""

    entity: str = Field(max_length=60)
    title: str = Field(max_length=300)
    hit: int = Field(0, ge=0, le=100, description="Which of the places where it was found.")


class ProofMade(Schema):
    """The proof that was made, or was there."""

    evidence: str
    entity: str
    title: str


class Accepted(Schema):
    """How the proof of an accepted answer is called."""

    title: str = Field(max_length=300)


class Refused(Schema):
    """Why the answer stays blank."""

    reason: Reason


class SettledAsked(Schema):
    """What a contradiction came to."""

    state: Literal["answer_stands", "mended"]
    reason: Reason


class ToLabelTold(Schema):
    """Pages to be marked, drawn by lot."""

    feature: str
    pages: list[str]
    is_being_drawn: bool = Field(description="Whether further pages are on their way.")


class LabelAsked(Schema):
    """What a page shows of a feature."""

    address: str = Field(max_length=2000)
    truth: Literal["shown", "not_shown", "unsure"]


class LabelTold(Schema):
    """A mark that was kept."""

    feature: str
    address: str
    truth: str
    at: dt.datetime


class MeasuresTold(Schema):
    """How often rules are right, by the origin of the labels."""

    measures: dict[str, list[dict[str, Any]]] = Field(
        description="Precision and recall with n and Wilson intervals; null under the fewest labels."
    )


@router.get(
    ENTITY,
    response=EntityScanTold,
    operation_id="scan_of_entity",
    url_name="scan_of_entity",
    summary="What scans say to an entity",
)
@private("scan.entity", of=entity_at)
def of_entity(request: HttpRequest, entity: EntityInPath) -> dict[str, Any]:
    """Its features and portals; proposals and lost proofs for its own people."""
    report = entity_report(target_of(request))
    is_own = report.entity.pk in entities_own(person_of(request.user))
    return {
        "entity": report.entity.code,
        "report": report_record(report.report) if report.report else None,
        "findings": [finding_record(one.row) for one in report.findings],
        "portals": [portal_record(one) for one in report.portals],
        "proposals": [proposal_record(one) for one in report.proposals] if is_own else [],
        "contradictions": [
            contradiction_record(one)
            for one in report.contradictions
            if is_own or allowed(request.user, "answer.read", one.assignment)
        ],
        "lost_proofs": [str(one.evidence.pk) for one in report.lost] if is_own else [],
    }


@router.get(
    f"{ENTITY}/files/{{name}}",
    operation_id="scan_entity_file_get",
    url_name="scan_entity_file_get",
    summary="What scans say to an entity as a file",
    openapi_extra=AS_BYTES,
)
@private("scan.entity", of=lambda entity, name: entity_at(entity), gives=BYTES)
def file_get(request: HttpRequest, entity: EntityInPath, name: EntityFileInPath) -> HttpResponse:
    """Findings as CSV, tables as a workbook, all of it as JSON."""
    report, language = entity_report(target_of(request)), language_of(request)
    if name == "report.json":
        content = json.dumps(entity_record(report), ensure_ascii=False, indent=1).encode()
    else:
        tables = entity_tables(report)
        if not tables:
            raise Http404
        is_csv = name.endswith("csv")
        content = write_csv(tables[0], language=language) if is_csv else write_xlsx(tables, language=language)
    return file_answer(content, name=f"miqyas-scan-{report.entity.code}-{name}")


@router.get(
    FINDING,
    response=ScanFindingTold,
    operation_id="scan_finding_get",
    url_name="scan_finding_get",
    summary="One finding",
)
@private("scan.finding", of=finding_at)
def finding(request: HttpRequest, finding: FindingInPath) -> dict[str, Any]:
    """With the looks that it rests on."""
    return finding_record(target_of(request))


@router.get(
    "/workspace/adjudication/{item}/finding",
    response=BesideTold,
    operation_id="adjudication_finding",
    url_name="adjudication_finding",
    summary="What a scan found of a feature that was judged",
)
@private("scan.beside", of=item_at)
def beside(request: HttpRequest, item: ItemInPath) -> dict[str, Any]:
    """For who sees all judgements, once all are in; never for who assesses."""
    row = finding_beside(person_of(request.user), target_of(request))
    return {"finding": finding_record(row) if row else None}


@router.post(
    f"{FINDING}/proofs",
    response=ProofMade,
    operation_id="scan_finding_prove",
    url_name="scan_finding_prove",
    summary="Make a finding a proof",
)
@private("scan.finding", of=finding_at)
def prove(request: HttpRequest, finding: FindingInPath, asked: ProofAsked) -> dict[str, str]:
    """Of an entity whose proofs the caller keeps; the same again gives the same proof."""
    entity = entity_named(asked.entity)
    if entity is None:
        raise Http404
    person = require(request.user, "evidence.add", entity)
    made = proof_of_finding(target_of(request), entity, title=asked.title, by=person.by, hit=asked.hit)
    return {"evidence": str(made.pk), "entity": entity.code, "title": made.title}


@router.post(
    f"{PROPOSAL}/accept",
    response=ScanProposalTold,
    operation_id="scan_proposal_accept",
    url_name="scan_proposal_accept",
    summary="Accept a proposed answer",
)
@private("proposal.decide", of=proposal_at)
def accept(request: HttpRequest, proposal: ProposalInPath, asked: Accepted) -> dict[str, Any]:
    """It becomes the answer of the entity, with the finding as its proof."""
    found = target_of(request)
    proposal_accept(found, title=asked.title or found.assignment.feature, by=person_of(request.user).by)
    return proposal_record(proposal_at(str(proposal)))


@router.post(
    f"{PROPOSAL}/refuse",
    response=ScanProposalTold,
    operation_id="scan_proposal_refuse",
    url_name="scan_proposal_refuse",
    summary="Refuse a proposed answer",
)
@private("proposal.decide", of=proposal_at)
def refuse(request: HttpRequest, proposal: ProposalInPath, asked: Refused) -> dict[str, Any]:
    """The answer stays blank, and the same is not proposed again."""
    proposal_refuse(target_of(request), reason=asked.reason, by=person_of(request.user).by)
    return proposal_record(proposal_at(str(proposal)))


@router.post(
    f"{CONTRADICTION}/settle",
    response=ContradictionTold,
    operation_id="scan_contradiction_settle",
    url_name="scan_contradiction_settle",
    summary="Settle a contradiction",
)
@private("contradiction.settle", of=contradiction_at)
def settle(request: HttpRequest, contradiction: ContradictionInPath, asked: SettledAsked) -> dict[str, Any]:
    """The answer stands, or something was put right; with a reason."""
    contradiction_settle(
        target_of(request), state=asked.state, reason=asked.reason, by=person_of(request.user).by
    )
    return contradiction_record(contradiction_at(str(contradiction)))


@router.get(
    LABELS,
    response=ToLabelTold,
    operation_id="scan_to_label",
    url_name="scan_to_label",
    summary="Pages to be marked for a feature",
)
@private("label.add", of=lambda scan, feature: scan_at(scan))
def to_label(request: HttpRequest, scan: ScanInPath, feature: FeatureInPath) -> dict[str, Any]:
    """Drawn by lot, without what was found on them; those that the caller marked are left out.

    A worker draws further ones before they run out: ask again while it does.
    """
    report = judged_at(target_of(request), feature)
    offered = pages_offered(report, feature, by=person_of(request.user).by)
    return {
        "feature": feature,
        "pages": list(offered.pages),
        "is_being_drawn": offered.is_being_drawn,
    }


@router.post(
    LABELS,
    response=LabelTold,
    operation_id="scan_label_add",
    url_name="scan_label_add",
    summary="Mark a page",
)
@private("label.add", of=lambda scan, feature: scan_at(scan))
def label(
    request: HttpRequest, scan: ScanInPath, feature: FeatureInPath, asked: LabelAsked
) -> dict[str, Any]:
    """Once for each person, page and feature; only pages that were drawn can be marked."""
    report = judged_at(target_of(request), feature)
    made = label_add(report, feature, address=asked.address, truth=asked.truth, by=person_of(request.user).by)
    return {"feature": made.feature, "address": made.address, "truth": made.truth, "at": made.at}


@router.get(
    "/workspace/scan-measures",
    response=MeasuresTold,
    operation_id="scan_measures",
    url_name="scan_measures",
    summary="How often rules are right",
)
@private("label.measure")
def measured(request: HttpRequest) -> dict[str, Any]:
    """All rules together, then each; nothing is said under the fewest labels."""
    return {
        "measures": {
            origin: [one.as_record() for by in (By.NOTHING, By.RULE) for one in measures_of(origin, by=by)]
            for origin in Origin.values
        }
    }
