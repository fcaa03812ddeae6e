"""Signing in through a provider (OpenID Connect), for people who were invited.

The provider vouches for an e-mail address; that is not enough to hand an account over. Three rules keep a
provider that is careless, or an administrator of it, from taking accounts that exist:

1. An address counts only if the provider says in so many words that it has verified it.
2. An account is linked by address only as long as its owner was invited and has not entered yet. So the
   provider takes the place of the link in the mail, and of nothing else. Whoever has a password or a passkey
   links the provider from inside their account, after showing once more who they are.
3. Nobody is made by signing in; a second factor that is set up is asked for all the same.

Once linked, a person is known by the provider's own identifier, and no longer by an address, which may change
hands.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth import logout
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from miqyas.workspace.accounts.invitations import invitation_accept_elsewhere
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import AccountError


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in those who are linked already, and invited people whose address the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("account")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link an invited person, or say that this account is not known here."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        user = _invited(sociallogin)
        if user is None:
            raise ImmediateHttpResponse(render(request, "account/provider_unknown.html", status=403))
        if request.user.is_authenticated:
            logout(request)
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """One calm page for whatever went wrong between the two."""
        raise ImmediateHttpResponse(render(request, "account/provider_failed.html", status=403))


def _invited(sociallogin: SocialLogin) -> User | None:
    """The person invited under an address that the provider has verified; takes the invitation up."""
    verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
    for email in verified:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        try:
            if user:
                invitation_accept_elsewhere(user)
                return user
        except AccountError:
            continue
    return None
