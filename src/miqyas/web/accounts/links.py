"""Addresses that open an account page from outside."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from miqyas.workspace.accounts.invitations import first_login_for_administrator


def first_login_address(site: str) -> str | None:
    """The administrator's first-login link on a site such as http://127.0.0.1:8000; None when not needed."""
    token = first_login_for_administrator()
    if token is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return f"{site.rstrip('/')}{reverse('first_login', args=[token])}"
