"""The page that shows the description to people: everything on it is served from here."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from miqyas.api.problems import language_of
from miqyas.kernel.text import direction
from miqyas.kernel.words import say

SETTINGS: Final = {"layout": "BaseLayout", "deepLinking": True, "validatorUrl": None}


class Documentation(DocsBase):
    """Swagger's page from the package, without anything from outside."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page itself."""
        settings = {**SETTINGS, "url": self.get_openapi_url(api, kwargs)}
        language = language_of(request)
        context = {
            "settings": settings,
            "title": say("api.documentation", language=language),
            "language": language,
            "direction": direction(language),
        }
        return render(request, "api/documentation.html", context)
