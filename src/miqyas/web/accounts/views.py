from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from miqyas.web.accounts.forms import FirstLoginForm
from miqyas.web.words import current_language
from miqyas.workspace.accounts.services import AccountError, first_login_find, first_login_use

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_login(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link spends nothing; sending the form spends it and signs the person in."""
    try:
        link = first_login_find(token)
        form = FirstLoginForm(request.POST or None, user=link.user)
        if not form.is_valid():
            return render(request, "account/first_login.html", {"form": form})
        user = first_login_use(token, **form.cleaned_data)
    except AccountError as error:
        told = {"problem": error.problem(current_language()), "remedy": error.remedy(current_language())}
        return render(request, "account/first_login_stale.html", told, status=410)
    login(request, user, backend=_BACKEND)
    return HttpResponseRedirect("/")
