"""Notifications by mail: as they happen, or gathered once a day or week.

A letter is marked as sent right after the server of mails took it. A worker killed between the two sends
it once more, under the same Message-ID, by which mail programs know it for the same letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.kernel.words import say
from miqyas.workspace.accounts.letters import Letter, address_of, language_of, letter_post
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.notifications.models import Notification, Rhythm
from miqyas.workspace.notifications.queries import digested_since, notifications_to_mail
from miqyas.workspace.notifications.sentences import address, params_of, sentence
from miqyas.workspace.notifications.services import notifications_mailed

PAUSES: Final = {
    Rhythm.AT_ONCE: timedelta(0),
    Rhythm.DAILY: timedelta(hours=23),
    Rhythm.WEEKLY: timedelta(days=6, hours=23),
}
"""How long after gathered mail the next may go."""
MOST_LINES: Final = 40
_logger = structlog.get_logger("miqyas.mail")


@job("mail.send", every=timedelta(minutes=5))
def send(run: Run) -> dict[str, int]:
    """Send what waits: one letter a person and rhythm; who cannot be reached now is tried again."""
    sent = failed = 0
    for rhythm, pause in PAUSES.items():
        for recipient, waiting in _due(rhythm, pause=pause, now=timezone.now()).items():
            run.stop_if_cancelled()
            if _mail(recipient, waiting, rhythm=rhythm):
                sent += 1
            else:
                failed += 1
    return {"sent": sent, "failed": failed}


def _due(rhythm: Rhythm, *, pause: timedelta, now: datetime) -> dict[User, list[Notification]]:
    """What waits at this rhythm, without those who got gathered mail a short while ago."""
    waiting = notifications_to_mail(rhythm)
    resting: set[UUID] = digested_since(list(waiting), since=now - pause) if pause else set()
    people = people_of(waiting.keys() - resting)
    return {user: waiting[pseudonym] for pseudonym, user in people.items()}


def _mail(user: User, waiting: Sequence[Notification], *, rhythm: Rhythm) -> bool:
    try:
        letter_post(letter_of(user, waiting))
    except OSError as error:
        _logger.warning("mail_failed", person=str(user.pseudonym), cause=type(error).__name__)
        return False
    notifications_mailed(waiting, is_gathered=rhythm != Rhythm.AT_ONCE)
    return True


def letter_of(user: User, waiting: Sequence[Notification]) -> Letter:
    """The letter: one piece of news with the way to it, or a list of them with the way to the site."""
    language = language_of(user)
    params = params_of(waiting)
    lines = [sentence(item, params[item.pk], language=language) for item in waiting[:MOST_LINES]]
    with override(language):
        all_of_them = reverse("notifications")
    path = all_of_them if len(waiting) > 1 else address(waiting[0], language=language) or all_of_them
    subject = (
        say("notification.mail.digest", language=language, n=len(waiting)) if len(waiting) > 1 else lines[0]
    )
    return Letter(
        to=user.email,
        language=language,
        subject=say("notification.mail.subject", language=language, text=subject),
        lines=(
            say("notification.mail.greeting", language=language, name=str(user)),
            *lines,
            say("notification.mail.why", language=language),
        ),
        link=address_of(path),
        link_words=say("notification.mail.open", language=language),
        message_id=f"<{uuid5(NAMESPACE_URL, ' '.join(str(item.pk) for item in waiting))}@miqyas>",
    )
