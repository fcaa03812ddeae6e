"""What a person did with the watchlist: told to them. It stays with the policies, under the pseudonym."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.watchlists.models import Draft, PolicyNote


def told(user: User) -> dict[str, Any]:
    """The notes that they wrote, and the drafts that they keep."""
    notes = PolicyNote.objects.filter(by=user.pseudonym)
    drafts = Draft.objects.filter(by=user.pseudonym)
    return {
        "notes_on_policies": list(notes.values("policy__code", "text", "at")),
        "drafts_of_instruments": list(drafts.values("name", "snapshot", "at")),
    }
