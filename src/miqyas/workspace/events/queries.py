from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from miqyas.workspace.events.models import Event


def events_failed() -> QuerySet[Event]:
    """Events that a handler failed on and that wait for their next try, oldest first."""
    return Event.objects.filter(delivered_at=None, attempts__gt=0)


def events_waiting(until: datetime) -> QuerySet[Event]:
    """Events not yet delivered whose time came before `until`, oldest first."""
    return Event.objects.filter(delivered_at=None, next_try_at__lt=until)
