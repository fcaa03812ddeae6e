"""What scans say to one entity: its features and portals, what is proposed, contradicted and lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from miqyas.assessment.answers import UNANSWERED
from miqyas.catalogue import Feature
from miqyas.scanner.artifacts.vantages import Disagreement
from miqyas.scanner.findings import Finding
from miqyas.scanner.gather.addresses import host_of, normal
from miqyas.scanner.records import finding_of
from miqyas.scanner.report import PortalReport, ScanReport
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity
from miqyas.workspace.evidence.models import Outcome
from miqyas.workspace.evidence.queries import Proof, evidence_of_entity, proofs_of
from miqyas.workspace.registry.models import Entity, EntityKind
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal, Report, Settled, Stand
from miqyas.workspace.scans.portals import hosts_of
from miqyas.workspace.scans.services.following import CHECKED_IN

LOST = (Outcome.DEAD, Outcome.SOFT_MISSING)
_TO_READ = ("assignment__part__campaign", "assignment__answer", "assignment__delegation")
"""What tells whether somebody may read an answer."""


@dataclass(frozen=True)
class OwnFinding:
    """A finding on a feature that an entity answers for."""

    row: FindingRow
    finding: Finding
    feature: Feature | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Contradictions and proposals about which nobody decided yet."""

    contradictions: int
    proposals: int


@dataclass(frozen=True)
class EntityReport:
    """What the newest scan of the nation, or of the city, says to an entity."""

    entity: Entity
    report: Report | None
    findings: tuple[OwnFinding, ...]
    portals: tuple[PortalReport, ...]
    disagreements: tuple[Disagreement, ...]
    """Pages of its portals that two vantages saw differently."""
    proposals: tuple[Proposal, ...]
    contradictions: tuple[Contradiction, ...]
    lost: tuple[Proof, ...]


def report_for(entity: Entity) -> Report | None:
    """The report of the newest looks that tell of an entity: its own portals', or those of all of them."""
    rows = Report.objects.select_related("scan__entity").order_by("-scan__asked_at", "-number")
    if entity.kind == EntityKind.CITY:
        return rows.filter(scan__entity=entity).first()
    return rows.filter(Q(scan__entity=entity) | Q(scan__entity=None)).first()


def entity_report(entity: Entity) -> EntityReport:
    """All that scans say to an entity, by a number of queries that does not grow."""
    report = report_for(entity)
    whole = ScanReport.from_record(report.record) if report else None
    sites, apart, hosts = whole.sites if whole else (), whole.disagreements if whole else (), hosts_of(entity)
    return EntityReport(
        entity=entity,
        report=report,
        findings=_findings(entity, report),
        portals=tuple(one for one in sites if _is_of(one.start, hosts)),
        disagreements=tuple(one for one in apart if _is_of(one.address, hosts)),
        proposals=tuple(proposals_open(entity)),
        contradictions=tuple(contradictions_of(entity)),
        lost=_lost(entity),
    )


def features_of(entity: Entity) -> Mapping[str, Feature]:
    """The features that an entity answers for: its questions in campaigns under way, else by mandate."""
    offered = {
        code: one for instrument in instruments_offered().values() for code, one in instrument.by_code.items()
    }
    given = Assignment.objects.filter(entity=entity, campaign__state__in=CHECKED_IN)
    codes = set(given.values_list("feature", flat=True))
    if not codes:
        codes = {code for code, one in offered.items() if one.owner in entity.mandates}
    return {code: one for code, one in offered.items() if code in codes}


def answers_for(entities: Iterable[UUID], feature: str) -> bool:
    """Whether any of the entities answers for a feature."""
    found = Entity.objects.filter(pk__in=list(entities), is_active=True)
    return any(feature in features_of(one) for one in found)


def proposals_open(entity: Entity) -> QuerySet[Proposal]:
    """Grades proposed to an entity for answers that are still blank, while they may be given."""
    rows = Proposal.objects.filter(
        assignment__entity=entity,
        assignment__withdrawn_at=None,
        assignment__campaign__state="open",
        state=Stand.OPEN,
    )
    blank = Q(assignment__answer=None) | Q(assignment__answer__grade=UNANSWERED)
    related = ("assignment__campaign", "assignment__entity", "finding__report__scan")
    rows = rows.filter(blank).select_related(*related).defer("finding__report__record")
    return rows.order_by("assignment__feature")


def waiting_for(parts: Iterable[CampaignEntity]) -> Mapping[UUID, Waiting]:
    """How much of what scans say waits for each entity's part of a campaign. Two queries."""
    listed = [part.pk for part in parts]
    raised = Contradiction.objects.filter(assignment__part__in=listed, state=Settled.OPEN)
    blank = Q(assignment__answer=None) | Q(assignment__answer__grade=UNANSWERED)
    made = Proposal.objects.filter(blank, assignment__part__in=listed, state=Stand.OPEN)
    contradictions, proposals = (
        Counter(rows.filter(assignment__withdrawn_at=None).values_list("assignment__part", flat=True))
        for rows in (raised, made)
    )
    return {part: Waiting(contradictions[part], proposals[part]) for part in listed}


def contradictions_of(entity: Entity) -> QuerySet[Contradiction]:
    """What contradicts the answers of an entity in campaigns under way; what waits for it comes first."""
    rows = Contradiction.objects.filter(
        assignment__entity=entity,
        assignment__withdrawn_at=None,
        assignment__campaign__state__in=CHECKED_IN,
    ).exclude(state=Settled.GONE)
    related = ("assignment__campaign", "assignment__entity", "finding__report__scan", *_TO_READ)
    is_settled = Q(state=Settled.OPEN)
    told = rows.select_related(*related).defer("finding__report__record")
    return told.alias(waits=is_settled).order_by("-waits", "assignment__feature")


def _findings(entity: Entity, report: Report | None) -> tuple[OwnFinding, ...]:
    if report is None:
        return ()
    known = features_of(entity)
    rows = report.rows.filter(feature__in=_codes_of(entity, known))
    return tuple(OwnFinding(row, finding_of(row.record), known.get(row.feature)) for row in rows)


def _codes_of(entity: Entity, known: Mapping[str, Feature]) -> set[str]:
    given = Assignment.objects.filter(entity=entity, campaign__state__in=CHECKED_IN)
    return {*known, *given.values_list("feature", flat=True)}


def _is_of(address: str, hosts: Set[str]) -> bool:
    return host_of(normal(address)) in hosts


def _lost(entity: Entity) -> tuple[Proof, ...]:
    proofs = proofs_of(evidence_of_entity(entity)).values()
    return tuple(one for one in proofs if one.check is not None and one.check.outcome in LOST)


def proposal_by_id(proposal: UUID) -> Proposal | None:
    """A proposal with its question and finding."""
    rows = Proposal.objects.select_related(
        "assignment__campaign", "assignment__part__campaign", "assignment__entity", "finding__report"
    )
    return rows.defer("finding__report__record").filter(pk=proposal).first()


def contradiction_by_id(contradiction: UUID) -> Contradiction | None:
    """A contradiction with its question and finding."""
    rows = Contradiction.objects.select_related(
        "assignment__campaign", "assignment__part__campaign", "assignment__entity", "finding__report"
    )
    return rows.defer("finding__report__record").filter(pk=contradiction).first()
