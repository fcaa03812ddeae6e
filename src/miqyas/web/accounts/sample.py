"""The sample government is walked through as any of its people: nobody has a password there."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from miqyas.jobs.sample.load import is_sample
from miqyas.jobs.sample.plan import government
from miqyas.kernel.text import Text, plain_line
from miqyas.web.accounts.kept_forms import page_waiting
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.models import User
from miqyas.workspace.registry.queries import entity_by_code

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sample_enter(request: HttpRequest) -> HttpResponse:
    """Choose somebody of the sample, and be them. There is no such page in any other installation."""
    if not is_sample():
        raise Http404
    if request.method != "POST":
        return render(request, "account/sample.html", {"people": _people()})
    emails = [one.email for one in government().people]
    user = get_object_or_404(
        User, email=plain_line(request.POST.get("person", "")), email__in=emails, is_active=True
    )
    if request.user.is_authenticated:
        logout(request)
    login(request, user, backend=_BACKEND)
    UserSession.objects.create_from_request(request)
    return HttpResponseRedirect(page_waiting(request) or reverse("workspace"))


def _people() -> list[tuple[str, str, str]]:
    """Address, name and role of each, in the order of the file."""
    language = current_language()
    told = []
    for one in government().people:
        entity = entity_by_code(one.entity) if one.entity else None
        role = say_here(f"role.{one.role}")
        where = f" · {entity.title.in_language(language)}" if entity else ""
        told.append((one.email, Text(one.name).in_language(language), f"{role}{where}"))
    return told
