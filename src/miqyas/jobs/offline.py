"""An entity's part of a campaign as a workbook: what is asked is locked, what is answered is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from miqyas.catalogue import Feature, vocabulary
from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity
from miqyas.workspace.campaigns.offline.merge import fingerprint
from miqyas.workspace.campaigns.offline.reading import TABLE, tables
from miqyas.workspace.campaigns.queries.proofs import proofs_of
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.evidence.queries import Proof
from miqyas.workspace.registry.models import Entity

LONGEST_NAME: Final = 31
"""Letters of the name of a sheet."""
OPEN: Final = frozenset({"grade", "note", "proof_address", "proof_title"})
HIDDEN: Final = frozenset({"key", "seen_grade", "seen_note"})
_WIDTHS: Final = {"feature": 14, "question": 46, "grade": 22, "note": 40, "proof_address": 34}


def answers_workbook(part: CampaignEntity, rows: Iterable[Assignment], *, language: str) -> bytes:
    """The questions of `rows` with their answers as they are now, to be filled in and brought back."""
    return write_form([_sheet(part.campaign, rows, title=tables()[TABLE].name)], language=language)


def campaign_workbook(campaign: Campaign, rows: Iterable[Assignment], *, language: str) -> bytes:
    """The same for a whole campaign: a sheet for each entity of which `rows` holds a question."""
    ordered = sorted(rows, key=lambda row: (row.entity.position, row.entity.code))
    sheets = [
        _sheet(campaign, held, title=_name_of_sheet(number, entity))
        for number, (entity, held) in enumerate(groupby(ordered, key=lambda row: row.entity), start=1)
    ]
    return write_form(sheets or [_sheet(campaign, (), title=tables()[TABLE].name)], language=language)


def _name_of_sheet(number: int, entity: Entity) -> Text:
    """A name that no other sheet has, of the signs that a spreadsheet takes."""
    return Text(dict.fromkeys(entity.title, f"{number} {entity.code}"[:LONGEST_NAME]))


def _sheet(campaign: Campaign, rows: Iterable[Assignment], *, title: Text) -> FormSheet:
    held = list(rows)
    features = instruments_of(campaign).features
    proofs = proofs_of(row.pk for row in held)
    order = {code: place for place, code in enumerate(features)}
    held.sort(key=lambda row: order[row.feature])
    return FormSheet(
        title=title,
        columns=tuple(_column(role, name) for role, name in tables()[TABLE].columns.items()),
        rows=tuple(_row(row, features[row.feature], proofs) for row in held),
        blank_rows=0,
    )


def _column(role: str, title: Text) -> FormColumn:
    return FormColumn(
        title=title,
        choices=_grades() if role == "grade" else (),
        width=_WIDTHS.get(role, 28),
        is_locked=role not in OPEN,
        is_hidden=role in HIDDEN,
    )


def _grades() -> tuple[Value, ...]:
    """The grades of every scale; that one belongs to the feature at hand is judged when the file is back."""
    found = {term.code: term.name for scale in vocabulary().scales.values() for term in scale.grades}
    return tuple(found.values())


def _row(row: Assignment, feature: Feature, proofs: Mapping[Any, tuple[Proof, ...]]) -> tuple[Value, ...]:
    answer = answer_of(row)
    words = {term.code: term.name for term in vocabulary().scales[feature.scale].grades}
    cells: dict[str, Value] = {
        "feature": feature.code,
        "question": feature.question,
        "find": feature.find,
        "counts": feature.counts,
        "counts_not": feature.counts_not,
        "grade": words.get(answer.grade, ""),
        "note": answer.note,
        "proofs": "\n".join(_proof(proof) for proof in proofs.get(row.pk, ())),
        "proof_address": "",
        "proof_title": "",
        "key": str(row.pk),
        "seen_grade": fingerprint(answer.grade),
        "seen_note": fingerprint(answer.note),
    }
    return tuple(cells[role] for role in tables()[TABLE].columns)


def _proof(proof: Proof) -> str:
    return f"{proof.evidence.title}: {proof.revision.address or proof.revision.file_name}"
