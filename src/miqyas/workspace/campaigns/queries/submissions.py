"""What an entity would sign: its answers in one canonical form, and how far it has come."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count

from miqyas.workspace.campaigns.models import Answer, Applicability, Approval, Assignment, CampaignEntity
from miqyas.workspace.campaigns.queries.proofs import name_of, proofs_of
from miqyas.workspace.evidence.queries import Proof


@dataclass(frozen=True)
class Content:
    """What a signature stands under."""

    campaign: str
    entity: str
    rows: tuple[Mapping[str, Any], ...]

    @property
    def answers(self) -> int:
        """How many of the questions are answered, or said not to apply."""
        return sum(1 for row in self.rows if row["grade"] or not row["applies"])

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON: equal content gives an equal name."""
        whole = {"campaign": self.campaign, "entity": self.entity, "answers": self.rows}
        plain = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def submission_content(part: CampaignEntity) -> Content:
    """The content of a part as it is now: every question, its grade, note and proofs, by code."""
    assignments = list(
        Assignment.objects.filter(part=part).select_related("answer").order_by("instrument", "feature")
    )
    proofs = proofs_of(row.pk for row in assignments)
    rows = (_row(row, proofs[row.pk]) for row in assignments)
    return Content(part.campaign.code, part.entity.code, tuple(rows))


def _row(assignment: Assignment, proofs: Iterable[Proof]) -> Mapping[str, Any]:
    answer = answer_of(assignment)
    return {
        "instrument": assignment.instrument,
        "feature": assignment.feature,
        "applies": assignment.applicability != Applicability.NOT_APPLICABLE,
        "reason": assignment.reason,
        "grade": answer.grade,
        "note": answer.note,
        "proofs": sorted(map(name_of, proofs)),
    }


def answer_of(assignment: Assignment) -> Answer:
    """The answer, or an empty one that is not stored where nobody wrote yet."""
    answer: Answer | None = getattr(assignment, "answer", None)
    return answer or Answer(assignment=assignment)


def approval_in_force(part: CampaignEntity) -> Approval | None:
    """The signature under the part, while it holds."""
    if part.state not in {"approved", "submitted"}:
        return None
    return part.approvals.order_by("-signed_at").first()


def progress_of(parts: Iterable[UUID]) -> Mapping[UUID, Counter[str]]:
    """How many answers of each part stand in which state, by one query; those that do not apply are apart."""
    rows = (
        Assignment.objects.filter(part__in=list(parts))
        .order_by()
        .values_list("part", "applicability", "answer__state")
        .annotate(n=Count("id"))
    )
    found: dict[UUID, Counter[str]] = {}
    for part, applicability, state, count in rows:
        applies = applicability != Applicability.NOT_APPLICABLE
        found.setdefault(part, Counter())[(state or "empty") if applies else applicability] += count
    return found
