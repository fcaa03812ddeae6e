"""How allauth fits here: closed to newcomers, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from miqyas.web.words import lazy_say


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited or made by an administrator; nobody signs up by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": lazy_say("account.error.mismatch"),
        "enter_current_password": lazy_say("account.error.current_password"),
        "incorrect_password": lazy_say("account.error.mismatch"),
        "too_many_login_attempts": lazy_say("account.locked.text"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No passing messages: each page says itself what happened."""
