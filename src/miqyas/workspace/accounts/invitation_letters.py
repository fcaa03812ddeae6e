"""The letter with which somebody is invited. Pages and the command line send the same."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from miqyas.kernel.words import say
from miqyas.workspace.accounts.letters import Letter, address_of, language_of, letter_post
from miqyas.workspace.accounts.models import Invitation

_logger = structlog.get_logger("miqyas.accounts")


def invitation_address(secret: str, *, language: str) -> str:
    """The first-login link as a whole address."""
    with override(language):
        return address_of(reverse("first_login", args=[secret]))


def invitation_post(invitation: Invitation, secret: str) -> bool:
    """Send the link to whom it is for; whether it went out, or somebody has to hand it over."""
    language = language_of(invitation.user)
    letter = Letter(
        to=invitation.user.email,
        language=language,
        subject=say("letter.invitation.subject", language=language),
        lines=(_what_for(invitation, language), _how(invitation, language)),
        link=invitation_address(secret, language=language),
        link_words=say("letter.invitation.link", language=language),
    )
    try:
        letter_post(letter)
    except OSError:
        _logger.exception("an invitation was not sent")
        return False
    return bool(settings.MIQYAS_MAILS)


def _what_for(invitation: Invitation, language: str) -> str:
    if not invitation.role:
        return say("letter.invitation.text.no_role", language=language)
    return say(
        "letter.invitation.text", language=language, role=say(f"role.{invitation.role}", language=language)
    )


def _how(invitation: Invitation, language: str) -> str:
    return say("letter.invitation.how", language=language, until=f"{invitation.expires_at:%Y-%m-%d}")
