"""Addresses for tests of the shell: the style guide, a page for each place of the top bar, one that fails."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from miqyas.web.shell import PLACES
from miqyas.web.views.workspace import picking


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/base.html")


def failing(request: HttpRequest) -> HttpResponse:
    raise {"403": PermissionDenied, "400": SuspiciousOperation, "500": RuntimeError}[request.GET["with"]]


def suggestions(request: HttpRequest) -> JsonResponse:
    found = [
        {"name": name, "note": "", "url": f"?state={name}"} for name in ("Bahrain", "Bahamas", "Barbados")
    ]
    return JsonResponse({"suggestions": found})


urlpatterns = i18n_patterns(
    path("styleguide/", include("miqyas.web.styleguide")),
    path("failing/", failing),
    path("search/", page, name="search"),
    path("search/suggestions/", suggestions, name="country_suggestions"),
    path("pick/<slug:source>/", picking.pick, name="pick"),
    path("account/", include("miqyas.web.accounts.urls")),
    *(path(f"{name}/", page, name=name) for name in PLACES),
)
