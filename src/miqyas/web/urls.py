"""Pages by address; each group of pages adds its lines. The language is a prefix set by `server.urls`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from miqyas.web.charts import chart_file

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^charts/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>svg|png|json)$", chart_file, name="chart"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("miqyas.web.styleguide")))
