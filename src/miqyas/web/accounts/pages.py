"""What people look after in their own account: name, address, sessions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.adapter import get_adapter as provider_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from miqyas.web.accounts.changes import email_change_ask, email_change_confirm, email_change_read
from miqyas.web.accounts.forms import EmailChangeForm, ProfileForm
from miqyas.web.accounts.people import own
from miqyas.web.words import current_language
from miqyas.workspace.accounts.services import AccountError, user_update


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name and language, and the way to the rest."""
    user = own(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user_update(user, by=user.pseudonym)
        return HttpResponseRedirect(f"{reverse('account')}?saved=1")
    told = {
        "form": form,
        "is_saved": "saved" in request.GET,
        "providers": provider_adapter().list_providers(request),
        "linked": SocialAccount.objects.filter(user=user).exists(),
    }
    return render(request, "account/account.html", told)


@never_cache
@login_required
@reauthentication_required
def email_change(request: HttpRequest) -> HttpResponse:
    """Ask for another address: a link goes to it, and nothing changes before it is opened."""
    form = EmailChangeForm(request.POST or None)
    if form.is_valid():
        email_change_ask(request, own(request), form.cleaned_data["email"])
        return render(request, "account/email_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "account/email.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, promise: str) -> HttpResponse:
    """Looking at the link changes nothing; the button does, for whoever asked."""
    user = own(request)
    try:
        address = email_change_read(promise, user)
        if request.method == "POST":
            email_change_confirm(request, user, address)
            return HttpResponseRedirect(f"{reverse('account')}?saved=1")
    except AccountError as error:
        told: dict[str, Any] = {"error": error.as_dict(current_language())}
        return render(request, "account/email_refused.html", told, status=HTTPStatus.GONE)
    return render(request, "account/email_confirm.html", {"email": address})


@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in; each can be ended, and all others at once."""
    user = own(request)
    open_ones = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True)
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        ended = [one for one in open_ones if chosen in {str(one.pk), "others"} and not one.is_current()]
        if not ended and chosen != "others":
            raise Http404
        for one in ended:
            one.end()
        return HttpResponseRedirect(reverse("usersessions_list"))
    return render(request, "account/sessions.html", {"sessions": open_ones})
