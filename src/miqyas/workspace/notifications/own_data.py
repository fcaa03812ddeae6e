"""What is held here about a person: told to them, and taken away with them."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.letters import language_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.notifications.models import CalendarFeed, Digest, Notification, Preference
from miqyas.workspace.notifications.sentences import params_of, sentence


def told(user: User) -> dict[str, Any]:
    """Notifications in words, choices, and whether a calendar is open."""
    found = list(Notification.objects.filter(recipient=user.pseudonym))
    params, language = params_of(found), language_of(user)
    return {
        "notifications": [
            {
                "at": item.created_at,
                "read_at": item.read_at,
                "mailed_at": item.mailed_at,
                "text": sentence(item, params[item.pk], language=language),
            }
            for item in found
        ],
        "choices": list(Preference.objects.filter(recipient=user.pseudonym).values("group", "rhythm")),
        "calendar": list(
            CalendarFeed.objects.filter(owner=user.pseudonym).values("created_at", "last_read_at")
        ),
    }


def forgotten(user: User) -> None:
    """All of it goes with the person."""
    Notification.objects.filter(recipient=user.pseudonym).delete()
    Preference.objects.filter(recipient=user.pseudonym).delete()
    Digest.objects.filter(recipient=user.pseudonym).delete()
    CalendarFeed.objects.filter(owner=user.pseudonym).delete()
