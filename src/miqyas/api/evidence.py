"""Proofs as the interface tells them: their shapes, how they are found, their records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Part
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.evidence.files import KeptFile
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision, LinkCheck
from miqyas.workspace.evidence.queries import Proof, uses_of
from miqyas.workspace.evidence.services import LONGEST_QUOTE, LONGEST_TITLE, Content, languages
from miqyas.workspace.evidence.targets import targets_seen
from miqyas.workspace.registry.models import Entity

CHECKS_TOLD = 12
EvidenceInPath = Annotated[
    UUID, Path(description="Id of a proof.", examples=["2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e003"])
]
ObjectInPath = Annotated[
    UUID,
    Path(
        description="Id of what a proof serves: of an answer, a statistical input, a reply.",
        examples=["2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e004"],
    ),
]
KindInPath = Annotated[
    str, Path(pattern=r"^[a-z_]{1,20}$", description="answer, input or reply.", examples=["answer"])
]
NumberInPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a revision.", examples=[1])]
Readable = r"^[^\x00]*$"
Shows = Literal["all", "lost", "expiring", "unused", "retired"]
Outcomes = Literal["alive", "moved", "dead", "soft_missing", "unreachable", "refused"]


class ProofFields(Schema):
    """Where in the page or file the proof is, and from when until when it holds."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE, pattern=Readable, examples=["Page of the law"])
    page: str = Field("", max_length=60, pattern=Readable, description="Page or section of a document.")
    quote: str = Field("", max_length=LONGEST_QUOTE, pattern=Readable, description="The words that prove it.")
    language: str = Field("", json_schema_extra={"enum": ["", *languages()]}, description="Of what is there.")
    effective_on: date | None = Field(None, description="The day of the thing proved: of the law, the data.")
    valid_from: date | None = None
    valid_until: date | None = None

    def content(self, *, address: str = "", file: KeptFile | None = None) -> Content:
        """What it says, of an address or a file."""
        said = self.model_dump(exclude={"title", "address"})
        return Content(address=address, file=file, **said)


class LinkFields(ProofFields):
    """A proof that is the address of a page."""

    address: str = Field(max_length=2000, pattern=Readable, examples=["https://health.example.org/law"])


class RevisedFields(ProofFields):
    """A new revision of a proof: the address of a link; a file is carried on."""

    address: str = Field("", max_length=2000, pattern=Readable, description="Of a link; empty for a file.")


class RevisionTold(Schema):
    """What a proof was at one time."""

    number: int
    address: str | None
    file_name: str | None
    file_sha256: str | None
    file_size: int | None
    media_type: str | None
    page: str
    quote: str
    language: str
    effective_on: date | None
    valid_from: date | None
    valid_until: date | None
    by: str = Field(description="Name of whoever wrote it; empty where nobody is known.")
    at: datetime


class CheckTold(Schema):
    """One look at the link."""

    at: datetime
    outcome: Outcomes
    status: int | None
    final_address: str


class UseTold(Schema):
    """Something that the proof serves, and that whoever asks may read."""

    kind: str
    id: UUID
    code: str = Field(description="Code of the feature or the indicator.")
    may_change: bool = Field(description="Whether whoever asks may take the proof from it.")


class EvidenceTold(Schema):
    """A proof, and its revision in force."""

    id: UUID
    entity: str
    kind: Literal["link", "file"]
    title: str
    retired_at: datetime | None
    revision: RevisionTold
    link: Outcomes | None = Field(description="What became of the link at the last look; null: none was.")


class EvidenceListTold(Part):
    """Proofs, newest first."""

    evidence: list[EvidenceTold]


class EvidenceWhole(EvidenceTold):
    """A proof with all that is known of it."""

    may_edit: bool
    revisions: list[RevisionTold]
    checks: list[CheckTold] = Field(description="The last looks at the link in force, newest first.")
    uses: list[UseTold]


def evidence_at(evidence: UUID, **rest: Any) -> Evidence | None:
    """A proof by its id."""
    return Evidence.objects.select_related("entity").filter(pk=evidence).first()


def store_of(entity: str) -> Entity | None:
    """The entity whose store of proofs is asked for."""
    return Entity.objects.filter(code=entity, is_active=True).first()


def evidence_records(proofs: Iterable[Proof]) -> list[dict[str, Any]]:
    """Proofs with their revisions in force; one query for names."""
    listed = list(proofs)
    names = _names(proof.revision for proof in listed)
    return [_evidence_record(proof, names) for proof in listed]


def evidence_whole(proof: Proof, *, user: Any) -> dict[str, Any]:
    """A proof as far as whoever asks may know of it."""
    evidence = proof.evidence
    revisions = list(evidence.revisions.order_by("-number"))
    names = _names(revisions)
    return {
        **_evidence_record(proof, names),
        "may_edit": evidence.retired_at is None and allowed(user, "evidence.edit", evidence),
        "revisions": [_revision_record(revision, names) for revision in revisions],
        "checks": [_check_record(check) for check in proof.revision.checks.all()[:CHECKS_TOLD]],
        "uses": [
            {
                "kind": use.object_kind,
                "id": use.object_id,
                "code": target.code,
                "may_change": allowed(user, target.kind.action, target.found),
            }
            for use, target in targets_seen(user, uses_of(evidence))
        ],
    }


def _evidence_record(proof: Proof, names: dict[UUID, str]) -> dict[str, Any]:
    evidence = proof.evidence
    return {
        "id": evidence.pk,
        "entity": evidence.entity.code,
        "kind": evidence.kind,
        "title": evidence.title,
        "retired_at": evidence.retired_at,
        "revision": _revision_record(proof.revision, names),
        "link": proof.check.outcome if proof.check else None,
    }


_SAID = ("number", "page", "quote", "language", "effective_on", "valid_from", "valid_until")
_HELD = ("address", "file_name", "file_sha256", "file_size", "media_type")


def _revision_record(revision: EvidenceRevision, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        **{name: getattr(revision, name) for name in _SAID},
        **{name: getattr(revision, name) or None for name in _HELD},
        "by": names.get(revision.created_by, "") if revision.created_by else "",
        "at": revision.created_at,
    }


def _check_record(check: LinkCheck) -> dict[str, Any]:
    return {
        "at": check.checked_at,
        "outcome": check.outcome,
        "status": check.status,
        "final_address": check.final_address,
    }


def _names(revisions: Iterable[EvidenceRevision]) -> dict[UUID, str]:
    return dict(names_of(revision.created_by for revision in revisions))
