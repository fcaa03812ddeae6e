"""What was judged and decided in a campaign, as the assessment computes with it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from miqyas.assessment.answers import Judgement as Judged
from miqyas.workspace.reviews.models import Judgement


def judged_values(rows: Iterable[Judgement]) -> list[Judged]:
    """Judgements as values; their tasks and items are at hand."""
    return [
        Judged(
            feature=row.task.item.feature,
            assessor=str(row.task.assessor),
            found=row.found,  # type: ignore[arg-type]
            grade=row.grade,
            confidence=row.confidence,
            subject=subject_name(row.task.item.subject_id),
        )
        for row in rows
    ]


def subject_name(subject: UUID | None) -> str:
    """How a subject is called where the assessment computes: "" for the nation."""
    return str(subject) if subject else ""
