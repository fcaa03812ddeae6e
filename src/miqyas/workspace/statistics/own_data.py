"""What a person said of statistical inputs: told to them. It stays, under the pseudonym."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.statistics.models import InputRevision


def told(user: User) -> dict[str, Any]:
    """Each change that they made, as it was kept."""
    rows = InputRevision.objects.filter(by=user.pseudonym)
    return {"inputs": list(rows.values("input__indicator", "input__edition", "number", "values", "at"))}
