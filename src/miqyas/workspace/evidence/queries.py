from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from miqyas.workspace.evidence.models import (
    Evidence,
    EvidenceKind,
    EvidenceRevision,
    EvidenceUse,
    LinkCheck,
)
from miqyas.workspace.registry.models import Entity


@dataclass(frozen=True)
class Proof:
    """A proof as others see it: what is in force of it, and the last look at its link."""

    evidence: Evidence
    revision: EvidenceRevision
    check: LinkCheck | None


def newest_revision(evidence: Evidence) -> EvidenceRevision:
    """The revision in force."""
    return evidence.revisions.order_by("-number")[0]


def proofs_of(evidence: Iterable[Evidence]) -> dict[UUID, Proof]:
    """Proofs by id, each with its revision in force and the last look at it. Two queries."""
    listed = {item.pk: item for item in evidence}
    revisions = list(newest_revisions().filter(evidence__in=listed))
    checks = last_checks(revision.pk for revision in revisions)
    return {
        revision.evidence_id: Proof(listed[revision.evidence_id], revision, checks.get(revision.pk))
        for revision in revisions
    }


def evidence_of(object_kind: str, object_ids: Iterable[UUID]) -> dict[UUID, list[Proof]]:
    """What serves each of the objects, in the order in which it was attached. Three queries for all."""
    asked = list(object_ids)
    uses = list(
        EvidenceUse.objects.filter(object_kind=object_kind, object_id__in=asked).select_related("evidence")
    )
    proofs = proofs_of(use.evidence for use in uses)
    found: dict[UUID, list[Proof]] = {object_id: [] for object_id in asked}
    for use in uses:
        found[use.object_id].append(proofs[use.evidence_id])
    return found


def evidence_of_entity(entity: Entity | UUID) -> QuerySet[Evidence]:
    """All proofs of an entity that are in use, newest first."""
    return Evidence.objects.filter(entity=entity, retired_at=None)


def newest_revisions() -> QuerySet[EvidenceRevision]:
    """The revision in force of each proof."""
    last = EvidenceRevision.objects.filter(evidence=OuterRef("evidence")).order_by("-number")
    return EvidenceRevision.objects.filter(pk=Subquery(last.values("pk")[:1]))


def last_checks(revisions: Iterable[UUID]) -> Mapping[UUID, LinkCheck]:
    """The last look at each of the revisions that was looked at. One query."""
    last = LinkCheck.objects.filter(revision=OuterRef("revision")).order_by("-checked_at", "-pk")
    found = LinkCheck.objects.filter(revision__in=list(revisions), pk=Subquery(last.values("pk")[:1]))
    return {check.revision_id: check for check in found}


def evidence_expiring(*, after: date, until: date) -> QuerySet[EvidenceRevision]:
    """Revisions in force of proofs in use that hold until a day in this span."""
    running = newest_revisions().filter(evidence__retired_at=None)
    return running.filter(valid_until__gt=after, valid_until__lte=until).select_related("evidence")


def links_due(*, before: datetime, most: int) -> list[EvidenceRevision]:
    """Links in use that were last looked at before then, or never; those never looked at come first."""
    last = LinkCheck.objects.filter(revision=OuterRef("pk")).order_by("-checked_at").values("checked_at")[:1]
    running = newest_revisions().filter(evidence__kind=EvidenceKind.LINK, evidence__retired_at=None)
    dated = running.annotate(last_at=Subquery(last))
    due = dated.filter(Q(last_at=None) | Q(last_at__lt=before))
    return list(due.order_by(F("last_at").asc(nulls_first=True), "pk")[:most])


def file_bytes_of(entity: Entity, *, but_not: str = "") -> int:
    """Bytes of the entity's files, each counted once, without the one of this hash."""
    rows = EvidenceRevision.objects.filter(evidence__entity=entity).exclude(file_sha256__in=["", but_not])
    return sum(dict(rows.values_list("file_sha256", "file_size")).values())


def uses_of(evidence: Evidence) -> QuerySet[EvidenceUse]:
    """What a proof serves."""
    return EvidenceUse.objects.filter(evidence=evidence)


def files_in_use() -> set[str]:
    """The hashes of all files that a revision names."""
    return set(EvidenceRevision.objects.exclude(file_sha256="").values_list("file_sha256", flat=True))
