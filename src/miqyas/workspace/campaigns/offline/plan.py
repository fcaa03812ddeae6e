"""What a file would do to the answers of a part, cell by cell: conflicts to decide, problems to mend."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings

from miqyas.assessment.workflow import flows
from miqyas.kernel.errors import MiqyasError
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory, check_address
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign, CampaignEntity
from miqyas.workspace.campaigns.offline.merge import Cell, Outcome, merged
from miqyas.workspace.campaigns.offline.reading import AnswerFile, FileRow
from miqyas.workspace.campaigns.queries.proofs import proofs_of
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.campaigns.services.answers import LONGEST_NOTE
from miqyas.workspace.evidence.queries import Proof

MayAnswer = Callable[[Assignment], bool]


@dataclass(frozen=True)
class PlannedRow:
    """A question that the file would change: its cells, the version they were read at, a proof to add."""

    assignment: Assignment
    version: int
    grade: Cell
    note: Cell
    proof_address: str = ""
    proof_title: str = ""

    @property
    def cells(self) -> tuple[Cell, Cell]:
        return self.grade, self.note

    @property
    def conflicts(self) -> tuple[Cell, ...]:
        """The cells that both sides changed."""
        return tuple(cell for cell in self.cells if cell.outcome is Outcome.CONFLICT)

    @property
    def changes(self) -> tuple[Cell, ...]:
        """The cells whose words come in."""
        return tuple(cell for cell in self.cells if cell.outcome is Outcome.TAKE)

    @property
    def does_something(self) -> bool:
        return bool(self.changes or self.conflicts or self.proof_address)


@dataclass
class OfflinePlan:
    """All that a file would do; nothing, while it has problems."""

    name: str
    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[MiqyasError] = field(default_factory=list)
    kept: int = 0
    """Rows in which what stands here is newer than the file, which says nothing new."""
    others: int = 0
    """Rows of other entities of the campaign, whose own pages take them."""

    @property
    def is_ready(self) -> bool:
        return not self.problems

    @property
    def does_something(self) -> bool:
        return bool(self.rows)

    @cached_property
    def digest(self) -> str:
        """A name of all this: where it has changed, what was shown is no longer true."""
        told = [
            (
                str(row.assignment.pk),
                row.version,
                [(cell.here, cell.file, cell.outcome.value) for cell in row.cells],
                row.proof_address,
            )
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def offline_plan(part: CampaignEntity, file: AnswerFile, *, may_answer: MayAnswer) -> OfflinePlan:
    """Hold a file against the answers as they are now. `may_answer` asks the gate for each question."""
    plan = OfflinePlan(file.name, problems=list(file.problems))
    rows = part.assignments.select_related(
        "answer", "delegation", "entity", "campaign", "part__campaign", "part__entity"
    )
    held = {row.feature: row for row in rows}
    proofs = proofs_of(row.pk for row in held.values())
    elsewhere = _elsewhere(part, file)
    for given in file.rows:
        if given.key in elsewhere:
            plan.others += 1
            continue
        problem = _problem(given, held)
        if problem:
            plan.problems.append(problem)
        else:
            _add(plan, given, _planned(given, held[given.feature], proofs), may_answer=may_answer)
    return plan


def _add(plan: OfflinePlan, given: FileRow, planned: PlannedRow, *, may_answer: MayAnswer) -> None:
    """Add a row to the plan. Who may not answer it is told what the file alone says: what stands here may
    be secret.
    """
    is_kept = Outcome.KEEP in {cell.outcome for cell in planned.cells}
    if (given.says or is_kept) and not may_answer(planned.assignment):
        if given.says:
            plan.problems.append(_at(given, "feature", "offline_not_yours", given=given.feature))
    elif planned.does_something:
        problem = _bar(given, planned)
        plan.problems.append(problem) if problem else plan.rows.append(planned)
    else:
        plan.kept += is_kept


def parts_in(campaign: Campaign, file: AnswerFile) -> dict[CampaignEntity, int]:
    """The parts of which a file holds questions, and how many rows of each, by two queries."""
    keys = [row.key for row in file.rows if row.key]
    counts = Counter(campaign.assignments.filter(pk__in=keys).values_list("part", flat=True))
    parts = campaign.parts.filter(pk__in=counts).select_related("entity", "campaign")
    return {part: counts[part.pk] for part in parts.order_by("entity__position", "entity__code")}


def _elsewhere(part: CampaignEntity, file: AnswerFile) -> frozenset[UUID]:
    """The questions of the file that other entities of the campaign answer; one query."""
    keys = {row.key for row in file.rows if row.key}
    rows = Assignment.objects.filter(campaign=part.campaign_id, pk__in=keys).exclude(part=part)
    return frozenset(rows.values_list("pk", flat=True))


def _problem(given: FileRow, held: Mapping[str, Assignment]) -> MiqyasError | None:
    """Why a row cannot be read as one of the part's; None where it can."""
    row = held.get(given.feature)
    if row is None:
        return _at(given, "feature", "offline_not_yours", given=given.feature)
    if given.key and given.key != row.pk:
        return _at(given, "feature", "offline_other_part", given=given.feature)
    if len(given.note) > LONGEST_NOTE:
        return _at(given, "note", "offline_long_note", n=len(given.note), limit=LONGEST_NOTE)
    return _address_problem(given)


def _bar(given: FileRow, planned: PlannedRow) -> MiqyasError | None:
    """What stands in the way of a row that would change something."""
    row = planned.assignment
    if row.applicability == Applicability.NOT_APPLICABLE:
        return _at(given, "grade", "offline_not_applicable", given=given.feature)
    if answer_of(row).state not in _savable():
        return _at(given, "feature", "offline_fixed", given=given.feature)
    return None


def _savable() -> frozenset[str]:
    """The states of an answer from which it may be saved."""
    return frozenset(state for row in flows()["answer"].steps if row.action == "save" for state in row.begins)


def _address_problem(given: FileRow) -> MiqyasError | None:
    if not given.proof_address:
        return None
    try:
        check_address(given.proof_address, laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS))
    except AddressRefusedError as refused:
        return AddressRefusedError(refused.detail, place=given.place("proof_address"), **refused.params)
    return None


def _planned(given: FileRow, row: Assignment, proofs: Mapping[Any, Iterable[Proof]]) -> PlannedRow:
    answer = answer_of(row)
    there = {proof.revision.address for proof in proofs.get(row.pk, ())}
    is_new = given.proof_address and given.proof_address not in there
    return PlannedRow(
        assignment=row,
        version=answer.version,
        grade=merged("grade", here=answer.grade, file=given.grade, seen=given.seen_grade),
        note=merged("note", here=answer.note, file=given.note, seen=given.seen_note),
        proof_address=given.proof_address if is_new else "",
        proof_title=given.proof_title if is_new else "",
    )


def _at(row: FileRow, name: str, detail: str, /, **params: Any) -> CampaignError:
    return CampaignError(detail, place=row.place(name), **params)
