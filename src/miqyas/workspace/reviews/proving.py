"""Replies as what proofs serve."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from miqyas.workspace.evidence.targets import TargetKind
from miqyas.workspace.reviews.models import Reply
from miqyas.workspace.reviews.services.replies import reply_proof_attach, reply_proof_detach


def _reply(object_id: UUID) -> Reply | None:
    rows = Reply.objects.select_related("item__campaign", "entity")
    return rows.filter(pk=object_id).first()


def _results_address(reply: Reply) -> str:
    address = reverse("results", args=[reply.item.campaign.code, reply.entity.code])
    return f"{address}#{reply.item.feature}"


REPLY = TargetKind(
    find=_reply,
    action="reply.give",
    reads="reply.view",
    entity=lambda reply: reply.entity,
    code=lambda reply: reply.item.feature,
    address=_results_address,
    attach=reply_proof_attach,
    detach=reply_proof_detach,
)
