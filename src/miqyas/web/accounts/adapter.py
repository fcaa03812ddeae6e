"""How allauth fits here: closed to newcomers, in our words, with our letters."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from miqyas.kernel.words import say
from miqyas.web.accounts.afterwards import once_answered
from miqyas.web.words import lazy_say
from miqyas.workspace.accounts.letters import Letter, language_of, letter_post
from miqyas.workspace.accounts.lockout import client_address
from miqyas.workspace.accounts.models import User
from miqyas.workspace.history.services import record_add

_NOTICES: Final = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/webauthn_added": "factor_added",
    "mfa/email/recovery_codes_generated": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/webauthn_removed": "factor_removed",
    "socialaccount/email/account_connected": "provider_linked",
}
"""Which of our letters tells what allauth would have told."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited or made by an administrator; nobody signs up by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": lazy_say("account.error.mismatch"),
        "enter_current_password": lazy_say("account.error.current_password"),
        "incorrect_password": lazy_say("account.error.mismatch"),
        "too_many_login_attempts": lazy_say("account.locked.text"),
        "same_as_current": lazy_say("account.error.same_password"),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No passing messages: each page says itself what happened."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Sent once the answer is out: how long it takes must not tell whether there is such an account."""
        letter = _letter(
            "password_reset",
            user,
            link=context["password_reset_url"],
            link_words=say("letter.password_reset.link", language=language_of(user)),
        )
        once_answered(self.request, partial(letter_post, letter))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed about the ways into an account is told to its owner and kept in history."""
        notice = _NOTICES[template_prefix]
        record_add(f"user.{notice}", actor=user.pseudonym, object_kind="user", object_id=user.pseudonym)
        once_answered(self.request, partial(letter_post, _letter(notice, user)))


def _letter(name: str, user: User, *, link: str = "", link_words: str = "") -> Letter:
    language = language_of(user)
    return Letter(
        to=user.email,
        language=language,
        subject=say(f"letter.{name}.subject", language=language),
        lines=(say(f"letter.{name}.text", language=language),),
        link=link,
        link_words=link_words,
    )
