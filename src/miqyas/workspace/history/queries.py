from __future__ import annotations

from django.db.models import QuerySet

from miqyas.workspace.history.models import Record


def records_of(object_kind: str, object_id: object) -> QuerySet[Record]:
    """All that was done to one object, oldest first."""
    return Record.objects.filter(object_kind=object_kind, object_id=str(object_id))
