from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from miqyas.web.accounts.forms import FirstLoginForm
from miqyas.web.words import current_language
from miqyas.workspace.accounts.invitations import asks_address, invitation_accept, invitation_find
from miqyas.workspace.accounts.services import AccountError


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_login(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link spends nothing; sending the form spends it and signs the person in."""
    try:
        invitation = invitation_find(token)
        form = FirstLoginForm(
            request.POST or None, user=invitation.user, asks_address=asks_address(invitation)
        )
        if not form.is_valid():
            told = {"form": form, "invitation": invitation}
            return render(request, "account/first_login.html", told)
        user = invitation_accept(token, language=current_language(), **form.cleaned_data)
    except AccountError as error:
        told = {"problem": error.problem(current_language()), "remedy": error.remedy(current_language())}
        return render(request, "account/first_login_stale.html", told, status=410)
    leads_to = "workspace" if user.has_usable_password() else "mfa_add_webauthn"
    response = perform_login(request, Login(user=user, redirect_url=reverse(leads_to)))
    record_authentication(request, user, method="invitation", reauthenticated=True)
    return response


@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where somebody arrives who signed in beside a page on which they were writing."""
    return render(request, "account/signed_in.html")
