from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from miqyas.workspace.history.models import Record

BATCH: Final = 500


def record_add(
    action: str,
    *,
    actor: UUID | None,
    object_kind: str,
    object_id: object,
    details: Mapping[str, Any] | None = None,
    chain: str = "",
) -> Record:
    """Keep for good that `actor` did `action` to an object.

    Call it inside the transaction of the deed, so that both are there or neither. `details` holds
    no personal data: it outlives the person. `chain` is the id of the campaign it belongs to.
    """
    return Record.objects.create(
        action=action,
        actor=actor,
        object_kind=object_kind,
        object_id=str(object_id),
        details=dict(details or {}),
        chain=chain,
    )


def records_add(records: Iterable[Record]) -> None:
    """Keep many at once, in their order, by few statements; else as `record_add`.

    A record is written whole: what is set when it is added, and nothing later.
    """
    Record.objects.bulk_create(records, batch_size=BATCH)
