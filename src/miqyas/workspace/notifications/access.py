"""What somebody is told is theirs alone; others do not learn that it exists."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import SIGNED_IN
from miqyas.workspace.notifications.models import Notification


def _own(person: Person, notification: Any) -> Verdict:
    is_own = isinstance(notification, Notification) and person.pseudonym == notification.recipient
    return Verdict.ALLOWED if person.is_signed_in and is_own else Verdict.HIDDEN


register("notification.list", roles_only(SIGNED_IN))
register("notification.read", _own)
register("calendar.open", roles_only(SIGNED_IN))
