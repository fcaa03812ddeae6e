"""What exercises of workshops showed, ready to be shown: on a workshop's pages, beside an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from miqyas.kernel.text import nearest
from miqyas.web.words import current_language
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.workshops.models import Exercise
from miqyas.workspace.workshops.queries import findings_of


def line_of(exercise: Exercise) -> dict[str, Any]:
    """An exercise with what it showed, if anybody answered."""
    finding = getattr(exercise, "finding", None)
    return {
        "exercise": exercise,
        "question": nearest(exercise.question, current_language()).text,
        "finding": finding,
        "share": finding.found / finding.looked if finding else None,
    }


def feature_findings(request: HttpRequest, feature: str) -> list[dict[str, Any]]:
    """What rooms showed of a feature; nothing for who assesses, or decides where assessors differ."""
    if not allowed(request.user, "finding.view"):
        return []
    return [
        {**line_of(found.exercise), "workshop": found.exercise.workshop} for found in findings_of(feature)
    ]
