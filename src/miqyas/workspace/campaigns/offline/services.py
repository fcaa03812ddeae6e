"""Carrying out what a file of answers would do: all of it or nothing, and nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import CampaignEntity, RevisionKind
from miqyas.workspace.campaigns.offline.merge import Cell, Outcome
from miqyas.workspace.campaigns.offline.plan import MayAnswer, OfflinePlan, PlannedRow, offline_plan
from miqyas.workspace.campaigns.offline.reading import AnswerFile
from miqyas.workspace.campaigns.services.answers import answer_save, check_answerable, part_locked
from miqyas.workspace.campaigns.services.proofs import proof_attach
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.services import record_add

HERE: Final = "here"
FILE: Final = "file"
BOTH: Final = "both"
LATER: Final = "later"
DECISIONS: Final = (HERE, FILE, BOTH, LATER)
"""What may be decided of a conflict; undecided, it is left for later: the file's words are kept aside."""
Decisions = Mapping[tuple[UUID, str], str]


@dataclass(frozen=True)
class Brought:
    """What came of a file: answers that changed, answers with words kept aside, proofs that were added."""

    changed: int
    aside: int
    proofs: int


@transaction.atomic
def offline_apply(
    part: CampaignEntity,
    file: AnswerFile,
    *,
    seen: str,
    decisions: Decisions,
    may_answer: MayAnswer,
    by: UUID,
) -> Brought:
    """Bring a file in as it was shown: `seen` is the digest of the plan that the person had before them.

    Raises `CampaignError` where something has changed since, or the file has problems.
    """
    part = part_locked(part.pk)
    check_answerable(part)
    plan = offline_plan(part, file, may_answer=may_answer)
    if not plan.is_ready:
        raise CampaignError("offline_problems", n=len(plan.problems))
    if plan.digest != seen:
        raise CampaignError("offline_changed")
    brought = _carry_out(plan, decisions=decisions, by=by)
    details = {"answers": brought.changed, "aside": brought.aside, "proofs": brought.proofs}
    record_add(
        "answers.import",
        actor=by,
        object_kind="submission",
        object_id=part.pk,
        details=details,
        chain=str(part.campaign_id),
    )
    return brought


def _carry_out(plan: OfflinePlan, *, decisions: Decisions, by: UUID) -> Brought:
    changed = aside = proofs = 0
    for row in plan.rows:
        grade, note = (_settled(cell, row, decisions) for cell in row.cells)
        before = (row.grade.here, row.note.here)
        if (grade, note) != before:
            answer_save(
                row.assignment, grade=grade, note=note, version=row.version, by=by, kind=RevisionKind.IMPORTED
            )
            changed += 1
        if _left(row, decisions):
            _set_aside(row, by=by)
            aside += 1
        if row.proof_address:
            _prove(row, by=by)
            proofs += 1
    return Brought(changed, aside, proofs)


def _settled(cell: Cell, row: PlannedRow, decisions: Decisions) -> str:
    """What the cell holds afterwards."""
    if cell.outcome is Outcome.TAKE:
        return cell.file
    if cell.outcome is not Outcome.CONFLICT:
        return cell.here
    match decisions.get((row.assignment.pk, cell.name), LATER):
        case "file":
            return cell.file
        case "both" if cell.name == "note":
            return f"{cell.here}\n\n{cell.file}"
        case _:
            return cell.here


def _left(row: PlannedRow, decisions: Decisions) -> bool:
    """Whether a conflict of the row was left for later."""
    decided = {HERE, FILE}
    return any(
        decisions.get((row.assignment.pk, cell.name))
        not in (decided | {BOTH} if cell.name == "note" else decided)
        for cell in row.conflicts
    )


def _set_aside(row: PlannedRow, *, by: UUID) -> None:
    """Keep what the file says beside the answer, where it is decided about on the answer's own page."""
    grade = row.grade.file or row.grade.here
    note = row.note.file or row.note.here
    answer_save(row.assignment, grade=grade, note=note, version=-1, by=by, kind=RevisionKind.IMPORTED)


def _prove(row: PlannedRow, *, by: UUID) -> None:
    title = row.proof_title or row.assignment.feature
    content = Content(address=row.proof_address)
    made = evidence_add(row.assignment.entity, title=title, content=content, by=by)
    proof_attach(row.assignment, made, by=by)
