from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError, get_connection
from django.utils import timezone

from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import handlers_of

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
_AT_ONCE: Final = 500
_logger = structlog.get_logger("miqyas.events")


def publish(kind: str, *, key: str, **payload: Any) -> None:
    """Tell those who hear of `kind`, once the running transaction is committed, and not otherwise.

    `key` names the happening within its kind: published again, it is still told once. The payload
    holds plain values for JSON: ids, never names or texts of people.
    """
    if not get_connection().in_atomic_block:
        raise TransactionManagementError("an event is published in the transaction of its deed")
    Event.objects.bulk_create([Event(kind=kind, key=key, payload=payload)], ignore_conflicts=True)
    transaction.on_commit(partial(_deliver_now, kind, key), robust=True)


def deliver(now: datetime | None = None) -> int:
    """Hand over the events that wait and whose time has come; how many are wholly delivered now.

    Every process may run it at once: an event is in one hand at a time.
    """
    due = Event.objects.filter(delivered_at=None, next_try_at__lte=now or timezone.now())
    return sum(_hand_over(pk) for pk in due.order_by("id").values_list("pk", flat=True)[:_AT_ONCE])


def _deliver_now(kind: str, key: str) -> None:
    for pk in Event.objects.filter(kind=kind, key=key, delivered_at=None).values_list("pk", flat=True):
        _hand_over(pk)


def _hand_over(pk: int) -> bool:
    """Hand one event to each of its handlers that has not had it; whether all have it now."""
    kind = Event.objects.values_list("kind", flat=True).get(pk=pk)
    outcomes = [_hand_to(pk, name=name) for name in handlers_of(kind)]
    return all(outcomes) and _close(pk)


def _hand_to(pk: int, *, name: str) -> bool:
    """One handler, its effect and the mark of it in one transaction; whether it has the event now."""
    try:
        with transaction.atomic():
            event = Event.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if event is None:
                return False  # in another hand
            if name not in event.handed_to:
                handlers_of(event.kind)[name](event)
                Event.objects.filter(pk=pk).update(handed_to=[*event.handed_to, name])
    except Exception as error:
        _logger.exception("event_handler_failed", row=pk, handler=name)
        _put_off(pk, fault=f"{name}: {type(error).__name__}")
        return False
    return True


def _put_off(pk: int, *, fault: str) -> None:
    """Leave an event for later: after a minute, then after ever longer pauses."""
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=pk)
        next_try_at = timezone.now() + pause_after(event.attempts)
        Event.objects.filter(pk=pk).update(
            attempts=F("attempts") + 1, next_try_at=next_try_at, fault=fault[:200]
        )


def pause_after(attempts: int) -> timedelta:
    """How long an event rests that failed so many times before."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 16))


def _close(pk: int) -> bool:
    open_still = Event.objects.filter(pk=pk, delivered_at=None)
    return bool(open_still.update(delivered_at=timezone.now(), fault=""))
