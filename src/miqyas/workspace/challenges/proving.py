"""Nominations as what proofs serve."""

from __future__ import annotations

from django.urls import reverse

from miqyas.workspace.challenges.models import Nomination
from miqyas.workspace.challenges.queries import nomination_by_id
from miqyas.workspace.challenges.services.nominations import nomination_disprove, nomination_prove
from miqyas.workspace.evidence.targets import TargetKind


def _address(nomination: Nomination) -> str:
    return reverse("nomination", args=[nomination.round.code, nomination.pk])


NOMINATION = TargetKind(
    find=nomination_by_id,
    action="nomination.edit",
    reads="nomination.view",
    entity=lambda nomination: nomination.entity,
    code=lambda nomination: f"{nomination.round.code} · {nomination.category}",
    address=_address,
    attach=nomination_prove,
    detach=nomination_disprove,
)
