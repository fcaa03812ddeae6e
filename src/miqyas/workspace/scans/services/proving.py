"""Findings as proofs of an entity: an address with the words that stand there, tied to all that was seen."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.text import plain_line
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import LONGEST_QUOTE, LONGEST_TITLE, Content, evidence_add, languages
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import FindingProof, FindingRow

LONGEST_ADDRESS: Final = 2000


@transaction.atomic
def proof_of_finding(
    finding: FindingRow, entity: Entity, *, title: str, by: UUID | None, hit: int = 0
) -> Evidence:
    """Keep what a finding rests on as a proof of an entity; the same again gives the proof that is there.

    The proof leads to where the words led, or else to the page on which they stand. Raises `ScanError` where
    nothing was found, and as `evidence_add` does.
    """
    hits = finding.record["hits"]
    if not 0 <= hit < len(hits):
        raise ScanError("no_hit")
    known = FindingProof.objects.filter(finding=finding, hit=hit, evidence__entity=entity)
    before = known.filter(evidence__retired_at=None).select_related("evidence").first()
    if before is not None:
        return before.evidence
    found = hits[hit]
    language = found["language"] or ""
    content = Content(
        address=(found["target"] or found["address"])[:LONGEST_ADDRESS],
        quote=found["text"][:LONGEST_QUOTE].replace("\x00", ""),
        language=language if language in languages() else "",
    )
    name = plain_line(title)[:LONGEST_TITLE] or finding.feature
    made = evidence_add(entity, title=name, content=content, by=by)
    FindingProof.objects.create(evidence=made, finding=finding, hit=hit, by=by)
    record_add(
        "finding.prove",
        actor=by,
        object_kind="evidence",
        object_id=made.pk,
        details={"finding": str(finding.pk), "feature": finding.feature, "report": finding.report.hash},
    )
    return made
