"""Another e-mail address for an account: asked for inside, confirmed from the new mailbox."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from miqyas.kernel.words import say
from miqyas.web.accounts.afterwards import once_answered
from miqyas.workspace.accounts.letters import Letter, address_of, language_of, letter_post
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import AccountError, user_update

_LIFETIME: Final = timedelta(days=1)
_SALT: Final = "miqyas.email-change"


def email_change_ask(request: HttpRequest, user: User, address: str) -> None:
    """Mail a link to the new address; if it is somebody's already no letter goes, and nothing tells so."""
    wanted = address.strip().lower()
    if User.objects.filter(email__iexact=wanted).exists():
        return
    promise = signing.dumps([str(user.pseudonym), user.email, wanted], salt=_SALT)
    language = language_of(user)
    letter = Letter(
        to=wanted,
        language=language,
        subject=say("letter.email_confirm.subject", language=language),
        lines=(say("letter.email_confirm.text", language=language),),
        link=address_of(reverse("account_confirm_email", args=[promise])),
        link_words=say("letter.email_confirm.link", language=language),
    )
    once_answered(request, partial(letter_post, letter))


def email_change_read(promise: str, user: User) -> str:
    """The address that this person asked for. Raises `AccountError` for a link that is stale or another's."""
    try:
        pseudonym, before, wanted = signing.loads(promise, salt=_SALT, max_age=_LIFETIME)
    except (signing.BadSignature, ValueError):
        raise AccountError("email_link_stale") from None
    if (pseudonym, before) != (str(user.pseudonym), user.email):
        raise AccountError("email_link_stale")
    return str(wanted)


def email_change_confirm(request: HttpRequest, user: User, address: str) -> None:
    """Change the address, and tell the old one."""
    before, user.email = user.email, address
    user_update(user, by=user.pseudonym)
    language = language_of(user)
    letter = Letter(
        to=before,
        language=language,
        subject=say("letter.email_changed.subject", language=language),
        lines=(say("letter.email_changed.text", language=language),),
    )
    once_answered(request, partial(letter_post, letter))
