"""Pages by address; each group of pages adds its lines. The language is a prefix set by `server.urls`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("miqyas.web.styleguide")))
