"""Hashes of what was judged and decided: canonical JSON, so that anybody can compute them (see history)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.campaigns.queries.proofs import name_of, proofs_of
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.history.canonical import labelled, time_of
from miqyas.workspace.reviews.models import Decision, Judgement, Reply, ReviewItem


def judgement_digest(judgement: Judgement) -> str:
    """The hash of a judgement as it was handed in."""
    names = ("found", "grade", "path", "address", "language", "seconds", "viewpoint", "confidence")
    task = judgement.task
    says = {name: getattr(judgement, name) for name in (*names, "justification")}
    whole = {"item": str(task.item_id), "assessor": str(task.assessor), "at": time_of(judgement.at), **says}
    return _digest("miqyas-judgement/1", whole)


def reply_digest(reply: Reply) -> str:
    """The hash of a reply as it was given."""
    assert reply.at is not None
    says = {"stance": reply.stance, "text": reply.text, "at": time_of(reply.at)}
    return _digest("miqyas-reply/1", {"item": str(reply.item_id), "entity": str(reply.entity_id), **says})


def decision_digest(decision: Decision) -> str:
    """The hash that a decision is signed with: what was decided, by whom, when, and on what basis."""
    whole = {
        "item": str(decision.item_id),
        "number": decision.number,
        "grade": decision.grade,
        "reasons": decision.reasons,
        "adjudicator": str(decision.adjudicator),
        "at": time_of(decision.at),
        "basis": decision.basis,
    }
    return _digest("miqyas-decision/1", whole)


def basis_of(item: ReviewItem) -> dict[str, Any]:
    """What lies before whoever decides: judgements and replies by their hashes, answers as they stand."""
    judgements = Judgement.objects.filter(task__item=item).select_related("task").order_by("task__slot")
    replies = item.replies.exclude(stance="").order_by("entity")
    answers = Assignment.objects.filter(campaign=item.campaign_id, feature=item.feature)
    if item.subject_id:
        answers = answers.filter(entity=item.subject_id)
    rows = list(answers.select_related("answer").order_by("entity"))
    proofs = proofs_of(row.pk for row in rows)
    return {
        "feature": item.feature,
        "subject": str(item.subject_id) if item.subject_id else None,
        "judgements": [judgement_digest(one) for one in judgements],
        "replies": [reply_digest(one) for one in replies],
        "answers": [
            {
                "entity": str(row.entity_id),
                "grade": answer_of(row).grade,
                "version": answer_of(row).version,
                "proofs": sorted(name_of(one) for one in proofs.get(row.pk, ())),
            }
            for row in rows
        ],
    }


def _digest(form: str, values: dict[str, Any]) -> str:
    return sha256(labelled(form, values)).hexdigest()
