"""The proofs of answers, by the id of the answer, with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from miqyas.assessment import answers as assessment
from miqyas.workspace.evidence.queries import Proof, evidence_of

OBJECT_KIND = "answer"


def proofs_of(answers: Iterable[UUID]) -> Mapping[UUID, tuple[Proof, ...]]:
    """The proofs that serve each answer and are not retired, in the order in which they were attached."""
    found = evidence_of(OBJECT_KIND, answers)
    return {
        answer: tuple(proof for proof in proofs if proof.evidence.retired_at is None)
        for answer, proofs in found.items()
    }


def name_of(proof: Proof) -> str:
    """What a signature stands under: the revision in force, by its content where it is a file."""
    held = proof.revision
    return f"{held.pk}:{held.file_sha256 or held.address}"


def as_assessed_proof(proof: Proof) -> assessment.Proof:
    """A proof as the assessment has it."""
    held = proof.revision
    return assessment.Proof(
        kind=proof.evidence.kind,
        language=held.language,
        effective_on=held.effective_on,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        link=proof.check.outcome if proof.check else "",
    )
