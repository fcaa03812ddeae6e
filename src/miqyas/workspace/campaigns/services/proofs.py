"""Proofs of answers: put to one and taken from it while it may be answered; a signature over it falls."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.campaigns.queries.proofs import OBJECT_KIND
from miqyas.workspace.campaigns.services.answers import (
    AnswerError,
    approval_void,
    check_answerable,
    part_locked,
)
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach


@transaction.atomic
def proof_attach(assignment: Assignment, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof of the entity serve its answer. Raises `AnswerError` for a proof of another entity."""
    if evidence.entity_id != assignment.entity_id:
        raise AnswerError("foreign_proof")
    _changes(assignment, by=by)
    evidence_attach(evidence, OBJECT_KIND, assignment.pk, by=by, chain=str(assignment.campaign_id))


@transaction.atomic
def proof_detach(assignment: Assignment, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve the answer no longer; it stays in the store."""
    _changes(assignment, by=by)
    evidence_detach(evidence, OBJECT_KIND, assignment.pk, by=by, chain=str(assignment.campaign_id))


def _changes(assignment: Assignment, *, by: UUID | None) -> None:
    part = part_locked(assignment.part_id)
    check_answerable(part)
    approval_void(part, by=by)
