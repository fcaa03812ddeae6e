"""Answers as what proofs serve."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.campaigns.services.proofs import proof_attach, proof_detach
from miqyas.workspace.evidence.targets import TargetKind


def _assignment(object_id: UUID) -> Assignment | None:
    rows = Assignment.objects.select_related("part__entity", "part__campaign", "entity", "campaign")
    return rows.filter(pk=object_id).first()


def _question_address(assignment: Assignment) -> str:
    args = [assignment.campaign.code, assignment.entity.code, assignment.feature]
    return reverse("feature_answer", args=args)


ANSWER = TargetKind(
    find=_assignment,
    action="answer.save",
    reads="answer.read",
    entity=lambda assignment: assignment.entity,
    code=lambda assignment: assignment.feature,
    address=_question_address,
    attach=proof_attach,
    detach=proof_detach,
)
