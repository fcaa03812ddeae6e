"""Addresses: pages under their language, the API and machinery without one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from miqyas.server.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if find_spec("miqyas.api") and find_spec("miqyas.api.v1"):
    urlpatterns.append(path("api/v1/", import_module("miqyas.api.v1").api.urls))
urlpatterns += i18n_patterns(
    path("account/", include("miqyas.web.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("miqyas.web.urls")),
)
