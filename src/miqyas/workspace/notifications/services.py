from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.accounts.secrets import hash_of, secret_new
from miqyas.workspace.history.services import record_add
from miqyas.workspace.notifications.kinds import groups, kinds
from miqyas.workspace.notifications.models import CalendarFeed, Digest, Notification, Preference, Rhythm


class NotificationError(MiqyasError):
    """A choice about notifications cannot be kept."""

    code = "notification"


def notifications_add(
    kind: str,
    *,
    recipients: Iterable[UUID],
    key: str,
    params: Mapping[str, Any],
    route_args: Mapping[str, Any],
    but_not: UUID | None = None,
) -> None:
    """Tell each of the active people, once for the key; who did it themselves (`but_not`) is not told."""
    if kind not in kinds():
        raise ValueError(f"no kind of notification: {kind}")
    asked = {recipient for recipient in recipients if recipient != but_not}
    Notification.objects.bulk_create(
        [
            Notification(
                recipient=recipient,
                kind=kind,
                key=f"{kind}:{key}",
                params=dict(params),
                route_args=dict(route_args),
            )
            for recipient in sorted(people_of(asked))
        ],
        ignore_conflicts=True,
    )


def notification_read(notification: Notification) -> None:
    """Mark as read; a second time changes nothing."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def notifications_read_all(recipient: UUID) -> int:
    """Mark all of somebody's as read; how many were not."""
    return Notification.objects.filter(recipient=recipient, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def preferences_set(recipient: UUID, *, rhythms: Mapping[str, str]) -> None:
    """Keep how soon somebody wants mail, by group. Raises `NotificationError` for what is no choice."""
    for group, rhythm in rhythms.items():
        if group not in groups() or rhythm not in Rhythm.values:
            raise NotificationError("no_such_choice", given=f"{group}: {rhythm}"[:80])
        Preference.objects.update_or_create(
            recipient=recipient, group=group, defaults={"rhythm": Rhythm(rhythm)}
        )


@transaction.atomic
def feed_create(owner: UUID) -> str:
    """A fresh secret for the address of somebody's calendar; an earlier address stops working."""
    token = secret_new()
    CalendarFeed.objects.update_or_create(
        owner=owner,
        defaults={
            "token_hash": hash_of(token),
            "created_at": timezone.now(),
            "last_read_at": None,
        },
    )
    record_add("calendar.open", actor=owner, object_kind="user", object_id=owner)
    return token


@transaction.atomic
def feed_revoke(owner: UUID) -> None:
    """Close the address of somebody's calendar."""
    removed, _ = CalendarFeed.objects.filter(owner=owner).delete()
    if removed:
        record_add("calendar.close", actor=owner, object_kind="user", object_id=owner)


def feed_read(feed: CalendarFeed) -> None:
    """Keep when a calendar was last fetched, so that its owner sees whether somebody uses it."""
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=timezone.now())


@transaction.atomic
def notifications_mailed(sent: Iterable[Notification], *, is_gathered: bool) -> None:
    """Mark what a letter held; gathered mail rests for a while after it."""
    now = timezone.now()
    listed = list(sent)
    Notification.objects.filter(pk__in=[item.pk for item in listed]).update(mailed_at=now)
    if is_gathered:
        for recipient in {item.recipient for item in listed}:
            Digest.objects.update_or_create(recipient=recipient, defaults={"sent_at": now})
