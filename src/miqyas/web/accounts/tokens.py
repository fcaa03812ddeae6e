"""The page on which people make and revoke the tokens of their programs."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miqyas.web.accounts.forms import TokenForm
from miqyas.web.accounts.people import own
from miqyas.web.words import current_language
from miqyas.workspace.accounts.models import ApiToken
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.accounts.tokens import token_create, token_revoke, tokens_working


@never_cache
@login_required
@reauthentication_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that work; a new one is shown on this answer and never again."""
    user, secret = own(request), ""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            secret = token_create(user, **form.cleaned_data)[1]
            form = TokenForm()
        except AccountError as error:
            form.add_error(None, error.render(current_language()))
    return render(
        request, "account/tokens.html", {"form": form, "secret": secret, "tokens": tokens_working(user)}
    )


@login_required
@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponseRedirect:
    """End a token of one's own; of others' it is not told whether they exist."""
    user = own(request)
    token_revoke(get_object_or_404(ApiToken, pk=token, user=user), by=user.pseudonym)
    return HttpResponseRedirect(reverse("account_tokens"))
