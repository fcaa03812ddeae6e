"""A round taken step by step, with what each step brings: sheets, sealed results, certificates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.agreement import Agreement, krippendorff_alpha
from miqyas.assessment.challenge.awards import awards
from miqyas.assessment.challenge.export import export, recompute
from miqyas.jobs.programme.challenges import figures_of
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.challenges.queries import result_of, round_by_code
from miqyas.workspace.challenges.services.jury import jury_begin, jury_close
from miqyas.workspace.challenges.services.results import is_sound, result_seal, round_publish
from miqyas.workspace.challenges.services.rounds import round_locked, round_step

SEED = 5
"""Where the resampling of agreement begins."""


@transaction.atomic
def round_take(one: Round, action: str, *, by: UUID | None, seen: str = "") -> Round:
    """Take a round a step further. Raises `WorkflowError`, `ChallengeError`, and `AssessmentError` for scores
    that cannot be.
    """
    held = round_locked(one)
    match action:
        case "begin_jury":
            return jury_begin(held, by=by, seen=seen)
        case "close_jury":
            return jury_close(held, by=by, seen=seen)
        case "begin_appeals":
            _check_joined(held)
            return round_step(held, action, by=by, seen=seen)
        case "seal":
            _check_joined(held)
            return result_seal(held, export(figures_of(held)), by=by, seen=seen).round
        case "publish":
            return round_publish(held, awards_of(held), by=by, seen=seen)
    return round_step(held, action, by=by, seen=seen)


def _check_joined(one: Round) -> None:
    """Raise `ChallengeError` where nominations of a category and group have scores that cannot be
    compared.
    """
    for row in standings_now(one)["nominations"]:
        if row["sheets"] and row["rank"] is None:
            raise ChallengeError("jury_apart", category=row["category"], group=row["group"])


def standings_now(one: Round) -> dict[str, Any]:
    """The standings of a round: as they were sealed, else as the figures of this moment give them."""
    return document_of(one)["standings"]


def document_of(one: Round) -> dict[str, Any]:
    """The export of a round: the sealed one, else one of this moment. Raises `ChallengeError` where the
    sealed
    bytes are no longer those that were signed.
    """
    if result_of(one) is None:
        figures = figures_of(one)
        return {**figures, "standings": recompute(figures)}
    document: dict[str, Any] = json.loads(export_now(one))
    return document


def export_now(one: Round) -> bytes:
    """The export of a round as bytes: the sealed ones, else those of this moment."""
    result = result_of(one)
    if result is None:
        return export(figures_of(one))
    if not is_sound(result):
        raise ChallengeError("result_changed")
    return result.content.encode()


def awards_of(one: Round) -> list[dict[str, Any]]:
    """Who is honoured, with the words of category and group as they were sealed."""
    document = document_of(one)
    titles = {
        name: {part["code"]: part["title"] for part in document[name]} for name in ("categories", "groups")
    }
    return [
        {
            **award,
            "category_title": titles["categories"].get(award["category"]),
            "group_title": titles["groups"][award["group"]],
        }
        for award in awards(document["standings"])
    ]


def agreement_of(document: Mapping[str, Any]) -> dict[str, Agreement]:
    """How far jurors agree on each criterion: Krippendorff's alpha of ordered marks."""
    found = {}
    for one in document["criteria"]:
        units: dict[str, list[str]] = {}
        for sheet in document["sheets"]:
            if one["code"] in sheet["marks"]:
                units.setdefault(sheet["nomination"], []).append(str(sheet["marks"][one["code"]]))
        marks = [str(mark) for mark in range(one["low"], one["high"] + 1)]
        found[one["code"]] = krippendorff_alpha(
            list(units.values()), categories=marks, seed=SEED, measure="ordinal"
        )
    return found


def rounds_due() -> list[Round]:
    """Sealed rounds whose moment has come."""
    rows = Round.objects.filter(state="embargo", publish_at__lte=timezone.now())
    return [found for one in rows if (found := round_by_code(one.code))]
