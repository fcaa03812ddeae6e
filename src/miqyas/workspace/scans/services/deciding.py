"""Entities decide: whether a proposed grade becomes their answer, and what a contradiction comes to."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import UNANSWERED
from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_lines
from miqyas.workspace.campaigns.models import Answer, Assignment
from miqyas.workspace.campaigns.services.answers import answer_save, part_locked
from miqyas.workspace.campaigns.services.proofs import proof_attach
from miqyas.workspace.history.services import record_add
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Contradiction, Proposal, Settled, Stand
from miqyas.workspace.scans.services.proving import proof_of_finding

LONGEST_REASON: Final = 4000
SAID: Final = (Settled.ANSWER_STANDS, Settled.MENDED)
"""What an entity may say of a contradiction."""


@transaction.atomic
def proposal_accept(proposal: Proposal, *, title: str, by: UUID) -> Answer:
    """Make the proposed grade the answer of whoever accepts it, with the finding as its proof.

    `title` is that of the proof. Raises `ScanError` where it was decided or answered meanwhile, and as
    `answer_save` does.
    """
    held = _locked(proposal)
    assignment = held.assignment
    answer, _ = Answer.objects.get_or_create(assignment=assignment)
    if answer.grade != UNANSWERED:
        raise ScanError("answered_meanwhile", feature=assignment.feature)
    saved = answer_save(assignment, grade=held.grade, note=answer.note, version=answer.version, by=by)
    if held.finding.record["hits"]:
        proof = proof_of_finding(held.finding, assignment.entity, title=title, by=by)
        proof_attach(assignment, proof, by=by)
    _decide(held, Stand.ACCEPTED, by=by)
    return saved.answer


@transaction.atomic
def proposal_refuse(proposal: Proposal, *, reason: str, by: UUID) -> None:
    """Leave the answer blank, for a reason. Raises `ScanError` without one, or where it was decided."""
    held = _locked(proposal)
    held.reason = _reason(reason)
    _decide(held, Stand.REFUSED, by=by)


@transaction.atomic
def contradiction_settle(contradiction: Contradiction, *, state: str, reason: str, by: UUID) -> None:
    """Say what a contradiction came to. Raises `ScanError` for another state, without reason, twice."""
    rows = Contradiction.objects.select_for_update(of=("self",)).select_related("assignment")
    held = rows.get(pk=contradiction.pk)
    if held.state != Settled.OPEN:
        raise ScanError("settled")
    if state not in SAID:
        raise ScanError("settled_how", place=Place(name="state"))
    held.reason = _reason(reason)
    held.state, held.settled_by, held.settled_at = state, by, timezone.now()
    held.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    _record("contradiction.settle", held.assignment, by=by, state=state)


def _locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now; whoever answers in the same part queues before it."""
    part_locked(proposal.assignment.part_id)
    rows = Proposal.objects.select_for_update(of=("self",))
    related = rows.select_related(
        "assignment__part__campaign", "assignment__campaign", "assignment__entity", "finding__report"
    )
    held = related.defer("finding__report__record").get(pk=proposal.pk)
    if held.state != Stand.OPEN:
        raise ScanError("proposal_decided")
    return held


def _decide(held: Proposal, state: Stand, *, by: UUID) -> None:
    held.state, held.decided_by, held.decided_at = state, by, timezone.now()
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    details = {"grade": held.grade, "finding": str(held.finding_id)}
    _record(
        f"proposal.{'accept' if state == Stand.ACCEPTED else 'refuse'}", held.assignment, by=by, **details
    )


def _reason(text: str) -> str:
    reason = plain_lines(text).strip()
    if not reason:
        raise ScanError("no_reason", place=Place(name="reason"))
    if len(reason) > LONGEST_REASON:
        raise ScanError("long_reason", place=Place(name="reason"), limit=LONGEST_REASON)
    return reason


def _record(action: str, assignment: Assignment, *, by: UUID, **details: str) -> None:
    """In the chain of the campaign, told of once the answer is handed in."""
    record_add(
        action,
        actor=by,
        object_kind="answer",
        object_id=assignment.pk,
        details=details,
        chain=str(assignment.campaign_id),
    )
