"""Addresses: pages under their language; the API, machinery and what stands on paper without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from miqyas.api.service import addresses
from miqyas.server.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", addresses()),
    path("", include("miqyas.web.short_urls")),
    path("sign-in/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
urlpatterns += i18n_patterns(
    path("account/", include("miqyas.web.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("miqyas.web.urls")),
)
