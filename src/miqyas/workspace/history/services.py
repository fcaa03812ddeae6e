from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from miqyas.workspace.history.models import Record


def record_add(
    action: str,
    *,
    actor: UUID | None,
    object_kind: str,
    object_id: object,
    details: Mapping[str, Any] | None = None,
) -> Record:
    """Keep for good that `actor` did `action` to an object.

    Call it inside the transaction of the deed, so that both are there or neither. `details` holds
    no personal data: it outlives the person.
    """
    return Record.objects.create(
        action=action,
        actor=actor,
        object_kind=object_kind,
        object_id=str(object_id),
        details=dict(details or {}),
    )
