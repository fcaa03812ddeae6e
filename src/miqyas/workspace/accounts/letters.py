"""Mails to people: a subject, a few sentences and a link, as plain text and as simple HTML.

Whoever has something to mail makes a `Letter` of words and posts it; how it is sent is for the settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from miqyas.kernel.text import direction
from miqyas.kernel.words import say
from miqyas.workspace.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail in the language of whoever gets it. `link` is a whole address; `link_words` lead to it."""

    to: str
    language: str
    subject: str
    lines: Sequence[str]
    link: str = ""
    link_words: str = ""
    message_id: str = ""
    """The same for the same letter: who gets it twice can tell. Empty: a new one each time."""


def language_of(user: User) -> str:
    """The language in which a person gets mail: the one they chose, or that of the site."""
    return user.language or settings.LANGUAGE_CODE


def address_of(path: str) -> str:
    """A path of this site as a whole address, for those who are not on it."""
    return settings.MIQYAS_BASE_URL.rstrip("/") + path


def letter_post(letter: Letter) -> None:
    """Send a letter; what the server of mails says against it is raised as `OSError`."""
    context = {
        "letter": letter,
        "direction": direction(letter.language),
        "site": say("shell.name", language=letter.language),
    }
    subject = " ".join(letter.subject.split())  # a name with a line break in it would end the header
    mail = EmailMultiAlternatives(subject, render_to_string("accounts/letter.txt", context), to=[letter.to])
    if letter.message_id:
        mail.extra_headers["Message-ID"] = letter.message_id
    mail.attach_alternative(render_to_string("accounts/letter.html", context), "text/html")
    mail.send()
