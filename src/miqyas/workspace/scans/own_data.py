"""What scans hold about a person, for their own eyes. It stays, under the pseudonym, when they go."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.scans.models import Contradiction, Label, Proposal, Scan


def told(user: User) -> dict[str, Any]:
    """Scans they asked for, what they decided of proposals and contradictions, labels they gave."""
    who = user.pseudonym
    return {
        "scans": list(Scan.objects.filter(asked_by=who).values("entity__code", "asked_at")),
        "proposals": list(
            Proposal.objects.filter(decided_by=who).values(
                "assignment__feature", "grade", "state", "reason", "decided_at"
            )
        ),
        "contradictions": list(
            Contradiction.objects.filter(settled_by=who).values(
                "assignment__feature", "claimed", "found", "state", "reason", "settled_at"
            )
        ),
        "labels": list(Label.objects.filter(by=who).values("feature", "address", "truth", "at")),
    }
