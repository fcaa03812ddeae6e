from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.secrets import hash_of
from miqyas.workspace.notifications.kinds import groups, kinds
from miqyas.workspace.notifications.models import CalendarFeed, Digest, Notification, Preference, Rhythm


def notifications_of(recipient: UUID) -> QuerySet[Notification]:
    """All that somebody was told, newest first."""
    return Notification.objects.filter(recipient=recipient)


def unread_count(recipient: UUID) -> int:
    """How many of somebody's notifications wait to be read."""
    return Notification.objects.filter(recipient=recipient, read_at=None).count()


def rhythms_of(recipient: UUID) -> dict[str, str]:
    """How soon somebody wants mail, for each group; empty where each kind follows its own rhythm."""
    chosen = dict(Preference.objects.filter(recipient=recipient).values_list("group", "rhythm"))
    return {group: chosen.get(group, "") for group in groups()}


def notifications_to_mail(rhythm: Rhythm) -> dict[UUID, list[Notification]]:
    """Unread and unmailed notifications whose readers want mail at this rhythm, by reader, oldest first."""
    waiting = list(Notification.objects.filter(mailed_at=None, read_at=None).order_by("created_at", "id"))
    chosen = _chosen({notification.recipient for notification in waiting})
    found: dict[UUID, list[Notification]] = {}
    for notification in waiting:
        kind = kinds().get(notification.kind)
        if kind and chosen.get((notification.recipient, kind.group), kind.rhythm) == rhythm:
            found.setdefault(notification.recipient, []).append(notification)
    return found


def _chosen(recipients: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    rows = Preference.objects.filter(recipient__in=list(recipients))
    return {(row.recipient, row.group): row.rhythm for row in rows}


def digested_since(recipients: Sequence[UUID], *, since: datetime) -> set[UUID]:
    """Who of these got gathered mail since then."""
    found = Digest.objects.filter(recipient__in=list(recipients), sent_at__gt=since)
    return set(found.values_list("recipient", flat=True))


def feed_owner(token: str) -> CalendarFeed | None:
    """The calendar behind a secret address."""
    return CalendarFeed.objects.filter(token_hash=hash_of(token)).first()
