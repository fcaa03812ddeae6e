"""The proofs that a person brought: told to them. They stay with their entity, under the pseudonym."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.evidence.models import EvidenceRevision, EvidenceUse


def told(user: User) -> dict[str, Any]:
    """What they wrote of proofs, and what they attached."""
    fields = ("evidence__title", "number", "address", "file_name", "page", "quote", "created_at")
    return {
        "proofs": list(EvidenceRevision.objects.filter(created_by=user.pseudonym).values(*fields)),
        "attached": list(
            EvidenceUse.objects.filter(attached_by=user.pseudonym).values(
                "evidence__title", "object_kind", "attached_at"
            )
        ),
    }
