"""What is held about a person: told, given as a file, taken away."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from miqyas.web.accounts.forms import EraseForm
from miqyas.web.accounts.people import own
from miqyas.web.words import current_language
from miqyas.workspace.accounts.inventory import inventory
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.personal import person_erase, person_told
from miqyas.workspace.accounts.services import AccountError


@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """The inventory in words, and the ways to have the data or to go."""
    return render(request, "account/my_data.html", {"kinds": inventory().values()})


@never_cache
@login_required
@reauthentication_required
def my_data_file(request: HttpRequest) -> HttpResponse:
    """All that is held, as a file."""
    return told_file(own(request))


def told_file(user: User, *, only: Collection[str] = ()) -> HttpResponse:
    """The zip of a person's data, to be saved and not shown."""
    response = HttpResponse(person_told(user, only=only), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="miqyas-{user.pseudonym}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@never_cache
@login_required
@reauthentication_required
def my_data_erase(request: HttpRequest) -> HttpResponse:
    """Erase one's own account, after typing its address."""
    user = own(request)
    form = EraseForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            person_erase(user, by=user.pseudonym)
        except AccountError as error:
            form.add_error(None, error.render(current_language()))
        else:
            logout(request)
            return render(request, "account/erased.html")
    return render(request, "account/erase.html", {"form": form})
